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
), bounded AS (
  /* Beside it the places of its session's first and last page and screen. */
  SELECT
    source,
    timestamp,
    user_id,
    track_id,
    page_id,
    screen_id,
    session_index,
    session_id,
    is_server,
    position,
    MIN(CASE WHEN page_id IS NOT NULL AND NOT is_server THEN position END) OVER (PARTITION BY session_id) AS first_page_position,
    MAX(CASE WHEN page_id IS NOT NULL AND NOT is_server THEN position END) OVER (PARTITION BY session_id) AS last_page_position,
    MIN(CASE WHEN screen_id IS NOT NULL AND NOT is_server THEN position END) OVER (PARTITION BY session_id) AS first_screen_position,
    MAX(CASE WHEN screen_id IS NOT NULL AND NOT is_server THEN position END) OVER (PARTITION BY session_id) AS last_screen_position
  FROM positioned
), gathered AS (
  /* One row per session, with what its calls carried. First and last values come from one page or screen (R10). Records are listed in their order. */
  SELECT
    bounded.session_id,
    MIN(bounded.session_index) AS session_index,
    MIN(bounded.user_id) AS user_id,
    MIN(bounded.timestamp) AS session_start_timestamp,
    MAX(CASE WHEN NOT bounded.is_server THEN bounded.timestamp END) AS session_end_timestamp,
    COUNT(bounded.track_id) AS total_tracks,
    COUNT(bounded.page_id) AS total_pages,
    COUNT(bounded.screen_id) AS total_screens,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.url END) AS first_url,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.referrer END) AS first_referrer,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.title END) AS first_title,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.name END) AS first_name,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.search END) AS first_search,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.path END) AS first_path,
    MAX(
      CASE WHEN bounded.position = bounded.first_page_position THEN pages.utm_content END
    ) AS first_utm_content,
    MAX(
      CASE WHEN bounded.position = bounded.first_page_position THEN pages.utm_medium END
    ) AS first_utm_medium,
    MAX(
      CASE WHEN bounded.position = bounded.first_page_position THEN pages.utm_source END
    ) AS first_utm_source,
    MAX(
      CASE
        WHEN bounded.position = bounded.first_page_position
        THEN pages.utm_campaign
      END
    ) AS first_utm_campaign,
    MAX(CASE WHEN bounded.position = bounded.first_page_position THEN pages.utm_term END) AS first_utm_term,
    MAX(
      CASE WHEN bounded.position = bounded.first_page_position THEN pages."category" END
    ) AS "first_category",
    MAX(
      CASE
        WHEN bounded.position = bounded.first_page_position
        THEN pages."price paid"
      END
    ) AS "first_price paid",
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.url END) AS last_url,
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.referrer END) AS last_referrer,
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.title END) AS last_title,
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.name END) AS last_name,
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.search END) AS last_search,
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.path END) AS last_path,
    MAX(
      CASE WHEN bounded.position = bounded.last_page_position THEN pages.utm_content END
    ) AS last_utm_content,
    MAX(
      CASE WHEN bounded.position = bounded.last_page_position THEN pages.utm_medium END
    ) AS last_utm_medium,
    MAX(
      CASE WHEN bounded.position = bounded.last_page_position THEN pages.utm_source END
    ) AS last_utm_source,
    MAX(
      CASE WHEN bounded.position = bounded.last_page_position THEN pages.utm_campaign END
    ) AS last_utm_campaign,
    MAX(CASE WHEN bounded.position = bounded.last_page_position THEN pages.utm_term END) AS last_utm_term,
    MAX(
      CASE WHEN bounded.position = bounded.last_page_position THEN pages."category" END
    ) AS "last_category",
    MAX(
      CASE WHEN bounded.position = bounded.last_page_position THEN pages."price paid" END
    ) AS "last_price paid",
    MAX(CASE WHEN bounded.position = bounded.first_screen_position THEN screens.name END) AS first_screen_name,
    MAX(
      CASE
        WHEN bounded.position = bounded.first_screen_position
        THEN screens."screen class"
      END
    ) AS "first_screen_screen class",
    MAX(CASE WHEN bounded.position = bounded.last_screen_position THEN screens.name END) AS last_screen_name,
    MAX(
      CASE
        WHEN bounded.position = bounded.last_screen_position
        THEN screens."screen class"
      END
    ) AS "last_screen_screen class",
    JSONB_AGG(
      JSONB_BUILD_OBJECT(
        'timestamp', TO_CHAR(bounded.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'track', CASE
          WHEN bounded.track_id IS NOT NULL
          THEN JSONB_BUILD_OBJECT(
            'timestamp', TO_CHAR(bounded.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'track_id', bounded.track_id,
            'event', tracks.event,
            'coupon code', tracks."coupon code"
          )
        END,
        'page', CASE
          WHEN bounded.page_id IS NOT NULL
          THEN JSONB_BUILD_OBJECT(
            'timestamp', TO_CHAR(bounded.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'page_id', bounded.page_id,
            'url', pages.url,
            'referrer', pages.referrer,
            'title', pages.title,
            'name', pages.name,
            'search', pages.search,
            'path', pages.path,
            'utm_content', pages.utm_content,
            'utm_medium', pages.utm_medium,
            'utm_source', pages.utm_source,
            'utm_campaign', pages.utm_campaign,
            'utm_term', pages.utm_term,
            'category', pages."category",
            'price paid', pages."price paid"
          )
        END,
        'screen', CASE
          WHEN bounded.screen_id IS NOT NULL
          THEN JSONB_BUILD_OBJECT(
            'timestamp', TO_CHAR(bounded.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'screen_id', bounded.screen_id,
            'name', screens.name,
            'screen class', screens."screen class"
          )
        END
      ) ORDER BY bounded.position
    ) AS records
  FROM bounded
  LEFT JOIN "segment_models"."segment_track_events" AS tracks
    ON bounded.source = tracks.source AND bounded.track_id = tracks.track_id
  LEFT JOIN "segment_models"."segment_page_events" AS pages
    ON bounded.source = pages.source AND bounded.page_id = pages.page_id
  LEFT JOIN "segment_models"."segment_screen_events" AS screens
    ON bounded.source = screens.source AND bounded.screen_id = screens.screen_id
  GROUP BY
    bounded.session_id
)
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  session_end_timestamp,
  total_tracks AS total_tracks,
  total_pages AS total_pages,
  total_screens AS total_screens,
  CAST(FLOOR(EXTRACT(EPOCH FROM session_end_timestamp - session_start_timestamp) * 1000) AS BIGINT) AS duration_millis,
  first_url,
  first_referrer,
  first_title,
  first_name,
  first_search,
  first_path,
  first_utm_content,
  first_utm_medium,
  first_utm_source,
  first_utm_campaign,
  first_utm_term,
  "first_category",
  "first_price paid",
  last_url,
  last_referrer,
  last_title,
  last_name,
  last_search,
  last_path,
  last_utm_content,
  last_utm_medium,
  last_utm_source,
  last_utm_campaign,
  last_utm_term,
  "last_category",
  "last_price paid",
  first_screen_name,
  "first_screen_screen class",
  last_screen_name,
  "last_screen_screen class",
  records
FROM gathered
