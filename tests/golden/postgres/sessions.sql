WITH positioned AS (
  /* Each event's place in its session (R7). */
  SELECT
    source,
    timestamp,
    user_id,
    track_id,
    page_id,
    screen_id,
    session_index,
    session_id,
    anonymous_id IS NULL AS is_server,
    ROW_NUMBER() OVER (
      PARTITION BY session_id
      ORDER BY
        timestamp,
        source,
        CASE
          WHEN track_id IS NOT NULL
          THEN 'track'
          WHEN page_id IS NOT NULL
          THEN 'page'
          WHEN screen_id IS NOT NULL
          THEN 'screen'
        END,
        COALESCE(track_id, page_id, screen_id)
    ) AS position
  FROM "segment_models"."segment_sessionized_events" AS sessionized_events
  WHERE
    session_id IS NOT NULL
), described AS (
  /* What each event carried, as one value per call type; NULL for the types it is not of. */
  SELECT
    positioned.session_id,
    positioned.session_index,
    positioned.user_id,
    positioned.timestamp,
    positioned.position,
    positioned.is_server,
    JSONB_BUILD_OBJECT(
      'timestamp', TO_CHAR(positioned.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'track_id', positioned.track_id,
      'event', calls.event,
      'coupon code', calls."coupon code"
    ) AS track,
    CAST(NULL AS JSONB) AS page,
    CAST(NULL AS JSONB) AS screen
  FROM positioned
  JOIN "segment_models"."segment_track_events" AS calls
    ON positioned.source = calls.source AND positioned.track_id = calls.track_id
  UNION ALL
  SELECT
    positioned.session_id,
    positioned.session_index,
    positioned.user_id,
    positioned.timestamp,
    positioned.position,
    positioned.is_server,
    CAST(NULL AS JSONB) AS track,
    JSONB_BUILD_OBJECT(
      'timestamp', TO_CHAR(positioned.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'page_id', positioned.page_id,
      'url', calls.url,
      'referrer', calls.referrer,
      'title', calls.title,
      'name', calls.name,
      'search', calls.search,
      'path', calls.path,
      'utm_content', calls.utm_content,
      'utm_medium', calls.utm_medium,
      'utm_source', calls.utm_source,
      'utm_campaign', calls.utm_campaign,
      'utm_term', calls.utm_term,
      'category', calls."category",
      'price paid', calls."price paid"
    ) AS page,
    CAST(NULL AS JSONB) AS screen
  FROM positioned
  JOIN "segment_models"."segment_page_events" AS calls
    ON positioned.source = calls.source AND positioned.page_id = calls.page_id
  UNION ALL
  SELECT
    positioned.session_id,
    positioned.session_index,
    positioned.user_id,
    positioned.timestamp,
    positioned.position,
    positioned.is_server,
    CAST(NULL AS JSONB) AS track,
    CAST(NULL AS JSONB) AS page,
    JSONB_BUILD_OBJECT(
      'timestamp', TO_CHAR(positioned.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'screen_id', positioned.screen_id,
      'name', calls.name,
      'screen class', calls."screen class"
    ) AS screen
  FROM positioned
  JOIN "segment_models"."segment_screen_events" AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
), gathered AS (
  /* One row per session. Records are listed in their order. */
  SELECT
    session_id,
    MIN(session_index) AS session_index,
    MIN(user_id) AS user_id,
    MIN(timestamp) AS session_start_timestamp,
    MAX(CASE WHEN NOT is_server THEN timestamp END) AS session_end_timestamp,
    COUNT(track) AS total_tracks,
    COUNT(page) AS total_pages,
    COUNT(screen) AS total_screens,
    MIN(CASE WHEN page IS NOT NULL AND NOT is_server THEN position END) AS first_page_position,
    MAX(CASE WHEN page IS NOT NULL AND NOT is_server THEN position END) AS last_page_position,
    MIN(CASE WHEN screen IS NOT NULL AND NOT is_server THEN position END) AS first_screen_position,
    MAX(CASE WHEN screen IS NOT NULL AND NOT is_server THEN position END) AS last_screen_position,
    JSONB_AGG(
      JSONB_BUILD_OBJECT(
        'timestamp', TO_CHAR(timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'track', track,
        'page', page,
        'screen', screen
      ) ORDER BY position
    ) AS records
  FROM described
  GROUP BY
    session_id
), placed_pages AS (
  /* What each page carried, by its place in its session. */
  SELECT
    positioned.session_id,
    positioned.position,
    calls.url,
    calls.referrer,
    calls.title,
    calls.name,
    calls.search,
    calls.path,
    calls.utm_content,
    calls.utm_medium,
    calls.utm_source,
    calls.utm_campaign,
    calls.utm_term,
    calls."category",
    calls."price paid"
  FROM positioned
  JOIN "segment_models"."segment_page_events" AS calls
    ON positioned.source = calls.source AND positioned.page_id = calls.page_id
), placed_screens AS (
  /* What each screen carried, by its place in its session. */
  SELECT
    positioned.session_id,
    positioned.position,
    calls.name,
    calls."screen class"
  FROM positioned
  JOIN "segment_models"."segment_screen_events" AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
)
SELECT
  gathered.session_id,
  gathered.session_index,
  gathered.user_id,
  gathered.session_start_timestamp,
  gathered.session_end_timestamp,
  gathered.total_tracks AS total_tracks,
  gathered.total_pages AS total_pages,
  gathered.total_screens AS total_screens,
  CAST(FLOOR(
    EXTRACT(EPOCH FROM gathered.session_end_timestamp - gathered.session_start_timestamp) * 1000
  ) AS BIGINT) AS duration_millis,
  first_page.url AS first_url,
  first_page.referrer AS first_referrer,
  first_page.title AS first_title,
  first_page.name AS first_name,
  first_page.search AS first_search,
  first_page.path AS first_path,
  first_page.utm_content AS first_utm_content,
  first_page.utm_medium AS first_utm_medium,
  first_page.utm_source AS first_utm_source,
  first_page.utm_campaign AS first_utm_campaign,
  first_page.utm_term AS first_utm_term,
  first_page."category" AS "first_category",
  first_page."price paid" AS "first_price paid",
  last_page.url AS last_url,
  last_page.referrer AS last_referrer,
  last_page.title AS last_title,
  last_page.name AS last_name,
  last_page.search AS last_search,
  last_page.path AS last_path,
  last_page.utm_content AS last_utm_content,
  last_page.utm_medium AS last_utm_medium,
  last_page.utm_source AS last_utm_source,
  last_page.utm_campaign AS last_utm_campaign,
  last_page.utm_term AS last_utm_term,
  last_page."category" AS "last_category",
  last_page."price paid" AS "last_price paid",
  first_screen.name AS first_screen_name,
  first_screen."screen class" AS "first_screen_screen class",
  last_screen.name AS last_screen_name,
  last_screen."screen class" AS "last_screen_screen class",
  gathered.records
FROM gathered
LEFT JOIN placed_pages AS first_page
  ON gathered.session_id = first_page.session_id
  AND gathered.first_page_position = first_page.position
LEFT JOIN placed_pages AS last_page
  ON gathered.session_id = last_page.session_id
  AND gathered.last_page_position = last_page.position
LEFT JOIN placed_screens AS first_screen
  ON gathered.session_id = first_screen.session_id
  AND gathered.first_screen_position = first_screen.position
LEFT JOIN placed_screens AS last_screen
  ON gathered.session_id = last_screen.session_id
  AND gathered.last_screen_position = last_screen.position
