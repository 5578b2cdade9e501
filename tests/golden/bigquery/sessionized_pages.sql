SELECT
  events.source,
  events.timestamp,
  events.user_id,
  events.page_id,
  events.session_index,
  events.session_id,
  pages.url,
  pages.referrer,
  pages.title,
  pages.name,
  pages.search,
  pages.path,
  pages.utm_content,
  pages.utm_medium,
  pages.utm_source,
  pages.utm_campaign,
  pages.utm_term,
  pages.`category`,
  pages.`price paid`
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_page_events` AS pages
  ON events.source = pages.source AND events.page_id = pages.page_id
