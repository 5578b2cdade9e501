CREATE SCHEMA IF NOT EXISTS `segment_models`
;

CREATE SCHEMA IF NOT EXISTS `_segment_models_run`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`tracks_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event` AS event,
    `coupon code` AS `coupon code`
  FROM `web`.`tracks`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event` AS event,
    `coupon code` AS `coupon code`
  FROM `ios`.`tracks`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
), tracks_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(track_id, r'^ *$')
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(track_id, r'^[0-]*$')
      THEN track_id
    END AS track_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    event,
    `coupon code`
  FROM tracks_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event,
  `coupon code`
FROM tracks_cleaned
WHERE
  (
    source <> 'web'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
  AND (
    source <> 'ios'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
;

SELECT
  MIN(found.timestamp) AS first_known
FROM (
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_track_calls` AS calls
  JOIN `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.track_id = arrived.track_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_track_calls` AS calls
  WHERE
    calls.track_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`tracks_known_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  calls.source,
  calls.track_id,
  calls.timestamp,
  calls.call_received_at,
  calls.call_loaded_at,
  calls.user_id,
  calls.anonymous_id,
  calls.event,
  calls.`coupon code`,
  calls.reject_reason
FROM `segment_models`.`segment_track_calls` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.track_id = arrived.track_id
  )
  AND (
    calls.timestamp >= @first_known_track OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`tracks_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.track_id
FROM `_segment_models_run`.`tracks_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS arrived
    WHERE
      known.source = arrived.source
      AND known.track_id = arrived.track_id
      AND (
        known.call_loaded_at = arrived.call_loaded_at
        OR (
          known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL
        )
      )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`tracks_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH tracks_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event` AS event,
    `coupon code` AS `coupon code`
  FROM `web`.`tracks`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`tracks_doubtful_20260303120000_abcdef` AS tracks_doubtful
      WHERE
        source = 'web'
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event` AS event,
    `coupon code` AS `coupon code`
  FROM `ios`.`tracks`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`tracks_doubtful_20260303120000_abcdef` AS tracks_doubtful
      WHERE
        source = 'ios'
    )
), tracks_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(track_id, r'^ *$')
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(track_id, r'^[0-]*$')
      THEN track_id
    END AS track_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    event,
    `coupon code`
  FROM tracks_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event,
  `coupon code`
