WITH pages AS (
  /* Every page with its session; a server's page, and one outside sessions, has no place there (R8a). */
  SELECT
    events.source,
    events.page_id,
    events.timestamp,
    events.user_id,
    events.session_id,
    events.session_index,
    events.session_id IS NOT NULL AND events.anonymous_id IS NOT NULL AS has_place,
    sessions.session_end_timestamp,
    pages.path,
    pages.title,
    pages.url,
    pages.referrer,
    pages.category,
    pages."price paid"
  FROM segment_models.segment_sessionized_events AS events
  JOIN segment_models.segment_page_events AS pages
    ON events.source = pages.source AND events.page_id = pages.page_id
  LEFT JOIN segment_models.segment_sessions AS sessions
    ON events.session_id = sessions.session_id
  WHERE
    events.page_id IS NOT NULL
), placed AS (
  /* Each page beside the one before and the one after it in its session (P1). */
  SELECT
    source,
    page_id,
    timestamp,
    user_id,
    session_id,
    session_index,
    session_end_timestamp,
    CASE
      WHEN has_place
      THEN ROW_NUMBER() OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
    END AS page_index,
    CASE
      WHEN has_place
      THEN LEAD(timestamp) OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
    END AS next_timestamp,
    CASE
      WHEN has_place
      THEN LAG(path) OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
    END AS previous_path,
    CASE
      WHEN has_place
      THEN LEAD(path) OVER (PARTITION BY session_id, has_place ORDER BY timestamp, source, page_id)
    END AS next_path,
    path,
    title,
    url,
    referrer,
    category,
    "price paid"
  FROM pages
), addressed AS (
  /* Their addresses and referrers, taken apart. */
  SELECT
    source,
    page_id,
    timestamp,
    user_id,
    session_id,
    session_index,
    page_index,
    next_timestamp,
    previous_path,
    next_path,
    session_end_timestamp,
    path,
    title,
    category,
    "price paid",
    SPLIT_PART(COALESCE(url, ''), '://', 1) AS url_scheme,
    SPLIT_PART(
      SPLIT_PART(SPLIT_PART(SPLIT_PART(COALESCE(url, ''), '://', 2), '/', 1), '?', 1),
      '#',
      1
    ) AS url_place,
    SPLIT_PART(SPLIT_PART(COALESCE(referrer, ''), ' ', 1), '://', 1) AS referrer_scheme,
    SPLIT_PART(
      SPLIT_PART(
        SPLIT_PART(SPLIT_PART(SPLIT_PART(COALESCE(referrer, ''), ' ', 1), '://', 2), '/', 1),
        '?',
        1
      ),
      '#',
      1
    ) AS referrer_place
  FROM placed
), written AS (
  /* The hosts of these as they are written (A3). */
  SELECT
    source,
    page_id,
    timestamp,
    user_id,
    session_id,
    session_index,
    page_index,
    next_timestamp,
    previous_path,
    next_path,
    session_end_timestamp,
    path,
    title,
    category,
    "price paid",
    CASE
      WHEN url_scheme LIKE '%/%' OR url_scheme LIKE '%?%' OR url_scheme LIKE '%#%'
      THEN ''
      WHEN CHARINDEX('@', url_place) > 0
      THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(url_place), '@', 1)), ':', 1)
      ELSE SPLIT_PART(url_place, ':', 1)
    END AS url_authority,
    CASE
      WHEN referrer_scheme LIKE '%/%'
      OR referrer_scheme LIKE '%?%'
      OR referrer_scheme LIKE '%#%'
      THEN ''
      WHEN CHARINDEX('@', referrer_place) > 0
      THEN SPLIT_PART(REVERSE(SPLIT_PART(REVERSE(referrer_place), '@', 1)), ':', 1)
      ELSE SPLIT_PART(referrer_place, ':', 1)
    END AS referrer_authority
  FROM addressed
)
SELECT
  source,
  page_id,
  timestamp,
  user_id,
  session_id,
  session_index,
  page_index,
  COALESCE(page_index = 1, FALSE) AS is_entrance,
  page_index IS NOT NULL AND next_timestamp IS NULL AS is_exit,
  CASE
    WHEN page_index IS NOT NULL
    THEN CAST(FLOOR(
      TIMESTAMPDIFF(MICROSECOND, timestamp, COALESCE(next_timestamp, session_end_timestamp)) / 1000
    ) AS NUMBER(38, 0))
  END AS time_on_page_millis,
  previous_path,
  next_path,
  NULLIF(
    CASE
      WHEN CASE
        WHEN LOWER(url_authority) = url_authority
        THEN url_authority
        ELSE TRANSLATE(url_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
      END LIKE 'www.%'
      THEN SUBSTRING(
        CASE
          WHEN LOWER(url_authority) = url_authority
          THEN url_authority
          ELSE TRANSLATE(url_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END,
        5
      )
      ELSE CASE
        WHEN LOWER(url_authority) = url_authority
        THEN url_authority
        ELSE TRANSLATE(url_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
      END
    END,
    ''
  ) AS host,
  path,
  title,
  NULLIF(
    CASE
      WHEN CASE
        WHEN LOWER(referrer_authority) = referrer_authority
        THEN referrer_authority
        ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
      END LIKE 'www.%'
      THEN SUBSTRING(
        CASE
          WHEN LOWER(referrer_authority) = referrer_authority
          THEN referrer_authority
          ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END,
        5
      )
      ELSE CASE
        WHEN LOWER(referrer_authority) = referrer_authority
        THEN referrer_authority
        ELSE TRANSLATE(referrer_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
      END
    END,
    ''
  ) AS referrer_host,
  category,
  "price paid"
FROM written
