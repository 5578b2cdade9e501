SELECT
  own.session_id,
  own.session_index,
  own.user_id,
  own.session_start_timestamp,
  own.session_end_timestamp,
  own.duration_millis,
  own.is_engaged,
  own.is_bounce,
  own.total_pages + own.total_screens AS views,
  own.traffic_source,
  own.traffic_medium,
  own.traffic_campaign,
  own.channel,
  own.touch,
  own.touch_page_id,
  own.click_id_name,
  own.referrer_host,
  own.attributed_source,
  own.attributed_medium,
  own.attributed_campaign,
  own.attributed_channel,
  own.attributed_session_id,
  own.total_conversions,
  own.conversion_value,
  earlier.session_id AS earlier_session_id,
  earlier.session_start_timestamp AS earlier_session_start_timestamp,
  earlier.session_end_timestamp AS earlier_session_end_timestamp,
  later.session_id AS later_session_id,
  later.session_start_timestamp AS later_session_start_timestamp,
  later.session_end_timestamp AS later_session_end_timestamp
FROM "segment_models"."segment_session_facts" AS own
LEFT JOIN "segment_models"."segment_session_facts" AS earlier
  ON own.user_id = earlier.user_id AND own.session_index = earlier.session_index + 1
LEFT JOIN "segment_models"."segment_session_facts" AS later
  ON own.user_id = later.user_id AND own.session_index = later.session_index - 1
WHERE
  own.session_id IN ('0a', '1b')
