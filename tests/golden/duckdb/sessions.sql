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
    {
      'timestamp': positioned.timestamp,
      'track_id': positioned.track_id,
      'event': calls.event,
      'coupon code': calls."coupon code"
    } AS track,
    NULL AS page,
    NULL AS screen
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
    NULL AS track,
    {
      'timestamp': positioned.timestamp,
      'page_id': positioned.page_id,
      'url': calls.url,
      'referrer': calls.referrer,
      'title': calls.title,
      'name': calls.name,
      'search': calls.search,
      'path': calls.path,
      'utm_content': calls.utm_content,
      'utm_medium': calls.utm_medium,
      'utm_source': calls.utm_source,
      'utm_campaign': calls.utm_campaign,
      'utm_term': calls.utm_term,
      'category': calls."category",
      'price paid': calls."price paid"
    } AS page,
    NULL AS screen
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
    NULL AS track,
    NULL AS page,
    {
      'timestamp': positioned.timestamp,
      'screen_id': positioned.screen_id,
      'name': calls.name,
      'screen class': calls."screen class"
    } AS screen
  FROM positioned
  JOIN "segment_models"."segment_screen_events" AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
), gathered AS (
  /* One row per session. The calls of each type are listed as they come, without the NULLs of the other types; as records of one list, they are put in order by the list of their positions. */
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
    LIST_SELECT(
      LIST_CONCAT(
        LIST_CONCAT(
          [
            {'timestamp': call."timestamp", 'track': call, 'page': NULL, 'screen': NULL} FOR call IN ARRAY_AGG(track) FILTER(WHERE
              track IS NOT NULL)
          ],
          [
            {'timestamp': call."timestamp", 'track': NULL, 'page': call, 'screen': NULL} FOR call IN ARRAY_AGG(page) FILTER(WHERE
              page IS NOT NULL)
          ]
        ),
        [
          {'timestamp': call."timestamp", 'track': NULL, 'page': NULL, 'screen': call} FOR call IN ARRAY_AGG(screen) FILTER(WHERE
            screen IS NOT NULL)
        ]
      ),
      LIST_GRADE_UP(
        LIST_CONCAT(
          LIST_CONCAT(
            ARRAY_AGG(position) FILTER(WHERE
              track IS NOT NULL),
            ARRAY_AGG(position) FILTER(WHERE
              page IS NOT NULL)
          ),
          ARRAY_AGG(position) FILTER(WHERE
            screen IS NOT NULL)
        )
      )
    ) AS records
  FROM described
  GROUP BY
    session_id
), picked AS (
  /* First and last values come whole from one page or screen, NULLs and all (R10). */
  SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    session_end_timestamp,
    total_tracks,
    total_pages,
    total_screens,
    records,
    LIST_EXTRACT(records, first_page_position)."page" AS first_page,
    LIST_EXTRACT(records, last_page_position)."page" AS last_page,
    LIST_EXTRACT(records, first_screen_position)."screen" AS first_screen,
    LIST_EXTRACT(records, last_screen_position)."screen" AS last_screen
  FROM gathered
)
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  session_end_timestamp,
  {
    'total_tracks': total_tracks,
    'total_pages': total_pages,
    'total_screens': total_screens,
    'duration_millis': (
      EPOCH_US(session_end_timestamp) - EPOCH_US(session_start_timestamp)
    ) // 1000
  } AS stats,
  CASE
    WHEN first_page IS NOT NULL
    THEN {
      'first_url': first_page."url",
      'first_referrer': first_page."referrer",
      'first_title': first_page."title",
      'first_name': first_page."name",
      'first_search': first_page."search",
      'first_path': first_page."path",
      'first_utm_content': first_page."utm_content",
      'first_utm_medium': first_page."utm_medium",
      'first_utm_source': first_page."utm_source",
      'first_utm_campaign': first_page."utm_campaign",
      'first_utm_term': first_page."utm_term",
      'first_category': first_page."category",
      'first_price paid': first_page."price paid"
    }
  END AS first_page_values,
  CASE
    WHEN last_page IS NOT NULL
    THEN {
      'last_url': last_page."url",
      'last_referrer': last_page."referrer",
      'last_title': last_page."title",
      'last_name': last_page."name",
      'last_search': last_page."search",
      'last_path': last_page."path",
      'last_utm_content': last_page."utm_content",
      'last_utm_medium': last_page."utm_medium",
      'last_utm_source': last_page."utm_source",
      'last_utm_campaign': last_page."utm_campaign",
      'last_utm_term': last_page."utm_term",
      'last_category': last_page."category",
      'last_price paid': last_page."price paid"
    }
  END AS last_page_values,
  CASE
    WHEN first_screen IS NOT NULL
    THEN {
      'first_name': first_screen."name",
      'first_screen class': first_screen."screen class"
    }
  END AS first_screen_values,
  CASE
    WHEN last_screen IS NOT NULL
    THEN {'last_name': last_screen."name", 'last_screen class': last_screen."screen class"}
  END AS last_screen_values,
  records
FROM picked
