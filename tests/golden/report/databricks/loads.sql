WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `event` AS event
  FROM `web`.`tracks`
), tracks_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN track_id NOT RLIKE r'^ *\z'
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND track_id NOT RLIKE r'^[0-]*\z'
      THEN track_id
    END AS track_id,
    CASE
      WHEN user_id NOT RLIKE r'^ *\z'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id NOT RLIKE r'^[0-]*\z'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id NOT RLIKE r'^ *\z'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id NOT RLIKE r'^[0-]*\z'
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    event
  FROM tracks_united
), pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `url` AS url,
    `referrer` AS referrer,
    `title` AS title,
    `name` AS name,
    `search` AS search,
    `path` AS path,
    `context_campaign_content` AS utm_content,
    `context_campaign_medium` AS utm_medium,
    `context_campaign_source` AS utm_source,
    `context_campaign_name` AS utm_campaign,
    `context_campaign_term` AS utm_term
  FROM `web`.`pages`
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN page_id NOT RLIKE r'^ *\z'
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND page_id NOT RLIKE r'^[0-]*\z'
      THEN page_id
    END AS page_id,
    CASE
      WHEN user_id NOT RLIKE r'^ *\z'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id NOT RLIKE r'^[0-]*\z'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id NOT RLIKE r'^ *\z'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id NOT RLIKE r'^[0-]*\z'
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    url,
    referrer,
    title,
    name,
    search,
    path,
    utm_content,
    utm_medium,
    utm_source,
    utm_campaign,
    utm_term
  FROM pages_united
), screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at,
    `name` AS name
  FROM `web`.`screens`
), screens_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN screen_id NOT RLIKE r'^ *\z'
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND screen_id NOT RLIKE r'^[0-]*\z'
      THEN screen_id
    END AS screen_id,
    CASE
      WHEN user_id NOT RLIKE r'^ *\z'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id NOT RLIKE r'^[0-]*\z'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id NOT RLIKE r'^ *\z'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id NOT RLIKE r'^[0-]*\z'
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    name
  FROM screens_united
), identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS identify_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    CASE
      WHEN UNIX_MICROS(`timestamp`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `timestamp`
    END AS timestamp,
    CASE
      WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
      THEN `received_at`
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN UNIX_MICROS(`uuid_ts`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `uuid_ts`
      END,
      CASE
        WHEN UNIX_MICROS(`received_at`) BETWEEN -62135596800000000 AND 253402300799999999
        THEN `received_at`
      END
    ) AS call_loaded_at
  FROM `web`.`identifies`
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN identify_id NOT RLIKE r'^ *\z'
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND identify_id NOT RLIKE r'^[0-]*\z'
      THEN identify_id
    END AS identify_id,
    CASE
      WHEN user_id NOT RLIKE r'^ *\z'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id NOT RLIKE r'^[0-]*\z'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id NOT RLIKE r'^ *\z'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id NOT RLIKE r'^[0-]*\z'
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at
  FROM identifies_united
), loaded AS (
  /* When a row of each type was loaded last. */
  SELECT
    source,
    MAX(call_loaded_at) AS loaded_at
  FROM tracks_cleaned
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    MAX(call_loaded_at) AS loaded_at
  FROM pages_cleaned
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    MAX(call_loaded_at) AS loaded_at
  FROM screens_cleaned
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    MAX(call_loaded_at) AS loaded_at
  FROM identifies_cleaned
  GROUP BY
    source
)
SELECT
  source,
  MAX(loaded_at) AS loaded_at
FROM loaded
GROUP BY
  source
ORDER BY
  source