FROM tracks_cleaned
WHERE
  NOT (
    (
      source <> 'web'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
    AND (
      source <> 'ios'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`tracks_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH tracks_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS tracks_arrived
  WHERE
    track_id IS NOT NULL
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM `_segment_models_run`.`tracks_again_20260303120000_abcdef` AS tracks_again
), tracks_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`,
    ROW_NUMBER() OVER (
      PARTITION BY source, track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event ASC NULLS LAST,
        copies.`coupon code` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM tracks_copies AS copies
), tracks_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.track_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.event,
    ranked.`coupon code`
  FROM tracks_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`tracks_known_20260303120000_abcdef` AS known
    ON ranked.source = known.source AND ranked.track_id = known.track_id
  WHERE
    ranked.call_copy = 1
    AND (
      known.source IS NULL
      OR ranked.timestamp IS DISTINCT FROM known.timestamp
      OR ranked.call_received_at IS DISTINCT FROM known.call_received_at
      OR ranked.call_loaded_at IS DISTINCT FROM known.call_loaded_at
      OR ranked.user_id IS DISTINCT FROM known.user_id
      OR ranked.anonymous_id IS DISTINCT FROM known.anonymous_id
      OR ranked.event IS DISTINCT FROM known.event
      OR ranked.`coupon code` IS DISTINCT FROM known.`coupon code`
    )
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS tracks_arrived
  WHERE
    track_id IS NULL
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event,
  `coupon code`,
  CASE
    WHEN track_id IS NULL
    THEN 'missing_id'
    WHEN timestamp IS NULL
    THEN 'missing_timestamp'
    WHEN user_id IS NULL AND anonymous_id IS NULL
    THEN 'missing_person'
    WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
    THEN 'clock_ahead'
    WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
    THEN 'clock_behind'
  END AS reject_reason
FROM tracks_once
;

CREATE OR REPLACE TABLE `_segment_models_run`.`pages_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
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
    `context_campaign_term` AS utm_term,
    `category` AS `category`,
    `price paid` AS `price paid`
  FROM `web`.`pages`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
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
    `context_campaign_term` AS utm_term,
    `category` AS `category`,
    `price paid` AS `price paid`
  FROM `ios`.`pages`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(page_id, r'^ *$')
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(page_id, r'^[0-]*$')
      THEN page_id
    END AS page_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
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
    utm_term,
    `category`,
    `price paid`
  FROM pages_united
)
SELECT
  source,
  page_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
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
  utm_term,
  `category`,
  `price paid`
FROM pages_cleaned
WHERE
  (
    source <> 'web'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
  AND (
    source <> 'ios'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
;

SELECT
  MIN(found.timestamp) AS first_known
FROM (
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_page_calls` AS calls
  JOIN `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.page_id = arrived.page_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_page_calls` AS calls
  WHERE
    calls.page_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`pages_known_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  calls.source,
  calls.page_id,
  calls.timestamp,
  calls.call_received_at,
  calls.call_loaded_at,
  calls.user_id,
  calls.anonymous_id,
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
  calls.`category`,
  calls.`price paid`,
  calls.reject_reason
FROM `segment_models`.`segment_page_calls` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.page_id = arrived.page_id
  )
  AND (
    calls.timestamp >= @first_known_page OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`pages_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.page_id
FROM `_segment_models_run`.`pages_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS arrived
    WHERE
      known.source = arrived.source
      AND known.page_id = arrived.page_id
      AND (
        known.call_loaded_at = arrived.call_loaded_at
        OR (
          known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL
        )
      )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`pages_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH pages_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
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
    `context_campaign_term` AS utm_term,
    `category` AS `category`,
    `price paid` AS `price paid`
  FROM `web`.`pages`
  WHERE
    `id` IN (
      SELECT
        page_id
      FROM `_segment_models_run`.`pages_doubtful_20260303120000_abcdef` AS pages_doubtful
      WHERE
        source = 'web'
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS page_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
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
    `context_campaign_term` AS utm_term,
    `category` AS `category`,
    `price paid` AS `price paid`
  FROM `ios`.`pages`
  WHERE
    `id` IN (
      SELECT
        page_id
      FROM `_segment_models_run`.`pages_doubtful_20260303120000_abcdef` AS pages_doubtful
      WHERE
        source = 'ios'
    )
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(page_id, r'^ *$')
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(page_id, r'^[0-]*$')
      THEN page_id
    END AS page_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
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
    utm_term,
    `category`,
    `price paid`
  FROM pages_united
)
SELECT
  source,
  page_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
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
  utm_term,
  `category`,
  `price paid`
FROM pages_cleaned
WHERE
  NOT (
    (
      source <> 'web'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
    AND (
      source <> 'ios'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`pages_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH pages_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
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
    utm_term,
    `category`,
    `price paid`
  FROM `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS pages_arrived
  WHERE
    page_id IS NOT NULL
  UNION ALL
  SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
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
    utm_term,
    `category`,
    `price paid`
  FROM `_segment_models_run`.`pages_again_20260303120000_abcdef` AS pages_again
), pages_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
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
    utm_term,
    `category`,
    `price paid`,
    ROW_NUMBER() OVER (
      PARTITION BY source, page_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.url ASC NULLS LAST,
        copies.referrer ASC NULLS LAST,
        copies.title ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies.search ASC NULLS LAST,
        copies.path ASC NULLS LAST,
        copies.utm_content ASC NULLS LAST,
        copies.utm_medium ASC NULLS LAST,
        copies.utm_source ASC NULLS LAST,
        copies.utm_campaign ASC NULLS LAST,
        copies.utm_term ASC NULLS LAST,
        copies.`category` ASC NULLS LAST,
        copies.`price paid` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM pages_copies AS copies
), pages_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.page_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.url,
    ranked.referrer,
    ranked.title,
    ranked.name,
    ranked.search,
    ranked.path,
    ranked.utm_content,
    ranked.utm_medium,
    ranked.utm_source,
    ranked.utm_campaign,
    ranked.utm_term,
    ranked.`category`,
    ranked.`price paid`
  FROM pages_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`pages_known_20260303120000_abcdef` AS known
    ON ranked.source = known.source AND ranked.page_id = known.page_id
  WHERE
    ranked.call_copy = 1
    AND (
      known.source IS NULL
      OR ranked.timestamp IS DISTINCT FROM known.timestamp
      OR ranked.call_received_at IS DISTINCT FROM known.call_received_at
      OR ranked.call_loaded_at IS DISTINCT FROM known.call_loaded_at
      OR ranked.user_id IS DISTINCT FROM known.user_id
      OR ranked.anonymous_id IS DISTINCT FROM known.anonymous_id
      OR ranked.url IS DISTINCT FROM known.url
      OR ranked.referrer IS DISTINCT FROM known.referrer
      OR ranked.title IS DISTINCT FROM known.title
      OR ranked.name IS DISTINCT FROM known.name
      OR ranked.search IS DISTINCT FROM known.search
      OR ranked.path IS DISTINCT FROM known.path
      OR ranked.utm_content IS DISTINCT FROM known.utm_content
      OR ranked.utm_medium IS DISTINCT FROM known.utm_medium
      OR ranked.utm_source IS DISTINCT FROM known.utm_source
      OR ranked.utm_campaign IS DISTINCT FROM known.utm_campaign
      OR ranked.utm_term IS DISTINCT FROM known.utm_term
      OR ranked.`category` IS DISTINCT FROM known.`category`
      OR ranked.`price paid` IS DISTINCT FROM known.`price paid`
    )
  UNION ALL
  SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
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
    utm_term,
    `category`,
    `price paid`
  FROM `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS pages_arrived
  WHERE
    page_id IS NULL
)
SELECT
  source,
  page_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
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
  utm_term,
  `category`,
  `price paid`,
  CASE
    WHEN page_id IS NULL
    THEN 'missing_id'
    WHEN timestamp IS NULL
    THEN 'missing_timestamp'
    WHEN user_id IS NULL AND anonymous_id IS NULL
    THEN 'missing_person'
    WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
    THEN 'clock_ahead'
    WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
    THEN 'clock_behind'
  END AS reject_reason
FROM pages_once
;

CREATE OR REPLACE TABLE `_segment_models_run`.`screens_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name,
    `screen class` AS `screen class`
  FROM `web`.`screens`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name,
    `screen class` AS `screen class`
  FROM `ios`.`screens`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
), screens_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(screen_id, r'^ *$')
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(screen_id, r'^[0-]*$')
      THEN screen_id
    END AS screen_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    name,
    `screen class`
  FROM screens_united
)
SELECT
  source,
  screen_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  name,
  `screen class`
FROM screens_cleaned
WHERE
  (
    source <> 'web'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
  AND (
    source <> 'ios'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
;

SELECT
  MIN(found.timestamp) AS first_known
FROM (
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_screen_calls` AS calls
  JOIN `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.screen_id = arrived.screen_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_screen_calls` AS calls
  WHERE
    calls.screen_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`screens_known_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  calls.source,
  calls.screen_id,
  calls.timestamp,
  calls.call_received_at,
  calls.call_loaded_at,
  calls.user_id,
  calls.anonymous_id,
  calls.name,
  calls.`screen class`,
  calls.reject_reason
FROM `segment_models`.`segment_screen_calls` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.screen_id = arrived.screen_id
  )
  AND (
    calls.timestamp >= @first_known_screen OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`screens_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.screen_id
FROM `_segment_models_run`.`screens_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS arrived
    WHERE
      known.source = arrived.source
      AND known.screen_id = arrived.screen_id
      AND (
        known.call_loaded_at = arrived.call_loaded_at
        OR (
          known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL
        )
      )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`screens_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH screens_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name,
    `screen class` AS `screen class`
  FROM `web`.`screens`
  WHERE
    `id` IN (
      SELECT
        screen_id
      FROM `_segment_models_run`.`screens_doubtful_20260303120000_abcdef` AS screens_doubtful
      WHERE
        source = 'web'
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS screen_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `name` AS name,
    `screen class` AS `screen class`
  FROM `ios`.`screens`
  WHERE
    `id` IN (
      SELECT
        screen_id
      FROM `_segment_models_run`.`screens_doubtful_20260303120000_abcdef` AS screens_doubtful
      WHERE
        source = 'ios'
    )
), screens_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(screen_id, r'^ *$')
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(screen_id, r'^[0-]*$')
      THEN screen_id
    END AS screen_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    name,
    `screen class`
  FROM screens_united
)
SELECT
  source,
  screen_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  name,
  `screen class`
FROM screens_cleaned
WHERE
  NOT (
    (
      source <> 'web'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
    AND (
      source <> 'ios'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`screens_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH screens_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS screens_arrived
  WHERE
    screen_id IS NOT NULL
  UNION ALL
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM `_segment_models_run`.`screens_again_20260303120000_abcdef` AS screens_again
), screens_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    name,
    `screen class`,
    ROW_NUMBER() OVER (
      PARTITION BY source, screen_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies.`screen class` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM screens_copies AS copies
), screens_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.screen_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.name,
    ranked.`screen class`
  FROM screens_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`screens_known_20260303120000_abcdef` AS known
    ON ranked.source = known.source AND ranked.screen_id = known.screen_id
  WHERE
    ranked.call_copy = 1
    AND (
      known.source IS NULL
      OR ranked.timestamp IS DISTINCT FROM known.timestamp
      OR ranked.call_received_at IS DISTINCT FROM known.call_received_at
      OR ranked.call_loaded_at IS DISTINCT FROM known.call_loaded_at
      OR ranked.user_id IS DISTINCT FROM known.user_id
      OR ranked.anonymous_id IS DISTINCT FROM known.anonymous_id
      OR ranked.name IS DISTINCT FROM known.name
      OR ranked.`screen class` IS DISTINCT FROM known.`screen class`
    )
  UNION ALL
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS screens_arrived
  WHERE
    screen_id IS NULL
)
SELECT
  source,
  screen_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  name,
  `screen class`,
  CASE
    WHEN screen_id IS NULL
    THEN 'missing_id'
    WHEN timestamp IS NULL
    THEN 'missing_timestamp'
    WHEN user_id IS NULL AND anonymous_id IS NULL
    THEN 'missing_person'
    WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
    THEN 'clock_ahead'
    WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
    THEN 'clock_behind'
  END AS reject_reason
FROM screens_once
;

CREATE OR REPLACE TABLE `_segment_models_run`.`identifies_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS identify_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `email` AS `email`,
    `company name` AS `company name`
  FROM `web`.`identifies`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS identify_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `email` AS `email`,
    `company name` AS `company name`
  FROM `ios`.`identifies`
  WHERE
    `loaded_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR (
      `loaded_at` IS NULL
      AND (
        `uuid_ts` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR (
          `uuid_ts` IS NULL
          AND (
            `received_at` >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR `received_at` IS NULL
          )
        )
      )
    )
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(identify_id, r'^ *$')
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(identify_id, r'^[0-]*$')
      THEN identify_id
    END AS identify_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    `email`,
    `company name`
  FROM identifies_united
)
SELECT
  source,
  identify_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  `email`,
  `company name`
FROM identifies_cleaned
WHERE
  (
    source <> 'web'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
  AND (
    source <> 'ios'
    OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    OR call_loaded_at IS NULL
  )
;

SELECT
  MIN(found.timestamp) AS first_known
FROM (
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_identify_calls` AS calls
  JOIN `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.identify_id = arrived.identify_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_identify_calls` AS calls
  WHERE
    calls.identify_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`identifies_known_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  calls.source,
  calls.identify_id,
  calls.timestamp,
  calls.call_received_at,
  calls.call_loaded_at,
  calls.user_id,
  calls.anonymous_id,
  calls.`email`,
  calls.`company name`,
  calls.reject_reason
FROM `segment_models`.`segment_identify_calls` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.identify_id = arrived.identify_id
  )
  AND (
    calls.timestamp >= @first_known_identify OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`identifies_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.identify_id
FROM `_segment_models_run`.`identifies_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS arrived
    WHERE
      known.source = arrived.source
      AND known.identify_id = arrived.identify_id
      AND (
        known.call_loaded_at = arrived.call_loaded_at
        OR (
          known.call_loaded_at IS NULL AND arrived.call_loaded_at IS NULL
        )
      )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`identifies_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH identifies_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS identify_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `email` AS `email`,
    `company name` AS `company name`
  FROM `web`.`identifies`
  WHERE
    `id` IN (
      SELECT
        identify_id
      FROM `_segment_models_run`.`identifies_doubtful_20260303120000_abcdef` AS identifies_doubtful
      WHERE
        source = 'web'
    )
  UNION ALL
  SELECT
    'ios' AS source,
    `id` AS identify_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `email` AS `email`,
    `company name` AS `company name`
  FROM `ios`.`identifies`
  WHERE
    `id` IN (
      SELECT
        identify_id
      FROM `_segment_models_run`.`identifies_doubtful_20260303120000_abcdef` AS identifies_doubtful
      WHERE
        source = 'ios'
    )
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_CONTAINS(identify_id, r'^ *$')
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(identify_id, r'^[0-]*$')
      THEN identify_id
    END AS identify_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(user_id, r'^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(anonymous_id, r'^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    `email`,
    `company name`
  FROM identifies_united
)
SELECT
  source,
  identify_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  `email`,
  `company name`
FROM identifies_cleaned
WHERE
  NOT (
    (
      source <> 'web'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
    AND (
      source <> 'ios'
      OR call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
      OR call_loaded_at IS NULL
    )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`identifies_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH identifies_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`
  FROM `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS identifies_arrived
  WHERE
    identify_id IS NOT NULL
  UNION ALL
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`
  FROM `_segment_models_run`.`identifies_again_20260303120000_abcdef` AS identifies_again
), identifies_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`,
    ROW_NUMBER() OVER (
      PARTITION BY source, identify_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.`email` ASC NULLS LAST,
        copies.`company name` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM identifies_copies AS copies
), identifies_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.identify_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.`email`,
    ranked.`company name`
  FROM identifies_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`identifies_known_20260303120000_abcdef` AS known
    ON ranked.source = known.source AND ranked.identify_id = known.identify_id
  WHERE
    ranked.call_copy = 1
    AND (
      known.source IS NULL
      OR ranked.timestamp IS DISTINCT FROM known.timestamp
      OR ranked.call_received_at IS DISTINCT FROM known.call_received_at
      OR ranked.call_loaded_at IS DISTINCT FROM known.call_loaded_at
      OR ranked.user_id IS DISTINCT FROM known.user_id
      OR ranked.anonymous_id IS DISTINCT FROM known.anonymous_id
      OR ranked.`email` IS DISTINCT FROM known.`email`
      OR ranked.`company name` IS DISTINCT FROM known.`company name`
    )
  UNION ALL
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`
  FROM `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS identifies_arrived
  WHERE
    identify_id IS NULL
)
SELECT
  source,
  identify_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  `email`,
  `company name`,
  CASE
    WHEN identify_id IS NULL
    THEN 'missing_id'
    WHEN timestamp IS NULL
    THEN 'missing_timestamp'
    WHEN user_id IS NULL AND anonymous_id IS NULL
    THEN 'missing_person'
    WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
    THEN 'clock_ahead'
    WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
    THEN 'clock_behind'
  END AS reject_reason
FROM identifies_once
;

CREATE OR REPLACE TABLE `_segment_models_run`.`calls_before_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH calls AS (
  /* Calls of every type whose copy loaded first is another now, as they were. */
  SELECT
    known.source,
    'track' AS call_type,
    known.track_id AS event_id,
    known.timestamp,
    known.user_id,
    known.anonymous_id
  FROM `_segment_models_run`.`tracks_known_20260303120000_abcdef` AS known
  JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.track_id = changed.track_id
  WHERE
    known.reject_reason IS NULL
  UNION ALL
  SELECT
    known.source,
    'page' AS call_type,
    known.page_id AS event_id,
    known.timestamp,
    known.user_id,
    known.anonymous_id
  FROM `_segment_models_run`.`pages_known_20260303120000_abcdef` AS known
  JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.page_id = changed.page_id
  WHERE
    known.reject_reason IS NULL
  UNION ALL
  SELECT
    known.source,
    'screen' AS call_type,
    known.screen_id AS event_id,
    known.timestamp,
    known.user_id,
    known.anonymous_id
  FROM `_segment_models_run`.`screens_known_20260303120000_abcdef` AS known
  JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.screen_id = changed.screen_id
  WHERE
    known.reject_reason IS NULL
  UNION ALL
  SELECT
    known.source,
    'identify' AS call_type,
    known.identify_id AS event_id,
    known.timestamp,
    known.user_id,
    known.anonymous_id
  FROM `_segment_models_run`.`identifies_known_20260303120000_abcdef` AS known
  JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.identify_id = changed.identify_id
  WHERE
    known.reject_reason IS NULL
)
SELECT
  calls.source,
  calls.call_type,
  calls.event_id,
  calls.timestamp,
  COALESCE(calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id,
  calls.user_id AS own_user_id,
  calls.anonymous_id
FROM calls
LEFT JOIN `segment_models`.`segment_user_map` AS user_map
  ON calls.anonymous_id = user_map.anonymous_id
;

CREATE OR REPLACE TABLE `_segment_models_run`.`calls_after_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  source,
  'track' AS call_type,
  track_id AS event_id,
  timestamp,
  user_id AS own_user_id,
  anonymous_id
FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
WHERE
  reject_reason IS NULL
UNION ALL
SELECT
  source,
  'page' AS call_type,
  page_id AS event_id,
  timestamp,
  user_id AS own_user_id,
  anonymous_id
FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
WHERE
  reject_reason IS NULL
UNION ALL
SELECT
  source,
  'screen' AS call_type,
  screen_id AS event_id,
  timestamp,
  user_id AS own_user_id,
  anonymous_id
FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
WHERE
  reject_reason IS NULL
UNION ALL
SELECT
  source,
  'identify' AS call_type,
  identify_id AS event_id,
  timestamp,
  user_id AS own_user_id,
  anonymous_id
FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
WHERE
  reject_reason IS NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`log_ins_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH log_ins_seen AS (
  /* The calls that tell whose an anonymous id is, the latest in front (R7). */
  SELECT
    anonymous_id,
    own_user_id AS user_id,
    timestamp AS mapped_at,
    ROW_NUMBER() OVER (
      PARTITION BY anonymous_id
      ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
    ) AS recency
  FROM `_segment_models_run`.`calls_after_20260303120000_abcdef` AS calls_after
  WHERE
    anonymous_id IS NOT NULL AND own_user_id IS NOT NULL
), latest AS (
  /* One per anonymous id. */
  SELECT
    anonymous_id,
    user_id,
    mapped_at
  FROM log_ins_seen
  WHERE
    recency = 1
), disturbed AS (
  /* Anonymous ids that lose a call: the one that told whose they are, perhaps, or their last. */
  SELECT DISTINCT
    anonymous_id
  FROM `_segment_models_run`.`calls_before_20260303120000_abcdef` AS calls_before
  WHERE
    anonymous_id IS NOT NULL
), visitors AS (
  /* Every anonymous id that has a call among these. */
  SELECT
    anonymous_id
  FROM `_segment_models_run`.`calls_after_20260303120000_abcdef` AS calls_after
  WHERE
    anonymous_id IS NOT NULL
  UNION DISTINCT
  SELECT
    anonymous_id
  FROM disturbed
)
SELECT
  visitors.anonymous_id,
  latest.user_id,
  latest.mapped_at,
  disturbed.anonymous_id IS NOT NULL
  OR COALESCE(
    latest.mapped_at = user_map.mapped_at AND latest.user_id <> user_map.user_id,
    FALSE
  ) AS is_undecided
FROM visitors
LEFT JOIN latest
  ON visitors.anonymous_id = latest.anonymous_id
LEFT JOIN disturbed
  ON visitors.anonymous_id = disturbed.anonymous_id
LEFT JOIN `segment_models`.`segment_user_map` AS user_map
  ON visitors.anonymous_id = user_map.anonymous_id
;

CREATE OR REPLACE TABLE `_segment_models_run`.`user_map_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH undecided AS (
  /* The anonymous ids of which the whole history has to be read: few, if any. */
  SELECT
    anonymous_id
  FROM `_segment_models_run`.`log_ins_20260303120000_abcdef` AS log_ins
  WHERE
    is_undecided
), histories AS (
  /* All their calls, as they are now. */
  SELECT
    calls.source,
    'track' AS call_type,
    calls.track_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id
  FROM `segment_models`.`segment_track_calls` AS calls
  JOIN undecided
    ON calls.anonymous_id = undecided.anonymous_id
  WHERE
    calls.reject_reason IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS changed
      WHERE
        calls.source = changed.source AND calls.track_id = changed.track_id
    )
  UNION ALL
  SELECT
    calls.source,
    'page' AS call_type,
    calls.page_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id
  FROM `segment_models`.`segment_page_calls` AS calls
  JOIN undecided
    ON calls.anonymous_id = undecided.anonymous_id
  WHERE
    calls.reject_reason IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS changed
      WHERE
        calls.source = changed.source AND calls.page_id = changed.page_id
    )
  UNION ALL
  SELECT
    calls.source,
    'screen' AS call_type,
    calls.screen_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id
  FROM `segment_models`.`segment_screen_calls` AS calls
  JOIN undecided
    ON calls.anonymous_id = undecided.anonymous_id
  WHERE
    calls.reject_reason IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS changed
      WHERE
        calls.source = changed.source AND calls.screen_id = changed.screen_id
    )
  UNION ALL
  SELECT
    calls.source,
    'identify' AS call_type,
    calls.identify_id AS event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id
  FROM `segment_models`.`segment_identify_calls` AS calls
  JOIN undecided
    ON calls.anonymous_id = undecided.anonymous_id
  WHERE
    calls.reject_reason IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS changed
      WHERE
        calls.source = changed.source AND calls.identify_id = changed.identify_id
    )
  UNION ALL
  SELECT
    calls.source,
    calls.call_type,
    calls.event_id,
    calls.timestamp,
    calls.own_user_id AS user_id,
    calls.anonymous_id
  FROM `_segment_models_run`.`calls_after_20260303120000_abcdef` AS calls
  JOIN undecided
    ON calls.anonymous_id = undecided.anonymous_id
), told AS (
  /* Those that carried a user id in front, and of these the latest (R6, R7). */
  SELECT
    anonymous_id,
    user_id,
    CASE WHEN user_id IS NOT NULL THEN timestamp END AS mapped_at,
    ROW_NUMBER() OVER (
      PARTITION BY anonymous_id
      ORDER BY
        CASE WHEN user_id IS NULL THEN 1 ELSE 0 END,
        timestamp DESC,
        source DESC,
        call_type DESC,
        event_id DESC
    ) AS recency
  FROM histories
), decided AS (
  /* The row of each of them; an id without any call has none. */
  SELECT
    anonymous_id,
    user_id,
    mapped_at
  FROM told
  WHERE
    recency = 1
), beside AS (
  /* What the map says now beside what it said. */
  SELECT
    log_ins.anonymous_id,
    CASE
      WHEN log_ins.is_undecided
      THEN decided.user_id
      WHEN log_ins.mapped_at IS NOT NULL
      AND (
        user_map.mapped_at IS NULL OR log_ins.mapped_at > user_map.mapped_at
      )
      THEN log_ins.user_id
      ELSE user_map.user_id
    END AS user_id,
    CASE
      WHEN log_ins.is_undecided
      THEN decided.mapped_at
      WHEN log_ins.mapped_at IS NOT NULL
      AND (
        user_map.mapped_at IS NULL OR log_ins.mapped_at > user_map.mapped_at
      )
      THEN log_ins.mapped_at
      ELSE user_map.mapped_at
    END AS mapped_at,
    user_map.user_id AS user_id_before,
    user_map.mapped_at AS mapped_at_before,
    user_map.anonymous_id IS NULL AS is_new,
    NOT log_ins.is_undecided OR decided.anonymous_id IS NOT NULL AS is_there
  FROM `_segment_models_run`.`log_ins_20260303120000_abcdef` AS log_ins
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON log_ins.anonymous_id = user_map.anonymous_id
  LEFT JOIN decided
    ON log_ins.anonymous_id = decided.anonymous_id
)
SELECT
  anonymous_id,
  user_id,
  mapped_at,
  user_id_before,
  is_new,
  is_there
