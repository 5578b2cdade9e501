WITH viewed AS (
  /* The paths of each session's pages, and the last of them. */
  SELECT
    session_id,
    COUNT(DISTINCT path) AS unique_paths,
    MAX(CASE WHEN is_exit THEN path END) AS exit_path
  FROM "segment_models"."segment_page_views" AS pages
  WHERE
    page_index IS NOT NULL
  GROUP BY
    session_id
), seen AS (
  /* Pages and screens of each session that are no server's (R8a). */
  SELECT
    session_id,
    COUNT(CASE WHEN anonymous_id IS NOT NULL THEN page_id END) AS page_views,
    COUNT(CASE WHEN anonymous_id IS NOT NULL THEN screen_id END) AS screen_views
  FROM "segment_models"."segment_sessionized_events" AS events
  WHERE
    session_id IS NOT NULL
  GROUP BY
    session_id
), mixed AS (
  /* The Segment sources of each session's events. */
  SELECT
    session_id,
    SUBSTRING(CASE WHEN COUNT(CASE WHEN source = 'ios' THEN 1 END) > 0 THEN ', ios' ELSE '' END || CASE WHEN COUNT(CASE WHEN source = 'web' THEN 1 END) > 0 THEN ', web' ELSE '' END FROM 3) AS sources,
    COUNT(DISTINCT source) AS sources_seen
  FROM "segment_models"."segment_sessionized_events" AS events
  WHERE
    session_id IS NOT NULL
  GROUP BY
    session_id
)
SELECT
  sessions.session_id,
  sessions.user_id,
  sessions.session_index,
  sessions.session_index = 1 AS is_first_session,
  sessions.session_start_timestamp,
  sessions.session_end_timestamp,
  CAST(sessions.session_start_timestamp AS DATE) AS session_date,
  sessions.duration_millis,
  sessions.total_pages,
  sessions.total_tracks,
  sessions.total_screens,
  COALESCE(viewed.unique_paths, 0) AS unique_paths,
  mixed.sources,
  mixed.sources_seen > 1 AS is_mixed_sources,
  sessions.duration_millis >= 10000
  OR (
    seen.page_views + seen.screen_views
  ) >= 2 AS is_engaged,
  CASE
    WHEN (
      seen.page_views + seen.screen_views
    ) > 0
    THEN NOT (
      sessions.duration_millis >= 10000
      OR (
        seen.page_views + seen.screen_views
      ) >= 2
    )
  END AS is_bounce,
  sessions.total_pages = 1 AS is_single_page,
  sources.landing_host,
  sources.landing_path,
  viewed.exit_path,
  sources.touch,
  sources.touch_page_id,
  sources.traffic_source,
  sources.traffic_medium,
  sources.traffic_campaign,
  sources.traffic_term,
  sources.traffic_content,
  sources.traffic_category,
  sources.channel,
  sources.click_id_name,
  sources.click_id,
  sources.referrer_host,
  sources.attributed_source,
  sources.attributed_medium,
  sources.attributed_campaign,
  sources.attributed_channel,
  sources.attributed_session_id,
  sources.attributed_is_own
FROM "segment_models"."segment_sessions" AS sessions
JOIN "segment_models"."segment_session_sources" AS sources
  ON sessions.session_id = sources.session_id
LEFT JOIN viewed
  ON sessions.session_id = viewed.session_id
LEFT JOIN seen
  ON sessions.session_id = seen.session_id
LEFT JOIN mixed
  ON sessions.session_id = mixed.session_id