FROM beside
WHERE
  is_new
  OR NOT is_there
  OR COALESCE(user_id <> user_id_before, (
    user_id IS NULL
  ) <> (
    user_id_before IS NULL
  ))
  OR COALESCE(
    mapped_at <> mapped_at_before,
    (
      mapped_at IS NULL
    ) <> (
      mapped_at_before IS NULL
    )
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`calls_moved_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH re_owned AS (
  /* The anonymous ids that belong to somebody else now. */
  SELECT
    anonymous_id,
    COALESCE(user_id_before, anonymous_id) AS user_id_before,
    COALESCE(user_id, anonymous_id) AS user_id
  FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
  WHERE
    COALESCE(user_id_before, anonymous_id) <> COALESCE(user_id, anonymous_id)
)
SELECT
  calls.source,
  'track' AS call_type,
  calls.track_id AS event_id,
  calls.timestamp,
  re_owned.user_id_before,
  re_owned.user_id
FROM `segment_models`.`segment_track_calls` AS calls
JOIN re_owned
  ON calls.anonymous_id = re_owned.anonymous_id
WHERE
  calls.user_id IS NULL AND calls.reject_reason IS NULL
UNION ALL
SELECT
  calls.source,
  'page' AS call_type,
  calls.page_id AS event_id,
  calls.timestamp,
  re_owned.user_id_before,
  re_owned.user_id
FROM `segment_models`.`segment_page_calls` AS calls
JOIN re_owned
  ON calls.anonymous_id = re_owned.anonymous_id
WHERE
  calls.user_id IS NULL AND calls.reject_reason IS NULL
UNION ALL
SELECT
  calls.source,
  'screen' AS call_type,
  calls.screen_id AS event_id,
  calls.timestamp,
  re_owned.user_id_before,
  re_owned.user_id
FROM `segment_models`.`segment_screen_calls` AS calls
JOIN re_owned
  ON calls.anonymous_id = re_owned.anonymous_id
WHERE
  calls.user_id IS NULL AND calls.reject_reason IS NULL
UNION ALL
SELECT
  calls.source,
  'identify' AS call_type,
  calls.identify_id AS event_id,
  calls.timestamp,
  re_owned.user_id_before,
  re_owned.user_id
FROM `segment_models`.`segment_identify_calls` AS calls
JOIN re_owned
  ON calls.anonymous_id = re_owned.anonymous_id
WHERE
  calls.user_id IS NULL AND calls.reject_reason IS NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`calls_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  calls.source,
  calls.call_type,
  calls.event_id,
  calls.timestamp,
  COALESCE(
    calls.own_user_id,
    CASE
      WHEN changed.anonymous_id IS NOT NULL
      THEN changed.user_id
      ELSE user_map.user_id
    END,
    calls.anonymous_id
  ) AS user_id,
  calls.own_user_id,
  calls.anonymous_id
FROM `_segment_models_run`.`calls_after_20260303120000_abcdef` AS calls
LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS changed
  ON calls.anonymous_id = changed.anonymous_id
LEFT JOIN `segment_models`.`segment_user_map` AS user_map
  ON calls.anonymous_id = user_map.anonymous_id
;

CREATE OR REPLACE TABLE `_segment_models_run`.`touched_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH moments AS (
  /* Every change, for the person who had the call and the one who has it. */
  SELECT
    user_id,
    call_type,
    timestamp
  FROM `_segment_models_run`.`calls_before_20260303120000_abcdef` AS calls_before
  UNION ALL
  SELECT
    user_id,
    call_type,
    timestamp
  FROM `_segment_models_run`.`calls_arrived_20260303120000_abcdef` AS calls_arrived
  UNION ALL
  SELECT
    user_id_before AS user_id,
    call_type,
    timestamp
  FROM `_segment_models_run`.`calls_moved_20260303120000_abcdef` AS calls_moved
  UNION ALL
  SELECT
    user_id,
    call_type,
    timestamp
  FROM `_segment_models_run`.`calls_moved_20260303120000_abcdef` AS calls_moved
)
SELECT
  user_id,
  MIN(CASE WHEN call_type <> 'identify' THEN timestamp END) AS touched_at
FROM moments
GROUP BY
  user_id
;

CREATE OR REPLACE TABLE `_segment_models_run`.`cuts_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH sessions_before AS (
  /* The sessions of those people that start at or before their earliest change; the last of them is built again. */
  SELECT
    touched.user_id,
    MAX(starts.timestamp) AS cut_at,
    MAX(starts.session_index) - 1 AS sessions_kept
  FROM `segment_models`.`segment_sessionized_events` AS starts
  JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    ON starts.user_id = touched.user_id
  WHERE
    starts.session_start_event AND starts.timestamp <= touched.touched_at
  GROUP BY
    touched.user_id
)
SELECT
  touched.user_id,
  sessions_before.cut_at,
  COALESCE(sessions_before.sessions_kept, 0) AS sessions_kept
FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
LEFT JOIN sessions_before
  ON touched.user_id = sessions_before.user_id
WHERE
  touched.touched_at IS NOT NULL
;

SELECT
  MIN(COALESCE(cuts.cut_at, touched.touched_at)) AS first_cut
FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
  ON cuts.user_id = touched.user_id
;

CREATE OR REPLACE TABLE `_segment_models_run`.`events_before_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  events.source,
  CASE
    WHEN events.track_id IS NOT NULL
    THEN 'track'
    WHEN events.page_id IS NOT NULL
    THEN 'page'
    WHEN events.screen_id IS NOT NULL
    THEN 'screen'
  END AS call_type,
  COALESCE(events.track_id, events.page_id, events.screen_id) AS event_id,
  events.timestamp,
  events.user_id,
  events.anonymous_id,
  events.session_start_event,
  events.session_id
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
  ON events.user_id = cuts.user_id
WHERE
  (
    cuts.cut_at IS NULL OR events.timestamp >= cuts.cut_at
  )
  AND events.timestamp >= @first_cut
;

CREATE OR REPLACE TABLE `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH persons AS (
  /* The events of everyone touched, from their cut on, each with its person as it is now (R6). */
  SELECT
    events.source,
    events.call_type,
    events.event_id,
    events.timestamp,
    COALESCE(moved.user_id, events.user_id) AS user_id,
    events.anonymous_id
  FROM `_segment_models_run`.`events_before_20260303120000_abcdef` AS events
  LEFT JOIN `_segment_models_run`.`calls_moved_20260303120000_abcdef` AS moved
    ON events.source = moved.source
    AND events.call_type = moved.call_type
    AND events.event_id = moved.event_id
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`calls_before_20260303120000_abcdef` AS changed
      WHERE
        events.source = changed.source
        AND events.call_type = changed.call_type
        AND events.event_id = changed.event_id
    )
  UNION ALL
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM `_segment_models_run`.`calls_arrived_20260303120000_abcdef` AS calls_arrived
  WHERE
    call_type <> 'identify'
), lagged AS (
  /* The time of the person's event before, in an order that has no ties (R7). */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    LAG(timestamp) OVER (PARTITION BY user_id ORDER BY timestamp, source, call_type, event_id) AS previous_timestamp
  FROM persons
), session_starts AS (
  /* A session starts with the first event, and after a gap of the timeout or more, in exact microseconds (R8). */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    previous_timestamp IS NULL
    OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= 1800000000 AS session_start_event
  FROM lagged
), counted AS (
  /* Counting the starts so far numbers the sessions from the cut on. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    session_start_event,
    CAST(SUM(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
      PARTITION BY user_id
      ORDER BY timestamp, source, call_type, event_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS INT64) AS session_index
  FROM session_starts
), numbered AS (
  /* The person's sessions before the cut are kept, and come first (R9). */
  SELECT
    counted.source,
    counted.call_type,
    counted.event_id,
    counted.timestamp,
    counted.user_id,
    counted.anonymous_id,
    counted.session_start_event,
    cuts.sessions_kept + counted.session_index AS session_index
  FROM counted
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
    ON counted.user_id = cuts.user_id
), session_ids AS (
  /* A session is named for its first event; the source's length keeps two events from making one text (R9). */
  SELECT
    user_id,
    session_index,
    TO_HEX(
      MD5(
        call_type || '|' || CAST(LENGTH(source) AS STRING) || '|' || source || '|' || event_id
      )
    ) AS session_id
  FROM numbered
  WHERE
    session_start_event
)
SELECT
  numbered.source,
  numbered.timestamp,
  numbered.user_id,
  numbered.anonymous_id,
  CASE WHEN numbered.call_type = 'track' THEN numbered.event_id END AS track_id,
  CASE WHEN numbered.call_type = 'page' THEN numbered.event_id END AS page_id,
  CASE WHEN numbered.call_type = 'screen' THEN numbered.event_id END AS screen_id,
  numbered.session_start_event,
  numbered.session_index,
  session_ids.session_id
FROM numbered
JOIN session_ids
  ON numbered.user_id = session_ids.user_id
  AND numbered.session_index = session_ids.session_index
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
WHERE
  reject_reason IS NULL
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
WHERE
  reject_reason IS NULL
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
WHERE
  reject_reason IS NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`rejected_events_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH tracks_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`,
    reject_reason
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
), pages_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
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
    utm_term,
    `category`,
    `price paid`,
    reject_reason
  FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
), screens_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    `screen class`,
    reject_reason
  FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
), identifies_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`,
    reject_reason
  FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
)
SELECT
  source,
  'track' AS call_type,
  track_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM tracks_judged
WHERE
  reject_reason IS NOT NULL AND track_id IS NOT NULL
UNION ALL
SELECT
  source,
  'track' AS call_type,
  track_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM (
  SELECT
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.call_received_at,
    kept.user_id,
    kept.anonymous_id,
    kept.reject_reason
  FROM `segment_models`.`segment_track_calls` AS kept
  LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
  WHERE
    theirs_1.source IS NULL
    AND NOT (
      kept.track_id IS NULL
      AND (
        (
          kept.source <> 'web'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
        AND (
          kept.source <> 'ios'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
      )
    )
  UNION ALL
  SELECT
    put_in.source,
    put_in.track_id,
    put_in.timestamp,
    put_in.call_received_at,
    put_in.user_id,
    put_in.anonymous_id,
    put_in.reject_reason
  FROM (
    SELECT
      source,
      track_id,
      timestamp,
      call_received_at,
      call_loaded_at,
      user_id,
      anonymous_id,
      event,
      `coupon code`,
      reject_reason
    FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
  ) AS put_in
) AS track_calls
WHERE
  track_id IS NULL
UNION ALL
SELECT
  source,
  'page' AS call_type,
  page_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM pages_judged
WHERE
  reject_reason IS NOT NULL AND page_id IS NOT NULL
UNION ALL
SELECT
  source,
  'page' AS call_type,
  page_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM (
  SELECT
    kept.source,
    kept.page_id,
    kept.timestamp,
    kept.call_received_at,
    kept.user_id,
    kept.anonymous_id,
    kept.reject_reason
  FROM `segment_models`.`segment_page_calls` AS kept
  LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
  WHERE
    theirs_1.source IS NULL
    AND NOT (
      kept.page_id IS NULL
      AND (
        (
          kept.source <> 'web'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
        AND (
          kept.source <> 'ios'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
      )
    )
  UNION ALL
  SELECT
    put_in.source,
    put_in.page_id,
    put_in.timestamp,
    put_in.call_received_at,
    put_in.user_id,
    put_in.anonymous_id,
    put_in.reject_reason
  FROM (
    SELECT
      source,
      page_id,
      timestamp,
      call_received_at,
      call_loaded_at,
      user_id,
      anonymous_id,
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
      utm_term,
      `category`,
      `price paid`,
      reject_reason
    FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
  ) AS put_in
) AS page_calls
WHERE
  page_id IS NULL
UNION ALL
SELECT
  source,
  'screen' AS call_type,
  screen_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM screens_judged
WHERE
  reject_reason IS NOT NULL AND screen_id IS NOT NULL
UNION ALL
SELECT
  source,
  'screen' AS call_type,
  screen_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM (
  SELECT
    kept.source,
    kept.screen_id,
    kept.timestamp,
    kept.call_received_at,
    kept.user_id,
    kept.anonymous_id,
    kept.reject_reason
  FROM `segment_models`.`segment_screen_calls` AS kept
  LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
  WHERE
    theirs_1.source IS NULL
    AND NOT (
      kept.screen_id IS NULL
      AND (
        (
          kept.source <> 'web'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
        AND (
          kept.source <> 'ios'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
      )
    )
  UNION ALL
  SELECT
    put_in.source,
    put_in.screen_id,
    put_in.timestamp,
    put_in.call_received_at,
    put_in.user_id,
    put_in.anonymous_id,
    put_in.reject_reason
  FROM (
    SELECT
      source,
      screen_id,
      timestamp,
      call_received_at,
      call_loaded_at,
      user_id,
      anonymous_id,
      name,
      `screen class`,
      reject_reason
    FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
  ) AS put_in
) AS screen_calls
WHERE
  screen_id IS NULL
UNION ALL
SELECT
  source,
  'identify' AS call_type,
  identify_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM identifies_judged
WHERE
  reject_reason IS NOT NULL AND identify_id IS NOT NULL
UNION ALL
SELECT
  source,
  'identify' AS call_type,
  identify_id AS event_id,
  timestamp,
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM (
  SELECT
    kept.source,
    kept.identify_id,
    kept.timestamp,
    kept.call_received_at,
    kept.user_id,
    kept.anonymous_id,
    kept.reject_reason
  FROM `segment_models`.`segment_identify_calls` AS kept
  LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.identify_id = theirs_1.identify_id
  WHERE
    theirs_1.source IS NULL
    AND NOT (
      kept.identify_id IS NULL
      AND (
        (
          kept.source <> 'web'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
        AND (
          kept.source <> 'ios'
          OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
          OR kept.call_loaded_at IS NULL
        )
      )
    )
  UNION ALL
  SELECT
    put_in.source,
    put_in.identify_id,
    put_in.timestamp,
    put_in.call_received_at,
    put_in.user_id,
    put_in.anonymous_id,
    put_in.reject_reason
  FROM (
    SELECT
      source,
      identify_id,
      timestamp,
      call_received_at,
      call_loaded_at,
      user_id,
      anonymous_id,
      `email`,
      `company name`,
      reject_reason
    FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
  ) AS put_in
) AS identify_calls
WHERE
  identify_id IS NULL
;

SELECT
  COUNT(*)
FROM (
  SELECT
    source
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
  WHERE
    reject_reason IS NOT NULL
  UNION ALL
  SELECT
    source
  FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
  WHERE
    reject_reason IS NOT NULL
  UNION ALL
  SELECT
    source
  FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
  WHERE
    reject_reason IS NOT NULL
  UNION ALL
  SELECT
    source
  FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
  WHERE
    reject_reason IS NOT NULL
) AS rejected
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
WHERE
  is_there
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`sessionized_pages_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
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
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
JOIN (
  SELECT
    kept.source,
    kept.page_id,
    kept.timestamp,
    kept.url,
    kept.referrer,
    kept.title,
    kept.name,
    kept.search,
    kept.path,
    kept.utm_content,
    kept.utm_medium,
    kept.utm_source,
    kept.utm_campaign,
    kept.utm_term,
    `kept`.`category`,
    `kept`.`price paid`
  FROM `segment_models`.`segment_page_events` AS kept
  LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
  WHERE
    theirs_1.source IS NULL
  UNION ALL
  SELECT
    put_in.source,
    put_in.page_id,
    put_in.timestamp,
    put_in.url,
    put_in.referrer,
    put_in.title,
    put_in.name,
    put_in.search,
    put_in.path,
    put_in.utm_content,
    put_in.utm_medium,
    put_in.utm_source,
    put_in.utm_campaign,
    put_in.utm_term,
    `put_in`.`category`,
    `put_in`.`price paid`
  FROM (
    WITH pages_judged AS (
      /* The calls that are new, or whose copy loaded first is another now (R4). */
      SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
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
        utm_term,
        `category`,
        `price paid`,
        reject_reason
      FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
    )
    SELECT
      source,
      page_id,
      timestamp,
      user_id,
      anonymous_id,
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
      utm_term,
      `category`,
      `price paid`
    FROM pages_judged
    WHERE
      reject_reason IS NULL
  ) AS put_in
) AS pages
  ON events.source = pages.source AND events.page_id = pages.page_id
WHERE
  pages.timestamp >= @first_cut
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  page_id IS NOT NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`sessionized_tracks_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  events.source,
  events.timestamp,
  events.user_id,
  events.track_id,
  events.session_index,
  events.session_id,
  tracks.event,
  tracks.`coupon code`
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
JOIN (
  SELECT
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.event,
    `kept`.`coupon code`
  FROM `segment_models`.`segment_track_events` AS kept
  LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
  WHERE
    theirs_1.source IS NULL
  UNION ALL
  SELECT
    put_in.source,
    put_in.track_id,
    put_in.timestamp,
    put_in.event,
    `put_in`.`coupon code`
  FROM (
    WITH tracks_judged AS (
      /* The calls that are new, or whose copy loaded first is another now (R4). */
      SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event,
        `coupon code`,
        reject_reason
      FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
    )
    SELECT
      source,
      track_id,
      timestamp,
      user_id,
      anonymous_id,
      event,
      `coupon code`
    FROM tracks_judged
    WHERE
      reject_reason IS NULL
  ) AS put_in
) AS tracks
  ON events.source = tracks.source AND events.track_id = tracks.track_id
WHERE
  tracks.timestamp >= @first_cut
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  track_id IS NOT NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`sessionized_screens_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  events.source,
  events.timestamp,
  events.user_id,
  events.screen_id,
  events.session_index,
  events.session_id,
  screens.name,
  screens.`screen class`
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
JOIN (
  SELECT
    kept.source,
    kept.screen_id,
    kept.timestamp,
    kept.name,
    `kept`.`screen class`
  FROM `segment_models`.`segment_screen_events` AS kept
  LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_1
    ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
  WHERE
    theirs_1.source IS NULL
  UNION ALL
  SELECT
    put_in.source,
    put_in.screen_id,
    put_in.timestamp,
    put_in.name,
    `put_in`.`screen class`
  FROM (
    WITH screens_judged AS (
      /* The calls that are new, or whose copy loaded first is another now (R4). */
      SELECT
        source,
        screen_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        name,
        `screen class`,
        reject_reason
      FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
    )
    SELECT
      source,
      screen_id,
      timestamp,
      user_id,
      anonymous_id,
      name,
      `screen class`
    FROM screens_judged
    WHERE
      reject_reason IS NULL
  ) AS put_in
) AS screens
  ON events.source = screens.source AND events.screen_id = screens.screen_id
WHERE
  screens.timestamp >= @first_cut
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  screen_id IS NOT NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
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
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
), described AS (
  /* What each event carried, as one value per call type; NULL for the types it is not of. */
  SELECT
    positioned.session_id,
    positioned.session_index,
    positioned.user_id,
    positioned.timestamp,
    positioned.position,
    STRUCT(
      positioned.timestamp AS timestamp,
      positioned.track_id AS track_id,
      calls.event AS event,
      calls.`coupon code` AS `coupon code`
    ) AS track,
    NULL AS page,
    NULL AS screen
  FROM positioned
  JOIN (
    SELECT
      kept.source,
      kept.track_id,
      kept.timestamp,
      kept.event,
      `kept`.`coupon code`
    FROM `segment_models`.`segment_track_events` AS kept
    LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.track_id,
      put_in.timestamp,
      put_in.event,
      `put_in`.`coupon code`
    FROM (
      WITH tracks_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          track_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
          event,
          `coupon code`,
          reject_reason
        FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
      )
      SELECT
        source,
        track_id,
        timestamp,
        user_id,
        anonymous_id,
        event,
        `coupon code`
      FROM tracks_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS calls
    ON positioned.source = calls.source AND positioned.track_id = calls.track_id
  WHERE
    calls.timestamp >= @first_cut
  UNION ALL
  SELECT
    positioned.session_id,
    positioned.session_index,
    positioned.user_id,
    positioned.timestamp,
    positioned.position,
    NULL AS track,
    STRUCT(
      positioned.timestamp AS timestamp,
      positioned.page_id AS page_id,
      calls.url AS url,
      calls.referrer AS referrer,
      calls.title AS title,
      calls.name AS name,
      calls.search AS search,
      calls.path AS path,
      calls.utm_content AS utm_content,
      calls.utm_medium AS utm_medium,
      calls.utm_source AS utm_source,
      calls.utm_campaign AS utm_campaign,
      calls.utm_term AS utm_term,
      calls.`category` AS category,
      calls.`price paid` AS `price paid`
    ) AS page,
    NULL AS screen
  FROM positioned
  JOIN (
    SELECT
      kept.source,
      kept.page_id,
      kept.timestamp,
      kept.url,
      kept.referrer,
      kept.title,
      kept.name,
      kept.search,
      kept.path,
      kept.utm_content,
      kept.utm_medium,
      kept.utm_source,
      kept.utm_campaign,
      kept.utm_term,
      `kept`.`category`,
      `kept`.`price paid`
    FROM `segment_models`.`segment_page_events` AS kept
    LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.page_id,
      put_in.timestamp,
      put_in.url,
      put_in.referrer,
      put_in.title,
      put_in.name,
      put_in.search,
      put_in.path,
      put_in.utm_content,
      put_in.utm_medium,
      put_in.utm_source,
      put_in.utm_campaign,
      put_in.utm_term,
      `put_in`.`category`,
      `put_in`.`price paid`
    FROM (
      WITH pages_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          page_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
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
          utm_term,
          `category`,
          `price paid`,
          reject_reason
        FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
      )
      SELECT
        source,
        page_id,
        timestamp,
        user_id,
        anonymous_id,
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
        utm_term,
        `category`,
        `price paid`
      FROM pages_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS calls
    ON positioned.source = calls.source AND positioned.page_id = calls.page_id
  WHERE
    calls.timestamp >= @first_cut
  UNION ALL
  SELECT
    positioned.session_id,
    positioned.session_index,
    positioned.user_id,
    positioned.timestamp,
    positioned.position,
    NULL AS track,
    NULL AS page,
    STRUCT(
      positioned.timestamp AS timestamp,
      positioned.screen_id AS screen_id,
      calls.name AS name,
      calls.`screen class` AS `screen class`
    ) AS screen
  FROM positioned
  JOIN (
    SELECT
      kept.source,
      kept.screen_id,
      kept.timestamp,
      kept.name,
      `kept`.`screen class`
    FROM `segment_models`.`segment_screen_events` AS kept
    LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.screen_id,
      put_in.timestamp,
      put_in.name,
      `put_in`.`screen class`
    FROM (
      WITH screens_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          screen_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
          name,
          `screen class`,
          reject_reason
        FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
      )
      SELECT
        source,
        screen_id,
        timestamp,
        user_id,
        anonymous_id,
        name,
        `screen class`
      FROM screens_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
  WHERE
    calls.timestamp >= @first_cut
), gathered AS (
  /* One row per session. Records are listed in their order. */
  SELECT
    session_id,
    MIN(session_index) AS session_index,
    MIN(user_id) AS user_id,
    MIN(timestamp) AS session_start_timestamp,
    MAX(timestamp) AS session_end_timestamp,
    COUNT(track) AS total_tracks,
    COUNT(page) AS total_pages,
    COUNT(screen) AS total_screens,
    MIN(CASE WHEN page IS NOT NULL THEN position END) AS first_page_position,
    MAX(CASE WHEN page IS NOT NULL THEN position END) AS last_page_position,
    MIN(CASE WHEN screen IS NOT NULL THEN position END) AS first_screen_position,
    MAX(CASE WHEN screen IS NOT NULL THEN position END) AS last_screen_position,
    ARRAY_AGG(
      STRUCT(timestamp AS timestamp, track AS track, page AS page, screen AS screen) ORDER BY position
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
    records[SAFE_ORDINAL(first_page_position)].page AS first_page,
    records[SAFE_ORDINAL(last_page_position)].page AS last_page,
    records[SAFE_ORDINAL(first_screen_position)].screen AS first_screen,
    records[SAFE_ORDINAL(last_screen_position)].screen AS last_screen
  FROM gathered
)
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  session_end_timestamp,
  STRUCT(
    total_tracks AS total_tracks,
    total_pages AS total_pages,
    total_screens AS total_screens,
    DIV(TIMESTAMP_DIFF(session_end_timestamp, session_start_timestamp, MICROSECOND), 1000) AS duration_millis
  ) AS stats,
  CASE
    WHEN first_page IS NOT NULL
    THEN STRUCT(
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
      first_page.category AS first_category,
      first_page.`price paid` AS `first_price paid`
    )
  END AS first_page_values,
  CASE
    WHEN last_page IS NOT NULL
    THEN STRUCT(
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
      last_page.category AS last_category,
      last_page.`price paid` AS `last_price paid`
    )
  END AS last_page_values,
  CASE
    WHEN first_screen IS NOT NULL
    THEN STRUCT(
      first_screen.name AS first_name,
      first_screen.`screen class` AS `first_screen class`
    )
  END AS first_screen_values,
  CASE
    WHEN last_screen IS NOT NULL
    THEN STRUCT(last_screen.name AS last_name, last_screen.`screen class` AS `last_screen class`)
  END AS last_screen_values,
  records
FROM picked
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  session_start_event
;

CREATE OR REPLACE TABLE `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH identifies_judged AS (
  /* Every call once, as kept (R1 to R5). */
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`,
    reject_reason
  FROM (
    SELECT
      kept.source,
      kept.identify_id,
      kept.timestamp,
      kept.call_received_at,
      kept.user_id,
      kept.anonymous_id,
      `kept`.`email`,
      `kept`.`company name`,
      kept.reject_reason
    FROM `segment_models`.`segment_identify_calls` AS kept
    LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.identify_id = theirs_1.identify_id
    WHERE
      theirs_1.source IS NULL
      AND NOT (
        kept.identify_id IS NULL
        AND (
          (
            kept.source <> 'web'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
          AND (
            kept.source <> 'ios'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.identify_id,
      put_in.timestamp,
      put_in.call_received_at,
      put_in.user_id,
      put_in.anonymous_id,
      `put_in`.`email`,
      `put_in`.`company name`,
      put_in.reject_reason
    FROM (
      SELECT
        source,
        identify_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        `email`,
        `company name`,
        reject_reason
      FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
    ) AS put_in
  ) AS identify_calls
), identifies AS (
  /* The good identifies, each with its person (R6). */
  SELECT
    identifies.source,
    identifies.identify_id,
    identifies.timestamp,
    identifies.user_id AS call_user_id,
    COALESCE(identifies.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
    identifies.`email`,
    identifies.`company name`
  FROM identifies_judged AS identifies
  LEFT JOIN (
    SELECT
      kept.anonymous_id,
      kept.user_id
    FROM `segment_models`.`segment_user_map` AS kept
    LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS theirs_1
      ON kept.anonymous_id = theirs_1.anonymous_id
    WHERE
      theirs_1.anonymous_id IS NULL
    UNION ALL
    SELECT
      put_in.anonymous_id,
      put_in.user_id
    FROM (
      SELECT
        anonymous_id,
        user_id,
        mapped_at
      FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
      WHERE
        is_there
    ) AS put_in
  ) AS user_map
    ON identifies.anonymous_id = user_map.anonymous_id
  WHERE
    identifies.reject_reason IS NULL
    AND COALESCE(identifies.user_id, user_map.user_id, identifies.anonymous_id) IN (
      SELECT
        touched.user_id
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    )
), activity AS (
  /* What each person did; the highest session number is the number of sessions. */
  SELECT
    user_id,
    MIN(timestamp) AS first_event_at,
    MAX(timestamp) AS last_event_at,
    MAX(session_index) AS total_sessions,
    COUNT(track_id) AS total_tracks,
    COUNT(page_id) AS total_pages,
    COUNT(screen_id) AS total_screens
  FROM (
    SELECT
      kept.timestamp,
      kept.user_id,
      kept.track_id,
      kept.page_id,
      kept.screen_id,
      kept.session_index
    FROM `segment_models`.`segment_sessionized_events` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        (
          theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
        )
      )
    UNION ALL
    SELECT
      put_in.timestamp,
      put_in.user_id,
      put_in.track_id,
      put_in.page_id,
      put_in.screen_id,
      put_in.session_index
    FROM (
      SELECT
        source,
        timestamp,
        user_id,
        anonymous_id,
        track_id,
        page_id,
        screen_id,
        session_start_event,
        session_index,
        session_id
      FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS sessionized_events
  WHERE
    user_id IN (
      SELECT
        touched.user_id
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    )
  GROUP BY
    user_id
), moments AS (
  /* When each person was seen: in events, and in identifies. */
  SELECT
    user_id,
    first_event_at AS first_at,
    last_event_at AS last_at
  FROM activity
  UNION ALL
  SELECT
    user_id,
    timestamp AS first_at,
    timestamp AS last_at
  FROM identifies
), seen AS (
  /* First and last of these. */
  SELECT
    user_id,
    MIN(first_at) AS first_seen_at,
    MAX(last_at) AS last_seen_at
  FROM moments
  GROUP BY
    user_id
), log_ins AS (
  /* Every call of any type that carried a user id. */
  SELECT
    user_id,
    timestamp
  FROM (
    SELECT
      kept.timestamp,
      kept.user_id
    FROM `segment_models`.`segment_track_events` AS kept
    LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.timestamp,
      put_in.user_id
    FROM (
      WITH tracks_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          track_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
          event,
          `coupon code`,
          reject_reason
        FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
      )
      SELECT
        source,
        track_id,
        timestamp,
        user_id,
        anonymous_id,
        event,
        `coupon code`
      FROM tracks_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS track_events
  WHERE
    user_id IS NOT NULL
    AND user_id IN (
      SELECT
        touched.user_id
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    )
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM (
    SELECT
      kept.timestamp,
      kept.user_id
    FROM `segment_models`.`segment_page_events` AS kept
    LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.timestamp,
      put_in.user_id
    FROM (
      WITH pages_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          page_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
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
          utm_term,
          `category`,
          `price paid`,
          reject_reason
        FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
      )
      SELECT
        source,
        page_id,
        timestamp,
        user_id,
        anonymous_id,
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
        utm_term,
        `category`,
        `price paid`
      FROM pages_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS page_events
  WHERE
    user_id IS NOT NULL
    AND user_id IN (
      SELECT
        touched.user_id
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    )
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM (
    SELECT
      kept.timestamp,
      kept.user_id
    FROM `segment_models`.`segment_screen_events` AS kept
    LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.timestamp,
      put_in.user_id
    FROM (
      WITH screens_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          screen_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
          name,
          `screen class`,
          reject_reason
        FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
      )
      SELECT
        source,
        screen_id,
        timestamp,
        user_id,
        anonymous_id,
        name,
        `screen class`
      FROM screens_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS screen_events
  WHERE
    user_id IS NOT NULL
    AND user_id IN (
      SELECT
        touched.user_id
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    )
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM identifies
  WHERE
    call_user_id IS NOT NULL
), identified AS (
  /* Since when each user id is known. */
  SELECT
    user_id,
    MIN(timestamp) AS first_identified_at
  FROM log_ins
  GROUP BY
    user_id
), positioned AS (
  /* Each identify's place among the person's (R7). */
  SELECT
    user_id,
    `email`,
    `company name`,
    ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY timestamp, source, identify_id) AS position
  FROM identifies
), traits AS (
  /* Each trait's latest value that is not NULL: a later call without it does not erase it (R11). */
  SELECT
    user_id,
    ANY_VALUE(`email` HAVING MAX IF(`email` IS NULL, NULL, position)) AS `email`,
    ANY_VALUE(`company name` HAVING MAX IF(`company name` IS NULL, NULL, position)) AS `company name`
  FROM positioned
  GROUP BY
    user_id
), people AS (
  /* Who gets a row (R11). */
  SELECT
    user_id
  FROM identified
  UNION DISTINCT
  SELECT
    user_id
  FROM identifies
)
SELECT
  people.user_id,
  identified.user_id IS NOT NULL AS is_identified,
  seen.first_seen_at,
  seen.last_seen_at,
  identified.first_identified_at,
  COALESCE(activity.total_sessions, 0) AS total_sessions,
  COALESCE(activity.total_tracks, 0) AS total_tracks,
  COALESCE(activity.total_pages, 0) AS total_pages,
  COALESCE(activity.total_screens, 0) AS total_screens,
  traits.`email`,
  traits.`company name`
FROM people
LEFT JOIN seen
  ON people.user_id = seen.user_id
LEFT JOIN identified
  ON people.user_id = identified.user_id
LEFT JOIN activity
  ON people.user_id = activity.user_id
LEFT JOIN traits
  ON people.user_id = traits.user_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
;

CREATE OR REPLACE TABLE `_segment_models_run`.`account_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH calls_read AS (
  /* Rows read. */
  SELECT
    source,
    'track' AS call_type,
    COUNT(*) AS calls
  FROM (
    SELECT
      source
    FROM `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS tracks_arrived
    UNION ALL
    SELECT
      source
    FROM `_segment_models_run`.`tracks_again_20260303120000_abcdef` AS tracks_again
  ) AS rows_read
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    COUNT(*) AS calls
  FROM (
    SELECT
      source
    FROM `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS pages_arrived
    UNION ALL
    SELECT
      source
    FROM `_segment_models_run`.`pages_again_20260303120000_abcdef` AS pages_again
  ) AS rows_read
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    COUNT(*) AS calls
  FROM (
    SELECT
      source
    FROM `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS screens_arrived
    UNION ALL
    SELECT
      source
    FROM `_segment_models_run`.`screens_again_20260303120000_abcdef` AS screens_again
  ) AS rows_read
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    COUNT(*) AS calls
  FROM (
    SELECT
      source
    FROM `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS identifies_arrived
    UNION ALL
    SELECT
      source
    FROM `_segment_models_run`.`identifies_again_20260303120000_abcdef` AS identifies_again
  ) AS rows_read
  GROUP BY
    source
), calls_known AS (
  /* Calls that were read again, and are kept as they are. */
  SELECT
    known.source,
    'track' AS call_type,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`tracks_known_20260303120000_abcdef` AS known
  LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.track_id = changed.track_id
  WHERE
    changed.source IS NULL
  GROUP BY
    known.source
  UNION ALL
  SELECT
    known.source,
    'page' AS call_type,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`pages_known_20260303120000_abcdef` AS known
  LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.page_id = changed.page_id
  WHERE
    changed.source IS NULL
  GROUP BY
    known.source
  UNION ALL
  SELECT
    known.source,
    'screen' AS call_type,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`screens_known_20260303120000_abcdef` AS known
  LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.screen_id = changed.screen_id
  WHERE
    changed.source IS NULL
  GROUP BY
    known.source
  UNION ALL
  SELECT
    known.source,
    'identify' AS call_type,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`identifies_known_20260303120000_abcdef` AS known
  LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS changed
    ON known.source = changed.source AND known.identify_id = changed.identify_id
  WHERE
    changed.source IS NULL
  GROUP BY
    known.source
), calls_judged AS (
  /* Calls that are new or changed, and how many of them cannot be used. */
  SELECT
    source,
    'track' AS call_type,
    COUNT(*) AS calls,
    COUNT(reject_reason) AS rejected
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    COUNT(*) AS calls,
    COUNT(reject_reason) AS rejected
  FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    COUNT(*) AS calls,
    COUNT(reject_reason) AS rejected
  FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    COUNT(*) AS calls,
    COUNT(reject_reason) AS rejected
  FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
  GROUP BY
    source
), in_sessions AS (
  /* Every event of the people touched that is in a session now. */
  SELECT
    events.source,
    'track' AS call_type,
    events.track_id AS event_id
  FROM (
    SELECT
      written.source,
      written.track_id,
      written.session_id
    FROM (
      SELECT
        kept.source,
        kept.user_id,
        kept.track_id,
        kept.session_id
      FROM `segment_models`.`segment_sessionized_events` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL
        OR NOT (
          (
            theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
          )
        )
      UNION ALL
      SELECT
        put_in.source,
        put_in.user_id,
        put_in.track_id,
        put_in.session_id
      FROM (
        SELECT
          source,
          timestamp,
          user_id,
          anonymous_id,
          track_id,
          page_id,
          screen_id,
          session_start_event,
          session_index,
          session_id
        FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
      ) AS put_in
    ) AS written
    JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
      ON written.user_id = theirs.user_id
  ) AS events
  WHERE
    events.track_id IS NOT NULL AND events.session_id IS NOT NULL
  UNION ALL
  SELECT
    events.source,
    'page' AS call_type,
    events.page_id AS event_id
  FROM (
    SELECT
      written.source,
      written.page_id,
      written.session_id
    FROM (
      SELECT
        kept.source,
        kept.user_id,
        kept.page_id,
        kept.session_id
      FROM `segment_models`.`segment_sessionized_events` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL
        OR NOT (
          (
            theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
          )
        )
      UNION ALL
      SELECT
        put_in.source,
        put_in.user_id,
        put_in.page_id,
        put_in.session_id
      FROM (
        SELECT
          source,
          timestamp,
          user_id,
          anonymous_id,
          track_id,
          page_id,
          screen_id,
          session_start_event,
          session_index,
          session_id
        FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
      ) AS put_in
    ) AS written
    JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
      ON written.user_id = theirs.user_id
  ) AS events
  WHERE
    events.page_id IS NOT NULL AND events.session_id IS NOT NULL
  UNION ALL
  SELECT
    events.source,
    'screen' AS call_type,
    events.screen_id AS event_id
  FROM (
    SELECT
      written.source,
      written.screen_id,
      written.session_id
    FROM (
      SELECT
        kept.source,
        kept.user_id,
        kept.screen_id,
        kept.session_id
      FROM `segment_models`.`segment_sessionized_events` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL
        OR NOT (
          (
            theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
          )
        )
      UNION ALL
      SELECT
        put_in.source,
        put_in.user_id,
        put_in.screen_id,
        put_in.session_id
      FROM (
        SELECT
          source,
          timestamp,
          user_id,
          anonymous_id,
          track_id,
          page_id,
          screen_id,
          session_start_event,
          session_index,
          session_id
        FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
      ) AS put_in
    ) AS written
    JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
      ON written.user_id = theirs.user_id
  ) AS events
  WHERE
    events.screen_id IS NOT NULL AND events.session_id IS NOT NULL
), calls_used AS (
  /* Events in a session, and identifies that count. */
  SELECT
    arrived.source,
    arrived.call_type,
    COUNT(*) AS used
  FROM `_segment_models_run`.`calls_arrived_20260303120000_abcdef` AS arrived
  JOIN in_sessions
    ON arrived.source = in_sessions.source
    AND arrived.call_type = in_sessions.call_type
    AND arrived.event_id = in_sessions.event_id
  GROUP BY
    arrived.source,
    arrived.call_type
  UNION ALL
  SELECT
    source,
    call_type,
    COUNT(*) AS used
  FROM `_segment_models_run`.`calls_arrived_20260303120000_abcdef` AS calls_arrived
  WHERE
    call_type = 'identify'
  GROUP BY
    source,
    call_type
)
SELECT
  calls_read.source,
  calls_read.call_type,
  calls_read.calls,
  COALESCE(calls_known.calls, 0) AS already_known,
  calls_read.calls - COALESCE(calls_known.calls, 0) - COALESCE(calls_judged.calls, 0) AS duplicates,
  COALESCE(calls_judged.rejected, 0) AS rejected,
  COALESCE(calls_used.used, 0) AS used
FROM calls_read
LEFT JOIN calls_known
  ON calls_read.source = calls_known.source
  AND calls_read.call_type = calls_known.call_type
LEFT JOIN calls_judged
  ON calls_read.source = calls_judged.source
  AND calls_read.call_type = calls_judged.call_type
LEFT JOIN calls_used
  ON calls_read.source = calls_used.source
  AND calls_read.call_type = calls_used.call_type
;

SELECT
  source,
  page_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.page_id
  FROM (
    SELECT
      kept.source,
      kept.page_id
    FROM `segment_models`.`segment_page_events` AS kept
    LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.page_id
    FROM (
      WITH pages_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          page_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
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
          utm_term,
          `category`,
          `price paid`,
          reject_reason
        FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
      )
      SELECT
        source,
        page_id,
        timestamp,
        user_id,
        anonymous_id,
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
        utm_term,
        `category`,
        `price paid`
      FROM pages_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.page_id = theirs.page_id
) AS page_events
GROUP BY
  source,
  page_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
;

SELECT
  source,
  track_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.track_id
  FROM (
    SELECT
      kept.source,
      kept.track_id
    FROM `segment_models`.`segment_track_events` AS kept
    LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.track_id
    FROM (
      WITH tracks_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          track_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
          event,
          `coupon code`,
          reject_reason
        FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
      )
      SELECT
        source,
        track_id,
        timestamp,
        user_id,
        anonymous_id,
        event,
        `coupon code`
      FROM tracks_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS track_events
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
;

SELECT
  source,
  screen_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.screen_id
  FROM (
    SELECT
      kept.source,
      kept.screen_id
    FROM `segment_models`.`segment_screen_events` AS kept
    LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.screen_id
    FROM (
      WITH screens_judged AS (
        /* The calls that are new, or whose copy loaded first is another now (R4). */
        SELECT
          source,
          screen_id,
          timestamp,
          call_received_at,
          user_id,
          anonymous_id,
          name,
          `screen class`,
          reject_reason
        FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
      )
      SELECT
        source,
        screen_id,
        timestamp,
        user_id,
        anonymous_id,
        name,
        `screen class`
      FROM screens_judged
      WHERE
        reject_reason IS NULL
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.screen_id = theirs.screen_id
) AS screen_events
GROUP BY
  source,
  screen_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR screen_id IS NULL
;

SELECT
  anonymous_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.anonymous_id
  FROM (
    SELECT
      kept.anonymous_id
    FROM `segment_models`.`segment_user_map` AS kept
    LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS theirs_1
      ON kept.anonymous_id = theirs_1.anonymous_id
    WHERE
      theirs_1.anonymous_id IS NULL
    UNION ALL
    SELECT
      put_in.anonymous_id
    FROM (
      SELECT
        anonymous_id,
        user_id,
        mapped_at
      FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
      WHERE
        is_there
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS theirs
    ON written.anonymous_id = theirs.anonymous_id
) AS user_map
GROUP BY
  anonymous_id
HAVING
  COUNT(*) > 1 OR anonymous_id IS NULL
;

SELECT
  source,
  page_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.page_id
  FROM (
    SELECT
      kept.source,
      kept.timestamp,
      kept.user_id,
      kept.page_id
    FROM `segment_models`.`segment_sessionized_pages` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        (
          theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.timestamp,
      put_in.user_id,
      put_in.page_id
    FROM (
      SELECT
        source,
        timestamp,
        user_id,
        page_id,
        session_index,
        session_id,
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
        utm_term,
        `category`,
        `price paid`
      FROM `_segment_models_run`.`sessionized_pages_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
  WHERE
    theirs.cut_at IS NULL OR written.timestamp >= theirs.cut_at
) AS sessionized_pages
GROUP BY
  source,
  page_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
;

SELECT
  source,
  track_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.track_id
  FROM (
    SELECT
      kept.source,
      kept.timestamp,
      kept.user_id,
      kept.track_id
    FROM `segment_models`.`segment_sessionized_tracks` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        (
          theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.timestamp,
      put_in.user_id,
      put_in.track_id
    FROM (
      SELECT
        source,
        timestamp,
        user_id,
        track_id,
        session_index,
        session_id,
        event,
        `coupon code`
      FROM `_segment_models_run`.`sessionized_tracks_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
  WHERE
    theirs.cut_at IS NULL OR written.timestamp >= theirs.cut_at
) AS sessionized_tracks
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
;

SELECT
  source,
  screen_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.screen_id
  FROM (
    SELECT
      kept.source,
      kept.timestamp,
      kept.user_id,
      kept.screen_id
    FROM `segment_models`.`segment_sessionized_screens` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        (
          theirs_1.cut_at IS NULL OR kept.timestamp >= theirs_1.cut_at
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.timestamp,
      put_in.user_id,
      put_in.screen_id
    FROM (
      SELECT
        source,
        timestamp,
        user_id,
        screen_id,
        session_index,
        session_id,
        name,
        `screen class`
      FROM `_segment_models_run`.`sessionized_screens_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
  WHERE
    theirs.cut_at IS NULL OR written.timestamp >= theirs.cut_at
) AS sessionized_screens
GROUP BY
  source,
  screen_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR screen_id IS NULL
;

SELECT
  session_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
GROUP BY
  session_id
HAVING
  COUNT(*) > 1 OR session_id IS NULL
;

SELECT
  user_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.user_id
  FROM (
    SELECT
      kept.user_id
    FROM `segment_models`.`segment_users` AS kept
    LEFT JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
    UNION ALL
    SELECT
      put_in.user_id
    FROM (
      SELECT
        user_id,
        is_identified,
        first_seen_at,
        last_seen_at,
        first_identified_at,
        total_sessions,
        total_tracks,
        total_pages,
        total_screens,
        `email`,
        `company name`
      FROM `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
) AS users
GROUP BY
  user_id
HAVING
  COUNT(*) > 1 OR user_id IS NULL
;

SELECT
  source,
  track_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.track_id
  FROM (
    SELECT
      kept.source,
      kept.track_id
    FROM `segment_models`.`segment_track_calls` AS kept
    LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    WHERE
      theirs_1.source IS NULL
      AND NOT (
        kept.track_id IS NULL
        AND (
          (
            kept.source <> 'web'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
          AND (
            kept.source <> 'ios'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.track_id
    FROM (
      SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        event,
        `coupon code`,
        reject_reason
      FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS track_calls
WHERE
  track_id IS NOT NULL
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1
;

SELECT
  source,
  page_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.page_id
  FROM (
    SELECT
      kept.source,
      kept.page_id
    FROM `segment_models`.`segment_page_calls` AS kept
    LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
      theirs_1.source IS NULL
      AND NOT (
        kept.page_id IS NULL
        AND (
          (
            kept.source <> 'web'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
          AND (
            kept.source <> 'ios'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.page_id
    FROM (
      SELECT
        source,
        page_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
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
        utm_term,
        `category`,
        `price paid`,
        reject_reason
      FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.page_id = theirs.page_id
) AS page_calls
WHERE
  page_id IS NOT NULL
GROUP BY
  source,
  page_id
HAVING
  COUNT(*) > 1
;

SELECT
  source,
  screen_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.screen_id
  FROM (
    SELECT
      kept.source,
      kept.screen_id
    FROM `segment_models`.`segment_screen_calls` AS kept
    LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
    WHERE
      theirs_1.source IS NULL
      AND NOT (
        kept.screen_id IS NULL
        AND (
          (
            kept.source <> 'web'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
          AND (
            kept.source <> 'ios'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.screen_id
    FROM (
      SELECT
        source,
        screen_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        name,
        `screen class`,
        reject_reason
      FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.screen_id = theirs.screen_id
) AS screen_calls
WHERE
  screen_id IS NOT NULL
GROUP BY
  source,
  screen_id
HAVING
  COUNT(*) > 1
;

SELECT
  source,
  identify_id,
  COUNT(*) AS copies
FROM (
  SELECT
    written.source,
    written.identify_id
  FROM (
    SELECT
      kept.source,
      kept.identify_id
    FROM `segment_models`.`segment_identify_calls` AS kept
    LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.identify_id = theirs_1.identify_id
    WHERE
      theirs_1.source IS NULL
      AND NOT (
        kept.identify_id IS NULL
        AND (
          (
            kept.source <> 'web'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
          AND (
            kept.source <> 'ios'
            OR kept.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
            OR kept.call_loaded_at IS NULL
          )
        )
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.identify_id
    FROM (
      SELECT
        source,
        identify_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        `email`,
        `company name`,
        reject_reason
      FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.identify_id = theirs.identify_id
) AS identify_calls
WHERE
  identify_id IS NOT NULL
GROUP BY
  source,
  identify_id
HAVING
  COUNT(*) > 1
;

SELECT
  source,
  track_id,
  page_id,
  screen_id,
  COUNT(*) AS copies,
  COUNT(session_id) AS in_sessions
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
GROUP BY
  source,
  track_id,
  page_id,
  screen_id
HAVING
  COUNT(*) > 1
  OR source IS NULL
  OR CASE WHEN track_id IS NULL THEN 0 ELSE 1 END + CASE WHEN page_id IS NULL THEN 0 ELSE 1 END + CASE WHEN screen_id IS NULL THEN 0 ELSE 1 END <> 1
  OR COUNT(session_id) <> COUNT(*)
  OR COUNT(user_id) <> COUNT(*)
;

SELECT
  source,
  call_type,
  event_id,
  MIN(reason) AS reason,
  COUNT(*) AS copies
FROM (
  SELECT
    kept.source,
    kept.call_type,
    kept.event_id,
    kept.reason
  FROM `segment_models`.`segment_rejected_events` AS kept
  LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_2
    ON (
      kept.source = theirs_2.source AND kept.event_id = theirs_2.track_id
    )
    AND kept.call_type = 'track'
  LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_3
    ON (
      kept.source = theirs_3.source AND kept.event_id = theirs_3.page_id
    )
    AND kept.call_type = 'page'
  LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_4
    ON (
      kept.source = theirs_4.source AND kept.event_id = theirs_4.screen_id
    )
    AND kept.call_type = 'screen'
  LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs_5
    ON (
      kept.source = theirs_5.source AND kept.event_id = theirs_5.identify_id
    )
    AND kept.call_type = 'identify'
  WHERE
    (
      (
        (
          NOT (
            kept.event_id IS NULL
          ) AND theirs_2.source IS NULL
        )
        AND theirs_3.source IS NULL
      )
      AND theirs_4.source IS NULL
    )
    AND theirs_5.source IS NULL
  UNION ALL
  SELECT
    put_in.source,
    put_in.call_type,
    put_in.event_id,
    put_in.reason
  FROM (
    SELECT
      source,
      call_type,
      event_id,
      timestamp,
      received_at,
      user_id,
      anonymous_id,
      reason
    FROM `_segment_models_run`.`rejected_events_rebuilt_20260303120000_abcdef`
  ) AS put_in
) AS rejected_events
GROUP BY
  source,
  call_type,
  event_id
HAVING
  (
    event_id IS NOT NULL AND COUNT(*) > 1
  )
  OR COUNT(rejected_events.reason) <> COUNT(*)
  OR source IS NULL
;

SELECT
  user_id,
  COUNT(*) AS sessions,
  MIN(session_index) AS first_index,
  MAX(session_index) AS last_index
FROM (
  SELECT
    written.session_index,
    written.user_id
  FROM (
    SELECT
      kept.session_index,
      kept.user_id
    FROM `segment_models`.`segment_sessions` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        (
          theirs_1.cut_at IS NULL OR kept.session_start_timestamp >= theirs_1.cut_at
        )
      )
    UNION ALL
    SELECT
      put_in.session_index,
      put_in.user_id
    FROM (
      SELECT
        session_id,
        session_index,
        user_id,
        session_start_timestamp,
        session_end_timestamp,
        stats,
        first_page_values,
        last_page_values,
        first_screen_values,
        last_screen_values,
        records
      FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
) AS sessions
GROUP BY
  user_id
HAVING
  MIN(session_index) <> 1
  OR MAX(session_index) <> COUNT(*)
  OR COUNT(DISTINCT session_index) <> COUNT(*)
;

WITH in_order AS (
  /* Each session beside the one before it. */
  SELECT
    user_id,
    session_id,
    session_index,
    session_start_timestamp,
    LAG(session_end_timestamp) OVER (PARTITION BY user_id ORDER BY session_index) AS previous_end_timestamp
  FROM (
    SELECT
      written.session_id,
      written.session_index,
      written.user_id,
      written.session_start_timestamp,
      written.session_end_timestamp
    FROM (
      SELECT
        kept.session_id,
        kept.session_index,
        kept.user_id,
        kept.session_start_timestamp,
        kept.session_end_timestamp
      FROM `segment_models`.`segment_sessions` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL
        OR NOT (
          (
            theirs_1.cut_at IS NULL OR kept.session_start_timestamp >= theirs_1.cut_at
          )
        )
      UNION ALL
      SELECT
        put_in.session_id,
        put_in.session_index,
        put_in.user_id,
        put_in.session_start_timestamp,
        put_in.session_end_timestamp
      FROM (
        SELECT
          session_id,
          session_index,
          user_id,
          session_start_timestamp,
          session_end_timestamp,
          stats,
          first_page_values,
          last_page_values,
          first_screen_values,
          last_screen_values,
          records
        FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
      ) AS put_in
    ) AS written
    JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
      ON written.user_id = theirs.user_id
  ) AS sessions
)
SELECT
  user_id,
  session_id,
  session_index,
  previous_end_timestamp,
  session_start_timestamp
FROM in_order
WHERE
  TIMESTAMP_DIFF(session_start_timestamp, previous_end_timestamp, MICROSECOND) < 1800000000
;

WITH in_order AS (
  /* Each event beside the one before it in its session. */
  SELECT
    user_id,
    session_id,
    timestamp,
    LAG(timestamp) OVER (PARTITION BY session_id ORDER BY timestamp) AS previous_timestamp
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
)
SELECT
  user_id,
  session_id,
  previous_timestamp,
  timestamp
FROM in_order
WHERE
  TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= 1800000000
;

SELECT
  user_id,
  session_id,
  source,
  COALESCE(track_id, page_id, screen_id) AS event_id,
  TO_HEX(
    MD5(
      CASE
        WHEN track_id IS NOT NULL
        THEN 'track'
        WHEN page_id IS NOT NULL
        THEN 'page'
        WHEN screen_id IS NOT NULL
        THEN 'screen'
      END || '|' || CAST(LENGTH(source) AS STRING) || '|' || source || '|' || COALESCE(track_id, page_id, screen_id)
    )
  ) AS session_id_expected
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
WHERE
  session_start_event
  AND COALESCE(
    session_id <> TO_HEX(
      MD5(
        CASE
          WHEN track_id IS NOT NULL
          THEN 'track'
          WHEN page_id IS NOT NULL
          THEN 'page'
          WHEN screen_id IS NOT NULL
          THEN 'screen'
        END || '|' || CAST(LENGTH(source) AS STRING) || '|' || source || '|' || COALESCE(track_id, page_id, screen_id)
      )
    ),
    TRUE
  )
;

WITH events AS (
  /* What the events say of each session. */
  SELECT
    session_id,
    MIN(user_id) AS user_id,
    MIN(session_index) AS session_index,
    MIN(timestamp) AS first_at,
    MAX(timestamp) AS last_at,
    MAX(user_id) AS other_user_id,
    COUNT(CASE WHEN session_start_event THEN 1 END) AS starts,
    MIN(CASE WHEN session_start_event THEN timestamp END) AS start_at,
    COUNT(track_id) AS total_tracks,
    COUNT(page_id) AS total_pages,
    COUNT(screen_id) AS total_screens
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
  GROUP BY
    session_id
)
SELECT
  COALESCE(sessions.session_id, events.session_id) AS session_id,
  sessions.session_id IS NULL AS not_in_sessions,
  events.session_id IS NULL AS not_in_events,
  sessions.session_start_timestamp,
  events.first_at,
  sessions.session_end_timestamp,
  events.last_at
FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
FULL JOIN events
  ON sessions.session_id = events.session_id
WHERE
  sessions.session_id IS NULL
  OR events.session_id IS NULL
  OR events.user_id <> events.other_user_id
  OR events.starts <> 1
  OR COALESCE(sessions.user_id <> events.user_id, TRUE)
  OR COALESCE(sessions.session_index <> events.session_index, TRUE)
  OR COALESCE(sessions.session_start_timestamp <> events.first_at, TRUE)
  OR COALESCE(events.start_at <> events.first_at, TRUE)
  OR COALESCE(sessions.session_end_timestamp <> events.last_at, TRUE)
  OR COALESCE(
    sessions.stats.duration_millis <> DIV(TIMESTAMP_DIFF(events.last_at, events.first_at, MICROSECOND), 1000),
    TRUE
  )
  OR COALESCE(sessions.stats.total_tracks <> events.total_tracks, TRUE)
  OR COALESCE(sessions.stats.total_pages <> events.total_pages, TRUE)
  OR COALESCE(sessions.stats.total_screens <> events.total_screens, TRUE)
;

WITH recorded AS (
  /* Every record with its place in the session. */
  SELECT
    session_id,
    record_offset + 1 AS position,
    record.timestamp AS timestamp,
    COALESCE(record.track.track_id, record.page.page_id, record.screen.screen_id) AS event_id
  FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
  CROSS JOIN UNNEST(records) AS record WITH OFFSET AS record_offset
), expected AS (
  /* Every event with the place it should have (R7). */
  SELECT
    session_id,
    timestamp,
    COALESCE(track_id, page_id, screen_id) AS event_id,
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
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
)
SELECT
  COALESCE(recorded.session_id, expected.session_id) AS session_id,
  COALESCE(recorded.position, expected.position) AS position,
  recorded.event_id AS recorded_event_id,
  expected.event_id AS expected_event_id,
  recorded.timestamp AS recorded_timestamp,
  expected.timestamp AS expected_timestamp
FROM recorded
FULL JOIN expected
  ON recorded.session_id = expected.session_id
  AND recorded.position = expected.position
WHERE
  COALESCE(recorded.event_id <> expected.event_id, TRUE)
  OR COALESCE(recorded.timestamp <> expected.timestamp, TRUE)
;

SELECT
  user_id,
  session_id,
  session_index
FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
WHERE
  (
    sessions.records[SAFE_ORDINAL(1)].page.page_id IS NOT NULL
    AND (
      sessions.first_page_values.first_url IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.url
      OR sessions.first_page_values.first_referrer IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.referrer
      OR sessions.first_page_values.first_title IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.title
      OR sessions.first_page_values.first_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.name
      OR sessions.first_page_values.first_search IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.search
      OR sessions.first_page_values.first_path IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.path
      OR sessions.first_page_values.first_utm_content IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_content
      OR sessions.first_page_values.first_utm_medium IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_medium
      OR sessions.first_page_values.first_utm_source IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_source
      OR sessions.first_page_values.first_utm_campaign IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_campaign
      OR sessions.first_page_values.first_utm_term IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].page.utm_term
    )
  )
  OR (
    sessions.stats.total_pages = 0
    AND (
      sessions.first_page_values.first_url IS NOT NULL
      OR sessions.first_page_values.first_referrer IS NOT NULL
      OR sessions.first_page_values.first_title IS NOT NULL
      OR sessions.first_page_values.first_name IS NOT NULL
      OR sessions.first_page_values.first_search IS NOT NULL
      OR sessions.first_page_values.first_path IS NOT NULL
      OR sessions.first_page_values.first_utm_content IS NOT NULL
      OR sessions.first_page_values.first_utm_medium IS NOT NULL
      OR sessions.first_page_values.first_utm_source IS NOT NULL
      OR sessions.first_page_values.first_utm_campaign IS NOT NULL
      OR sessions.first_page_values.first_utm_term IS NOT NULL
    )
  )
  OR (
    sessions.records[SAFE_ORDINAL((
      sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
    ))].page.page_id IS NOT NULL
    AND (
      sessions.last_page_values.last_url IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.url
      OR sessions.last_page_values.last_referrer IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.referrer
      OR sessions.last_page_values.last_title IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.title
      OR sessions.last_page_values.last_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.name
      OR sessions.last_page_values.last_search IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.search
      OR sessions.last_page_values.last_path IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.path
      OR sessions.last_page_values.last_utm_content IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.utm_content
      OR sessions.last_page_values.last_utm_medium IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.utm_medium
      OR sessions.last_page_values.last_utm_source IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.utm_source
      OR sessions.last_page_values.last_utm_campaign IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.utm_campaign
      OR sessions.last_page_values.last_utm_term IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].page.utm_term
    )
  )
  OR (
    sessions.stats.total_pages = 0
    AND (
      sessions.last_page_values.last_url IS NOT NULL
      OR sessions.last_page_values.last_referrer IS NOT NULL
      OR sessions.last_page_values.last_title IS NOT NULL
      OR sessions.last_page_values.last_name IS NOT NULL
      OR sessions.last_page_values.last_search IS NOT NULL
      OR sessions.last_page_values.last_path IS NOT NULL
      OR sessions.last_page_values.last_utm_content IS NOT NULL
      OR sessions.last_page_values.last_utm_medium IS NOT NULL
      OR sessions.last_page_values.last_utm_source IS NOT NULL
      OR sessions.last_page_values.last_utm_campaign IS NOT NULL
      OR sessions.last_page_values.last_utm_term IS NOT NULL
    )
  )
  OR (
    sessions.records[SAFE_ORDINAL(1)].screen.screen_id IS NOT NULL
    AND (
      sessions.first_screen_values.first_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL(1)].screen.name
    )
  )
  OR (
    sessions.stats.total_screens = 0
    AND (
      sessions.first_screen_values.first_name IS NOT NULL
    )
  )
  OR (
    sessions.records[SAFE_ORDINAL((
      sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
    ))].screen.screen_id IS NOT NULL
    AND (
      sessions.last_screen_values.last_name IS DISTINCT FROM sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].screen.name
    )
  )
  OR (
    sessions.stats.total_screens = 0
    AND (
      sessions.last_screen_values.last_name IS NOT NULL
    )
  )
;

WITH people AS (
  /* What the sessions say of each person. */
  SELECT
    user_id,
    COUNT(*) AS total_sessions,
    MIN(session_start_timestamp) AS first_at,
    MAX(session_end_timestamp) AS last_at,
    SUM(sessions.stats.total_tracks) AS total_tracks,
    SUM(sessions.stats.total_pages) AS total_pages,
    SUM(sessions.stats.total_screens) AS total_screens
  FROM (
    SELECT
      written.user_id,
      written.session_start_timestamp,
      written.session_end_timestamp,
      written.stats
    FROM (
      SELECT
        kept.user_id,
        kept.session_start_timestamp,
        kept.session_end_timestamp,
        kept.stats
      FROM `segment_models`.`segment_sessions` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL
        OR NOT (
          (
            theirs_1.cut_at IS NULL OR kept.session_start_timestamp >= theirs_1.cut_at
          )
        )
      UNION ALL
      SELECT
        put_in.user_id,
        put_in.session_start_timestamp,
        put_in.session_end_timestamp,
        put_in.stats
      FROM (
        SELECT
          session_id,
          session_index,
          user_id,
          session_start_timestamp,
          session_end_timestamp,
          stats,
          first_page_values,
          last_page_values,
          first_screen_values,
          last_screen_values,
          records
        FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
      ) AS put_in
    ) AS written
    JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
      ON written.user_id = theirs.user_id
  ) AS sessions
  GROUP BY
    user_id
)
SELECT
  users.user_id,
  users.total_sessions,
  people.total_sessions AS sessions,
  users.first_seen_at,
  people.first_at,
  users.last_seen_at,
  people.last_at,
  users.is_identified,
  users.first_identified_at
FROM (
  SELECT
    written.user_id,
    written.is_identified,
    written.first_seen_at,
    written.last_seen_at,
    written.first_identified_at,
    written.total_sessions,
    written.total_tracks,
    written.total_pages,
    written.total_screens
  FROM (
    SELECT
      kept.user_id,
      kept.is_identified,
      kept.first_seen_at,
      kept.last_seen_at,
      kept.first_identified_at,
      kept.total_sessions,
      kept.total_tracks,
      kept.total_pages,
      kept.total_screens
    FROM `segment_models`.`segment_users` AS kept
    LEFT JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
    UNION ALL
    SELECT
      put_in.user_id,
      put_in.is_identified,
      put_in.first_seen_at,
      put_in.last_seen_at,
      put_in.first_identified_at,
      put_in.total_sessions,
      put_in.total_tracks,
      put_in.total_pages,
      put_in.total_screens
    FROM (
      SELECT
        user_id,
        is_identified,
        first_seen_at,
        last_seen_at,
        first_identified_at,
        total_sessions,
        total_tracks,
        total_pages,
        total_screens,
        `email`,
        `company name`
      FROM `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
) AS users
JOIN people
  ON users.user_id = people.user_id
WHERE
  COALESCE(users.total_sessions <> people.total_sessions, TRUE)
  OR COALESCE(users.total_tracks <> people.total_tracks, TRUE)
  OR COALESCE(users.total_pages <> people.total_pages, TRUE)
  OR COALESCE(users.total_screens <> people.total_screens, TRUE)
  OR COALESCE(users.first_seen_at > people.first_at OR users.last_seen_at < people.last_at, TRUE)
  OR COALESCE(users.is_identified <> (
    users.first_identified_at IS NOT NULL
  ), TRUE)
  OR users.first_identified_at < users.first_seen_at
  OR users.first_identified_at > users.last_seen_at
;

SELECT
  source,
  call_type,
  event_id,
  timestamp,
  received_at,
  user_id,
  anonymous_id,
  reason
FROM (
  SELECT
    kept.source,
    kept.call_type,
    kept.event_id,
    kept.timestamp,
    kept.received_at,
    kept.user_id,
    kept.anonymous_id,
    kept.reason
  FROM `segment_models`.`segment_rejected_events` AS kept
  LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs_2
    ON (
      kept.source = theirs_2.source AND kept.event_id = theirs_2.track_id
    )
    AND kept.call_type = 'track'
  LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_3
    ON (
      kept.source = theirs_3.source AND kept.event_id = theirs_3.page_id
    )
    AND kept.call_type = 'page'
  LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs_4
    ON (
      kept.source = theirs_4.source AND kept.event_id = theirs_4.screen_id
    )
    AND kept.call_type = 'screen'
  LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs_5
    ON (
      kept.source = theirs_5.source AND kept.event_id = theirs_5.identify_id
    )
    AND kept.call_type = 'identify'
  WHERE
    (
      (
        (
          NOT (
            kept.event_id IS NULL
          ) AND theirs_2.source IS NULL
        )
        AND theirs_3.source IS NULL
      )
      AND theirs_4.source IS NULL
    )
    AND theirs_5.source IS NULL
  UNION ALL
  SELECT
    put_in.source,
    put_in.call_type,
    put_in.event_id,
    put_in.timestamp,
    put_in.received_at,
    put_in.user_id,
    put_in.anonymous_id,
    put_in.reason
  FROM (
    SELECT
      source,
      call_type,
      event_id,
      timestamp,
      received_at,
      user_id,
      anonymous_id,
      reason
    FROM `_segment_models_run`.`rejected_events_rebuilt_20260303120000_abcdef`
  ) AS put_in
) AS rejected_events
WHERE
  NOT COALESCE(
    CASE
      WHEN event_id IS NULL
      THEN reason = 'missing_id'
      WHEN timestamp IS NULL
      THEN reason = 'missing_timestamp'
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN reason = 'missing_person'
      WHEN TIMESTAMP_DIFF(timestamp, received_at, MICROSECOND) > 86400000000
      THEN reason = 'clock_ahead'
      ELSE reason = 'clock_behind'
      AND timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
    END,
    FALSE
  )
  AND reason IS NOT NULL
;

SELECT
  source,
  call_type,
  calls,
  already_known,
  duplicates,
  rejected,
  used
FROM (
  SELECT
    source,
    call_type,
    calls,
    already_known,
    duplicates,
    rejected,
    used
  FROM `_segment_models_run`.`account_20260303120000_abcdef` AS account
  ORDER BY
    source,
    call_type
) AS account
WHERE
  calls <> already_known + duplicates + rejected + used
;

SELECT
  source,
  call_type,
  calls,
  already_known,
  duplicates,
  rejected,
  used
FROM `_segment_models_run`.`account_20260303120000_abcdef` AS account
ORDER BY
  source,
  call_type
;

WITH rejected AS (
  /* The calls of each type that were set aside. */
  SELECT
    source,
    'track' AS call_type,
    reject_reason AS reason,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
  WHERE
    reject_reason IS NOT NULL
  GROUP BY
    source,
    reject_reason
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    reject_reason AS reason,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
  WHERE
    reject_reason IS NOT NULL
  GROUP BY
    source,
    reject_reason
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    reject_reason AS reason,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
  WHERE
    reject_reason IS NOT NULL
  GROUP BY
    source,
    reject_reason
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    reject_reason AS reason,
    COUNT(*) AS calls
  FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
  WHERE
    reject_reason IS NOT NULL
  GROUP BY
    source,
    reject_reason
)
SELECT
  source,
  call_type,
  reason,
  calls
FROM rejected
ORDER BY
  source,
  call_type,
  reason
;

BEGIN TRANSACTION
;

SELECT
  run_id
FROM `segment_models`.`segment_runs`
WHERE
  (
    COALESCE(run_number, 0) > 0
    OR (
      COALESCE(run_number, 0) = 0
      AND started_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
    )
  )
  AND NOT run_id = '20260302120000_abcdef'
;

DELETE FROM `segment_models`.`segment_track_calls` AS `segment_track_calls`
WHERE
  (
    `segment_track_calls`.timestamp >= @first_known_track
    OR `segment_track_calls`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_track_calls`.source = theirs.source
      AND `segment_track_calls`.track_id = theirs.track_id
  )
;

DELETE FROM `segment_models`.`segment_track_calls` AS `segment_track_calls`
WHERE
  (
    `segment_track_calls`.timestamp >= @first_known_track
    OR `segment_track_calls`.timestamp IS NULL
  )
  AND (
    `segment_track_calls`.track_id IS NULL
    AND (
      (
        `segment_track_calls`.source <> 'web'
        OR `segment_track_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_track_calls`.call_loaded_at IS NULL
      )
      AND (
        `segment_track_calls`.source <> 'ios'
        OR `segment_track_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_track_calls`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_track_calls`
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event,
  `coupon code`,
  reject_reason
FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
;

DELETE FROM `segment_models`.`segment_page_calls` AS `segment_page_calls`
WHERE
  (
    `segment_page_calls`.timestamp >= @first_known_page
    OR `segment_page_calls`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_page_calls`.source = theirs.source
      AND `segment_page_calls`.page_id = theirs.page_id
  )
;

DELETE FROM `segment_models`.`segment_page_calls` AS `segment_page_calls`
WHERE
  (
    `segment_page_calls`.timestamp >= @first_known_page
    OR `segment_page_calls`.timestamp IS NULL
  )
  AND (
    `segment_page_calls`.page_id IS NULL
    AND (
      (
        `segment_page_calls`.source <> 'web'
        OR `segment_page_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_page_calls`.call_loaded_at IS NULL
      )
      AND (
        `segment_page_calls`.source <> 'ios'
        OR `segment_page_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_page_calls`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_page_calls`
SELECT
  source,
  page_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
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
  utm_term,
  `category`,
  `price paid`,
  reject_reason
FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
;

DELETE FROM `segment_models`.`segment_screen_calls` AS `segment_screen_calls`
WHERE
  (
    `segment_screen_calls`.timestamp >= @first_known_screen
    OR `segment_screen_calls`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_screen_calls`.source = theirs.source
      AND `segment_screen_calls`.screen_id = theirs.screen_id
  )
;

DELETE FROM `segment_models`.`segment_screen_calls` AS `segment_screen_calls`
WHERE
  (
    `segment_screen_calls`.timestamp >= @first_known_screen
    OR `segment_screen_calls`.timestamp IS NULL
  )
  AND (
    `segment_screen_calls`.screen_id IS NULL
    AND (
      (
        `segment_screen_calls`.source <> 'web'
        OR `segment_screen_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_screen_calls`.call_loaded_at IS NULL
      )
      AND (
        `segment_screen_calls`.source <> 'ios'
        OR `segment_screen_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_screen_calls`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_screen_calls`
SELECT
  source,
  screen_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  name,
  `screen class`,
  reject_reason
FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
;

DELETE FROM `segment_models`.`segment_identify_calls` AS `segment_identify_calls`
WHERE
  (
    `segment_identify_calls`.timestamp >= @first_known_identify
    OR `segment_identify_calls`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_identify_calls`.source = theirs.source
      AND `segment_identify_calls`.identify_id = theirs.identify_id
  )
;

DELETE FROM `segment_models`.`segment_identify_calls` AS `segment_identify_calls`
WHERE
  (
    `segment_identify_calls`.timestamp >= @first_known_identify
    OR `segment_identify_calls`.timestamp IS NULL
  )
  AND (
    `segment_identify_calls`.identify_id IS NULL
    AND (
      (
        `segment_identify_calls`.source <> 'web'
        OR `segment_identify_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_identify_calls`.call_loaded_at IS NULL
      )
      AND (
        `segment_identify_calls`.source <> 'ios'
        OR `segment_identify_calls`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_identify_calls`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_identify_calls`
SELECT
  source,
  identify_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  `email`,
  `company name`,
  reject_reason
FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS identifies_changed
;

DELETE FROM `segment_models`.`segment_page_events` AS `segment_page_events`
WHERE
  (
    `segment_page_events`.timestamp >= @first_known_page
    OR `segment_page_events`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_page_events`.source = theirs.source
      AND `segment_page_events`.page_id = theirs.page_id
  )
;

INSERT INTO `segment_models`.`segment_page_events`
WITH pages_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    page_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
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
    utm_term,
    `category`,
    `price paid`,
    reject_reason
  FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS pages_changed
)
SELECT
  source,
  page_id,
  timestamp,
  user_id,
  anonymous_id,
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
  utm_term,
  `category`,
  `price paid`
FROM pages_judged
WHERE
  reject_reason IS NULL
;

DELETE FROM `segment_models`.`segment_track_events` AS `segment_track_events`
WHERE
  (
    `segment_track_events`.timestamp >= @first_known_track
    OR `segment_track_events`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_track_events`.source = theirs.source
      AND `segment_track_events`.track_id = theirs.track_id
  )
;

INSERT INTO `segment_models`.`segment_track_events`
WITH tracks_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`,
    reject_reason
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
)
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  event,
  `coupon code`
FROM tracks_judged
WHERE
  reject_reason IS NULL
;

DELETE FROM `segment_models`.`segment_screen_events` AS `segment_screen_events`
WHERE
  (
    `segment_screen_events`.timestamp >= @first_known_screen
    OR `segment_screen_events`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_screen_events`.source = theirs.source
      AND `segment_screen_events`.screen_id = theirs.screen_id
  )
;

INSERT INTO `segment_models`.`segment_screen_events`
WITH screens_judged AS (
  /* The calls that are new, or whose copy loaded first is another now (R4). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    `screen class`,
    reject_reason
  FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS screens_changed
)
SELECT
  source,
  screen_id,
  timestamp,
  user_id,
  anonymous_id,
  name,
  `screen class`
FROM screens_judged
WHERE
  reject_reason IS NULL
;

DELETE FROM `segment_models`.`segment_rejected_events` AS `segment_rejected_events`
WHERE
  `segment_rejected_events`.event_id IS NULL
;

DELETE FROM `segment_models`.`segment_rejected_events` AS `segment_rejected_events`
WHERE
  `segment_rejected_events`.call_type = 'track'
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_rejected_events`.source = theirs.source
      AND `segment_rejected_events`.event_id = theirs.track_id
  )
;

DELETE FROM `segment_models`.`segment_rejected_events` AS `segment_rejected_events`
WHERE
  `segment_rejected_events`.call_type = 'page'
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_rejected_events`.source = theirs.source
      AND `segment_rejected_events`.event_id = theirs.page_id
  )
;

DELETE FROM `segment_models`.`segment_rejected_events` AS `segment_rejected_events`
WHERE
  `segment_rejected_events`.call_type = 'screen'
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_rejected_events`.source = theirs.source
      AND `segment_rejected_events`.event_id = theirs.screen_id
  )
;

DELETE FROM `segment_models`.`segment_rejected_events` AS `segment_rejected_events`
WHERE
  `segment_rejected_events`.call_type = 'identify'
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_rejected_events`.source = theirs.source
      AND `segment_rejected_events`.event_id = theirs.identify_id
  )
;

INSERT INTO `segment_models`.`segment_rejected_events`
SELECT
  source,
  call_type,
  event_id,
  timestamp,
  received_at,
  user_id,
  anonymous_id,
  reason
FROM `_segment_models_run`.`rejected_events_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_user_map` AS `segment_user_map`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_user_map`.anonymous_id = theirs.anonymous_id
  )
;

INSERT INTO `segment_models`.`segment_user_map`
SELECT
  anonymous_id,
  user_id,
  mapped_at
FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
WHERE
  is_there
;

DELETE FROM `segment_models`.`segment_sessionized_events` AS `segment_sessionized_events`
WHERE
  `segment_sessionized_events`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_sessionized_events`.user_id = theirs.user_id
      AND (
        theirs.cut_at IS NULL OR `segment_sessionized_events`.timestamp >= theirs.cut_at
      )
  )
;

INSERT INTO `segment_models`.`segment_sessionized_events`
SELECT
  source,
  timestamp,
  user_id,
  anonymous_id,
  track_id,
  page_id,
  screen_id,
  session_start_event,
  session_index,
  session_id
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_sessionized_pages` AS `segment_sessionized_pages`
WHERE
  `segment_sessionized_pages`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_sessionized_pages`.user_id = theirs.user_id
      AND (
        theirs.cut_at IS NULL OR `segment_sessionized_pages`.timestamp >= theirs.cut_at
      )
  )
;

INSERT INTO `segment_models`.`segment_sessionized_pages`
SELECT
  source,
  timestamp,
  user_id,
  page_id,
  session_index,
  session_id,
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
  utm_term,
  `category`,
  `price paid`
FROM `_segment_models_run`.`sessionized_pages_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_sessionized_tracks` AS `segment_sessionized_tracks`
WHERE
  `segment_sessionized_tracks`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_sessionized_tracks`.user_id = theirs.user_id
      AND (
        theirs.cut_at IS NULL OR `segment_sessionized_tracks`.timestamp >= theirs.cut_at
      )
  )
;

INSERT INTO `segment_models`.`segment_sessionized_tracks`
SELECT
  source,
  timestamp,
  user_id,
  track_id,
  session_index,
  session_id,
  event,
  `coupon code`
FROM `_segment_models_run`.`sessionized_tracks_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_sessionized_screens` AS `segment_sessionized_screens`
WHERE
  `segment_sessionized_screens`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_sessionized_screens`.user_id = theirs.user_id
      AND (
        theirs.cut_at IS NULL OR `segment_sessionized_screens`.timestamp >= theirs.cut_at
      )
  )
;

INSERT INTO `segment_models`.`segment_sessionized_screens`
SELECT
  source,
  timestamp,
  user_id,
  screen_id,
  session_index,
  session_id,
  name,
  `screen class`
FROM `_segment_models_run`.`sessionized_screens_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_sessions` AS `segment_sessions`
WHERE
  `segment_sessions`.session_start_timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_sessions`.user_id = theirs.user_id
      AND (
        theirs.cut_at IS NULL
        OR `segment_sessions`.session_start_timestamp >= theirs.cut_at
      )
  )
;

INSERT INTO `segment_models`.`segment_sessions`
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  session_end_timestamp,
  stats,
  first_page_values,
  last_page_values,
  first_screen_values,
  last_screen_values,
  records
FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_users` AS `segment_users`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS theirs
    WHERE
      `segment_users`.user_id = theirs.user_id
  )
;

INSERT INTO `segment_models`.`segment_users`
SELECT
  user_id,
  is_identified,
  first_seen_at,
  last_seen_at,
  first_identified_at,
  total_sessions,
  total_tracks,
  total_pages,
  total_screens,
  `email`,
  `company name`
FROM `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
;

INSERT INTO `segment_models`.`segment_runs`
WITH calls AS (
  /* The calls that the run has taken in, of every type. */
  SELECT
    changed.timestamp,
    changed.call_loaded_at,
    changed.reject_reason,
    known.source IS NULL AS is_new
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS changed
  LEFT JOIN `_segment_models_run`.`tracks_known_20260303120000_abcdef` AS known
    ON changed.source = known.source AND changed.track_id = known.track_id
  UNION ALL
  SELECT
    changed.timestamp,
    changed.call_loaded_at,
    changed.reject_reason,
    known.source IS NULL AS is_new
  FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS changed
  LEFT JOIN `_segment_models_run`.`pages_known_20260303120000_abcdef` AS known
    ON changed.source = known.source AND changed.page_id = known.page_id
  UNION ALL
  SELECT
    changed.timestamp,
    changed.call_loaded_at,
    changed.reject_reason,
    known.source IS NULL AS is_new
  FROM `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS changed
  LEFT JOIN `_segment_models_run`.`screens_known_20260303120000_abcdef` AS known
    ON changed.source = known.source AND changed.screen_id = known.screen_id
  UNION ALL
  SELECT
    changed.timestamp,
    changed.call_loaded_at,
    changed.reject_reason,
    known.source IS NULL AS is_new
  FROM `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS changed
  LEFT JOIN `_segment_models_run`.`identifies_known_20260303120000_abcdef` AS known
    ON changed.source = known.source AND changed.identify_id = known.identify_id
), calls_counted AS (
  /* How many there are, how late they were, and why some cannot be used. */
  SELECT
    COUNT(CASE WHEN is_new THEN 1 END) AS calls_new,
    COUNT(CASE WHEN NOT is_new THEN 1 END) AS calls_changed,
    COUNT(CASE WHEN reject_reason = 'missing_id' THEN 1 END) AS rejected_missing_id,
    COUNT(CASE WHEN reject_reason = 'missing_timestamp' THEN 1 END) AS rejected_missing_timestamp,
    COUNT(CASE WHEN reject_reason = 'missing_person' THEN 1 END) AS rejected_missing_person,
    COUNT(CASE WHEN reject_reason = 'clock_ahead' THEN 1 END) AS rejected_clock_ahead,
    COUNT(CASE WHEN reject_reason = 'clock_behind' THEN 1 END) AS rejected_clock_behind,
    COUNT(
      CASE
        WHEN (
          is_new AND reject_reason IS NULL
        )
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) < 3600000000
        THEN 1
      END
    ) AS late_under_hour,
    COUNT(
      CASE
        WHEN (
          is_new AND reject_reason IS NULL
        )
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) >= 3600000000
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) < 86400000000
        THEN 1
      END
    ) AS late_under_day,
    COUNT(
      CASE
        WHEN (
          is_new AND reject_reason IS NULL
        )
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) >= 86400000000
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) < 604800000000
        THEN 1
      END
    ) AS late_under_week,
    COUNT(
      CASE
        WHEN (
          is_new AND reject_reason IS NULL
        )
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) >= 604800000000
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) < 2592000000000
        THEN 1
      END
    ) AS late_under_month,
    COUNT(
      CASE
        WHEN (
          is_new AND reject_reason IS NULL
        )
        AND TIMESTAMP_DIFF(call_loaded_at, timestamp, MICROSECOND) >= 2592000000000
        THEN 1
      END
    ) AS late_over_month
  FROM calls
), rows_counted AS (
  /* Rows read in the raw tables. */
  SELECT
    (
      SELECT
        COUNT(*)
      FROM (
        SELECT
          source
        FROM `_segment_models_run`.`tracks_arrived_20260303120000_abcdef` AS tracks_arrived
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`pages_arrived_20260303120000_abcdef` AS pages_arrived
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`screens_arrived_20260303120000_abcdef` AS screens_arrived
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`identifies_arrived_20260303120000_abcdef` AS identifies_arrived
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`tracks_again_20260303120000_abcdef` AS tracks_again
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`pages_again_20260303120000_abcdef` AS pages_again
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`screens_again_20260303120000_abcdef` AS screens_again
        UNION ALL
        SELECT
          source
        FROM `_segment_models_run`.`identifies_again_20260303120000_abcdef` AS identifies_again
      ) AS rows_read
    ) AS calls_read,
    (
      SELECT
        COUNT(*)
      FROM (
        SELECT
          known.source
        FROM `_segment_models_run`.`tracks_known_20260303120000_abcdef` AS known
        LEFT JOIN `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS changed
          ON known.source = changed.source AND known.track_id = changed.track_id
        WHERE
          changed.source IS NULL
        UNION ALL
        SELECT
          known.source
        FROM `_segment_models_run`.`pages_known_20260303120000_abcdef` AS known
        LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS changed
          ON known.source = changed.source AND known.page_id = changed.page_id
        WHERE
          changed.source IS NULL
        UNION ALL
        SELECT
          known.source
        FROM `_segment_models_run`.`screens_known_20260303120000_abcdef` AS known
        LEFT JOIN `_segment_models_run`.`screens_changed_20260303120000_abcdef` AS changed
          ON known.source = changed.source AND known.screen_id = changed.screen_id
        WHERE
          changed.source IS NULL
        UNION ALL
        SELECT
          known.source
        FROM `_segment_models_run`.`identifies_known_20260303120000_abcdef` AS known
        LEFT JOIN `_segment_models_run`.`identifies_changed_20260303120000_abcdef` AS changed
          ON known.source = changed.source AND known.identify_id = changed.identify_id
        WHERE
          changed.source IS NULL
      ) AS known
    ) AS calls_known
), people_counted AS (
  /* Whose history was written. */
  SELECT
    (
      SELECT
        COUNT(*)
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    ) AS persons_touched,
    (
      SELECT
        COALESCE(CAST(SUM(sessions_kept) AS INT64), 0)
      FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
    ) AS sessions_kept,
    (
      SELECT
        COUNT(*)
      FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
      WHERE
        COALESCE(user_id_before, anonymous_id) <> COALESCE(user_id, anonymous_id)
    ) AS mappings_changed
), sessions_counted AS (
  /* What became of the sessions. */
  SELECT
    COUNT(
      CASE
        WHEN earlier.session_id IS NOT NULL AND later.session_id IS NOT NULL
        THEN 1
      END
    ) AS sessions_rewritten,
    COUNT(CASE WHEN earlier.session_id IS NULL THEN 1 END) AS sessions_added,
    COUNT(CASE WHEN later.session_id IS NULL THEN 1 END) AS sessions_removed
  FROM (
    SELECT
      session_id
    FROM `_segment_models_run`.`events_before_20260303120000_abcdef` AS events_before
    WHERE
      session_start_event
  ) AS earlier
  FULL JOIN (
    SELECT
      session_id
    FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
    WHERE
      session_start_event
  ) AS later
    ON earlier.session_id = later.session_id
)
SELECT
  '20260303120000_abcdef' AS run_id,
  CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP) AS started_at,
  'incremental' AS kind,
  '0.1.0' AS package_version,
  '' AS sql_hash,
  '{"rules": 2, "segment_schema": ["web", "ios"], "columns": {}, "session_timeout_millis": 1800000, "custom_page_fields": ["category", "price paid"], "custom_user_fields": ["email", "company name"], "custom_track_fields": ["coupon code"], "custom_screen_fields": ["screen class"], "include_tracks": true, "include_pages": true, "include_screens": true, "include_anonymous_users": false, "nested": true, "max_clock_ahead": "P1D", "earliest_timestamp": "2000-01-01", "junk_ids": ["null", "undefined", "anonymous", "anonymousId", "-1", "0"], "junk_id_pattern": "^[0-]*$"}' AS configuration,
  '{"web.tracks": ["anonymous_id", "coupon code", "event", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "ios.tracks": ["anonymous_id", "coupon code", "event", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "web.pages": ["anonymous_id", "category", "context_campaign_content", "context_campaign_medium", "context_campaign_name", "context_campaign_source", "context_campaign_term", "id", "loaded_at", "name", "path", "price paid", "received_at", "referrer", "search", "timestamp", "title", "url", "user_id", "uuid_ts"], "ios.pages": ["anonymous_id", "category", "context_campaign_content", "context_campaign_medium", "context_campaign_name", "context_campaign_source", "context_campaign_term", "id", "loaded_at", "name", "path", "price paid", "received_at", "referrer", "search", "timestamp", "title", "url", "user_id", "uuid_ts"], "web.screens": ["anonymous_id", "id", "loaded_at", "name", "received_at", "screen class", "timestamp", "user_id", "uuid_ts"], "ios.screens": ["anonymous_id", "id", "loaded_at", "name", "received_at", "screen class", "timestamp", "user_id", "uuid_ts"], "web.identifies": ["anonymous_id", "company name", "email", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "ios.identifies": ["anonymous_id", "company name", "email", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"]}' AS raw_columns,
  'track_calls,page_calls,screen_calls,identify_calls,page_events,track_events,screen_events,rejected_events,user_map,sessionized_events,sessionized_pages,sessionized_tracks,sessionized_screens,sessions,users' AS models,
  calls_read AS calls_read,
  calls_new AS calls_new,
  calls_changed AS calls_changed,
  calls_read - calls_known - calls_new - calls_changed AS calls_duplicate,
  rejected_missing_id AS rejected_missing_id,
  rejected_missing_timestamp AS rejected_missing_timestamp,
  rejected_missing_person AS rejected_missing_person,
  rejected_clock_ahead AS rejected_clock_ahead,
  late_under_hour AS late_under_hour,
  late_under_day AS late_under_day,
  late_under_week AS late_under_week,
  late_under_month AS late_under_month,
  late_over_month AS late_over_month,
  mappings_changed AS mappings_changed,
  persons_touched AS persons_touched,
  sessions_kept AS sessions_kept,
  sessions_rewritten AS sessions_rewritten,
  sessions_added AS sessions_added,
  sessions_removed AS sessions_removed,
  calls_known AS calls_known,
  '{}' AS places,
  (
    SELECT
      COALESCE(MAX(run_number), 0) + 1
    FROM `segment_models`.`segment_runs`
  ) AS run_number,
  rejected_clock_behind AS rejected_clock_behind
FROM calls_counted
CROSS JOIN rows_counted
CROSS JOIN people_counted
CROSS JOIN sessions_counted
;

INSERT INTO `segment_models`.`segment_rewrites`
SELECT
  '20260303120000_abcdef' AS run_id,
  user_id,
  cut_at
FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
;

COMMIT
;

SELECT
  run_id,
  started_at,
  kind,
  package_version,
  sql_hash,
  configuration,
  raw_columns,
  models,
  calls_read,
  calls_new,
  calls_changed,
  calls_duplicate,
  rejected_missing_id,
  rejected_missing_timestamp,
  rejected_missing_person,
  rejected_clock_ahead,
  late_under_hour,
  late_under_day,
  late_under_week,
  late_under_month,
  late_over_month,
  mappings_changed,
  persons_touched,
  sessions_kept,
  sessions_rewritten,
  sessions_added,
  sessions_removed,
  calls_known,
  places,
  run_number,
  rejected_clock_behind
FROM `segment_models`.`segment_runs`
WHERE
  run_id = '20260303120000_abcdef'
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`calls_before_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`calls_after_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`log_ins_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`user_map_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`calls_moved_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`calls_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`touched_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`cuts_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`events_before_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`events_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`rejected_events_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_pages_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_tracks_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_screens_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`account_20260303120000_abcdef`
