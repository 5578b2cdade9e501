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

CREATE OR REPLACE TABLE `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH order_completed_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `revenue` AS `revenue`,
    `order_id` AS `order_id`,
    `currency` AS `currency`
  FROM `web`.`order_completed`
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
    `event_text` AS event_text,
    `revenue` AS `revenue`,
    `order_id` AS `order_id`,
    `currency` AS `currency`
  FROM `ios`.`order_completed`
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
), order_completed_properties_cleaned AS (
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
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM order_completed_properties_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `revenue`,
  `order_id`,
  `currency`
FROM order_completed_properties_cleaned
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
  FROM `segment_models`.`segment_order_completed_properties` AS calls
  JOIN `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.track_id = arrived.track_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_order_completed_properties` AS calls
  WHERE
    calls.track_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`order_completed_properties_known_20260303120000_abcdef`
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
  calls.event_text,
  calls.`revenue`,
  calls.`order_id`,
  calls.`currency`,
  calls.reject_reason
FROM `segment_models`.`segment_order_completed_properties` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.track_id = arrived.track_id
  )
  AND (
    calls.timestamp >= @first_known_order_completed_properties
    OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`order_completed_properties_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.track_id
FROM `_segment_models_run`.`order_completed_properties_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef` AS arrived
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

CREATE OR REPLACE TABLE `_segment_models_run`.`order_completed_properties_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH order_completed_properties_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `revenue` AS `revenue`,
    `order_id` AS `order_id`,
    `currency` AS `currency`
  FROM `web`.`order_completed`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`order_completed_properties_doubtful_20260303120000_abcdef` AS order_completed_properties_doubtful
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
    `event_text` AS event_text,
    `revenue` AS `revenue`,
    `order_id` AS `order_id`,
    `currency` AS `currency`
  FROM `ios`.`order_completed`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`order_completed_properties_doubtful_20260303120000_abcdef` AS order_completed_properties_doubtful
      WHERE
        source = 'ios'
    )
), order_completed_properties_cleaned AS (
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
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM order_completed_properties_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `revenue`,
  `order_id`,
  `currency`
FROM order_completed_properties_cleaned
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

CREATE OR REPLACE TABLE `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH order_completed_properties_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef` AS order_completed_properties_arrived
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
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM `_segment_models_run`.`order_completed_properties_again_20260303120000_abcdef` AS order_completed_properties_again
), order_completed_properties_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`,
    ROW_NUMBER() OVER (
      PARTITION BY source, track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`revenue` ASC NULLS LAST,
        copies.`order_id` ASC NULLS LAST,
        copies.`currency` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM order_completed_properties_copies AS copies
), order_completed_properties_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.track_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.event_text,
    ranked.`revenue`,
    ranked.`order_id`,
    ranked.`currency`
  FROM order_completed_properties_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`order_completed_properties_known_20260303120000_abcdef` AS known
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
      OR ranked.event_text IS DISTINCT FROM known.event_text
      OR ranked.`revenue` IS DISTINCT FROM known.`revenue`
      OR ranked.`order_id` IS DISTINCT FROM known.`order_id`
      OR ranked.`currency` IS DISTINCT FROM known.`currency`
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
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef` AS order_completed_properties_arrived
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
  event_text,
  `revenue`,
  `order_id`,
  `currency`,
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
FROM order_completed_properties_once
;

CREATE OR REPLACE TABLE `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH open_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `channel` AS `channel`
  FROM `web`.`_open`
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
    `event_text` AS event_text,
    `channel` AS `channel`
  FROM `ios`.`_open`
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
), open_properties_cleaned AS (
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
    event_text,
    `channel`
  FROM open_properties_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `channel`
FROM open_properties_cleaned
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
  FROM `segment_models`.`segment_open_properties` AS calls
  JOIN `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.track_id = arrived.track_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_open_properties` AS calls
  WHERE
    calls.track_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`open_properties_known_20260303120000_abcdef`
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
  calls.event_text,
  calls.`channel`,
  calls.reject_reason
FROM `segment_models`.`segment_open_properties` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.track_id = arrived.track_id
  )
  AND (
    calls.timestamp >= @first_known_open_properties OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`open_properties_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.track_id
FROM `_segment_models_run`.`open_properties_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef` AS arrived
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

CREATE OR REPLACE TABLE `_segment_models_run`.`open_properties_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH open_properties_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `channel` AS `channel`
  FROM `web`.`_open`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`open_properties_doubtful_20260303120000_abcdef` AS open_properties_doubtful
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
    `event_text` AS event_text,
    `channel` AS `channel`
  FROM `ios`.`_open`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`open_properties_doubtful_20260303120000_abcdef` AS open_properties_doubtful
      WHERE
        source = 'ios'
    )
), open_properties_cleaned AS (
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
    event_text,
    `channel`
  FROM open_properties_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `channel`
FROM open_properties_cleaned
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

CREATE OR REPLACE TABLE `_segment_models_run`.`open_properties_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH open_properties_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`
  FROM `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef` AS open_properties_arrived
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
    event_text,
    `channel`
  FROM `_segment_models_run`.`open_properties_again_20260303120000_abcdef` AS open_properties_again
), open_properties_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`,
    ROW_NUMBER() OVER (
      PARTITION BY source, track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`channel` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM open_properties_copies AS copies
), open_properties_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.track_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.event_text,
    ranked.`channel`
  FROM open_properties_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`open_properties_known_20260303120000_abcdef` AS known
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
      OR ranked.event_text IS DISTINCT FROM known.event_text
      OR ranked.`channel` IS DISTINCT FROM known.`channel`
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
    event_text,
    `channel`
  FROM `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef` AS open_properties_arrived
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
  event_text,
  `channel`,
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
FROM open_properties_once
;

CREATE OR REPLACE TABLE `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH form_submitted_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `form` AS `form`
  FROM `web`.`form_submitted`
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
    `event_text` AS event_text,
    `form` AS `form`
  FROM `ios`.`form_submitted`
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
), form_submitted_properties_cleaned AS (
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
    event_text,
    `form`
  FROM form_submitted_properties_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `form`
FROM form_submitted_properties_cleaned
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
  FROM `segment_models`.`segment_form_submitted_properties` AS calls
  JOIN `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef` AS arrived
    ON calls.source = arrived.source AND calls.track_id = arrived.track_id
  UNION ALL
  SELECT
    calls.timestamp
  FROM `segment_models`.`segment_form_submitted_properties` AS calls
  WHERE
    calls.track_id IS NULL
) AS found
;

CREATE OR REPLACE TABLE `_segment_models_run`.`form_submitted_properties_known_20260303120000_abcdef`
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
  calls.event_text,
  calls.`form`,
  calls.reject_reason
FROM `segment_models`.`segment_form_submitted_properties` AS calls
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef` AS arrived
    WHERE
      calls.source = arrived.source AND calls.track_id = arrived.track_id
  )
  AND (
    calls.timestamp >= @first_known_form_submitted_properties
    OR calls.timestamp IS NULL
  )
;

CREATE OR REPLACE TABLE `_segment_models_run`.`form_submitted_properties_doubtful_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  known.source,
  known.track_id
FROM `_segment_models_run`.`form_submitted_properties_known_20260303120000_abcdef` AS known
WHERE
  NOT EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef` AS arrived
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

CREATE OR REPLACE TABLE `_segment_models_run`.`form_submitted_properties_again_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH form_submitted_properties_united AS (
  /* Every raw copy of the calls in doubt, united by column name (R1, R2). */
  SELECT
    'web' AS source,
    `id` AS track_id,
    `user_id` AS user_id,
    `anonymous_id` AS anonymous_id,
    `timestamp` AS timestamp,
    `received_at` AS call_received_at,
    COALESCE(`loaded_at`, `uuid_ts`, `received_at`) AS call_loaded_at,
    `event_text` AS event_text,
    `form` AS `form`
  FROM `web`.`form_submitted`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`form_submitted_properties_doubtful_20260303120000_abcdef` AS form_submitted_properties_doubtful
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
    `event_text` AS event_text,
    `form` AS `form`
  FROM `ios`.`form_submitted`
  WHERE
    `id` IN (
      SELECT
        track_id
      FROM `_segment_models_run`.`form_submitted_properties_doubtful_20260303120000_abcdef` AS form_submitted_properties_doubtful
      WHERE
        source = 'ios'
    )
), form_submitted_properties_cleaned AS (
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
    event_text,
    `form`
  FROM form_submitted_properties_united
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `form`
FROM form_submitted_properties_cleaned
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

CREATE OR REPLACE TABLE `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH form_submitted_properties_copies AS (
  /* What has arrived, beside the other copies of calls in doubt. */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `form`
  FROM `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef` AS form_submitted_properties_arrived
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
    event_text,
    `form`
  FROM `_segment_models_run`.`form_submitted_properties_again_20260303120000_abcdef` AS form_submitted_properties_again
), form_submitted_properties_ranked AS (
  /* The copy loaded first in front (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `form`,
    ROW_NUMBER() OVER (
      PARTITION BY source, track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`form` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM form_submitted_properties_copies AS copies
), form_submitted_properties_once AS (
  /* The calls whose first copy is another than the one kept before (R4). */
  SELECT
    ranked.source,
    ranked.track_id,
    ranked.timestamp,
    ranked.call_received_at,
    ranked.call_loaded_at,
    ranked.user_id,
    ranked.anonymous_id,
    ranked.event_text,
    ranked.`form`
  FROM form_submitted_properties_ranked AS ranked
  LEFT JOIN `_segment_models_run`.`form_submitted_properties_known_20260303120000_abcdef` AS known
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
      OR ranked.event_text IS DISTINCT FROM known.event_text
      OR ranked.`form` IS DISTINCT FROM known.`form`
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
    event_text,
    `form`
  FROM `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef` AS form_submitted_properties_arrived
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
  event_text,
  `form`,
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
FROM form_submitted_properties_once
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
  COALESCE(calls.user_id, shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id,
  calls.user_id AS own_user_id,
  calls.anonymous_id
FROM calls
LEFT JOIN `segment_models`.`segment_user_map` AS user_map
  ON calls.anonymous_id = user_map.anonymous_id
LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
  ON calls.source = shared_calls.source
  AND shared_calls.call_type = calls.call_type
  AND calls.event_id = shared_calls.event_id
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
    MIN(own_user_id) OVER (PARTITION BY anonymous_id) AS least_user_id,
    MAX(own_user_id) OVER (PARTITION BY anonymous_id) AS greatest_user_id,
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
    mapped_at,
    least_user_id,
    greatest_user_id
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
  latest.least_user_id,
  latest.greatest_user_id,
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
  JOIN undecided AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN undecided AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN undecided AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN undecided AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN undecided AS ids
    ON calls.anonymous_id = ids.anonymous_id
), told AS (
  /* Those that carried a user id in front, and of these the latest (R6, R7). */
  SELECT
    anonymous_id,
    user_id,
    CASE WHEN user_id IS NOT NULL THEN timestamp END AS mapped_at,
    COALESCE(
      MIN(user_id) OVER (PARTITION BY anonymous_id) <> MAX(user_id) OVER (PARTITION BY anonymous_id),
      FALSE
    ) AS is_shared,
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
    mapped_at,
    is_shared
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
    CASE
      WHEN log_ins.is_undecided
      THEN COALESCE(decided.is_shared, FALSE)
      ELSE COALESCE(user_map.is_shared, FALSE)
      OR COALESCE(log_ins.least_user_id <> log_ins.greatest_user_id, FALSE)
      OR COALESCE(log_ins.least_user_id <> user_map.user_id, FALSE)
    END AS is_shared,
    COALESCE(user_map.is_shared, FALSE) AS is_shared_before,
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
  is_shared,
  user_id_before,
  is_new,
  is_there
FROM beside
WHERE
  is_new
  OR NOT is_there
  OR is_shared <> is_shared_before
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

CREATE OR REPLACE TABLE `_segment_models_run`.`shared_touched_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  log_ins.anonymous_id,
  COALESCE(changed.is_shared, user_map.is_shared, FALSE) AS is_shared
FROM `_segment_models_run`.`log_ins_20260303120000_abcdef` AS log_ins
LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS changed
  ON log_ins.anonymous_id = changed.anonymous_id
LEFT JOIN `segment_models`.`segment_user_map` AS user_map
  ON log_ins.anonymous_id = user_map.anonymous_id
WHERE
  COALESCE(changed.is_shared, user_map.is_shared, FALSE)
  OR COALESCE(user_map.is_shared, FALSE)
;

CREATE OR REPLACE TABLE `_segment_models_run`.`shared_owned_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH shared_now AS (
  /* The shared ids of which a call is new, changed or gone. */
  SELECT
    anonymous_id
  FROM `_segment_models_run`.`shared_touched_20260303120000_abcdef` AS shared_touched
  WHERE
    is_shared
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
  JOIN shared_now AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN shared_now AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN shared_now AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN shared_now AS ids
    ON calls.anonymous_id = ids.anonymous_id
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
  JOIN shared_now AS ids
    ON calls.anonymous_id = ids.anonymous_id
), placed AS (
  /* Each call's place among those of its anonymous id (R7), and how many these are. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    ROW_NUMBER() OVER (PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id) AS position,
    LAG(timestamp) OVER (PARTITION BY anonymous_id ORDER BY timestamp, source, call_type, event_id) AS previous_timestamp,
    COUNT(*) OVER (PARTITION BY anonymous_id) AS calls_of_id
  FROM histories
), visits AS (
  /* The visits of an id, cut by gaps of the timeout (R6b); and where the log-ins around each call are. An id with too many calls is left to the user map. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    position,
    SUM(
      CASE
        WHEN previous_timestamp IS NULL
        OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= 1800000000
        THEN 1
        ELSE 0
      END
    ) OVER (
      PARTITION BY anonymous_id
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS visit,
    MAX(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
      PARTITION BY anonymous_id
      ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS position_earlier,
    MIN(CASE WHEN user_id IS NOT NULL THEN position END) OVER (
      PARTITION BY anonymous_id
      ORDER BY position
      ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS position_later
  FROM placed
  WHERE
    calls_of_id <= 100000
), beside AS (
  /* Each call beside the log-ins that may decide: the next one and the last before. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    visit,
    MAX(CASE WHEN position = position_later THEN visit END) OVER (PARTITION BY anonymous_id, position_later) AS later_visit,
    MAX(CASE WHEN position = position_later THEN user_id END) OVER (PARTITION BY anonymous_id, position_later) AS later_user_id,
    MAX(CASE WHEN position = position_later THEN event_id END) OVER (PARTITION BY anonymous_id, position_later) AS later_event_id,
    MAX(CASE WHEN position = position_earlier THEN visit END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_visit,
    MAX(CASE WHEN position = position_earlier THEN user_id END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_user_id,
    MAX(CASE WHEN position = position_earlier THEN event_id END) OVER (PARTITION BY anonymous_id, position_earlier) AS earlier_event_id
  FROM visits
), ruled AS (
  /* The log-in that decides: the next in the visit, the last before in it, the next at all, the last (R6c). */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    anonymous_id,
    CASE
      WHEN later_visit = visit
      THEN 'later_in_visit'
      WHEN earlier_visit = visit
      THEN 'earlier_in_visit'
      WHEN later_visit IS NOT NULL
      THEN 'next_log_in'
      ELSE 'last_log_in'
    END AS rule,
    later_user_id,
    later_event_id,
    earlier_user_id,
    earlier_event_id
  FROM beside
  WHERE
    user_id IS NULL
), owned AS (
  /* Every call without a user id belongs to who logged in there. */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    anonymous_id,
    CASE
      WHEN rule IN ('later_in_visit', 'next_log_in')
      THEN later_user_id
      ELSE earlier_user_id
    END AS user_id,
    rule,
    CASE
      WHEN rule IN ('later_in_visit', 'next_log_in')
      THEN later_event_id
      ELSE earlier_event_id
    END AS log_in_event_id
  FROM ruled
)
SELECT
  source,
  call_type,
  event_id,
  timestamp,
  anonymous_id,
  user_id,
  rule,
  log_in_event_id
FROM owned
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH calls AS (
  /* Every such call. */
  SELECT
    calls.source,
    calls.track_id
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS calls
  WHERE
    calls.track_id IS NOT NULL
  UNION ALL
  SELECT
    `rows`.source,
    `rows`.track_id
  FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS `rows`
  WHERE
    `rows`.track_id IS NOT NULL
  UNION ALL
  SELECT
    `rows`.source,
    `rows`.track_id
  FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS `rows`
  WHERE
    `rows`.track_id IS NOT NULL
  UNION ALL
  SELECT
    `rows`.source,
    `rows`.track_id
  FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS `rows`
  WHERE
    `rows`.track_id IS NOT NULL
)
SELECT DISTINCT
  source,
  track_id
FROM calls
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversion_calls_now_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH calls_now AS (
  /* The calls in doubt, as they are now. */
  SELECT
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.event
  FROM `segment_models`.`segment_track_calls` AS kept
  JOIN `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS ids
    ON kept.source = ids.source AND kept.track_id = ids.track_id
  WHERE
    kept.reject_reason IS NULL
    AND NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS changed
      WHERE
        kept.source = changed.source AND kept.track_id = changed.track_id
    )
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    event
  FROM `_segment_models_run`.`tracks_changed_20260303120000_abcdef` AS tracks_changed
  WHERE
    reject_reason IS NULL
), order_completed_properties_now AS (
  /* Their properties, as they are now. */
  SELECT
    kept.source,
    kept.track_id,
    kept.`revenue`,
    kept.`order_id`,
    kept.`currency`
  FROM `segment_models`.`segment_order_completed_properties` AS kept
  JOIN `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS ids
    ON kept.source = ids.source AND kept.track_id = ids.track_id
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS changed
      WHERE
        kept.source = changed.source AND kept.track_id = changed.track_id
    )
  UNION ALL
  SELECT
    changed.source,
    changed.track_id,
    changed.`revenue`,
    changed.`order_id`,
    changed.`currency`
  FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS changed
  WHERE
    changed.track_id IS NOT NULL
), form_submitted_properties_now AS (
  /* Their properties, as they are now. */
  SELECT
    kept.source,
    kept.track_id,
    kept.`form`
  FROM `segment_models`.`segment_form_submitted_properties` AS kept
  JOIN `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS ids
    ON kept.source = ids.source AND kept.track_id = ids.track_id
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS changed
      WHERE
        kept.source = changed.source AND kept.track_id = changed.track_id
    )
  UNION ALL
  SELECT
    changed.source,
    changed.track_id,
    changed.`form`
  FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS changed
  WHERE
    changed.track_id IS NOT NULL
), met AS (
  /* The calls of each conversion, with what they are worth (V1, V3, V4). */
  SELECT
    'signed_up' AS conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    CAST(NULL AS NUMERIC) AS value,
    CAST(NULL AS STRING) AS currency,
    CAST(NULL AS STRING) AS conversion_key
  FROM calls_now AS calls
  WHERE
    calls.event = 'signed_up'
  UNION ALL
  SELECT
    'order_completed' AS conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    CAST(CASE
      WHEN REGEXP_CONTAINS(TRIM(properties.`revenue`, ' '), r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$')
      AND LENGTH(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '')) <= 14
      THEN CASE
        WHEN CAST(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '') || '.' || SUBSTRING(
          SPLIT(CONCAT(TRIM(properties.`revenue`, ' '), '.'), '.')[SAFE_OFFSET(1)] || '000000',
          1,
          6
        ) AS NUMERIC) BETWEEN -9000000000000 AND 9000000000000
        THEN CAST(REPLACE(SPLIT(TRIM(properties.`revenue`, ' '), '.')[SAFE_OFFSET(0)], '+', '') || '.' || SUBSTRING(
          SPLIT(CONCAT(TRIM(properties.`revenue`, ' '), '.'), '.')[SAFE_OFFSET(1)] || '000000',
          1,
          6
        ) AS NUMERIC)
      END
      WHEN REGEXP_CONTAINS(
        TRIM(properties.`revenue`, ' '),
        r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?0*[0-9]?[0-9]$'
      )
      AND LENGTH(TRIM(properties.`revenue`, ' ')) <= 40
      THEN CASE
        WHEN CAST(TRIM(properties.`revenue`, ' ') AS FLOAT64) BETWEEN -9000000000000 AND 9000000000000
        THEN CAST(CAST(CAST(FLOOR(CAST(TRIM(properties.`revenue`, ' ') AS FLOAT64) * 1000000 + 0.5) AS INT64) AS NUMERIC) * CAST('0.000001' AS NUMERIC) AS NUMERIC)
      END
      WHEN REGEXP_CONTAINS(TRIM(properties.`revenue`, ' '), r'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE]-[0-9]+$')
      AND LENGTH(TRIM(properties.`revenue`, ' ')) <= 40
      THEN CAST(0 AS NUMERIC)
    END AS NUMERIC) AS value,
    properties.`currency` AS currency,
    properties.`order_id` AS conversion_key
  FROM calls_now AS calls
  LEFT JOIN order_completed_properties_now AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  WHERE
    calls.event = 'order_completed'
  UNION ALL
  SELECT
    'demo' AS conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    CAST('250.000000' AS NUMERIC) AS value,
    CAST(NULL AS STRING) AS currency,
    CAST(NULL AS STRING) AS conversion_key
  FROM calls_now AS calls
  LEFT JOIN form_submitted_properties_now AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  WHERE
    calls.event = 'form_submitted' AND properties.`form` = 'demo'
), keyed AS (
  /* A key that is blank or that many clients share is none (R3). */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    value,
    currency,
    CASE
      WHEN NOT REGEXP_CONTAINS(conversion_key, r'^ *$')
      AND conversion_key NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_CONTAINS(conversion_key, r'^[0-]*$')
      THEN conversion_key
    END AS conversion_key
  FROM met
)
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  value,
  currency,
  conversion_key
FROM keyed
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversion_keys_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  kept.conversion,
  kept.conversion_key
FROM `segment_models`.`segment_conversion_calls` AS kept
JOIN `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS ids
  ON kept.source = ids.source AND kept.track_id = ids.track_id
WHERE
  kept.conversion_key IS NOT NULL
UNION DISTINCT
SELECT
  conversion,
  conversion_key
FROM `_segment_models_run`.`conversion_calls_now_20260303120000_abcdef` AS conversion_calls_now
WHERE
  conversion_key IS NOT NULL
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH calls AS (
  /* The calls in doubt, and the others of their keys. */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    value,
    currency,
    conversion_key
  FROM `_segment_models_run`.`conversion_calls_now_20260303120000_abcdef` AS conversion_calls_now
  UNION ALL
  SELECT
    kept.conversion,
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.value,
    kept.currency,
    kept.conversion_key
  FROM `segment_models`.`segment_conversion_calls` AS kept
  JOIN `_segment_models_run`.`conversion_keys_20260303120000_abcdef` AS keys
    ON kept.conversion = keys.conversion AND kept.conversion_key = keys.conversion_key
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS ids
      WHERE
        kept.source = ids.source AND kept.track_id = ids.track_id
    )
)
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  value,
  currency,
  conversion_key,
  conversion_key IS NOT NULL
  AND ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) > 1 AS is_repeat
FROM calls
;

CREATE OR REPLACE TABLE `_segment_models_run`.`calls_moved_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH re_owned AS (
  /* The anonymous ids that belong to somebody else now, and the shared ones whose calls may. */
  SELECT
    anonymous_id
  FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
  WHERE
    COALESCE(user_id_before, anonymous_id) <> COALESCE(user_id, anonymous_id)
  UNION DISTINCT
  SELECT
    anonymous_id
  FROM `_segment_models_run`.`shared_touched_20260303120000_abcdef` AS shared_touched
), persons AS (
  /* Whose each of their calls was, and whose it is. */
  SELECT
    calls.source,
    'track' AS call_type,
    calls.track_id AS event_id,
    calls.timestamp,
    COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
    COALESCE(
      shared_owned.user_id,
      CASE
        WHEN changed.anonymous_id IS NOT NULL
        THEN changed.user_id
        ELSE user_map.user_id
      END,
      calls.anonymous_id
    ) AS user_id
  FROM `segment_models`.`segment_track_calls` AS calls
  JOIN re_owned
    ON calls.anonymous_id = re_owned.anonymous_id
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS changed
    ON calls.anonymous_id = changed.anonymous_id
  LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
    ON calls.source = shared_calls.source
    AND shared_calls.call_type = 'track'
    AND calls.track_id = shared_calls.event_id
  LEFT JOIN `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_owned
    ON calls.source = shared_owned.source
    AND shared_owned.call_type = 'track'
    AND calls.track_id = shared_owned.event_id
  WHERE
    calls.user_id IS NULL AND calls.reject_reason IS NULL
  UNION ALL
  SELECT
    calls.source,
    'page' AS call_type,
    calls.page_id AS event_id,
    calls.timestamp,
    COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
    COALESCE(
      shared_owned.user_id,
      CASE
        WHEN changed.anonymous_id IS NOT NULL
        THEN changed.user_id
        ELSE user_map.user_id
      END,
      calls.anonymous_id
    ) AS user_id
  FROM `segment_models`.`segment_page_calls` AS calls
  JOIN re_owned
    ON calls.anonymous_id = re_owned.anonymous_id
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS changed
    ON calls.anonymous_id = changed.anonymous_id
  LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
    ON calls.source = shared_calls.source
    AND shared_calls.call_type = 'page'
    AND calls.page_id = shared_calls.event_id
  LEFT JOIN `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_owned
    ON calls.source = shared_owned.source
    AND shared_owned.call_type = 'page'
    AND calls.page_id = shared_owned.event_id
  WHERE
    calls.user_id IS NULL AND calls.reject_reason IS NULL
  UNION ALL
  SELECT
    calls.source,
    'screen' AS call_type,
    calls.screen_id AS event_id,
    calls.timestamp,
    COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
    COALESCE(
      shared_owned.user_id,
      CASE
        WHEN changed.anonymous_id IS NOT NULL
        THEN changed.user_id
        ELSE user_map.user_id
      END,
      calls.anonymous_id
    ) AS user_id
  FROM `segment_models`.`segment_screen_calls` AS calls
  JOIN re_owned
    ON calls.anonymous_id = re_owned.anonymous_id
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS changed
    ON calls.anonymous_id = changed.anonymous_id
  LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
    ON calls.source = shared_calls.source
    AND shared_calls.call_type = 'screen'
    AND calls.screen_id = shared_calls.event_id
  LEFT JOIN `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_owned
    ON calls.source = shared_owned.source
    AND shared_owned.call_type = 'screen'
    AND calls.screen_id = shared_owned.event_id
  WHERE
    calls.user_id IS NULL AND calls.reject_reason IS NULL
  UNION ALL
  SELECT
    calls.source,
    'identify' AS call_type,
    calls.identify_id AS event_id,
    calls.timestamp,
    COALESCE(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
    COALESCE(
      shared_owned.user_id,
      CASE
        WHEN changed.anonymous_id IS NOT NULL
        THEN changed.user_id
        ELSE user_map.user_id
      END,
      calls.anonymous_id
    ) AS user_id
  FROM `segment_models`.`segment_identify_calls` AS calls
  JOIN re_owned
    ON calls.anonymous_id = re_owned.anonymous_id
  LEFT JOIN `segment_models`.`segment_user_map` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  LEFT JOIN `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS changed
    ON calls.anonymous_id = changed.anonymous_id
  LEFT JOIN `segment_models`.`segment_shared_calls` AS shared_calls
    ON calls.source = shared_calls.source
    AND shared_calls.call_type = 'identify'
    AND calls.identify_id = shared_calls.event_id
  LEFT JOIN `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_owned
    ON calls.source = shared_owned.source
    AND shared_owned.call_type = 'identify'
    AND calls.identify_id = shared_owned.event_id
  WHERE
    calls.user_id IS NULL AND calls.reject_reason IS NULL
)
SELECT
  source,
  call_type,
  event_id,
  timestamp,
  user_id_before,
  user_id
FROM persons
WHERE
  user_id_before <> user_id
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
    shared_owned.user_id,
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
LEFT JOIN `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_owned
  ON calls.source = shared_owned.source
  AND calls.call_type = shared_owned.call_type
  AND calls.event_id = shared_owned.event_id
;

CREATE OR REPLACE TABLE `_segment_models_run`.`touched_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH revalued AS (
  /* The calls that count otherwise now: by their properties, or by a key (V2). */
  SELECT
    `rows`.source,
    `rows`.track_id
  FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS `rows`
  WHERE
    `rows`.track_id IS NOT NULL
  UNION ALL
  SELECT
    `rows`.source,
    `rows`.track_id
  FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS `rows`
  WHERE
    `rows`.track_id IS NOT NULL
  UNION ALL
  SELECT
    `rows`.source,
    `rows`.track_id
  FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS `rows`
  WHERE
    `rows`.track_id IS NOT NULL
  UNION ALL
  SELECT
    now.source,
    now.track_id
  FROM `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef` AS now
  JOIN `segment_models`.`segment_conversion_calls` AS was
    ON now.conversion = was.conversion
    AND now.source = was.source
    AND now.track_id = was.track_id
  WHERE
    now.is_repeat <> was.is_repeat
), moments AS (
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
  UNION ALL
  SELECT
    events.user_id,
    'track' AS call_type,
    events.timestamp
  FROM `segment_models`.`segment_sessionized_events` AS events
  JOIN revalued
    ON events.source = revalued.source AND events.track_id = revalued.track_id
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
  /* How many sessions of those people start at or before their earliest change, when the last of them starts, and the time of the last event that is no server's. */
  SELECT
    touched.user_id,
    MAX(events.session_index) AS sessions,
    MAX(CASE WHEN events.session_start_event THEN events.timestamp END) AS start_at,
    MAX(events.session_index) AS start_index,
    MAX(CASE WHEN events.anonymous_id IS NOT NULL THEN events.timestamp END) AS end_at
  FROM `segment_models`.`segment_sessionized_events` AS events
  JOIN `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    ON events.user_id = touched.user_id
  WHERE
    events.timestamp <= touched.touched_at
  GROUP BY
    touched.user_id
)
SELECT
  touched.user_id,
  CASE
    WHEN (
      earlier.end_at IS NULL
      OR TIMESTAMP_DIFF(touched.touched_at, earlier.end_at, MICROSECOND) >= 1800000000
    )
    THEN touched.touched_at
    ELSE earlier.start_at
  END AS cut_at,
  CASE
    WHEN (
      earlier.end_at IS NULL
      OR TIMESTAMP_DIFF(touched.touched_at, earlier.end_at, MICROSECOND) >= 1800000000
    )
    THEN COALESCE(earlier.sessions, 0)
    ELSE earlier.start_index - 1
  END AS sessions_kept
FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
LEFT JOIN sessions_before AS earlier
  ON touched.user_id = earlier.user_id
WHERE
  touched.touched_at IS NOT NULL
;

SELECT
  MIN(cut_at) AS first_cut
FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
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
  events.timestamp >= cuts.cut_at AND events.timestamp >= @first_cut
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
  /* The time of the person's last event before that is no server's (R8a), in an order that has no ties (R7). */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    anonymous_id IS NULL AS is_server,
    MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) OVER (
      PARTITION BY user_id
      ORDER BY timestamp, source, call_type, event_id
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS previous_timestamp
  FROM persons
), session_starts AS (
  /* A session starts with the first event, and after a gap of the timeout or more, in exact microseconds (R8). An event of a server starts none; after such a gap it is in none (R8a). */
  SELECT
    source,
    call_type,
    event_id,
    timestamp,
    user_id,
    anonymous_id,
    NOT is_server
    AND (
      previous_timestamp IS NULL
      OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= 1800000000
    ) AS session_start_event,
    is_server
    AND (
      previous_timestamp IS NULL
      OR TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= 1800000000
    ) AS is_outside
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
    CASE
      WHEN NOT is_outside
      THEN CAST(SUM(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
        PARTITION BY user_id
        ORDER BY timestamp, source, call_type, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS INT64)
    END AS session_index
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
LEFT JOIN session_ids
  ON numbered.user_id = session_ids.user_id
  AND numbered.session_index = session_ids.session_index
;

CREATE OR REPLACE TABLE `_segment_models_run`.`dates_touched_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH starts AS (
  /* The days of sessions as they were, and as they are. */
  SELECT
    DATE(timestamp, 'Europe/Berlin') AS session_date
  FROM `_segment_models_run`.`events_before_20260303120000_abcdef` AS events_before
  WHERE
    session_start_event
  UNION ALL
  SELECT
    DATE(timestamp, 'Europe/Berlin') AS session_date
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
  WHERE
    session_start_event
)
SELECT DISTINCT
  session_date
FROM starts
;

CREATE OR REPLACE TABLE `_segment_models_run`.`days_touched_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH events AS (
  /* The days of events as they were, and as they are. */
  SELECT
    user_id,
    DATE(timestamp, 'Europe/Berlin') AS active_date
  FROM `_segment_models_run`.`events_before_20260303120000_abcdef` AS events_before
  UNION ALL
  SELECT
    user_id,
    DATE(timestamp, 'Europe/Berlin') AS active_date
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
)
SELECT
  user_id,
  MIN(active_date) AS first_day
FROM events
GROUP BY
  user_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS order_completed_properties_changed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS open_properties_changed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS form_submitted_properties_changed
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

CREATE OR REPLACE TABLE `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  key AS key,
  match AS match,
  source AS source,
  category AS category
FROM UNNEST([
  STRUCT('alice.yandex.ru' AS key, 'exact' AS match, 'alice' AS source, 'ai' AS category),
  STRUCT('character.ai' AS key, 'domain' AS match, 'character' AS source, 'ai' AS category),
  STRUCT('chatgpt' AS key, 'exact' AS match, 'chatgpt' AS source, 'ai' AS category),
  STRUCT('chatgpt.com' AS key, 'domain' AS match, 'chatgpt' AS source, 'ai' AS category),
  STRUCT('com.openai.chatgpt' AS key, 'exact' AS match, 'chatgpt' AS source, 'ai' AS category),
  STRUCT('openai' AS key, 'exact' AS match, 'chatgpt' AS source, 'ai' AS category),
  STRUCT('openai.com' AS key, 'domain' AS match, 'chatgpt' AS source, 'ai' AS category),
  STRUCT('claude' AS key, 'exact' AS match, 'claude' AS source, 'ai' AS category),
  STRUCT('claude.ai' AS key, 'domain' AS match, 'claude' AS source, 'ai' AS category),
  STRUCT('claude.com' AS key, 'exact' AS match, 'claude' AS source, 'ai' AS category),
  STRUCT('com.anthropic.claude' AS key, 'exact' AS match, 'claude' AS source, 'ai' AS category),
  STRUCT(
    'com.microsoft.copilot' AS key,
    'exact' AS match,
    'copilot' AS source,
    'ai' AS category
  ),
  STRUCT('copilot' AS key, 'exact' AS match, 'copilot' AS source, 'ai' AS category),
  STRUCT('copilot.com' AS key, 'exact' AS match, 'copilot' AS source, 'ai' AS category),
  STRUCT(
    'copilot.microsoft.com' AS key,
    'exact' AS match,
    'copilot' AS source,
    'ai' AS category
  ),
  STRUCT(
    'edgeservices.bing.com' AS key,
    'exact' AS match,
    'copilot' AS source,
    'ai' AS category
  ),
  STRUCT('com.deepseek.chat' AS key, 'exact' AS match, 'deepseek' AS source, 'ai' AS category),
  STRUCT('deepseek' AS key, 'exact' AS match, 'deepseek' AS source, 'ai' AS category),
  STRUCT('deepseek.com' AS key, 'domain' AS match, 'deepseek' AS source, 'ai' AS category),
  STRUCT('doubao.com' AS key, 'domain' AS match, 'doubao' AS source, 'ai' AS category),
  STRUCT('duck.ai' AS key, 'exact' AS match, 'duck.ai' AS source, 'ai' AS category),
  STRUCT('yiyan.baidu.com' AS key, 'exact' AS match, 'ernie' AS source, 'ai' AS category),
  STRUCT('felo.ai' AS key, 'domain' AS match, 'felo' AS source, 'ai' AS category),
  STRUCT('bard.google.com' AS key, 'exact' AS match, 'gemini' AS source, 'ai' AS category),
  STRUCT(
    'com.google.android.apps.bard' AS key,
    'exact' AS match,
    'gemini' AS source,
    'ai' AS category
  ),
  STRUCT('gemini' AS key, 'exact' AS match, 'gemini' AS source, 'ai' AS category),
  STRUCT('gemini.google.com' AS key, 'exact' AS match, 'gemini' AS source, 'ai' AS category),
  STRUCT('genspark.ai' AS key, 'domain' AS match, 'genspark' AS source, 'ai' AS category),
  STRUCT('giga.chat' AS key, 'exact' AS match, 'gigachat' AS source, 'ai' AS category),
  STRUCT('grok' AS key, 'exact' AS match, 'grok' AS source, 'ai' AS category),
  STRUCT('grok.com' AS key, 'domain' AS match, 'grok' AS source, 'ai' AS category),
  STRUCT('kimi.com' AS key, 'domain' AS match, 'kimi' AS source, 'ai' AS category),
  STRUCT('meta.ai' AS key, 'domain' AS match, 'meta' AS source, 'ai' AS category),
  STRUCT('chat.mistral.ai' AS key, 'exact' AS match, 'mistral' AS source, 'ai' AS category),
  STRUCT('mistral' AS key, 'exact' AS match, 'mistral' AS source, 'ai' AS category),
  STRUCT(
    'notebooklm.google.com' AS key,
    'exact' AS match,
    'notebooklm' AS source,
    'ai' AS category
  ),
  STRUCT(
    'ai.perplexity.app.android' AS key,
    'exact' AS match,
    'perplexity' AS source,
    'ai' AS category
  ),
  STRUCT('perplexity' AS key, 'exact' AS match, 'perplexity' AS source, 'ai' AS category),
  STRUCT('perplexity.ai' AS key, 'domain' AS match, 'perplexity' AS source, 'ai' AS category),
  STRUCT('phind.com' AS key, 'domain' AS match, 'phind' AS source, 'ai' AS category),
  STRUCT('pi.ai' AS key, 'domain' AS match, 'pi' AS source, 'ai' AS category),
  STRUCT('poe.com' AS key, 'domain' AS match, 'poe' AS source, 'ai' AS category),
  STRUCT('chat.qwen.ai' AS key, 'exact' AS match, 'qwen' AS source, 'ai' AS category),
  STRUCT('tongyi.com' AS key, 'domain' AS match, 'qwen' AS source, 'ai' AS category),
  STRUCT('wrtn.ai' AS key, 'domain' AS match, 'wrtn' AS source, 'ai' AS category),
  STRUCT('you.com' AS key, 'domain' AS match, 'you' AS source, 'ai' AS category),
  STRUCT('yuanbao.tencent.com' AS key, 'exact' AS match, 'yuanbao' AS source, 'ai' AS category),
  STRUCT('chat.z.ai' AS key, 'exact' AS match, 'zhipu' AS source, 'ai' AS category),
  STRUCT('chatglm.cn' AS key, 'domain' AS match, 'zhipu' AS source, 'ai' AS category),
  STRUCT('mail.aol.com' AS key, 'domain' AS match, 'aol' AS source, 'email' AS category),
  STRUCT('mail.daum.net' AS key, 'domain' AS match, 'daum' AS source, 'email' AS category),
  STRUCT('fastmail.com' AS key, 'domain' AS match, 'fastmail' AS source, 'email' AS category),
  STRUCT(
    'com.google.android.gm' AS key,
    'exact' AS match,
    'gmail' AS source,
    'email' AS category
  ),
  STRUCT('mail.google.com' AS key, 'exact' AS match, 'gmail' AS source, 'email' AS category),
  STRUCT('deref-gmx.net' AS key, 'exact' AS match, 'gmx' AS source, 'email' AS category),
  STRUCT('navigator.gmx.net' AS key, 'exact' AS match, 'gmx' AS source, 'email' AS category),
  STRUCT('icloud.com' AS key, 'exact' AS match, 'icloud' AS source, 'email' AS category),
  STRUCT(
    'webmail.laposte.net' AS key,
    'exact' AS match,
    'laposte' AS source,
    'email' AS category
  ),
  STRUCT('mail.libero.it' AS key, 'exact' AS match, 'libero' AS source, 'email' AS category),
  STRUCT('e.mail.ru' AS key, 'exact' AS match, 'mail.ru' AS source, 'email' AS category),
  STRUCT('ru.mail.mailapp' AS key, 'exact' AS match, 'mail.ru' AS source, 'email' AS category),
  STRUCT('mail.naver.com' AS key, 'domain' AS match, 'naver' AS source, 'email' AS category),
  STRUCT('mail.126.com' AS key, 'domain' AS match, 'netease' AS source, 'email' AS category),
  STRUCT('mail.163.com' AS key, 'domain' AS match, 'netease' AS source, 'email' AS category),
  STRUCT('poczta.onet.pl' AS key, 'exact' AS match, 'onet' AS source, 'email' AS category),
  STRUCT(
    'messagerie.orange.fr' AS key,
    'exact' AS match,
    'orange' AS source,
    'email' AS category
  ),
  STRUCT(
    'com.microsoft.office.outlook' AS key,
    'exact' AS match,
    'outlook' AS source,
    'email' AS category
  ),
  STRUCT('mail.live.com' AS key, 'domain' AS match, 'outlook' AS source, 'email' AS category),
  STRUCT(
    'outlook.cloud.microsoft' AS key,
    'exact' AS match,
    'outlook' AS source,
    'email' AS category
  ),
  STRUCT('outlook.live.com' AS key, 'exact' AS match, 'outlook' AS source, 'email' AS category),
  STRUCT(
    'outlook.office.com' AS key,
    'exact' AS match,
    'outlook' AS source,
    'email' AS category
  ),
  STRUCT(
    'outlook.office365.com' AS key,
    'exact' AS match,
    'outlook' AS source,
    'email' AS category
  ),
  STRUCT('mail.proton.me' AS key, 'exact' AS match, 'proton' AS source, 'email' AS category),
  STRUCT('mail.qq.com' AS key, 'domain' AS match, 'qq' AS source, 'email' AS category),
  STRUCT('mail.rambler.ru' AS key, 'exact' AS match, 'rambler' AS source, 'email' AS category),
  STRUCT('mail.rediff.com' AS key, 'exact' AS match, 'rediff' AS source, 'email' AS category),
  STRUCT(
    'com.samsung.android.email.provider' AS key,
    'exact' AS match,
    'samsung' AS source,
    'email' AS category
  ),
  STRUCT('email.seznam.cz' AS key, 'exact' AS match, 'seznam' AS source, 'email' AS category),
  STRUCT(
    'email.t-online.de' AS key,
    'exact' AS match,
    't-online' AS source,
    'email' AS category
  ),
  STRUCT('app.tuta.com' AS key, 'exact' AS match, 'tuta' AS source, 'email' AS category),
  STRUCT('email.uol.com.br' AS key, 'exact' AS match, 'uol' AS source, 'email' AS category),
  STRUCT('deref-web.de' AS key, 'exact' AS match, 'web.de' AS source, 'email' AS category),
  STRUCT('navigator.web.de' AS key, 'exact' AS match, 'web.de' AS source, 'email' AS category),
  STRUCT('poczta.wp.pl' AS key, 'exact' AS match, 'wp' AS source, 'email' AS category),
  STRUCT(
    'com.yahoo.mobile.client.android.mail' AS key,
    'exact' AS match,
    'yahoo' AS source,
    'email' AS category
  ),
  STRUCT('mail.yahoo.*' AS key, 'exact' AS match, 'yahoo' AS source, 'email' AS category),
  STRUCT('mail.yahoo.com' AS key, 'domain' AS match, 'yahoo' AS source, 'email' AS category),
  STRUCT('mail.yandex.*' AS key, 'exact' AS match, 'yandex' AS source, 'email' AS category),
  STRUCT('mail.yandex.ru' AS key, 'exact' AS match, 'yandex' AS source, 'email' AS category),
  STRUCT('mail.zoho.com' AS key, 'exact' AS match, 'zoho' AS source, 'email' AS category),
  STRUCT('aws.amazon.com' AS key, 'domain' AS match, 'amazon' AS source, 'other' AS category),
  STRUCT('pan.baidu.com' AS key, 'exact' AS match, 'baidu' AS source, 'other' AS category),
  STRUCT(
    'accounts.google.com' AS key,
    'exact' AS match,
    'google' AS source,
    'other' AS category
  ),
  STRUCT(
    'analytics.google.com' AS key,
    'exact' AS match,
    'google' AS source,
    'other' AS category
  ),
  STRUCT(
    'calendar.google.com' AS key,
    'exact' AS match,
    'google' AS source,
    'other' AS category
  ),
  STRUCT(
    'com.android.vending' AS key,
    'exact' AS match,
    'google' AS source,
    'other' AS category
  ),
  STRUCT('docs.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('drive.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('groups.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('meet.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('play.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('search.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('sites.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('support.google.com' AS key, 'exact' AS match, 'google' AS source, 'other' AS category),
  STRUCT('translate.goog' AS key, 'domain' AS match, 'google' AS source, 'other' AS category),
  STRUCT(
    'translate.google.com' AS key,
    'exact' AS match,
    'google' AS source,
    'other' AS category
  ),
  STRUCT('disk.yandex.ru' AS key, 'exact' AS match, 'yandex' AS source, 'other' AS category),
  STRUCT(
    'webmaster.yandex.ru' AS key,
    'exact' AS match,
    'yandex' AS source,
    'other' AS category
  ),
  STRUCT('360.cn' AS key, 'exact' AS match, '360' AS source, 'search' AS category),
  STRUCT('so.com' AS key, 'domain' AS match, '360' AS source, 'search' AS category),
  STRUCT('aol' AS key, 'exact' AS match, 'aol' AS source, 'search' AS category),
  STRUCT('aol.com' AS key, 'exact' AS match, 'aol' AS source, 'search' AS category),
  STRUCT('search.aol.*' AS key, 'exact' AS match, 'aol' AS source, 'search' AS category),
  STRUCT('search.aol.com' AS key, 'domain' AS match, 'aol' AS source, 'search' AS category),
  STRUCT('ask' AS key, 'exact' AS match, 'ask' AS source, 'search' AS category),
  STRUCT('ask.com' AS key, 'domain' AS match, 'ask' AS source, 'search' AS category),
  STRUCT('auone' AS key, 'exact' AS match, 'auone' AS source, 'search' AS category),
  STRUCT('search.auone.jp' AS key, 'exact' AS match, 'auone' AS source, 'search' AS category),
  STRUCT('search.avg.com' AS key, 'exact' AS match, 'avg' AS source, 'search' AS category),
  STRUCT('baidu' AS key, 'exact' AS match, 'baidu' AS source, 'search' AS category),
  STRUCT('baidu.com' AS key, 'exact' AS match, 'baidu' AS source, 'search' AS category),
  STRUCT(
    'com.baidu.searchbox' AS key,
    'exact' AS match,
    'baidu' AS source,
    'search' AS category
  ),
  STRUCT('m.baidu.com' AS key, 'exact' AS match, 'baidu' AS source, 'search' AS category),
  STRUCT('bing' AS key, 'exact' AS match, 'bing' AS source, 'search' AS category),
  STRUCT('bing.com' AS key, 'domain' AS match, 'bing' AS source, 'search' AS category),
  STRUCT('com.microsoft.bing' AS key, 'exact' AS match, 'bing' AS source, 'search' AS category),
  STRUCT('search.brave.com' AS key, 'exact' AS match, 'brave' AS source, 'search' AS category),
  STRUCT('coccoc.com' AS key, 'domain' AS match, 'coccoc' AS source, 'search' AS category),
  STRUCT(
    'search.xfinity.com' AS key,
    'exact' AS match,
    'comcast' AS source,
    'search' AS category
  ),
  STRUCT('daum' AS key, 'exact' AS match, 'daum' AS source, 'search' AS category),
  STRUCT('daum.net' AS key, 'exact' AS match, 'daum' AS source, 'search' AS category),
  STRUCT(
    'net.daum.android.daum' AS key,
    'exact' AS match,
    'daum' AS source,
    'search' AS category
  ),
  STRUCT('search.daum.net' AS key, 'domain' AS match, 'daum' AS source, 'search' AS category),
  STRUCT(
    'service.smt.docomo.ne.jp' AS key,
    'exact' AS match,
    'docomo' AS source,
    'search' AS category
  ),
  STRUCT('dogpile.com' AS key, 'domain' AS match, 'dogpile' AS source, 'search' AS category),
  STRUCT(
    'com.duckduckgo.mobile.android' AS key,
    'exact' AS match,
    'duckduckgo' AS source,
    'search' AS category
  ),
  STRUCT('ddg' AS key, 'exact' AS match, 'duckduckgo' AS source, 'search' AS category),
  STRUCT('duckduckgo' AS key, 'exact' AS match, 'duckduckgo' AS source, 'search' AS category),
  STRUCT(
    'duckduckgo.com' AS key,
    'domain' AS match,
    'duckduckgo' AS source,
    'search' AS category
  ),
  STRUCT(
    'com.ecosia.android' AS key,
    'exact' AS match,
    'ecosia' AS source,
    'search' AS category
  ),
  STRUCT('ecosia' AS key, 'exact' AS match, 'ecosia' AS source, 'search' AS category),
  STRUCT('ecosia.org' AS key, 'domain' AS match, 'ecosia' AS source, 'search' AS category),
  STRUCT('eniro.se' AS key, 'exact' AS match, 'eniro' AS source, 'search' AS category),
  STRUCT('suche.gmx.net' AS key, 'exact' AS match, 'gmx' AS source, 'search' AS category),
  STRUCT(
    'com.google.android.googlequicksearchbox' AS key,
    'exact' AS match,
    'google' AS source,
    'search' AS category
  ),
  STRUCT('cse.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('google' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('images.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('images.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('lens.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('maps.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('maps.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('news.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('news.google.com' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT('scholar.google.*' AS key, 'exact' AS match, 'google' AS source, 'search' AS category),
  STRUCT(
    'scholar.google.com' AS key,
    'exact' AS match,
    'google' AS source,
    'search' AS category
  ),
  STRUCT(
    'syndicatedsearch.goog' AS key,
    'domain' AS match,
    'google' AS source,
    'search' AS category
  ),
  STRUCT('kagi' AS key, 'exact' AS match, 'kagi' AS source, 'search' AS category),
  STRUCT('kagi.com' AS key, 'domain' AS match, 'kagi' AS source, 'search' AS category),
  STRUCT('kvasir.no' AS key, 'exact' AS match, 'kvasir' AS source, 'search' AS category),
  STRUCT('lilo.org' AS key, 'domain' AS match, 'lilo' AS source, 'search' AS category),
  STRUCT('go.mail.ru' AS key, 'exact' AS match, 'mail.ru' AS source, 'search' AS category),
  STRUCT('metager.de' AS key, 'domain' AS match, 'metager' AS source, 'search' AS category),
  STRUCT('metager.org' AS key, 'domain' AS match, 'metager' AS source, 'search' AS category),
  STRUCT('mojeek' AS key, 'exact' AS match, 'mojeek' AS source, 'search' AS category),
  STRUCT('mojeek.com' AS key, 'domain' AS match, 'mojeek' AS source, 'search' AS category),
  STRUCT('msn' AS key, 'exact' AS match, 'msn' AS source, 'search' AS category),
  STRUCT('msn.com' AS key, 'domain' AS match, 'msn' AS source, 'search' AS category),
  STRUCT('najdi.si' AS key, 'exact' AS match, 'najdi' AS source, 'search' AS category),
  STRUCT('nate' AS key, 'exact' AS match, 'nate' AS source, 'search' AS category),
  STRUCT('search.nate.com' AS key, 'domain' AS match, 'nate' AS source, 'search' AS category),
  STRUCT(
    'com.nhn.android.search' AS key,
    'exact' AS match,
    'naver' AS source,
    'search' AS category
  ),
  STRUCT('naver' AS key, 'exact' AS match, 'naver' AS source, 'search' AS category),
  STRUCT('naver.com' AS key, 'exact' AS match, 'naver' AS source, 'search' AS category),
  STRUCT('search.naver.com' AS key, 'domain' AS match, 'naver' AS source, 'search' AS category),
  STRUCT('onet.pl' AS key, 'exact' AS match, 'onet' AS source, 'search' AS category),
  STRUCT(
    'com.huawei.hwsearch' AS key,
    'exact' AS match,
    'petal' AS source,
    'search' AS category
  ),
  STRUCT('petalsearch.com' AS key, 'domain' AS match, 'petal' AS source, 'search' AS category),
  STRUCT('presearch.com' AS key, 'domain' AS match, 'presearch' AS source, 'search' AS category),
  STRUCT('qwant' AS key, 'exact' AS match, 'qwant' AS source, 'search' AS category),
  STRUCT('qwant.com' AS key, 'domain' AS match, 'qwant' AS source, 'search' AS category),
  STRUCT(
    'websearch.rakuten.co.jp' AS key,
    'exact' AS match,
    'rakuten' AS source,
    'search' AS category
  ),
  STRUCT('rambler.ru' AS key, 'exact' AS match, 'rambler' AS source, 'search' AS category),
  STRUCT('search.seznam.cz' AS key, 'domain' AS match, 'seznam' AS source, 'search' AS category),
  STRUCT('seznam' AS key, 'exact' AS match, 'seznam' AS source, 'search' AS category),
  STRUCT('seznam.cz' AS key, 'exact' AS match, 'seznam' AS source, 'search' AS category),
  STRUCT('sm.cn' AS key, 'domain' AS match, 'shenma' AS source, 'search' AS category),
  STRUCT('sogou' AS key, 'exact' AS match, 'sogou' AS source, 'search' AS category),
  STRUCT('sogou.com' AS key, 'domain' AS match, 'sogou' AS source, 'search' AS category),
  STRUCT('startpage' AS key, 'exact' AS match, 'startpage' AS source, 'search' AS category),
  STRUCT('startpage.com' AS key, 'domain' AS match, 'startpage' AS source, 'search' AS category),
  STRUCT('startsiden.no' AS key, 'exact' AS match, 'startsiden' AS source, 'search' AS category),
  STRUCT('swisscows.com' AS key, 'domain' AS match, 'swisscows' AS source, 'search' AS category),
  STRUCT(
    'suche.t-online.de' AS key,
    'exact' AS match,
    't-online' AS source,
    'search' AS category
  ),
  STRUCT('terra.com.br' AS key, 'exact' AS match, 'terra' AS source, 'search' AS category),
  STRUCT('so.toutiao.com' AS key, 'exact' AS match, 'toutiao' AS source, 'search' AS category),
  STRUCT('ukr.net' AS key, 'exact' AS match, 'ukr' AS source, 'search' AS category),
  STRUCT('busca.uol.com.br' AS key, 'exact' AS match, 'uol' AS source, 'search' AS category),
  STRUCT('virgilio.it' AS key, 'exact' AS match, 'virgilio' AS source, 'search' AS category),
  STRUCT('suche.web.de' AS key, 'exact' AS match, 'web.de' AS source, 'search' AS category),
  STRUCT('wp.pl' AS key, 'exact' AS match, 'wp' AS source, 'search' AS category),
  STRUCT('search.yahoo.*' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
  STRUCT('search.yahoo.com' AS key, 'domain' AS match, 'yahoo' AS source, 'search' AS category),
  STRUCT('yahoo' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
  STRUCT('yahoo.*' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
  STRUCT('yahoo.com' AS key, 'exact' AS match, 'yahoo' AS source, 'search' AS category),
  STRUCT(
    'ru.yandex.searchplugin' AS key,
    'exact' AS match,
    'yandex' AS source,
    'search' AS category
  ),
  STRUCT('ya.ru' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
  STRUCT('yandex' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
  STRUCT('yandex.*' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
  STRUCT('yandex.com' AS key, 'exact' AS match, 'yandex' AS source, 'search' AS category),
  STRUCT('search.zum.com' AS key, 'exact' AS match, 'zum' AS source, 'search' AS category),
  STRUCT('1688.com' AS key, 'domain' AS match, 'alibaba' AS source, 'shopping' AS category),
  STRUCT('alibaba' AS key, 'exact' AS match, 'alibaba' AS source, 'shopping' AS category),
  STRUCT('alibaba.com' AS key, 'domain' AS match, 'alibaba' AS source, 'shopping' AS category),
  STRUCT('aliexpress' AS key, 'exact' AS match, 'aliexpress' AS source, 'shopping' AS category),
  STRUCT(
    'aliexpress.*' AS key,
    'exact' AS match,
    'aliexpress' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'aliexpress.com' AS key,
    'domain' AS match,
    'aliexpress' AS source,
    'shopping' AS category
  ),
  STRUCT('allegro.pl' AS key, 'domain' AS match, 'allegro' AS source, 'shopping' AS category),
  STRUCT('amazon' AS key, 'exact' AS match, 'amazon' AS source, 'shopping' AS category),
  STRUCT('amazon.*' AS key, 'exact' AS match, 'amazon' AS source, 'shopping' AS category),
  STRUCT('amazon.com' AS key, 'domain' AS match, 'amazon' AS source, 'shopping' AS category),
  STRUCT('amzn.to' AS key, 'exact' AS match, 'amazon' AS source, 'shopping' AS category),
  STRUCT(
    'com.amazon.mshop.android.shopping' AS key,
    'exact' AS match,
    'amazon' AS source,
    'shopping' AS category
  ),
  STRUCT('avito.ru' AS key, 'domain' AS match, 'avito' AS source, 'shopping' AS category),
  STRUCT('bestbuy.com' AS key, 'domain' AS match, 'bestbuy' AS source, 'shopping' AS category),
  STRUCT('bol.com' AS key, 'domain' AS match, 'bol' AS source, 'shopping' AS category),
  STRUCT('ceneo.pl' AS key, 'domain' AS match, 'ceneo' AS source, 'shopping' AS category),
  STRUCT('coupang.com' AS key, 'domain' AS match, 'coupang' AS source, 'shopping' AS category),
  STRUCT('daraz.*' AS key, 'exact' AS match, 'daraz' AS source, 'shopping' AS category),
  STRUCT('digikala.com' AS key, 'domain' AS match, 'digikala' AS source, 'shopping' AS category),
  STRUCT('com.ebay.mobile' AS key, 'exact' AS match, 'ebay' AS source, 'shopping' AS category),
  STRUCT('ebay' AS key, 'exact' AS match, 'ebay' AS source, 'shopping' AS category),
  STRUCT('ebay.*' AS key, 'exact' AS match, 'ebay' AS source, 'shopping' AS category),
  STRUCT('ebay.com' AS key, 'domain' AS match, 'ebay' AS source, 'shopping' AS category),
  STRUCT('emag.*' AS key, 'exact' AS match, 'emag' AS source, 'shopping' AS category),
  STRUCT('com.etsy.android' AS key, 'exact' AS match, 'etsy' AS source, 'shopping' AS category),
  STRUCT('etsy' AS key, 'exact' AS match, 'etsy' AS source, 'shopping' AS category),
  STRUCT('etsy.com' AS key, 'domain' AS match, 'etsy' AS source, 'shopping' AS category),
  STRUCT('flipkart.com' AS key, 'domain' AS match, 'flipkart' AS source, 'shopping' AS category),
  STRUCT('geizhals.*' AS key, 'exact' AS match, 'geizhals' AS source, 'shopping' AS category),
  STRUCT(
    'shopping.google.com' AS key,
    'exact' AS match,
    'google' AS source,
    'shopping' AS category
  ),
  STRUCT('gumtree.*' AS key, 'exact' AS match, 'gumtree' AS source, 'shopping' AS category),
  STRUCT('gumtree.com' AS key, 'domain' AS match, 'gumtree' AS source, 'shopping' AS category),
  STRUCT(
    'hepsiburada.com' AS key,
    'domain' AS match,
    'hepsiburada' AS source,
    'shopping' AS category
  ),
  STRUCT('heureka.*' AS key, 'exact' AS match, 'heureka' AS source, 'shopping' AS category),
  STRUCT('idealo.*' AS key, 'exact' AS match, 'idealo' AS source, 'shopping' AS category),
  STRUCT('jd.com' AS key, 'domain' AS match, 'jd' AS source, 'shopping' AS category),
  STRUCT('jumia.*' AS key, 'exact' AS match, 'jumia' AS source, 'shopping' AS category),
  STRUCT('jumia.com' AS key, 'exact' AS match, 'jumia' AS source, 'shopping' AS category),
  STRUCT('kakaku.com' AS key, 'domain' AS match, 'kakaku' AS source, 'shopping' AS category),
  STRUCT('kelkoo.*' AS key, 'exact' AS match, 'kelkoo' AS source, 'shopping' AS category),
  STRUCT('kelkoo.com' AS key, 'domain' AS match, 'kelkoo' AS source, 'shopping' AS category),
  STRUCT(
    'kleinanzeigen.de' AS key,
    'domain' AS match,
    'kleinanzeigen' AS source,
    'shopping' AS category
  ),
  STRUCT('lazada' AS key, 'exact' AS match, 'lazada' AS source, 'shopping' AS category),
  STRUCT('lazada.*' AS key, 'exact' AS match, 'lazada' AS source, 'shopping' AS category),
  STRUCT('lazada.com' AS key, 'domain' AS match, 'lazada' AS source, 'shopping' AS category),
  STRUCT(
    'leboncoin.fr' AS key,
    'domain' AS match,
    'leboncoin' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'magazineluiza.com.br' AS key,
    'domain' AS match,
    'magalu' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'marktplaats.nl' AS key,
    'domain' AS match,
    'marktplaats' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'mercadolibre.*' AS key,
    'exact' AS match,
    'mercadolibre' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'mercadolibre.com' AS key,
    'domain' AS match,
    'mercadolibre' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'mercadolivre.com.br' AS key,
    'domain' AS match,
    'mercadolibre' AS source,
    'shopping' AS category
  ),
  STRUCT('mercari.com' AS key, 'domain' AS match, 'mercari' AS source, 'shopping' AS category),
  STRUCT(
    'shopping.naver.com' AS key,
    'domain' AS match,
    'naver' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'smartstore.naver.com' AS key,
    'exact' AS match,
    'naver' AS source,
    'shopping' AS category
  ),
  STRUCT('noon.com' AS key, 'domain' AS match, 'noon' AS source, 'shopping' AS category),
  STRUCT('olx.*' AS key, 'exact' AS match, 'olx' AS source, 'shopping' AS category),
  STRUCT('otto.de' AS key, 'domain' AS match, 'otto' AS source, 'shopping' AS category),
  STRUCT('ozon.ru' AS key, 'domain' AS match, 'ozon' AS source, 'shopping' AS category),
  STRUCT(
    'pinduoduo.com' AS key,
    'domain' AS match,
    'pinduoduo' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'pricerunner.*' AS key,
    'exact' AS match,
    'pricerunner' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'pricerunner.com' AS key,
    'domain' AS match,
    'pricerunner' AS source,
    'shopping' AS category
  ),
  STRUCT('rakuten.co.jp' AS key, 'domain' AS match, 'rakuten' AS source, 'shopping' AS category),
  STRUCT(
    'rozetka.com.ua' AS key,
    'domain' AS match,
    'rozetka' AS source,
    'shopping' AS category
  ),
  STRUCT('shein' AS key, 'exact' AS match, 'shein' AS source, 'shopping' AS category),
  STRUCT('shein.com' AS key, 'domain' AS match, 'shein' AS source, 'shopping' AS category),
  STRUCT('shop.app' AS key, 'exact' AS match, 'shop' AS source, 'shopping' AS category),
  STRUCT('shopee' AS key, 'exact' AS match, 'shopee' AS source, 'shopping' AS category),
  STRUCT('shopee.*' AS key, 'exact' AS match, 'shopee' AS source, 'shopping' AS category),
  STRUCT('shopee.com' AS key, 'exact' AS match, 'shopee' AS source, 'shopping' AS category),
  STRUCT('skroutz.*' AS key, 'exact' AS match, 'skroutz' AS source, 'shopping' AS category),
  STRUCT('takealot.com' AS key, 'domain' AS match, 'takealot' AS source, 'shopping' AS category),
  STRUCT('taobao.com' AS key, 'domain' AS match, 'taobao' AS source, 'shopping' AS category),
  STRUCT('target.com' AS key, 'domain' AS match, 'target' AS source, 'shopping' AS category),
  STRUCT(
    'com.einnovation.temu' AS key,
    'exact' AS match,
    'temu' AS source,
    'shopping' AS category
  ),
  STRUCT('temu' AS key, 'exact' AS match, 'temu' AS source, 'shopping' AS category),
  STRUCT('temu.com' AS key, 'domain' AS match, 'temu' AS source, 'shopping' AS category),
  STRUCT('tiki.vn' AS key, 'domain' AS match, 'tiki' AS source, 'shopping' AS category),
  STRUCT('tmall.com' AS key, 'domain' AS match, 'tmall' AS source, 'shopping' AS category),
  STRUCT(
    'tokopedia.com' AS key,
    'domain' AS match,
    'tokopedia' AS source,
    'shopping' AS category
  ),
  STRUCT('trademe.co.nz' AS key, 'domain' AS match, 'trademe' AS source, 'shopping' AS category),
  STRUCT('trendyol.com' AS key, 'domain' AS match, 'trendyol' AS source, 'shopping' AS category),
  STRUCT('vinted.*' AS key, 'exact' AS match, 'vinted' AS source, 'shopping' AS category),
  STRUCT('vinted.com' AS key, 'domain' AS match, 'vinted' AS source, 'shopping' AS category),
  STRUCT('walmart' AS key, 'exact' AS match, 'walmart' AS source, 'shopping' AS category),
  STRUCT('walmart.*' AS key, 'exact' AS match, 'walmart' AS source, 'shopping' AS category),
  STRUCT('walmart.com' AS key, 'domain' AS match, 'walmart' AS source, 'shopping' AS category),
  STRUCT(
    'wildberries.ru' AS key,
    'domain' AS match,
    'wildberries' AS source,
    'shopping' AS category
  ),
  STRUCT(
    'market.yandex.ru' AS key,
    'exact' AS match,
    'yandex' AS source,
    'shopping' AS category
  ),
  STRUCT('zalando.*' AS key, 'exact' AS match, 'zalando' AS source, 'shopping' AS category),
  STRUCT('zalando.com' AS key, 'domain' AS match, 'zalando' AS source, 'shopping' AS category),
  STRUCT('5ch.net' AS key, 'domain' AS match, '5ch' AS source, 'social' AS category),
  STRUCT('band.us' AS key, 'domain' AS match, 'band' AS source, 'social' AS category),
  STRUCT('blogger.com' AS key, 'domain' AS match, 'blogger' AS source, 'social' AS category),
  STRUCT('blogspot.com' AS key, 'domain' AS match, 'blogger' AS source, 'social' AS category),
  STRUCT('bluesky' AS key, 'exact' AS match, 'bluesky' AS source, 'social' AS category),
  STRUCT('bsky' AS key, 'exact' AS match, 'bluesky' AS source, 'social' AS category),
  STRUCT('bsky.app' AS key, 'domain' AS match, 'bluesky' AS source, 'social' AS category),
  STRUCT(
    'xyz.blueskyweb.app' AS key,
    'exact' AS match,
    'bluesky' AS source,
    'social' AS category
  ),
  STRUCT('buff.ly' AS key, 'exact' AS match, 'buffer' AS source, 'social' AS category),
  STRUCT('buffer' AS key, 'exact' AS match, 'buffer' AS source, 'social' AS category),
  STRUCT('dcinside.com' AS key, 'domain' AS match, 'dcinside' AS source, 'social' AS category),
  STRUCT(
    'deviantart.com' AS key,
    'domain' AS match,
    'deviantart' AS source,
    'social' AS category
  ),
  STRUCT('digg.com' AS key, 'domain' AS match, 'digg' AS source, 'social' AS category),
  STRUCT('com.discord' AS key, 'exact' AS match, 'discord' AS source, 'social' AS category),
  STRUCT('discord' AS key, 'exact' AS match, 'discord' AS source, 'social' AS category),
  STRUCT('discord.com' AS key, 'domain' AS match, 'discord' AS source, 'social' AS category),
  STRUCT('discord.gg' AS key, 'exact' AS match, 'discord' AS source, 'social' AS category),
  STRUCT('disqus.com' AS key, 'domain' AS match, 'disqus' AS source, 'social' AS category),
  STRUCT('douban.com' AS key, 'domain' AS match, 'douban' AS source, 'social' AS category),
  STRUCT(
    'com.ss.android.ugc.aweme' AS key,
    'exact' AS match,
    'douyin' AS source,
    'social' AS category
  ),
  STRUCT('douyin' AS key, 'exact' AS match, 'douyin' AS source, 'social' AS category),
  STRUCT('douyin.com' AS key, 'domain' AS match, 'douyin' AS source, 'social' AS category),
  STRUCT('dzen.ru' AS key, 'domain' AS match, 'dzen' AS source, 'social' AS category),
  STRUCT(
    'eksisozluk.com' AS key,
    'exact' AS match,
    'eksisozluk' AS source,
    'social' AS category
  ),
  STRUCT(
    'com.facebook.katana' AS key,
    'exact' AS match,
    'facebook' AS source,
    'social' AS category
  ),
  STRUCT(
    'com.facebook.lite' AS key,
    'exact' AS match,
    'facebook' AS source,
    'social' AS category
  ),
  STRUCT('facebook' AS key, 'exact' AS match, 'facebook' AS source, 'social' AS category),
  STRUCT('facebook.com' AS key, 'domain' AS match, 'facebook' AS source, 'social' AS category),
  STRUCT('fb' AS key, 'exact' AS match, 'facebook' AS source, 'social' AS category),
  STRUCT('fb.com' AS key, 'domain' AS match, 'facebook' AS source, 'social' AS category),
  STRUCT('meta' AS key, 'exact' AS match, 'facebook' AS source, 'social' AS category),
  STRUCT('flic.kr' AS key, 'exact' AS match, 'flickr' AS source, 'social' AS category),
  STRUCT('flickr.com' AS key, 'domain' AS match, 'flickr' AS source, 'social' AS category),
  STRUCT('flip.it' AS key, 'exact' AS match, 'flipboard' AS source, 'social' AS category),
  STRUCT('flipboard.com' AS key, 'domain' AS match, 'flipboard' AS source, 'social' AS category),
  STRUCT('goodreads.com' AS key, 'domain' AS match, 'goodreads' AS source, 'social' AS category),
  STRUCT(
    'news.ycombinator.com' AS key,
    'exact' AS match,
    'hackernews' AS source,
    'social' AS category
  ),
  STRUCT('hatena.ne.jp' AS key, 'domain' AS match, 'hatena' AS source, 'social' AS category),
  STRUCT('hootsuite' AS key, 'exact' AS match, 'hootsuite' AS source, 'social' AS category),
  STRUCT('ow.ly' AS key, 'exact' AS match, 'hootsuite' AS source, 'social' AS category),
  STRUCT(
    'com.instagram.android' AS key,
    'exact' AS match,
    'instagram' AS source,
    'social' AS category
  ),
  STRUCT('ig' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
  STRUCT('insta' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
  STRUCT('instagr.am' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
  STRUCT('instagram' AS key, 'exact' AS match, 'instagram' AS source, 'social' AS category),
  STRUCT('instagram.com' AS key, 'domain' AS match, 'instagram' AS source, 'social' AS category),
  STRUCT('com.kakao.talk' AS key, 'exact' AS match, 'kakao' AS source, 'social' AS category),
  STRUCT('kakao' AS key, 'exact' AS match, 'kakao' AS source, 'social' AS category),
  STRUCT('pf.kakao.com' AS key, 'exact' AS match, 'kakao' AS source, 'social' AS category),
  STRUCT(
    'jp.naver.line.android' AS key,
    'exact' AS match,
    'line' AS source,
    'social' AS category
  ),
  STRUCT('line' AS key, 'exact' AS match, 'line' AS source, 'social' AS category),
  STRUCT('line.me' AS key, 'domain' AS match, 'line' AS source, 'social' AS category),
  STRUCT(
    'com.linkedin.android' AS key,
    'exact' AS match,
    'linkedin' AS source,
    'social' AS category
  ),
  STRUCT('li' AS key, 'exact' AS match, 'linkedin' AS source, 'social' AS category),
  STRUCT('linkedin' AS key, 'exact' AS match, 'linkedin' AS source, 'social' AS category),
  STRUCT('linkedin.com' AS key, 'domain' AS match, 'linkedin' AS source, 'social' AS category),
  STRUCT('lnkd.in' AS key, 'exact' AS match, 'linkedin' AS source, 'social' AS category),
  STRUCT('linktr.ee' AS key, 'exact' AS match, 'linktree' AS source, 'social' AS category),
  STRUCT(
    'livejournal.com' AS key,
    'domain' AS match,
    'livejournal' AS source,
    'social' AS category
  ),
  STRUCT('mastodon' AS key, 'exact' AS match, 'mastodon' AS source, 'social' AS category),
  STRUCT('mastodon.social' AS key, 'exact' AS match, 'mastodon' AS source, 'social' AS category),
  STRUCT(
    'org.joinmastodon.android' AS key,
    'exact' AS match,
    'mastodon' AS source,
    'social' AS category
  ),
  STRUCT('medium.com' AS key, 'domain' AS match, 'medium' AS source, 'social' AS category),
  STRUCT(
    'com.facebook.orca' AS key,
    'exact' AS match,
    'messenger' AS source,
    'social' AS category
  ),
  STRUCT('messenger' AS key, 'exact' AS match, 'messenger' AS source, 'social' AS category),
  STRUCT('messenger.com' AS key, 'domain' AS match, 'messenger' AS source, 'social' AS category),
  STRUCT('mixi.jp' AS key, 'domain' AS match, 'mixi' AS source, 'social' AS category),
  STRUCT('my.mail.ru' AS key, 'exact' AS match, 'my.mail.ru' AS source, 'social' AS category),
  STRUCT('nairaland.com' AS key, 'domain' AS match, 'nairaland' AS source, 'social' AS category),
  STRUCT('blog.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'social' AS category),
  STRUCT('cafe.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'social' AS category),
  STRUCT('nextdoor.*' AS key, 'exact' AS match, 'nextdoor' AS source, 'social' AS category),
  STRUCT('nextdoor.com' AS key, 'domain' AS match, 'nextdoor' AS source, 'social' AS category),
  STRUCT('ok.ru' AS key, 'domain' AS match, 'ok' AS source, 'social' AS category),
  STRUCT('ru.ok.android' AS key, 'exact' AS match, 'ok' AS source, 'social' AS category),
  STRUCT('com.pinterest' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
  STRUCT('pin' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
  STRUCT('pin.it' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
  STRUCT('pinterest' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
  STRUCT('pinterest.*' AS key, 'exact' AS match, 'pinterest' AS source, 'social' AS category),
  STRUCT('pinterest.com' AS key, 'domain' AS match, 'pinterest' AS source, 'social' AS category),
  STRUCT(
    'producthunt.com' AS key,
    'domain' AS match,
    'producthunt' AS source,
    'social' AS category
  ),
  STRUCT('ptt.cc' AS key, 'exact' AS match, 'ptt' AS source, 'social' AS category),
  STRUCT('com.tencent.mobileqq' AS key, 'exact' AS match, 'qq' AS source, 'social' AS category),
  STRUCT('qzone.qq.com' AS key, 'domain' AS match, 'qq' AS source, 'social' AS category),
  STRUCT('quora' AS key, 'exact' AS match, 'quora' AS source, 'social' AS category),
  STRUCT('quora.com' AS key, 'domain' AS match, 'quora' AS source, 'social' AS category),
  STRUCT(
    'com.reddit.frontpage' AS key,
    'exact' AS match,
    'reddit' AS source,
    'social' AS category
  ),
  STRUCT('redd.it' AS key, 'exact' AS match, 'reddit' AS source, 'social' AS category),
  STRUCT('reddit' AS key, 'exact' AS match, 'reddit' AS source, 'social' AS category),
  STRUCT('reddit.com' AS key, 'domain' AS match, 'reddit' AS source, 'social' AS category),
  STRUCT(
    'com.snapchat.android' AS key,
    'exact' AS match,
    'snapchat' AS source,
    'social' AS category
  ),
  STRUCT('snap' AS key, 'exact' AS match, 'snapchat' AS source, 'social' AS category),
  STRUCT('snapchat' AS key, 'exact' AS match, 'snapchat' AS source, 'social' AS category),
  STRUCT('snapchat.com' AS key, 'domain' AS match, 'snapchat' AS source, 'social' AS category),
  STRUCT(
    'stackexchange.com' AS key,
    'domain' AS match,
    'stackexchange' AS source,
    'social' AS category
  ),
  STRUCT(
    'stackoverflow.com' AS key,
    'domain' AS match,
    'stackexchange' AS source,
    'social' AS category
  ),
  STRUCT(
    'org.telegram.messenger' AS key,
    'exact' AS match,
    'telegram' AS source,
    'social' AS category
  ),
  STRUCT('t.me' AS key, 'exact' AS match, 'telegram' AS source, 'social' AS category),
  STRUCT('telegram' AS key, 'exact' AS match, 'telegram' AS source, 'social' AS category),
  STRUCT('telegram.org' AS key, 'domain' AS match, 'telegram' AS source, 'social' AS category),
  STRUCT('tg' AS key, 'exact' AS match, 'telegram' AS source, 'social' AS category),
  STRUCT(
    'com.instagram.barcelona' AS key,
    'exact' AS match,
    'threads' AS source,
    'social' AS category
  ),
  STRUCT('threads' AS key, 'exact' AS match, 'threads' AS source, 'social' AS category),
  STRUCT('threads.com' AS key, 'domain' AS match, 'threads' AS source, 'social' AS category),
  STRUCT('threads.net' AS key, 'domain' AS match, 'threads' AS source, 'social' AS category),
  STRUCT('tieba.baidu.com' AS key, 'exact' AS match, 'tieba' AS source, 'social' AS category),
  STRUCT(
    'com.ss.android.ugc.trill' AS key,
    'exact' AS match,
    'tiktok' AS source,
    'social' AS category
  ),
  STRUCT(
    'com.zhiliaoapp.musically' AS key,
    'exact' AS match,
    'tiktok' AS source,
    'social' AS category
  ),
  STRUCT('tiktok' AS key, 'exact' AS match, 'tiktok' AS source, 'social' AS category),
  STRUCT('tiktok.com' AS key, 'domain' AS match, 'tiktok' AS source, 'social' AS category),
  STRUCT('tt' AS key, 'exact' AS match, 'tiktok' AS source, 'social' AS category),
  STRUCT('tripadvisor' AS key, 'exact' AS match, 'tripadvisor' AS source, 'social' AS category),
  STRUCT(
    'tripadvisor.*' AS key,
    'exact' AS match,
    'tripadvisor' AS source,
    'social' AS category
  ),
  STRUCT(
    'tripadvisor.com' AS key,
    'domain' AS match,
    'tripadvisor' AS source,
    'social' AS category
  ),
  STRUCT(
    'truthsocial.com' AS key,
    'domain' AS match,
    'truthsocial' AS source,
    'social' AS category
  ),
  STRUCT('tumblr' AS key, 'exact' AS match, 'tumblr' AS source, 'social' AS category),
  STRUCT('tumblr.com' AS key, 'domain' AS match, 'tumblr' AS source, 'social' AS category),
  STRUCT(
    'com.twitter.android' AS key,
    'exact' AS match,
    'twitter' AS source,
    'social' AS category
  ),
  STRUCT('t.co' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
  STRUCT('tw' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
  STRUCT('twitter' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
  STRUCT('twitter.com' AS key, 'domain' AS match, 'twitter' AS source, 'social' AS category),
  STRUCT('x' AS key, 'exact' AS match, 'twitter' AS source, 'social' AS category),
  STRUCT('x.com' AS key, 'domain' AS match, 'twitter' AS source, 'social' AS category),
  STRUCT('com.viber.voip' AS key, 'exact' AS match, 'viber' AS source, 'social' AS category),
  STRUCT('viber.com' AS key, 'domain' AS match, 'viber' AS source, 'social' AS category),
  STRUCT('com.vkontakte.android' AS key, 'exact' AS match, 'vk' AS source, 'social' AS category),
  STRUCT('vk' AS key, 'exact' AS match, 'vk' AS source, 'social' AS category),
  STRUCT('vk.com' AS key, 'domain' AS match, 'vk' AS source, 'social' AS category),
  STRUCT('com.tencent.mm' AS key, 'exact' AS match, 'wechat' AS source, 'social' AS category),
  STRUCT('wechat' AS key, 'exact' AS match, 'wechat' AS source, 'social' AS category),
  STRUCT('weixin.qq.com' AS key, 'domain' AS match, 'wechat' AS source, 'social' AS category),
  STRUCT('com.sina.weibo' AS key, 'exact' AS match, 'weibo' AS source, 'social' AS category),
  STRUCT('t.cn' AS key, 'exact' AS match, 'weibo' AS source, 'social' AS category),
  STRUCT('weibo' AS key, 'exact' AS match, 'weibo' AS source, 'social' AS category),
  STRUCT('weibo.com' AS key, 'domain' AS match, 'weibo' AS source, 'social' AS category),
  STRUCT('com.whatsapp' AS key, 'exact' AS match, 'whatsapp' AS source, 'social' AS category),
  STRUCT('wa.me' AS key, 'exact' AS match, 'whatsapp' AS source, 'social' AS category),
  STRUCT('whatsapp' AS key, 'exact' AS match, 'whatsapp' AS source, 'social' AS category),
  STRUCT('whatsapp.com' AS key, 'domain' AS match, 'whatsapp' AS source, 'social' AS category),
  STRUCT('wordpress.com' AS key, 'domain' AS match, 'wordpress' AS source, 'social' AS category),
  STRUCT('wykop.pl' AS key, 'domain' AS match, 'wykop' AS source, 'social' AS category),
  STRUCT(
    'com.xingin.xhs' AS key,
    'exact' AS match,
    'xiaohongshu' AS source,
    'social' AS category
  ),
  STRUCT('rednote' AS key, 'exact' AS match, 'xiaohongshu' AS source, 'social' AS category),
  STRUCT('xiaohongshu' AS key, 'exact' AS match, 'xiaohongshu' AS source, 'social' AS category),
  STRUCT(
    'xiaohongshu.com' AS key,
    'domain' AS match,
    'xiaohongshu' AS source,
    'social' AS category
  ),
  STRUCT('xing.com' AS key, 'domain' AS match, 'xing' AS source, 'social' AS category),
  STRUCT('yelp' AS key, 'exact' AS match, 'yelp' AS source, 'social' AS category),
  STRUCT('yelp.com' AS key, 'domain' AS match, 'yelp' AS source, 'social' AS category),
  STRUCT('com.zing.zalo' AS key, 'exact' AS match, 'zalo' AS source, 'social' AS category),
  STRUCT('zalo.me' AS key, 'domain' AS match, 'zalo' AS source, 'social' AS category),
  STRUCT('com.zhihu.android' AS key, 'exact' AS match, 'zhihu' AS source, 'social' AS category),
  STRUCT('zhihu' AS key, 'exact' AS match, 'zhihu' AS source, 'social' AS category),
  STRUCT('zhihu.com' AS key, 'domain' AS match, 'zhihu' AS source, 'social' AS category),
  STRUCT('sooplive.co.kr' AS key, 'domain' AS match, 'afreecatv' AS source, 'video' AS category),
  STRUCT('aparat.com' AS key, 'domain' AS match, 'aparat' AS source, 'video' AS category),
  STRUCT('b23.tv' AS key, 'exact' AS match, 'bilibili' AS source, 'video' AS category),
  STRUCT('bilibili' AS key, 'exact' AS match, 'bilibili' AS source, 'video' AS category),
  STRUCT('bilibili.com' AS key, 'domain' AS match, 'bilibili' AS source, 'video' AS category),
  STRUCT('tv.danmaku.bili' AS key, 'exact' AS match, 'bilibili' AS source, 'video' AS category),
  STRUCT('dailymotion' AS key, 'exact' AS match, 'dailymotion' AS source, 'video' AS category),
  STRUCT(
    'dailymotion.com' AS key,
    'domain' AS match,
    'dailymotion' AS source,
    'video' AS category
  ),
  STRUCT(
    'disneyplus.com' AS key,
    'domain' AS match,
    'disneyplus' AS source,
    'video' AS category
  ),
  STRUCT('hotstar.com' AS key, 'domain' AS match, 'hotstar' AS source, 'video' AS category),
  STRUCT('hulu' AS key, 'exact' AS match, 'hulu' AS source, 'video' AS category),
  STRUCT('hulu.com' AS key, 'domain' AS match, 'hulu' AS source, 'video' AS category),
  STRUCT('iqiyi.com' AS key, 'domain' AS match, 'iqiyi' AS source, 'video' AS category),
  STRUCT('kick.com' AS key, 'domain' AS match, 'kick' AS source, 'video' AS category),
  STRUCT(
    'com.smile.gifmaker' AS key,
    'exact' AS match,
    'kuaishou' AS source,
    'video' AS category
  ),
  STRUCT('kuaishou.com' AS key, 'domain' AS match, 'kuaishou' AS source, 'video' AS category),
  STRUCT('chzzk.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'video' AS category),
  STRUCT('tv.naver.com' AS key, 'exact' AS match, 'naver' AS source, 'video' AS category),
  STRUCT('netflix' AS key, 'exact' AS match, 'netflix' AS source, 'video' AS category),
  STRUCT('netflix.com' AS key, 'domain' AS match, 'netflix' AS source, 'video' AS category),
  STRUCT('nicovideo.jp' AS key, 'domain' AS match, 'niconico' AS source, 'video' AS category),
  STRUCT('rumble.com' AS key, 'domain' AS match, 'rumble' AS source, 'video' AS category),
  STRUCT('rutube.ru' AS key, 'domain' AS match, 'rutube' AS source, 'video' AS category),
  STRUCT('ted.com' AS key, 'domain' AS match, 'ted' AS source, 'video' AS category),
  STRUCT('v.qq.com' AS key, 'domain' AS match, 'tencent' AS source, 'video' AS category),
  STRUCT(
    'tv.twitch.android.app' AS key,
    'exact' AS match,
    'twitch' AS source,
    'video' AS category
  ),
  STRUCT('twitch' AS key, 'exact' AS match, 'twitch' AS source, 'video' AS category),
  STRUCT('twitch.tv' AS key, 'domain' AS match, 'twitch' AS source, 'video' AS category),
  STRUCT('vimeo' AS key, 'exact' AS match, 'vimeo' AS source, 'video' AS category),
  STRUCT('vimeo.com' AS key, 'domain' AS match, 'vimeo' AS source, 'video' AS category),
  STRUCT('vkvideo.ru' AS key, 'domain' AS match, 'vk' AS source, 'video' AS category),
  STRUCT('wistia.com' AS key, 'domain' AS match, 'wistia' AS source, 'video' AS category),
  STRUCT('youku.com' AS key, 'domain' AS match, 'youku' AS source, 'video' AS category),
  STRUCT(
    'com.google.android.youtube' AS key,
    'exact' AS match,
    'youtube' AS source,
    'video' AS category
  ),
  STRUCT('youtu.be' AS key, 'exact' AS match, 'youtube' AS source, 'video' AS category),
  STRUCT('youtube' AS key, 'exact' AS match, 'youtube' AS source, 'video' AS category),
  STRUCT('youtube.com' AS key, 'domain' AS match, 'youtube' AS source, 'video' AS category),
  STRUCT('yt' AS key, 'exact' AS match, 'youtube' AS source, 'video' AS category)
]) AS listed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef` AS traffic_sources_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
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
), queried AS (
  /* The text of each address's query: as sent by itself, else what stands in the address (A2). */
  SELECT
    source,
    page_id,
    timestamp,
    url,
    referrer,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    CASE
      WHEN TRIM(search, ' ') <> ''
      THEN SPLIT(search, '#')[SAFE_OFFSET(0)]
      WHEN INSTR(SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)], '?') > 0
      THEN SUBSTRING(
        SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)],
        INSTR(SPLIT(COALESCE(url, ''), '#')[SAFE_OFFSET(0)], '?')
      )
      ELSE ''
    END AS query_text
  FROM pages_judged
  WHERE
    reject_reason IS NULL
), candidates AS (
  /* Pages that may tell a source: with a campaign, a click id, or a referrer that is not their own host. */
  SELECT
    source,
    page_id,
    timestamp,
    url,
    referrer,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    query_text
  FROM queried
  WHERE
    CASE
      WHEN utm_source <> ''
      OR utm_medium <> ''
      OR utm_campaign <> ''
      OR utm_term <> ''
      OR utm_content <> ''
      THEN TRUE
      WHEN INSTR(query_text, '=') > 0
      AND (
        INSTR(query_text, 'utm_') > 0
        OR INSTR(query_text, 'gclid=') > 0
        OR INSTR(query_text, 'gbraid=') > 0
        OR INSTR(query_text, 'wbraid=') > 0
        OR INSTR(query_text, 'gclsrc=') > 0
        OR INSTR(query_text, 'gad_source=') > 0
        OR INSTR(query_text, 'dclid=') > 0
        OR INSTR(query_text, 'msclkid=') > 0
        OR INSTR(query_text, 'ttclid=') > 0
        OR INSTR(query_text, 'twclid=') > 0
        OR INSTR(query_text, 'li_fat_id=') > 0
        OR INSTR(query_text, 'rdt_cid=') > 0
        OR INSTR(query_text, 'ScCid=') > 0
        OR INSTR(query_text, 'epik=') > 0
        OR INSTR(query_text, 'qclid=') > 0
        OR INSTR(query_text, 'yclid=') > 0
        OR INSTR(query_text, 'irclickid=') > 0
        OR INSTR(query_text, 'srsltid=') > 0
        OR INSTR(query_text, 'fbclid=') > 0
        OR INSTR(query_text, 'igshid=') > 0
        OR INSTR(query_text, 'mc_cid=') > 0
        OR INSTR(query_text, '_kx=') > 0
      )
      THEN TRUE
      WHEN referrer IS NULL OR referrer = ''
      THEN FALSE
      WHEN (
        referrer LIKE 'https://%' OR referrer LIKE 'http://%'
      )
      AND (
        url LIKE 'https://%' OR url LIKE 'http://%'
      )
      AND SPLIT(CONCAT(url, '//'), '/')[SAFE_OFFSET(2)] = SPLIT(CONCAT(referrer, '//'), '/')[SAFE_OFFSET(2)]
      AND NOT SPLIT(CONCAT(referrer, '//'), '/')[SAFE_OFFSET(2)] LIKE '% %'
      THEN FALSE
      ELSE TRUE
    END
), cut AS (
  /* Where both addresses lead; the campaign where columns have one; the query with & before each name. */
  SELECT
    source,
    page_id,
    timestamp,
    TRIM(utm_source, ' ') AS utm_source,
    TRIM(utm_medium, ' ') AS utm_medium,
    TRIM(utm_campaign, ' ') AS utm_campaign,
    TRIM(utm_term, ' ') AS utm_term,
    TRIM(utm_content, ' ') AS utm_content,
    COALESCE(TRIM(utm_source, ' '), '') <> ''
    OR COALESCE(TRIM(utm_medium, ' '), '') <> ''
    OR COALESCE(TRIM(utm_campaign, ' '), '') <> ''
    OR COALESCE(TRIM(utm_term, ' '), '') <> ''
    OR COALESCE(TRIM(utm_content, ' '), '') <> '' AS has_columns,
    REPLACE(query_text, '?', '&') AS query_text,
    SPLIT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://')[SAFE_OFFSET(0)] AS referrer_scheme,
    SPLIT(
      SPLIT(
        SPLIT(
          SPLIT(CONCAT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://'), '://')[SAFE_OFFSET(1)],
          '/'
        )[SAFE_OFFSET(0)],
        '?'
      )[SAFE_OFFSET(0)],
      '#'
    )[SAFE_OFFSET(0)] AS referrer_place,
    SPLIT(COALESCE(url, ''), '://')[SAFE_OFFSET(0)] AS page_scheme,
    SPLIT(
      SPLIT(
        SPLIT(SPLIT(CONCAT(COALESCE(url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
        '?'
      )[SAFE_OFFSET(0)],
      '#'
    )[SAFE_OFFSET(0)] AS page_place
  FROM candidates
), addressed AS (
  /* The hosts of both addresses as they are written, without users and ports (A3). */
  SELECT
    source,
    page_id,
    timestamp,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    has_columns,
    query_text,
    CASE
      WHEN referrer_scheme LIKE '%/%'
      OR referrer_scheme LIKE '%?%'
      OR referrer_scheme LIKE '%#%'
      THEN ''
      WHEN INSTR(referrer_place, '@') > 0
      THEN SPLIT(REVERSE(SPLIT(REVERSE(referrer_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
      ELSE SPLIT(referrer_place, ':')[SAFE_OFFSET(0)]
    END AS referrer_authority,
    CASE
      WHEN page_scheme LIKE '%/%' OR page_scheme LIKE '%?%' OR page_scheme LIKE '%#%'
      THEN ''
      WHEN INSTR(page_place, '@') > 0
      THEN SPLIT(REVERSE(SPLIT(REVERSE(page_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
      ELSE SPLIT(page_place, ':')[SAFE_OFFSET(0)]
    END AS page_authority
  FROM cut
), hosted AS (
  /* The first click id of the address (A5), and the values of a campaign in the query, & between them (A2). */
  SELECT
    source,
    page_id,
    timestamp,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    has_columns,
    query_text,
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
    NULLIF(
      CASE
        WHEN CASE
          WHEN LOWER(page_authority) = page_authority
          THEN page_authority
          ELSE TRANSLATE(page_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END LIKE 'www.%'
        THEN SUBSTRING(
          CASE
            WHEN LOWER(page_authority) = page_authority
            THEN page_authority
            ELSE TRANSLATE(page_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
          END,
          5
        )
        ELSE CASE
          WHEN LOWER(page_authority) = page_authority
          THEN page_authority
          ELSE TRANSLATE(page_authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END
      END,
      ''
    ) AS page_host,
    CASE
      WHEN has_columns OR NOT INSTR(query_text, 'utm_') > 0
      THEN NULL
      ELSE SPLIT(SPLIT(CONCAT(query_text, '&utm_source='), '&utm_source=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_medium='), '&utm_medium=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_campaign='), '&utm_campaign=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_term='), '&utm_term=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] || '&' || SPLIT(SPLIT(CONCAT(query_text, '&utm_content='), '&utm_content=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)]
    END AS encoded,
    CASE
      WHEN INSTR(query_text, '=') > 0
      THEN CASE
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&gclid='), '&gclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'gclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&gbraid='), '&gbraid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'gbraid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&wbraid='), '&wbraid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'wbraid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&gclsrc='), '&gclsrc=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'gclsrc'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&gad_source='), '&gad_source=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'gad_source'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&dclid='), '&dclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'dclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&msclkid='), '&msclkid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'msclkid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&ttclid='), '&ttclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'ttclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&twclid='), '&twclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'twclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&li_fat_id='), '&li_fat_id=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'li_fat_id'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&rdt_cid='), '&rdt_cid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'rdt_cid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&ScCid='), '&ScCid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'ScCid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&epik='), '&epik=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'epik'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&qclid='), '&qclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'qclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&yclid='), '&yclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'yclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&irclickid='), '&irclickid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'irclickid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&srsltid='), '&srsltid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'srsltid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&fbclid='), '&fbclid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'fbclid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&igshid='), '&igshid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'igshid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&mc_cid='), '&mc_cid=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN 'mc_cid'
        WHEN SPLIT(SPLIT(CONCAT(query_text, '&_kx='), '&_kx=')[SAFE_OFFSET(1)], '&')[SAFE_OFFSET(0)] <> ''
        THEN '_kx'
      END
    END AS click_id_name
  FROM addressed
), escaped AS (
  /* Each text that has escapes, once; + is a space (A2). */
  SELECT
    encoded,
    REPLACE(encoded, '+', ' ') AS decoded
  FROM (
    SELECT DISTINCT
      encoded
    FROM hosted
  ) AS texts
  WHERE
    INSTR(encoded, '%') > 0 OR INSTR(encoded, '+') > 0
), decoded_signs AS (
  /* The same with ! " # $ ' ( ) for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%20', ' '), '%21', '!'), '%22', '"'), '%23', '#'),
            '%24',
            '$'
          ),
          '%27',
          '\''
        ),
        '%28',
        '('
      ),
      '%29',
      ')'
    ) AS decoded
  FROM escaped
), decoded_marks AS (
  /* The same with * + , - . / for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(
              REPLACE(
                REPLACE(
                  REPLACE(
                    REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%2A', '*'), '%2a', '*'), '%2B', '+'), '%2b', '+'),
                    '%2C',
                    ','
                  ),
                  '%2c',
                  ','
                ),
                '%2D',
                '-'
              ),
              '%2d',
              '-'
            ),
            '%2E',
            '.'
          ),
          '%2e',
          '.'
        ),
        '%2F',
        '/'
      ),
      '%2f',
      '/'
    ) AS decoded
  FROM decoded_signs
), decoded_points AS (
  /* The same with : ; = ? for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%3A', ':'), '%3a', ':'), '%3B', ';'), '%3b', ';'),
            '%3D',
            '='
          ),
          '%3d',
          '='
        ),
        '%3F',
        '?'
      ),
      '%3f',
      '?'
    ) AS decoded
  FROM decoded_marks
), decoded_brackets AS (
  /* The same with @ [ ] _ | ~ for their escapes. */
  SELECT
    encoded,
    REPLACE(
      REPLACE(
        REPLACE(
          REPLACE(
            REPLACE(
              REPLACE(
                REPLACE(
                  REPLACE(REPLACE(REPLACE(REPLACE(decoded, '%40', '@'), '%5B', '['), '%5b', '['), '%5D', ']'),
                  '%5d',
                  ']'
                ),
                '%5F',
                '_'
              ),
              '%5f',
              '_'
            ),
            '%7C',
            '|'
          ),
          '%7c',
          '|'
        ),
        '%7E',
        '~'
      ),
      '%7e',
      '~'
    ) AS decoded
  FROM decoded_points
), sited AS (
  /* The sites of both hosts (A3), the value of the click id as sent (A5), and the campaign as decoded (A2). */
  SELECT
    source,
    page_id,
    timestamp,
    utm_source,
    utm_medium,
    utm_campaign,
    utm_term,
    utm_content,
    has_columns,
    referrer_host,
    click_id_name,
    COALESCE(decoded_brackets.decoded, hosted.encoded) AS decoded,
    CASE
      WHEN click_id_name IS NOT NULL
      THEN SPLIT(
        SUBSTRING(
          query_text,
          INSTR(query_text, '&' || click_id_name || '=') + LENGTH(click_id_name) + 2
        ),
        '&'
      )[SAFE_OFFSET(0)]
    END AS click_id,
    CASE
      WHEN INSTR(referrer_host, '.') = 0
      OR REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)]), r'^[0-9]+$')
      OR referrer_host = REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)])
      THEN referrer_host
      WHEN REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
      AND REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '..'), '.')[SAFE_OFFSET(2)]) || '.' || REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)])
      ELSE REVERSE(SPLIT(CONCAT(REVERSE(referrer_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(referrer_host), '.')[SAFE_OFFSET(0)])
    END AS referrer_site,
    CASE
      WHEN INSTR(page_host, '.') = 0
      OR REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)]), r'^[0-9]+$')
      OR page_host = REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)])
      THEN page_host
      WHEN REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
      AND REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN REVERSE(SPLIT(CONCAT(REVERSE(page_host), '..'), '.')[SAFE_OFFSET(2)]) || '.' || REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)])
      ELSE REVERSE(SPLIT(CONCAT(REVERSE(page_host), '.'), '.')[SAFE_OFFSET(1)]) || '.' || REVERSE(SPLIT(REVERSE(page_host), '.')[SAFE_OFFSET(0)])
    END AS page_site
  FROM hosted
  LEFT JOIN decoded_brackets
    ON hosted.encoded = decoded_brackets.encoded
), told AS (
  /* What the campaign says (A4), what the click id does (A5), and the referrer's host where it is external (A3). */
  SELECT
    source,
    page_id,
    timestamp,
    NULLIF(
      TRANSLATE(
        CASE
          WHEN has_columns
          THEN utm_source
          ELSE TRIM(REPLACE(REPLACE(SPLIT(decoded, '&')[SAFE_OFFSET(0)], '%26', '&'), '%25', '%'), ' ')
        END,
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'abcdefghijklmnopqrstuvwxyz'
      ),
      ''
    ) AS utm_source,
    NULLIF(
      TRANSLATE(
        CASE
          WHEN has_columns
          THEN utm_medium
          ELSE TRIM(
            REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&'), '&')[SAFE_OFFSET(1)], '%26', '&'), '%25', '%'),
            ' '
          )
        END,
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
        'abcdefghijklmnopqrstuvwxyz'
      ),
      ''
    ) AS utm_medium,
    NULLIF(
      CASE
        WHEN has_columns
        THEN utm_campaign
        ELSE TRIM(
          REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&'), '&')[SAFE_OFFSET(2)], '%26', '&'), '%25', '%'),
          ' '
        )
      END,
      ''
    ) AS utm_campaign,
    NULLIF(
      CASE
        WHEN has_columns
        THEN utm_term
        ELSE TRIM(
          REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&&'), '&')[SAFE_OFFSET(3)], '%26', '&'), '%25', '%'),
          ' '
        )
      END,
      ''
    ) AS utm_term,
    NULLIF(
      CASE
        WHEN has_columns
        THEN utm_content
        ELSE TRIM(
          REPLACE(REPLACE(SPLIT(CONCAT(decoded, '&&&&'), '&')[SAFE_OFFSET(4)], '%26', '&'), '%25', '%'),
          ' '
        )
      END,
      ''
    ) AS utm_content,
    click_id_name,
    click_id,
    CASE
      WHEN click_id_name IN ('gclid', 'gbraid', 'wbraid', 'gclsrc', 'gad_source', 'dclid', 'srsltid')
      THEN 'google'
      WHEN click_id_name IN ('msclkid')
      THEN 'bing'
      WHEN click_id_name IN ('ttclid')
      THEN 'tiktok'
      WHEN click_id_name IN ('twclid')
      THEN 'twitter'
      WHEN click_id_name IN ('li_fat_id')
      THEN 'linkedin'
      WHEN click_id_name IN ('rdt_cid')
      THEN 'reddit'
      WHEN click_id_name IN ('ScCid')
      THEN 'snapchat'
      WHEN click_id_name IN ('epik')
      THEN 'pinterest'
      WHEN click_id_name IN ('qclid')
      THEN 'quora'
      WHEN click_id_name IN ('yclid')
      THEN 'yandex'
      WHEN click_id_name IN ('irclickid')
      THEN 'impact'
      WHEN click_id_name IN ('fbclid')
      THEN 'facebook'
      WHEN click_id_name IN ('igshid')
      THEN 'instagram'
      WHEN click_id_name IN ('mc_cid')
      THEN 'mailchimp'
      WHEN click_id_name IN ('_kx')
      THEN 'klaviyo'
    END AS click_source,
    CASE
      WHEN click_id_name IN (
        'gclid',
        'gbraid',
        'wbraid',
        'gclsrc',
        'gad_source',
        'dclid',
        'msclkid',
        'ttclid',
        'twclid',
        'li_fat_id',
        'rdt_cid',
        'ScCid',
        'epik',
        'qclid',
        'yclid'
      )
      THEN 'cpc'
      WHEN click_id_name IN ('irclickid')
      THEN 'affiliate'
      WHEN click_id_name IN ('srsltid')
      THEN 'organic'
      WHEN click_id_name IN ('fbclid', 'igshid')
      THEN 'referral'
      WHEN click_id_name IN ('mc_cid', '_kx')
      THEN 'email'
    END AS click_medium,
    CASE WHEN click_id_name IN ('srsltid') THEN 'Shopping Free Listings' END AS click_campaign,
    referrer_host,
    CASE
      WHEN referrer_site = page_site
      OR referrer_host IN (
        'paypal.com',
        'stripe.com',
        'klarna.com',
        'adyen.com',
        'mollie.com',
        'afterpay.com',
        'affirm.com',
        'shop.app',
        'payments.amazon.com',
        'pay.google.com',
        'accounts.google.com',
        'appleid.apple.com',
        'login.microsoftonline.com',
        'auth0.com',
        'okta.com'
      )
      OR referrer_host LIKE '%.paypal.com'
      OR referrer_host LIKE '%.stripe.com'
      OR referrer_host LIKE '%.klarna.com'
      OR referrer_host LIKE '%.adyen.com'
      OR referrer_host LIKE '%.mollie.com'
      OR referrer_host LIKE '%.afterpay.com'
      OR referrer_host LIKE '%.affirm.com'
      OR referrer_host LIKE '%.shop.app'
      OR referrer_host LIKE '%.payments.amazon.com'
      OR referrer_host LIKE '%.pay.google.com'
      OR referrer_host LIKE '%.accounts.google.com'
      OR referrer_host LIKE '%.appleid.apple.com'
      OR referrer_host LIKE '%.login.microsoftonline.com'
      OR referrer_host LIKE '%.auth0.com'
      OR referrer_host LIKE '%.okta.com'
      THEN NULL
      ELSE referrer_host
    END AS external_host
  FROM sited
), named AS (
  /* What is missing of a campaign comes from the click id, and its source else from the referrer (A4). What has none of them has no touch (A7). */
  SELECT
    source,
    page_id,
    timestamp,
    CASE
      WHEN utm_source IS NOT NULL OR utm_medium IS NOT NULL OR utm_campaign IS NOT NULL
      THEN 'utm'
      WHEN click_id_name IS NOT NULL
      THEN 'click_id'
      ELSE 'referrer'
    END AS touch,
    COALESCE(utm_source, click_source, external_host, '(not set)') AS traffic_source,
    COALESCE(utm_medium, click_medium, '(not set)') AS traffic_medium,
    COALESCE(utm_campaign, click_campaign, '(not set)') AS traffic_campaign,
    utm_term AS traffic_term,
    utm_content AS traffic_content,
    click_id_name,
    click_id,
    referrer_host,
    CASE
      WHEN utm_source IS NULL
      AND utm_medium IS NULL
      AND utm_campaign IS NULL
      AND click_id_name IS NULL
      THEN external_host
      ELSE CASE
        WHEN COALESCE(utm_source, click_source, external_host, '(not set)') LIKE 'www.%'
        THEN SUBSTRING(COALESCE(utm_source, click_source, external_host, '(not set)'), 5)
        ELSE COALESCE(utm_source, click_source, external_host, '(not set)')
      END
    END AS looked_up
  FROM told
  WHERE
    utm_source IS NOT NULL
    OR utm_medium IS NOT NULL
    OR utm_campaign IS NOT NULL
    OR click_id_name IS NOT NULL
    OR external_host IS NOT NULL
), texts AS (
  /* Each source and each host once, and with * for the ending of its country (A8). */
  SELECT
    looked_up,
    CASE
      WHEN REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
      AND REVERSE(SPLIT(CONCAT(REVERSE(looked_up), '.'), '.')[SAFE_OFFSET(1)]) IN ('ac', 'co', 'com', 'edu', 'go', 'gov', 'it', 'ne', 'net', 'or', 'org')
      THEN SUBSTRING(
        looked_up,
        1,
        LENGTH(looked_up) - LENGTH(REVERSE(SPLIT(CONCAT(REVERSE(looked_up), '.'), '.')[SAFE_OFFSET(1)])) - LENGTH(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)])) - 1
      ) || '*'
      WHEN REGEXP_CONTAINS(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]), r'^[a-z][a-z]$')
      THEN SUBSTRING(
        looked_up,
        1,
        LENGTH(looked_up) - LENGTH(REVERSE(SPLIT(REVERSE(looked_up), '.')[SAFE_OFFSET(0)]))
      ) || '*'
    END AS starred,
    looked_up AS under_0
  FROM (
    SELECT DISTINCT
      looked_up
    FROM named
  ) AS names
), without_one AS (
  /* The same without one of its labels, while two are left (A8). */
  SELECT
    looked_up,
    starred,
    under_0,
    CASE
      WHEN INSTR(SUBSTRING(under_0, INSTR(under_0, '.') + 1), '.') > 0
      THEN SUBSTRING(under_0, INSTR(under_0, '.') + 1)
    END AS under_1
  FROM texts
), without_two AS (
  /* The same without two of its labels, while two are left (A8). */
  SELECT
    looked_up,
    starred,
    under_0,
    under_1,
    CASE
      WHEN INSTR(SUBSTRING(under_1, INSTR(under_1, '.') + 1), '.') > 0
      THEN SUBSTRING(under_1, INSTR(under_1, '.') + 1)
    END AS under_2
  FROM without_one
), without_three AS (
  /* The same without three of its labels, while two are left (A8). */
  SELECT
    looked_up,
    starred,
    under_0,
    under_1,
    under_2,
    CASE
      WHEN INSTR(SUBSTRING(under_2, INSTR(under_2, '.') + 1), '.') > 0
      THEN SUBSTRING(under_2, INSTR(under_2, '.') + 1)
    END AS under_3
  FROM without_two
), found AS (
  /* What the list says of each: of the first that is in it (A8). */
  SELECT
    texts.looked_up,
    COALESCE(
      by_itself.source,
      by_starred.source,
      by_under_1.source,
      by_under_2.source,
      by_under_3.source
    ) AS source,
    COALESCE(
      by_itself.category,
      by_starred.category,
      by_under_1.category,
      by_under_2.category,
      by_under_3.category
    ) AS category
  FROM without_three AS texts
  LEFT JOIN (
    SELECT
      kept.key,
      kept.source,
      kept.category
    FROM `segment_models`.`segment_traffic_sources` AS kept
    WHERE
      NOT (
        kept.key IS NOT NULL
      )
    UNION ALL
    SELECT
      put_in.key,
      put_in.source,
      put_in.category
    FROM (
      SELECT
        key,
        match,
        source,
        category
      FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS by_itself
    ON texts.looked_up = by_itself.key
  LEFT JOIN (
    SELECT
      kept.key,
      kept.match,
      kept.source,
      kept.category
    FROM `segment_models`.`segment_traffic_sources` AS kept
    WHERE
      NOT (
        kept.key IS NOT NULL
      )
    UNION ALL
    SELECT
      put_in.key,
      put_in.match,
      put_in.source,
      put_in.category
    FROM (
      SELECT
        key,
        match,
        source,
        category
      FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS by_starred
    ON texts.starred = by_starred.key
  LEFT JOIN (
    SELECT
      kept.key,
      kept.match,
      kept.source,
      kept.category
    FROM `segment_models`.`segment_traffic_sources` AS kept
    WHERE
      NOT (
        kept.key IS NOT NULL
      )
    UNION ALL
    SELECT
      put_in.key,
      put_in.match,
      put_in.source,
      put_in.category
    FROM (
      SELECT
        key,
        match,
        source,
        category
      FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS by_under_1
    ON texts.under_1 = by_under_1.key AND by_under_1.match = 'domain'
  LEFT JOIN (
    SELECT
      kept.key,
      kept.match,
      kept.source,
      kept.category
    FROM `segment_models`.`segment_traffic_sources` AS kept
    WHERE
      NOT (
        kept.key IS NOT NULL
      )
    UNION ALL
    SELECT
      put_in.key,
      put_in.match,
      put_in.source,
      put_in.category
    FROM (
      SELECT
        key,
        match,
        source,
        category
      FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS by_under_2
    ON texts.under_2 = by_under_2.key AND by_under_2.match = 'domain'
  LEFT JOIN (
    SELECT
      kept.key,
      kept.match,
      kept.source,
      kept.category
    FROM `segment_models`.`segment_traffic_sources` AS kept
    WHERE
      NOT (
        kept.key IS NOT NULL
      )
    UNION ALL
    SELECT
      put_in.key,
      put_in.match,
      put_in.source,
      put_in.category
    FROM (
      SELECT
        key,
        match,
        source,
        category
      FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS by_under_3
    ON texts.under_3 = by_under_3.key AND by_under_3.match = 'domain'
), valued AS (
  /* A referrer's host says the medium by its category, and a search engine has a name (A6). */
  SELECT
    named.source,
    named.page_id,
    named.timestamp,
    named.touch,
    CASE
      WHEN named.touch = 'referrer' AND found.category = 'search'
      THEN found.source
      ELSE named.traffic_source
    END AS traffic_source,
    CASE
      WHEN named.touch <> 'referrer'
      THEN named.traffic_medium
      WHEN found.category = 'search'
      THEN 'organic'
      WHEN found.category = 'ai'
      THEN 'ai-assistant'
      WHEN found.category = 'email'
      THEN 'email'
      ELSE 'referral'
    END AS traffic_medium,
    CASE
      WHEN named.touch <> 'referrer'
      THEN named.traffic_campaign
      WHEN found.category = 'search'
      THEN '(organic)'
      WHEN found.category = 'ai'
      THEN '(ai-assistant)'
      WHEN found.category = 'email'
      THEN '(referral)'
      ELSE '(referral)'
    END AS traffic_campaign,
    named.traffic_term,
    named.traffic_content,
    found.category AS traffic_category,
    named.click_id_name,
    named.click_id,
    named.referrer_host
  FROM named
  JOIN found
    ON named.looked_up = found.looked_up
), paid AS (
  /* Whether the medium is paid, and whether the campaign is of a shop: several channels ask. */
  SELECT
    source,
    page_id,
    timestamp,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    click_id_name,
    click_id,
    referrer_host,
    (
      traffic_medium LIKE '%cp%'
      OR traffic_medium IN ('ppc', 'retargeting')
      OR traffic_medium LIKE 'paid%'
    ) AS is_paid,
    REGEXP_CONTAINS(
      TRANSLATE(traffic_campaign, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'),
      r'(^|[^a-df-z])shop|shopping'
    ) AS is_shop
  FROM valued
)
SELECT
  source,
  page_id,
  timestamp,
  touch,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  traffic_term,
  traffic_content,
  traffic_category,
  CASE
    WHEN traffic_source IN ('direct', '(direct)')
    AND traffic_medium IN ('(not set)', '(none)')
    THEN 'Direct'
    WHEN traffic_campaign LIKE '%cross-network%'
    THEN 'Cross-network'
    WHEN is_paid AND (
      traffic_category = 'shopping' OR is_shop
    )
    THEN 'Paid Shopping'
    WHEN is_paid AND traffic_category = 'search'
    THEN 'Paid Search'
    WHEN is_paid AND traffic_category = 'social'
    THEN 'Paid Social'
    WHEN is_paid AND traffic_category = 'video'
    THEN 'Paid Video'
    WHEN traffic_medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm')
    THEN 'Display'
    WHEN is_paid
    THEN 'Paid Other'
    WHEN traffic_medium = 'ai-assistant'
    OR (
      traffic_category = 'ai' AND traffic_medium IN ('referral', '(not set)')
    )
    THEN 'AI Assistant'
    WHEN traffic_category = 'shopping' OR is_shop
    THEN 'Organic Shopping'
    WHEN traffic_category = 'social'
    OR traffic_medium IN (
      'social',
      'social-network',
      'social-media',
      'sm',
      'social network',
      'social media'
    )
    THEN 'Organic Social'
    WHEN traffic_category = 'video' OR traffic_medium LIKE '%video%'
    THEN 'Organic Video'
    WHEN traffic_category = 'search' OR traffic_medium = 'organic'
    THEN 'Organic Search'
    WHEN traffic_medium IN ('referral', 'app', 'link')
    THEN 'Referral'
    WHEN traffic_source IN ('email', 'e-mail', 'e_mail', 'e mail')
    OR traffic_medium IN ('email', 'e-mail', 'e_mail', 'e mail')
    THEN 'Email'
    WHEN traffic_medium = 'affiliate'
    THEN 'Affiliates'
    WHEN traffic_medium = 'audio'
    THEN 'Audio'
    WHEN traffic_source = 'sms' OR traffic_medium = 'sms'
    THEN 'SMS'
    WHEN traffic_medium LIKE '%push'
    OR traffic_medium LIKE '%mobile%'
    OR traffic_medium LIKE '%notification%'
    OR traffic_source = 'firebase'
    THEN 'Mobile Push Notifications'
    ELSE 'Unassigned'
  END AS channel,
  click_id_name,
  click_id,
  referrer_host
FROM paid
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef` AS touches_rebuilt
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
WHERE
  is_there
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_owned
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
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
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
    positioned.is_server,
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
    positioned.is_server,
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
    MAX(CASE WHEN NOT is_server THEN timestamp END) AS session_end_timestamp,
    COUNT(track) AS total_tracks,
    COUNT(page) AS total_pages,
    COUNT(screen) AS total_screens,
    MIN(CASE WHEN page IS NOT NULL AND NOT is_server THEN position END) AS first_page_position,
    MAX(CASE WHEN page IS NOT NULL AND NOT is_server THEN position END) AS last_page_position,
    MIN(CASE WHEN screen IS NOT NULL AND NOT is_server THEN position END) AS first_screen_position,
    MAX(CASE WHEN screen IS NOT NULL AND NOT is_server THEN position END) AS last_screen_position,
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

CREATE OR REPLACE TABLE `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH starts AS (
  /* Every session, by the event that starts it. */
  SELECT
    session_id,
    session_index,
    user_id,
    timestamp AS session_start_timestamp
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
  WHERE
    session_start_event
), touched AS (
  /* The pages that say where they came from. */
  SELECT
    source,
    page_id,
    touch,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host
  FROM (
    SELECT
      kept.source,
      kept.page_id,
      kept.timestamp,
      kept.touch,
      kept.traffic_source,
      kept.traffic_medium,
      kept.traffic_campaign,
      kept.traffic_term,
      kept.traffic_content,
      kept.traffic_category,
      kept.channel,
      kept.click_id_name,
      kept.click_id,
      kept.referrer_host
    FROM `segment_models`.`segment_touches` AS kept
    LEFT JOIN `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.page_id = theirs_1.page_id
    WHERE
      theirs_1.source IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.page_id,
      put_in.timestamp,
      put_in.touch,
      put_in.traffic_source,
      put_in.traffic_medium,
      put_in.traffic_campaign,
      put_in.traffic_term,
      put_in.traffic_content,
      put_in.traffic_category,
      put_in.channel,
      put_in.click_id_name,
      put_in.click_id,
      put_in.referrer_host
    FROM (
      SELECT
        source,
        page_id,
        timestamp,
        touch,
        traffic_source,
        traffic_medium,
        traffic_campaign,
        traffic_term,
        traffic_content,
        traffic_category,
        channel,
        click_id_name,
        click_id,
        referrer_host
      FROM `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS touches
  WHERE
    touches.timestamp >= @first_cut
), placed_pages AS (
  /* The place of each page among those of its session (R7), and among those that say where it came from. */
  SELECT
    events.session_id,
    events.source,
    events.page_id,
    ROW_NUMBER() OVER (
      PARTITION BY events.session_id
      ORDER BY events.timestamp, events.source, events.page_id
    ) AS place,
    CASE
      WHEN touched.touch IS NOT NULL
      THEN COUNT(touched.touch) OVER (
        PARTITION BY events.session_id
        ORDER BY events.timestamp, events.source, events.page_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      )
    END AS touch_place
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
  LEFT JOIN touched
    ON events.source = touched.source AND events.page_id = touched.page_id
  WHERE
    (
      events.page_id IS NOT NULL AND events.session_id IS NOT NULL
    )
    AND events.anonymous_id IS NOT NULL
), chosen AS (
  /* The first page of each session, and the first that says where it came from (A9). */
  SELECT
    session_id,
    MAX(CASE WHEN place = 1 THEN source END) AS first_source,
    MAX(CASE WHEN place = 1 THEN page_id END) AS first_page_id,
    MAX(CASE WHEN touch_place = 1 THEN source END) AS touch_source,
    MAX(CASE WHEN touch_place = 1 THEN page_id END) AS touch_page_id
  FROM placed_pages
  WHERE
    place = 1 OR touch_place = 1
  GROUP BY
    session_id
), first_pages AS (
  /* Each session's first page. */
  SELECT
    chosen.session_id,
    chosen.touch_source,
    chosen.touch_page_id,
    SPLIT(COALESCE(pages.url, ''), '://')[SAFE_OFFSET(0)] AS url_scheme,
    SPLIT(
      SPLIT(
        SPLIT(SPLIT(CONCAT(COALESCE(pages.url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
        '?'
      )[SAFE_OFFSET(0)],
      '#'
    )[SAFE_OFFSET(0)] AS url_place,
    pages.path
  FROM chosen
  JOIN (
    SELECT
      kept.source,
      kept.page_id,
      kept.timestamp,
      kept.url,
      kept.path
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
      put_in.path
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
    ON chosen.first_source = pages.source AND chosen.first_page_id = pages.page_id
  WHERE
    pages.timestamp >= @first_cut
), landed AS (
  /* The host of that page as it is written (A3). */
  SELECT
    session_id,
    touch_source,
    touch_page_id,
    CASE
      WHEN url_scheme LIKE '%/%' OR url_scheme LIKE '%?%' OR url_scheme LIKE '%#%'
      THEN ''
      WHEN INSTR(url_place, '@') > 0
      THEN SPLIT(REVERSE(SPLIT(REVERSE(url_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
      ELSE SPLIT(url_place, ':')[SAFE_OFFSET(0)]
    END AS authority,
    path
  FROM first_pages
), screened AS (
  /* The sessions that have a screen. */
  SELECT DISTINCT
    session_id
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
  WHERE
    (
      screen_id IS NOT NULL AND events.session_id IS NOT NULL
    )
    AND events.anonymous_id IS NOT NULL
), sourced AS (
  /* The touch of the first page that has one; without one direct, or none (A9). */
  SELECT
    starts.session_id,
    starts.session_index,
    starts.user_id,
    starts.session_start_timestamp,
    CASE
      WHEN touched.page_id IS NOT NULL
      THEN touched.touch
      WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
      THEN 'direct'
      ELSE 'none'
    END AS touch,
    touched.page_id AS touch_page_id,
    CASE
      WHEN touched.page_id IS NOT NULL
      THEN touched.traffic_source
      WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
      THEN '(direct)'
    END AS traffic_source,
    CASE
      WHEN touched.page_id IS NOT NULL
      THEN touched.traffic_medium
      WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
      THEN '(none)'
    END AS traffic_medium,
    CASE
      WHEN touched.page_id IS NOT NULL
      THEN touched.traffic_campaign
      WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
      THEN '(direct)'
    END AS traffic_campaign,
    CASE WHEN touched.page_id IS NOT NULL THEN touched.traffic_term END AS traffic_term,
    CASE WHEN touched.page_id IS NOT NULL THEN touched.traffic_content END AS traffic_content,
    CASE WHEN touched.page_id IS NOT NULL THEN touched.traffic_category END AS traffic_category,
    CASE
      WHEN touched.page_id IS NOT NULL
      THEN touched.channel
      WHEN landed.session_id IS NOT NULL OR screened.session_id IS NOT NULL
      THEN 'Direct'
      ELSE 'Unassigned'
    END AS channel,
    CASE WHEN touched.page_id IS NOT NULL THEN touched.click_id_name END AS click_id_name,
    CASE WHEN touched.page_id IS NOT NULL THEN touched.click_id END AS click_id,
    CASE WHEN touched.page_id IS NOT NULL THEN touched.referrer_host END AS referrer_host,
    NULLIF(
      CASE
        WHEN CASE
          WHEN LOWER(landed.authority) = landed.authority
          THEN landed.authority
          ELSE TRANSLATE(landed.authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END LIKE 'www.%'
        THEN SUBSTRING(
          CASE
            WHEN LOWER(landed.authority) = landed.authority
            THEN landed.authority
            ELSE TRANSLATE(landed.authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
          END,
          5
        )
        ELSE CASE
          WHEN LOWER(landed.authority) = landed.authority
          THEN landed.authority
          ELSE TRANSLATE(landed.authority, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')
        END
      END,
      ''
    ) AS landing_host,
    landed.path AS landing_path
  FROM starts
  LEFT JOIN landed
    ON starts.session_id = landed.session_id
  LEFT JOIN touched
    ON landed.touch_source = touched.source AND landed.touch_page_id = touched.page_id
  LEFT JOIN screened
    ON starts.session_id = screened.session_id
), known AS (
  /* What an attributed source may be taken from (A10): also the sessions before the cut, which are kept. */
  SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    touch,
    touch_page_id,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host,
    landing_host,
    landing_path,
    FALSE AS is_kept
  FROM sourced
  UNION ALL
  SELECT
    kept.session_id,
    kept.session_index,
    kept.user_id,
    kept.session_start_timestamp,
    kept.touch,
    CAST(NULL AS STRING) AS touch_page_id,
    kept.traffic_source,
    kept.traffic_medium,
    kept.traffic_campaign,
    CAST(NULL AS STRING) AS traffic_term,
    CAST(NULL AS STRING) AS traffic_content,
    CAST(NULL AS STRING) AS traffic_category,
    kept.channel,
    CAST(NULL AS STRING) AS click_id_name,
    CAST(NULL AS STRING) AS click_id,
    CAST(NULL AS STRING) AS referrer_host,
    CAST(NULL AS STRING) AS landing_host,
    CAST(NULL AS STRING) AS landing_path,
    TRUE AS is_kept
  FROM `segment_models`.`segment_session_sources` AS kept
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
    ON kept.user_id = cuts.user_id
  WHERE
    (
      kept.session_start_timestamp < cuts.cut_at
      AND kept.touch NOT IN ('direct', 'none')
    )
    AND kept.session_start_timestamp >= IF(
      @first_cut IS NULL,
      NULL,
      COALESCE(
        SAFE.TIMESTAMP_SUB(@first_cut, INTERVAL 7776000000000 MICROSECOND),
        CAST('0001-01-01 00:00:00+00' AS TIMESTAMP)
      )
    )
), looked_back AS (
  /* The index of the person's latest session with a touch, this one or one before it. */
  SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    touch,
    touch_page_id,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host,
    landing_host,
    landing_path,
    is_kept,
    MAX(CASE WHEN touch NOT IN ('direct', 'none') THEN session_index END) OVER (
      PARTITION BY user_id
      ORDER BY session_index
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS touched_index
  FROM known
), beside AS (
  /* Each session beside that one, which begins the sessions that look back at it. */
  SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    touch,
    touch_page_id,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host,
    landing_host,
    landing_path,
    is_kept,
    MAX(CASE WHEN session_index = touched_index THEN session_id END) OVER (PARTITION BY user_id, touched_index) AS earlier_session_id,
    MAX(CASE WHEN session_index = touched_index THEN session_start_timestamp END) OVER (PARTITION BY user_id, touched_index) AS earlier_session_start_timestamp,
    MAX(CASE WHEN session_index = touched_index THEN traffic_source END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_source,
    MAX(CASE WHEN session_index = touched_index THEN traffic_medium END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_medium,
    MAX(CASE WHEN session_index = touched_index THEN traffic_campaign END) OVER (PARTITION BY user_id, touched_index) AS earlier_traffic_campaign,
    MAX(CASE WHEN session_index = touched_index THEN channel END) OVER (PARTITION BY user_id, touched_index) AS earlier_channel
  FROM looked_back
), aged AS (
  /* Too old, that session counts no more, and nor does any before it. */
  SELECT
    session_id,
    session_index,
    user_id,
    session_start_timestamp,
    touch,
    touch_page_id,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    traffic_term,
    traffic_content,
    traffic_category,
    channel,
    click_id_name,
    click_id,
    referrer_host,
    landing_host,
    landing_path,
    is_kept,
    earlier_session_id,
    earlier_traffic_source,
    earlier_traffic_medium,
    earlier_traffic_campaign,
    earlier_channel,
    COALESCE(
      TIMESTAMP_DIFF(session_start_timestamp, earlier_session_start_timestamp, MICROSECOND) <= 7776000000000,
      FALSE
    ) AS is_near
  FROM beside
)
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  touch,
  touch_page_id,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  traffic_term,
  traffic_content,
  traffic_category,
  channel,
  click_id_name,
  click_id,
  referrer_host,
  landing_host,
  landing_path,
  CASE WHEN is_near THEN earlier_traffic_source ELSE traffic_source END AS attributed_source,
  CASE WHEN is_near THEN earlier_traffic_medium ELSE traffic_medium END AS attributed_medium,
  CASE WHEN is_near THEN earlier_traffic_campaign ELSE traffic_campaign END AS attributed_campaign,
  CASE WHEN is_near THEN earlier_channel ELSE channel END AS attributed_channel,
  CASE WHEN is_near THEN earlier_session_id ELSE session_id END AS attributed_session_id,
  NOT is_near OR earlier_session_id = session_id AS attributed_is_own
FROM aged
WHERE
  NOT is_kept
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  session_start_event
;

CREATE OR REPLACE TABLE `_segment_models_run`.`page_views_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
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
      kept.path,
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
      put_in.path,
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
  LEFT JOIN `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
    ON events.session_id = sessions.session_id
  WHERE
    events.page_id IS NOT NULL AND pages.timestamp >= @first_cut
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
    `category`,
    `price paid`
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
    `category`,
    `price paid`,
    SPLIT(COALESCE(url, ''), '://')[SAFE_OFFSET(0)] AS url_scheme,
    SPLIT(
      SPLIT(
        SPLIT(SPLIT(CONCAT(COALESCE(url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
        '?'
      )[SAFE_OFFSET(0)],
      '#'
    )[SAFE_OFFSET(0)] AS url_place,
    SPLIT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://')[SAFE_OFFSET(0)] AS referrer_scheme,
    SPLIT(
      SPLIT(
        SPLIT(
          SPLIT(CONCAT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://'), '://')[SAFE_OFFSET(1)],
          '/'
        )[SAFE_OFFSET(0)],
        '?'
      )[SAFE_OFFSET(0)],
      '#'
    )[SAFE_OFFSET(0)] AS referrer_place
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
    `category`,
    `price paid`,
    CASE
      WHEN url_scheme LIKE '%/%' OR url_scheme LIKE '%?%' OR url_scheme LIKE '%#%'
      THEN ''
      WHEN INSTR(url_place, '@') > 0
      THEN SPLIT(REVERSE(SPLIT(REVERSE(url_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
      ELSE SPLIT(url_place, ':')[SAFE_OFFSET(0)]
    END AS url_authority,
    CASE
      WHEN referrer_scheme LIKE '%/%'
      OR referrer_scheme LIKE '%?%'
      OR referrer_scheme LIKE '%#%'
      THEN ''
      WHEN INSTR(referrer_place, '@') > 0
      THEN SPLIT(REVERSE(SPLIT(REVERSE(referrer_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
      ELSE SPLIT(referrer_place, ':')[SAFE_OFFSET(0)]
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
    THEN DIV(
      TIMESTAMP_DIFF(COALESCE(next_timestamp, session_end_timestamp), timestamp, MICROSECOND),
      1000
    )
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
  `category`,
  `price paid`
FROM written
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  page_id IS NOT NULL
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef` AS conversion_calls_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH owned AS (
  /* Each conversion with the person and the session of its call. */
  SELECT
    calls.conversion,
    calls.source,
    calls.track_id,
    calls.timestamp,
    calls.value,
    calls.currency,
    calls.conversion_key,
    calls.is_repeat,
    events.user_id,
    events.session_id,
    events.session_index
  FROM (
    SELECT
      kept.conversion,
      kept.source,
      kept.track_id,
      kept.timestamp,
      kept.value,
      kept.currency,
      kept.conversion_key,
      kept.is_repeat
    FROM `segment_models`.`segment_conversion_calls` AS kept
    LEFT JOIN `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS theirs_1
      ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    LEFT JOIN `_segment_models_run`.`conversion_keys_20260303120000_abcdef` AS theirs_2
      ON kept.conversion = theirs_2.conversion
      AND kept.conversion_key = theirs_2.conversion_key
    WHERE
      theirs_1.source IS NULL AND theirs_2.conversion IS NULL
    UNION ALL
    SELECT
      put_in.conversion,
      put_in.source,
      put_in.track_id,
      put_in.timestamp,
      put_in.value,
      put_in.currency,
      put_in.conversion_key,
      put_in.is_repeat
    FROM (
      SELECT
        conversion,
        source,
        track_id,
        timestamp,
        value,
        currency,
        conversion_key,
        is_repeat
      FROM `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS calls
  JOIN `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
    ON calls.source = events.source AND calls.track_id = events.track_id
), earlier AS (
  /* How many each person has before the cut, which are kept. */
  SELECT
    kept.user_id,
    kept.conversion,
    COUNT(kept.conversion_index) AS conversions
  FROM `segment_models`.`segment_conversions` AS kept
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
    ON kept.user_id = cuts.user_id
  WHERE
    kept.timestamp < cuts.cut_at
  GROUP BY
    kept.user_id,
    kept.conversion
)
SELECT
  owned.conversion,
  owned.source,
  owned.track_id,
  owned.timestamp,
  owned.user_id,
  owned.session_id,
  owned.session_index,
  owned.value,
  owned.currency,
  owned.conversion_key,
  owned.is_repeat,
  CASE
    WHEN NOT owned.is_repeat
    THEN COALESCE(earlier.conversions, 0) + ROW_NUMBER() OVER (
      PARTITION BY owned.user_id, owned.conversion, owned.is_repeat
      ORDER BY owned.timestamp, owned.source, owned.track_id
    )
  END AS conversion_index
FROM owned
LEFT JOIN earlier
  ON owned.user_id = earlier.user_id AND owned.conversion = earlier.conversion
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH viewed AS (
  /* The paths of each session's pages, and the last of them. */
  SELECT
    session_id,
    COUNT(DISTINCT path) AS unique_paths,
    MAX(CASE WHEN is_exit THEN path END) AS exit_path
  FROM (
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
          kept.path,
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
          put_in.path,
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
      LEFT JOIN `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
        ON events.session_id = sessions.session_id
      WHERE
        events.page_id IS NOT NULL AND pages.timestamp >= @first_cut
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
        `category`,
        `price paid`
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
        `category`,
        `price paid`,
        SPLIT(COALESCE(url, ''), '://')[SAFE_OFFSET(0)] AS url_scheme,
        SPLIT(
          SPLIT(
            SPLIT(SPLIT(CONCAT(COALESCE(url, ''), '://'), '://')[SAFE_OFFSET(1)], '/')[SAFE_OFFSET(0)],
            '?'
          )[SAFE_OFFSET(0)],
          '#'
        )[SAFE_OFFSET(0)] AS url_place,
        SPLIT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://')[SAFE_OFFSET(0)] AS referrer_scheme,
        SPLIT(
          SPLIT(
            SPLIT(
              SPLIT(CONCAT(SPLIT(COALESCE(referrer, ''), ' ')[SAFE_OFFSET(0)], '://'), '://')[SAFE_OFFSET(1)],
              '/'
            )[SAFE_OFFSET(0)],
            '?'
          )[SAFE_OFFSET(0)],
          '#'
        )[SAFE_OFFSET(0)] AS referrer_place
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
        `category`,
        `price paid`,
        CASE
          WHEN url_scheme LIKE '%/%' OR url_scheme LIKE '%?%' OR url_scheme LIKE '%#%'
          THEN ''
          WHEN INSTR(url_place, '@') > 0
          THEN SPLIT(REVERSE(SPLIT(REVERSE(url_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
          ELSE SPLIT(url_place, ':')[SAFE_OFFSET(0)]
        END AS url_authority,
        CASE
          WHEN referrer_scheme LIKE '%/%'
          OR referrer_scheme LIKE '%?%'
          OR referrer_scheme LIKE '%#%'
          THEN ''
          WHEN INSTR(referrer_place, '@') > 0
          THEN SPLIT(REVERSE(SPLIT(REVERSE(referrer_place), '@')[SAFE_OFFSET(0)]), ':')[SAFE_OFFSET(0)]
          ELSE SPLIT(referrer_place, ':')[SAFE_OFFSET(0)]
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
        THEN DIV(
          TIMESTAMP_DIFF(COALESCE(next_timestamp, session_end_timestamp), timestamp, MICROSECOND),
          1000
        )
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
      `category`,
      `price paid`
    FROM written
  ) AS pages
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
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
  WHERE
    session_id IS NOT NULL
  GROUP BY
    session_id
), brought AS (
  /* What the conversions of each session are, without repeats (V2). */
  SELECT
    session_id,
    COUNT(*) AS total_conversions,
    CAST(COALESCE(SUM(value), 0) AS NUMERIC) AS conversion_value,
    COUNT(CASE WHEN conversion = 'signed_up' THEN 1 END) AS signed_up_count,
    CAST(COALESCE(SUM(CASE WHEN conversion = 'signed_up' THEN value END), 0) AS NUMERIC) AS signed_up_value,
    COUNT(CASE WHEN conversion = 'order_completed' THEN 1 END) AS order_completed_count,
    CAST(COALESCE(SUM(CASE WHEN conversion = 'order_completed' THEN value END), 0) AS NUMERIC) AS order_completed_value,
    COUNT(CASE WHEN conversion = 'demo' THEN 1 END) AS demo_count,
    CAST(COALESCE(SUM(CASE WHEN conversion = 'demo' THEN value END), 0) AS NUMERIC) AS demo_value
  FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef` AS conversions
  WHERE
    session_id IS NOT NULL AND NOT is_repeat
  GROUP BY
    session_id
), mixed AS (
  /* The Segment sources of each session's events. */
  SELECT
    session_id,
    SUBSTRING(
      CASE WHEN COUNT(CASE WHEN source = 'ios' THEN 1 END) > 0 THEN ', ios' ELSE '' END || CASE WHEN COUNT(CASE WHEN source = 'web' THEN 1 END) > 0 THEN ', web' ELSE '' END,
      3
    ) AS sources,
    COUNT(DISTINCT source) AS sources_seen
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
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
  DATE(sessions.session_start_timestamp, 'Europe/Berlin') AS session_date,
  sessions.stats.duration_millis AS duration_millis,
  sessions.stats.total_pages AS total_pages,
  sessions.stats.total_tracks AS total_tracks,
  sessions.stats.total_screens AS total_screens,
  COALESCE(viewed.unique_paths, 0) AS unique_paths,
  mixed.sources,
  mixed.sources_seen > 1 AS is_mixed_sources,
  sessions.stats.duration_millis >= 10000
  OR (
    seen.page_views + seen.screen_views
  ) >= 2
  OR brought.session_id IS NOT NULL AS is_engaged,
  CASE
    WHEN (
      seen.page_views + seen.screen_views
    ) > 0
    THEN NOT (
      sessions.stats.duration_millis >= 10000
      OR (
        seen.page_views + seen.screen_views
      ) >= 2
      OR brought.session_id IS NOT NULL
    )
  END AS is_bounce,
  sessions.stats.total_pages = 1 AS is_single_page,
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
  sources.attributed_is_own,
  COALESCE(brought.total_conversions, CAST(0 AS INT64)) AS total_conversions,
  COALESCE(brought.conversion_value, CAST(0 AS NUMERIC)) AS conversion_value,
  COALESCE(brought.signed_up_count, CAST(0 AS INT64)) AS signed_up_count,
  COALESCE(brought.signed_up_value, CAST(0 AS NUMERIC)) AS signed_up_value,
  COALESCE(brought.order_completed_count, CAST(0 AS INT64)) AS order_completed_count,
  COALESCE(brought.order_completed_value, CAST(0 AS NUMERIC)) AS order_completed_value,
  COALESCE(brought.demo_count, CAST(0 AS INT64)) AS demo_count,
  COALESCE(brought.demo_value, CAST(0 AS NUMERIC)) AS demo_value
FROM `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
JOIN `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef` AS sources
  ON sessions.session_id = sources.session_id
LEFT JOIN viewed
  ON sessions.session_id = viewed.session_id
LEFT JOIN seen
  ON sessions.session_id = seen.session_id
LEFT JOIN brought
  ON sessions.session_id = brought.session_id
LEFT JOIN mixed
  ON sessions.session_id = mixed.session_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
WHERE
  session_start_event
;

CREATE OR REPLACE TABLE `_segment_models_run`.`daily_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
SELECT
  session_date,
  channel,
  traffic_source,
  traffic_medium,
  COUNT(*) AS sessions,
  COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged_sessions,
  COUNT(CASE WHEN is_bounce THEN 1 END) AS bounces,
  COUNT(DISTINCT user_id) AS users,
  COUNT(CASE WHEN is_first_session THEN 1 END) AS new_users,
  CAST(SUM(total_pages) AS INT64) AS pages,
  CAST(SUM(duration_millis) AS INT64) AS duration_millis,
  CAST(SUM(total_conversions) AS INT64) AS conversions,
  CAST(SUM(conversion_value) AS NUMERIC) AS conversion_value,
  CAST(SUM(signed_up_count) AS INT64) AS signed_up_count,
  CAST(SUM(signed_up_value) AS NUMERIC) AS signed_up_value,
  CAST(SUM(order_completed_count) AS INT64) AS order_completed_count,
  CAST(SUM(order_completed_value) AS NUMERIC) AS order_completed_value,
  CAST(SUM(demo_count) AS INT64) AS demo_count,
  CAST(SUM(demo_value) AS NUMERIC) AS demo_value
FROM (
  SELECT
    kept.user_id,
    kept.is_first_session,
    kept.session_date,
    kept.duration_millis,
    kept.total_pages,
    kept.is_engaged,
    kept.is_bounce,
    kept.traffic_source,
    kept.traffic_medium,
    kept.channel,
    kept.total_conversions,
    kept.conversion_value,
    kept.signed_up_count,
    kept.signed_up_value,
    kept.order_completed_count,
    kept.order_completed_value,
    kept.demo_count,
    kept.demo_value
  FROM `segment_models`.`segment_session_facts` AS kept
  LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
    ON kept.user_id = theirs_1.user_id
  WHERE
    theirs_1.user_id IS NULL
    OR NOT (
      kept.session_start_timestamp >= theirs_1.cut_at
    )
  UNION ALL
  SELECT
    put_in.user_id,
    put_in.is_first_session,
    put_in.session_date,
    put_in.duration_millis,
    put_in.total_pages,
    put_in.is_engaged,
    put_in.is_bounce,
    put_in.traffic_source,
    put_in.traffic_medium,
    put_in.channel,
    put_in.total_conversions,
    put_in.conversion_value,
    put_in.signed_up_count,
    put_in.signed_up_value,
    put_in.order_completed_count,
    put_in.order_completed_value,
    put_in.demo_count,
    put_in.demo_value
  FROM (
    SELECT
      session_id,
      user_id,
      session_index,
      is_first_session,
      session_start_timestamp,
      session_end_timestamp,
      session_date,
      duration_millis,
      total_pages,
      total_tracks,
      total_screens,
      unique_paths,
      sources,
      is_mixed_sources,
      is_engaged,
      is_bounce,
      is_single_page,
      landing_host,
      landing_path,
      exit_path,
      touch,
      touch_page_id,
      traffic_source,
      traffic_medium,
      traffic_campaign,
      traffic_term,
      traffic_content,
      traffic_category,
      channel,
      click_id_name,
      click_id,
      referrer_host,
      attributed_source,
      attributed_medium,
      attributed_campaign,
      attributed_channel,
      attributed_session_id,
      attributed_is_own,
      total_conversions,
      conversion_value,
      signed_up_count,
      signed_up_value,
      order_completed_count,
      order_completed_value,
      demo_count,
      demo_value
    FROM `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef`
  ) AS put_in
) AS facts
WHERE
  facts.session_date IN (
    SELECT
      dates.session_date
    FROM `_segment_models_run`.`dates_touched_20260303120000_abcdef` AS dates
  )
GROUP BY
  session_date,
  channel,
  traffic_source,
  traffic_medium
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`daily_rebuilt_20260303120000_abcdef` AS daily_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`attribution_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH buyers AS (
  /* Those who converted. Nobody else's sessions are looked at. */
  SELECT DISTINCT
    user_id
  FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef` AS conversions
  WHERE
    NOT is_repeat
), visits AS (
  /* The sessions, each with its own source, whether that is a touch (T2), and how many touches the person had until then. */
  SELECT
    sessions.user_id,
    session_id,
    session_index,
    session_start_timestamp,
    touch NOT IN ('direct', 'none') AS is_touch,
    COUNT(CASE WHEN touch NOT IN ('direct', 'none') THEN 1 END) OVER (
      PARTITION BY sessions.user_id
      ORDER BY session_index
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS touches_so_far,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign
  FROM (
    SELECT
      kept.session_id,
      kept.session_index,
      kept.user_id,
      kept.session_start_timestamp,
      kept.touch,
      kept.traffic_source,
      kept.traffic_medium,
      kept.traffic_campaign,
      kept.channel
    FROM `segment_models`.`segment_session_sources` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        kept.session_start_timestamp >= theirs_1.cut_at
      )
    UNION ALL
    SELECT
      put_in.session_id,
      put_in.session_index,
      put_in.user_id,
      put_in.session_start_timestamp,
      put_in.touch,
      put_in.traffic_source,
      put_in.traffic_medium,
      put_in.traffic_campaign,
      put_in.channel
    FROM (
      SELECT
        session_id,
        session_index,
        user_id,
        session_start_timestamp,
        touch,
        touch_page_id,
        traffic_source,
        traffic_medium,
        traffic_campaign,
        traffic_term,
        traffic_content,
        traffic_category,
        channel,
        click_id_name,
        click_id,
        referrer_host,
        landing_host,
        landing_path,
        attributed_source,
        attributed_medium,
        attributed_campaign,
        attributed_channel,
        attributed_session_id,
        attributed_is_own
      FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS sessions
  JOIN buyers
    ON sessions.user_id = buyers.user_id
  WHERE
    sessions.session_start_timestamp >= IF(
      @first_cut IS NULL,
      NULL,
      COALESCE(
        SAFE.TIMESTAMP_SUB(@first_cut, INTERVAL 7776000000000 MICROSECOND),
        CAST('0001-01-01 00:00:00+00' AS TIMESTAMP)
      )
    )
), path AS (
  /* Each conversion beside the person's sessions that started before it, no more than the lookback ago (T1). */
  SELECT
    conversions.conversion,
    conversions.source,
    conversions.track_id,
    conversions.timestamp,
    conversions.user_id,
    conversions.value,
    visits.session_id,
    visits.session_index,
    visits.is_touch,
    visits.touches_so_far,
    visits.channel,
    visits.traffic_source,
    visits.traffic_medium,
    visits.traffic_campaign,
    TIMESTAMP_DIFF(conversions.timestamp, visits.session_start_timestamp, MICROSECOND) AS micros_before
  FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef` AS conversions
  LEFT JOIN visits
    ON conversions.user_id = visits.user_id
    AND conversions.timestamp >= visits.session_start_timestamp
    AND TIMESTAMP_DIFF(conversions.timestamp, visits.session_start_timestamp, MICROSECOND) <= 7776000000000
    AND COALESCE(visits.session_index <= conversions.session_index, TRUE)
  WHERE
    NOT conversions.is_repeat
), aged AS (
  /* How many whole days before the conversion each session started. */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    user_id,
    value,
    session_id,
    session_index,
    is_touch,
    touches_so_far,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    CAST((
      micros_before - MOD(micros_before, 86400000000)
    ) / 86400000000 AS INT64) AS days_before
  FROM path
), halved AS (
  /* What so many days leave of its weight (T3). */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    user_id,
    value,
    session_id,
    session_index,
    is_touch,
    touches_so_far,
    channel,
    traffic_source,
    traffic_medium,
    traffic_campaign,
    days_before,
    CASE days_before
      WHEN 0
      THEN 1000000000
      WHEN 1
      THEN 905723664
      WHEN 2
      THEN 820335356
      WHEN 3
      THEN 742997145
      WHEN 4
      THEN 672950096
      WHEN 5
      THEN 609506827
      WHEN 6
      THEN 552044757
      WHEN 7
      THEN 500000000
      WHEN 8
      THEN 452861832
      WHEN 9
      THEN 410167678
      WHEN 10
      THEN 371498572
      WHEN 11
      THEN 336475048
      WHEN 12
      THEN 304753414
      WHEN 13
      THEN 276022378
      WHEN 14
      THEN 250000000
      WHEN 15
      THEN 226430916
      WHEN 16
      THEN 205083839
      WHEN 17
      THEN 185749286
      WHEN 18
      THEN 168237524
      WHEN 19
      THEN 152376707
      WHEN 20
      THEN 138011189
      WHEN 21
      THEN 125000000
      WHEN 22
      THEN 113215458
      WHEN 23
      THEN 102541920
      WHEN 24
      THEN 92874643
      WHEN 25
      THEN 84118762
      WHEN 26
      THEN 76188353
      WHEN 27
      THEN 69005595
      WHEN 28
      THEN 62500000
      WHEN 29
      THEN 56607729
      WHEN 30
      THEN 51270960
      WHEN 31
      THEN 46437322
      WHEN 32
      THEN 42059381
      WHEN 33
      THEN 38094177
      WHEN 34
      THEN 34502797
      WHEN 35
      THEN 31250000
      WHEN 36
      THEN 28303865
      WHEN 37
      THEN 25635480
      WHEN 38
      THEN 23218661
      WHEN 39
      THEN 21029691
      WHEN 40
      THEN 19047088
      WHEN 41
      THEN 17251399
      WHEN 42
      THEN 15625000
      WHEN 43
      THEN 14151932
      WHEN 44
      THEN 12817740
      WHEN 45
      THEN 11609330
      WHEN 46
      THEN 10514845
      WHEN 47
      THEN 9523544
      WHEN 48
      THEN 8625699
      WHEN 49
      THEN 7812500
      WHEN 50
      THEN 7075966
      WHEN 51
      THEN 6408870
      WHEN 52
      THEN 5804665
      WHEN 53
      THEN 5257423
      WHEN 54
      THEN 4761772
      WHEN 55
      THEN 4312850
      WHEN 56
      THEN 3906250
      WHEN 57
      THEN 3537983
      WHEN 58
      THEN 3204435
      WHEN 59
      THEN 2902333
      WHEN 60
      THEN 2628711
      WHEN 61
      THEN 2380886
      WHEN 62
      THEN 2156425
      WHEN 63
      THEN 1953125
      WHEN 64
      THEN 1768992
      WHEN 65
      THEN 1602217
      WHEN 66
      THEN 1451166
      WHEN 67
      THEN 1314356
      WHEN 68
      THEN 1190443
      WHEN 69
      THEN 1078212
      WHEN 70
      THEN 976562
      WHEN 71
      THEN 884496
      WHEN 72
      THEN 801109
      WHEN 73
      THEN 725583
      WHEN 74
      THEN 657178
      WHEN 75
      THEN 595222
      WHEN 76
      THEN 539106
      WHEN 77
      THEN 488281
      WHEN 78
      THEN 442248
      WHEN 79
      THEN 400554
      WHEN 80
      THEN 362792
      WHEN 81
      THEN 328589
      WHEN 82
      THEN 297611
      WHEN 83
      THEN 269553
      WHEN 84
      THEN 244141
      WHEN 85
      THEN 221124
      WHEN 86
      THEN 200277
      WHEN 87
      THEN 181396
      WHEN 88
      THEN 164294
      WHEN 89
      THEN 148805
      WHEN 90
      THEN 134777
      ELSE 134777
    END AS decayed
  FROM aged
), paths AS (
  /* Each conversion with its sessions: how many, and how many have a touch. A person's sessions and touches are numbered, so the first number says the place of each. */
  SELECT
    conversion,
    source,
    track_id,
    COUNT(session_id) AS touches,
    MIN(session_index) AS first_index,
    COUNT(CASE WHEN is_touch THEN 1 END) AS counted,
    MIN(CASE WHEN is_touch THEN touches_so_far END) AS first_counted,
    COALESCE(SUM(CASE WHEN is_touch THEN decayed END), SUM(decayed)) AS decayed_whole
  FROM halved
  GROUP BY
    conversion,
    source,
    track_id
), placed AS (
  /* Those with a touch count; where none has one, all of them do (T2). The place of each among those. */
  SELECT
    halved.conversion,
    halved.source,
    halved.track_id,
    halved.timestamp,
    halved.user_id,
    halved.value,
    halved.session_id,
    halved.session_index,
    halved.is_touch,
    halved.touches_so_far,
    halved.channel,
    halved.traffic_source,
    halved.traffic_medium,
    halved.traffic_campaign,
    halved.days_before,
    halved.decayed,
    paths.touches,
    paths.decayed_whole,
    halved.session_index - paths.first_index + 1 AS touch_number,
    paths.counted = 0 OR COALESCE(halved.is_touch, FALSE) AS is_counted,
    CASE
      WHEN paths.touches = 0
      THEN 1
      WHEN paths.counted = 0
      THEN paths.touches
      ELSE paths.counted
    END AS places,
    CASE
      WHEN paths.touches = 0
      THEN 1
      WHEN paths.counted = 0
      THEN halved.session_index - paths.first_index + 1
      ELSE halved.touches_so_far - paths.first_counted + 1
    END AS place
  FROM halved
  JOIN paths
    ON halved.conversion = paths.conversion
    AND halved.source = paths.source
    AND halved.track_id = paths.track_id
)
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  user_id,
  value,
  session_id,
  session_index,
  touch_number,
  touches,
  days_before,
  CASE WHEN session_id IS NULL THEN 'Unassigned' ELSE channel END AS channel,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  CAST(CASE WHEN session_id IS NULL OR touch_number = 1 THEN 1 ELSE 0 END AS FLOAT64) AS first_weight,
  CAST(CASE WHEN session_id IS NULL OR touch_number = touches THEN 1 ELSE 0 END AS FLOAT64) AS last_weight,
  CAST(CASE WHEN is_counted AND place = 1 THEN 1 ELSE 0 END AS FLOAT64) AS first_non_direct_weight,
  CAST(CASE WHEN is_counted AND place = places THEN 1 ELSE 0 END AS FLOAT64) AS last_non_direct_weight,
  CASE
    WHEN NOT is_counted
    THEN CAST(0 AS FLOAT64)
    ELSE CAST(1 AS FLOAT64) / CAST(places AS FLOAT64)
  END AS linear_weight,
  CASE
    WHEN NOT is_counted
    THEN CAST(0 AS FLOAT64)
    WHEN places = 1
    THEN CAST(1 AS FLOAT64)
    WHEN places = 2
    THEN CAST(1 AS FLOAT64) / CAST(2 AS FLOAT64)
    WHEN place IN (1, places)
    THEN CAST(2 AS FLOAT64) / CAST(5 AS FLOAT64)
    ELSE CAST(1 AS FLOAT64) / CAST(5 * NULLIF(places - 2, 0) AS FLOAT64)
  END AS position_weight,
  CASE
    WHEN NOT is_counted
    THEN CAST(0 AS FLOAT64)
    ELSE CAST(decayed AS FLOAT64) / CAST(decayed_whole AS FLOAT64)
  END AS time_decay_weight
FROM placed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`active_days_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH events AS (
  /* Their events from that day on, also those before the cut, which stay. */
  SELECT
    events.user_id,
    DATE(events.timestamp, 'Europe/Berlin') AS active_date,
    events.session_id
  FROM (
    SELECT
      kept.timestamp,
      kept.user_id,
      kept.session_id
    FROM `segment_models`.`segment_sessionized_events` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL OR NOT (
        kept.timestamp >= theirs_1.cut_at
      )
    UNION ALL
    SELECT
      put_in.timestamp,
      put_in.user_id,
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
  ) AS events
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS cuts
    ON events.user_id = cuts.user_id
  JOIN `_segment_models_run`.`days_touched_20260303120000_abcdef` AS touched
    ON events.user_id = touched.user_id
  WHERE
    events.timestamp < cuts.cut_at
    AND DATE(events.timestamp, 'Europe/Berlin') >= touched.first_day
  UNION ALL
  SELECT
    events.user_id,
    DATE(events.timestamp, 'Europe/Berlin') AS active_date,
    events.session_id
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
), days AS (
  /* One row per person and day. */
  SELECT
    user_id,
    active_date,
    COUNT(*) AS events,
    COUNT(DISTINCT session_id) AS sessions
  FROM events
  GROUP BY
    user_id,
    active_date
), earlier AS (
  /* Those of them who have an earlier day, which is kept. */
  SELECT DISTINCT
    kept.user_id
  FROM `segment_models`.`segment_active_days` AS kept
  JOIN `_segment_models_run`.`days_touched_20260303120000_abcdef` AS touched
    ON kept.user_id = touched.user_id
  WHERE
    kept.active_date < touched.first_day
)
SELECT
  days.user_id,
  days.active_date,
  days.events,
  days.sessions,
  earlier.user_id IS NULL
  AND days.active_date = MIN(days.active_date) OVER (PARTITION BY days.user_id) AS is_first_day
FROM days
LEFT JOIN earlier
  ON days.user_id = earlier.user_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`active_days_rebuilt_20260303120000_abcdef` AS active_days_rebuilt
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
    COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
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
        mapped_at,
        is_shared
      FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
      WHERE
        is_there
    ) AS put_in
  ) AS user_map
    ON identifies.anonymous_id = user_map.anonymous_id
  LEFT JOIN (
    SELECT
      kept.source,
      kept.call_type,
      kept.event_id,
      kept.anonymous_id,
      kept.user_id
    FROM `segment_models`.`segment_shared_calls` AS kept
    LEFT JOIN `_segment_models_run`.`shared_touched_20260303120000_abcdef` AS theirs_1
      ON kept.anonymous_id = theirs_1.anonymous_id
    WHERE
      theirs_1.anonymous_id IS NULL
    UNION ALL
    SELECT
      put_in.source,
      put_in.call_type,
      put_in.event_id,
      put_in.anonymous_id,
      put_in.user_id
    FROM (
      SELECT
        source,
        call_type,
        event_id,
        timestamp,
        anonymous_id,
        user_id,
        rule,
        log_in_event_id
      FROM `_segment_models_run`.`shared_owned_20260303120000_abcdef`
    ) AS put_in
  ) AS shared_calls
    ON identifies.source = shared_calls.source
    AND shared_calls.call_type = 'identify'
    AND identifies.identify_id = shared_calls.event_id
  WHERE
    identifies.reject_reason IS NULL
    AND COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) IN (
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
      theirs_1.user_id IS NULL OR NOT (
        kept.timestamp >= theirs_1.cut_at
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
), first_sessions AS (
  /* Where each person's first session came from, direct or not (A11). */
  SELECT
    user_id,
    traffic_source AS first_source,
    traffic_medium AS first_medium,
    traffic_campaign AS first_campaign,
    channel AS first_channel
  FROM (
    SELECT
      kept.session_index,
      kept.user_id,
      kept.traffic_source,
      kept.traffic_medium,
      kept.traffic_campaign,
      kept.channel
    FROM `segment_models`.`segment_session_sources` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        kept.session_start_timestamp >= theirs_1.cut_at
      )
    UNION ALL
    SELECT
      put_in.session_index,
      put_in.user_id,
      put_in.traffic_source,
      put_in.traffic_medium,
      put_in.traffic_campaign,
      put_in.channel
    FROM (
      SELECT
        session_id,
        session_index,
        user_id,
        session_start_timestamp,
        touch,
        touch_page_id,
        traffic_source,
        traffic_medium,
        traffic_campaign,
        traffic_term,
        traffic_content,
        traffic_category,
        channel,
        click_id_name,
        click_id,
        referrer_host,
        landing_host,
        landing_path,
        attributed_source,
        attributed_medium,
        attributed_campaign,
        attributed_channel,
        attributed_session_id,
        attributed_is_own
      FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS session_sources
  WHERE
    session_index = 1
    AND user_id IN (
      SELECT
        touched.user_id
      FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
    )
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
  first_sessions.first_source,
  first_sessions.first_medium,
  first_sessions.first_campaign,
  first_sessions.first_channel,
  traits.`email`,
  traits.`company name`
FROM people
LEFT JOIN seen
  ON people.user_id = seen.user_id
LEFT JOIN identified
  ON people.user_id = identified.user_id
LEFT JOIN activity
  ON people.user_id = activity.user_id
LEFT JOIN first_sessions
  ON people.user_id = first_sessions.user_id
LEFT JOIN traits
  ON people.user_id = traits.user_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`touched_20260303120000_abcdef` AS touched
;

CREATE OR REPLACE TABLE `_segment_models_run`.`event_order_completed_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH order_completed_properties_judged AS (
  /* Every call once, as kept (R1 to R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`,
    reject_reason
  FROM (
    SELECT
      kept.source,
      kept.track_id,
      kept.timestamp,
      kept.call_received_at,
      kept.user_id,
      kept.anonymous_id,
      kept.event_text,
      `kept`.`revenue`,
      `kept`.`order_id`,
      `kept`.`currency`,
      kept.reject_reason
    FROM `segment_models`.`segment_order_completed_properties` AS kept
    LEFT JOIN `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS theirs_1
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
      put_in.event_text,
      `put_in`.`revenue`,
      `put_in`.`order_id`,
      `put_in`.`currency`,
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
        event_text,
        `revenue`,
        `order_id`,
        `currency`,
        reject_reason
      FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS order_completed_properties_changed
    ) AS put_in
  ) AS order_completed_properties
)
SELECT
  events.source,
  events.track_id,
  events.timestamp,
  events.user_id,
  events.anonymous_id,
  events.session_id,
  events.session_index,
  properties.event_text,
  properties.`revenue`,
  properties.`order_id`,
  properties.`currency`
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
JOIN (
  SELECT
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.user_id,
    kept.anonymous_id,
    kept.event
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
    put_in.user_id,
    put_in.anonymous_id,
    put_in.event
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
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN order_completed_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'order_completed' AND calls.timestamp >= @first_cut
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`event_open_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH open_properties_judged AS (
  /* Every call once, as kept (R1 to R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`,
    reject_reason
  FROM (
    SELECT
      kept.source,
      kept.track_id,
      kept.timestamp,
      kept.call_received_at,
      kept.user_id,
      kept.anonymous_id,
      kept.event_text,
      `kept`.`channel`,
      kept.reject_reason
    FROM `segment_models`.`segment_open_properties` AS kept
    LEFT JOIN `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS theirs_1
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
      put_in.event_text,
      `put_in`.`channel`,
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
        event_text,
        `channel`,
        reject_reason
      FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS open_properties_changed
    ) AS put_in
  ) AS open_properties
)
SELECT
  events.source,
  events.track_id,
  events.timestamp,
  events.user_id,
  events.anonymous_id,
  events.session_id,
  events.session_index,
  properties.event_text,
  properties.`channel`
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
JOIN (
  SELECT
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.user_id,
    kept.anonymous_id,
    kept.event
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
    put_in.user_id,
    put_in.anonymous_id,
    put_in.event
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
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN open_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'open' AND calls.timestamp >= @first_cut
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
;

CREATE OR REPLACE TABLE `_segment_models_run`.`event_form_submitted_rebuilt_20260303120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH form_submitted_properties_judged AS (
  /* Every call once, as kept (R1 to R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `form`,
    reject_reason
  FROM (
    SELECT
      kept.source,
      kept.track_id,
      kept.timestamp,
      kept.call_received_at,
      kept.user_id,
      kept.anonymous_id,
      kept.event_text,
      `kept`.`form`,
      kept.reject_reason
    FROM `segment_models`.`segment_form_submitted_properties` AS kept
    LEFT JOIN `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS theirs_1
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
      put_in.event_text,
      `put_in`.`form`,
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
        event_text,
        `form`,
        reject_reason
      FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS form_submitted_properties_changed
    ) AS put_in
  ) AS form_submitted_properties
)
SELECT
  events.source,
  events.track_id,
  events.timestamp,
  events.user_id,
  events.anonymous_id,
  events.session_id,
  events.session_index,
  properties.event_text,
  properties.`form`
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events
JOIN (
  SELECT
    kept.source,
    kept.track_id,
    kept.timestamp,
    kept.user_id,
    kept.anonymous_id,
    kept.event
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
    put_in.user_id,
    put_in.anonymous_id,
    put_in.event
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
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN form_submitted_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'form_submitted' AND calls.timestamp >= @first_cut
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS events_rebuilt
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
  /* Every event of the people touched, with its session. */
  SELECT
    events.source,
    'track' AS call_type,
    events.track_id AS event_id,
    events.session_id
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
        theirs_1.user_id IS NULL OR NOT (
          kept.timestamp >= theirs_1.cut_at
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
    events.track_id IS NOT NULL
  UNION ALL
  SELECT
    events.source,
    'page' AS call_type,
    events.page_id AS event_id,
    events.session_id
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
        theirs_1.user_id IS NULL OR NOT (
          kept.timestamp >= theirs_1.cut_at
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
    events.page_id IS NOT NULL
  UNION ALL
  SELECT
    events.source,
    'screen' AS call_type,
    events.screen_id AS event_id,
    events.session_id
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
        theirs_1.user_id IS NULL OR NOT (
          kept.timestamp >= theirs_1.cut_at
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
    events.screen_id IS NOT NULL
), calls_used AS (
  /* Events in a session or outside, and identifies that count. */
  SELECT
    arrived.source,
    arrived.call_type,
    COUNT(in_sessions.session_id) AS used,
    COUNT(*) - COUNT(in_sessions.session_id) AS outside
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
    COUNT(*) AS used,
    0 AS outside
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
  COALESCE(calls_used.used, 0) AS used,
  COALESCE(calls_used.outside, 0) AS outside
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
  key,
  COUNT(*) AS copies
FROM (
  SELECT
    kept.key
  FROM `segment_models`.`segment_traffic_sources` AS kept
  WHERE
    NOT (
      kept.key IS NOT NULL
    )
  UNION ALL
  SELECT
    put_in.key
  FROM (
    SELECT
      key,
      match,
      source,
      category
    FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
  ) AS put_in
) AS traffic_sources
GROUP BY
  key
HAVING
  COUNT(*) > 1 OR key IS NULL
;

SELECT
  source,
  page_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef` AS touches
GROUP BY
  source,
  page_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
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
        mapped_at,
        is_shared
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
  call_type,
  event_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`shared_owned_20260303120000_abcdef` AS shared_calls
GROUP BY
  source,
  call_type,
  event_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR call_type IS NULL OR event_id IS NULL
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
      theirs_1.user_id IS NULL OR NOT (
        kept.timestamp >= theirs_1.cut_at
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
    written.timestamp >= theirs.cut_at
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
      theirs_1.user_id IS NULL OR NOT (
        kept.timestamp >= theirs_1.cut_at
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
    written.timestamp >= theirs.cut_at
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
      theirs_1.user_id IS NULL OR NOT (
        kept.timestamp >= theirs_1.cut_at
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
    written.timestamp >= theirs.cut_at
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
  session_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef` AS session_sources
GROUP BY
  session_id
HAVING
  COUNT(*) > 1 OR session_id IS NULL
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
      kept.page_id,
      kept.timestamp,
      kept.user_id
    FROM `segment_models`.`segment_page_views` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL OR NOT (
        kept.timestamp >= theirs_1.cut_at
      )
    UNION ALL
    SELECT
      put_in.source,
      put_in.page_id,
      put_in.timestamp,
      put_in.user_id
    FROM (
      SELECT
        source,
        page_id,
        timestamp,
        user_id,
        session_id,
        session_index,
        page_index,
        is_entrance,
        is_exit,
        time_on_page_millis,
        previous_path,
        next_path,
        host,
        path,
        title,
        referrer_host,
        `category`,
        `price paid`
      FROM `_segment_models_run`.`page_views_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
  WHERE
    written.timestamp >= theirs.cut_at
) AS page_views
GROUP BY
  source,
  page_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
;

SELECT
  conversion,
  source,
  track_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef` AS conversion_calls
GROUP BY
  conversion,
  source,
  track_id
HAVING
  COUNT(*) > 1 OR conversion IS NULL OR source IS NULL OR track_id IS NULL
;

SELECT
  conversion,
  source,
  track_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef` AS conversions
GROUP BY
  conversion,
  source,
  track_id
HAVING
  COUNT(*) > 1 OR conversion IS NULL OR source IS NULL OR track_id IS NULL
;

SELECT
  session_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef` AS session_facts
GROUP BY
  session_id
HAVING
  COUNT(*) > 1 OR session_id IS NULL
;

SELECT
  user_id,
  active_date,
  COUNT(*) AS copies
FROM `_segment_models_run`.`active_days_rebuilt_20260303120000_abcdef` AS active_days
GROUP BY
  user_id,
  active_date
HAVING
  COUNT(*) > 1 OR user_id IS NULL OR active_date IS NULL
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
        first_source,
        first_medium,
        first_campaign,
        first_channel,
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
FROM `_segment_models_run`.`event_order_completed_rebuilt_20260303120000_abcdef` AS event_order_completed
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
;

SELECT
  source,
  track_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`event_open_rebuilt_20260303120000_abcdef` AS event_open
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
;

SELECT
  source,
  track_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`event_form_submitted_rebuilt_20260303120000_abcdef` AS event_form_submitted
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
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
    FROM `segment_models`.`segment_order_completed_properties` AS kept
    LEFT JOIN `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS theirs_1
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
        event_text,
        `revenue`,
        `order_id`,
        `currency`,
        reject_reason
      FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS order_completed_properties_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS order_completed_properties
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
    FROM `segment_models`.`segment_open_properties` AS kept
    LEFT JOIN `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS theirs_1
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
        event_text,
        `channel`,
        reject_reason
      FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS open_properties_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS open_properties
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
    FROM `segment_models`.`segment_form_submitted_properties` AS kept
    LEFT JOIN `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS theirs_1
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
        event_text,
        `form`,
        reject_reason
      FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS form_submitted_properties_changed
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS theirs
    ON written.source = theirs.source AND written.track_id = theirs.track_id
) AS form_submitted_properties
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
  OR COUNT(session_id) <> COUNT(session_index)
  OR COUNT(CASE WHEN session_id IS NOT NULL OR anonymous_id IS NULL THEN 1 END) <> COUNT(*)
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
        kept.session_start_timestamp >= theirs_1.cut_at
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
          kept.session_start_timestamp >= theirs_1.cut_at
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

WITH doubtful AS (
  /* People with a session in which a gap could be too long, or with events of servers outside. */
  SELECT DISTINCT
    user_id AS doubtful_user_id
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
  GROUP BY
    user_id,
    session_id
  HAVING
    session_id IS NULL
    OR COALESCE(
      TIMESTAMP_DIFF(
        MAX(timestamp),
        MIN(
          CASE
            WHEN session_start_event
            THEN CASE WHEN anonymous_id IS NOT NULL THEN timestamp END
          END
        ),
        MICROSECOND
      ) >= 1800000000,
      TRUE
    )
    OR COALESCE(
      MIN(CASE WHEN NOT session_start_event THEN timestamp END) <= MIN(
        CASE
          WHEN session_start_event
          THEN CASE WHEN anonymous_id IS NOT NULL THEN timestamp END
        END
      ),
      FALSE
    )
), in_order AS (
  /* Each event of these people beside their last one before that is no server's. */
  SELECT
    user_id,
    session_id,
    session_start_event,
    timestamp,
    anonymous_id IS NULL AS is_server,
    MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) OVER (
      PARTITION BY user_id
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
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS previous_timestamp
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
  JOIN doubtful
    ON user_id = doubtful_user_id
)
SELECT
  user_id,
  session_id,
  previous_timestamp,
  timestamp
FROM in_order
WHERE
  (
    session_id IS NOT NULL
    AND NOT session_start_event
    AND TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) >= 1800000000
  )
  OR (
    session_id IS NULL
    AND TIMESTAMP_DIFF(timestamp, previous_timestamp, MICROSECOND) < 1800000000
  )
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
    MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) AS last_at,
    MAX(user_id) AS other_user_id,
    COUNT(CASE WHEN session_start_event THEN 1 END) AS starts,
    MIN(CASE WHEN session_start_event THEN timestamp END) AS start_at,
    COUNT(track_id) AS total_tracks,
    COUNT(page_id) AS total_pages,
    COUNT(screen_id) AS total_screens
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
  WHERE
    session_id IS NOT NULL
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
  WHERE
    session_id IS NOT NULL
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
      sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].timestamp = sessions.session_end_timestamp
      AND (
        (
          sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
        ) = 1
        OR sessions.records[SAFE_ORDINAL(CASE
          WHEN (
            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
          ) > 1
          THEN (
            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
          ) - 1
          ELSE 1
        END)].timestamp <> sessions.session_end_timestamp
      )
    )
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
      sessions.records[SAFE_ORDINAL((
        sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
      ))].timestamp = sessions.session_end_timestamp
      AND (
        (
          sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
        ) = 1
        OR sessions.records[SAFE_ORDINAL(CASE
          WHEN (
            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
          ) > 1
          THEN (
            sessions.stats.total_tracks + sessions.stats.total_pages + sessions.stats.total_screens
          ) - 1
          ELSE 1
        END)].timestamp <> sessions.session_end_timestamp
      )
    )
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

SELECT
  source,
  page_id,
  touch,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  channel
FROM `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef` AS touches
WHERE
  channel IS NULL
  OR channel NOT IN (
    'Direct',
    'Cross-network',
    'Paid Shopping',
    'Paid Search',
    'Paid Social',
    'Paid Video',
    'Display',
    'Paid Other',
    'AI Assistant',
    'Organic Shopping',
    'Organic Social',
    'Organic Video',
    'Organic Search',
    'Referral',
    'Email',
    'Affiliates',
    'Audio',
    'SMS',
    'Mobile Push Notifications',
    'Unassigned'
  )
  OR traffic_source IS NULL
  OR traffic_medium IS NULL
  OR traffic_campaign IS NULL
  OR NOT COALESCE(
    (
      touch = 'utm'
      OR (
        touch = 'click_id' AND click_id IS NOT NULL
      )
      OR (
        touch = 'referrer' AND referrer_host IS NOT NULL
      )
    ),
    FALSE
  )
  OR (
    click_id IS NULL
  ) <> (
    click_id_name IS NULL
  )
;

WITH starts AS (
  /* Every session, by the event that starts it. */
  SELECT
    session_id,
    session_index,
    user_id,
    timestamp AS session_start_timestamp
  FROM `_segment_models_run`.`events_rebuilt_20260303120000_abcdef` AS sessionized_events
  WHERE
    session_start_event
)
SELECT
  COALESCE(sources.session_id, starts.session_id) AS session_id,
  sources.session_id IS NULL AS not_in_sources,
  starts.session_id IS NULL AS not_in_events,
  sources.touch
FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef` AS sources
FULL JOIN starts
  ON sources.session_id = starts.session_id
WHERE
  sources.session_id IS NULL
  OR starts.session_id IS NULL
  OR COALESCE(sources.session_index <> starts.session_index, TRUE)
  OR COALESCE(sources.user_id <> starts.user_id, TRUE)
  OR COALESCE(sources.session_start_timestamp <> starts.session_start_timestamp, TRUE)
;

SELECT
  sources.user_id,
  sources.session_id,
  sources.attributed_session_id,
  sources.touch,
  earlier.touch AS earlier_touch,
  sources.session_start_timestamp,
  earlier.session_start_timestamp AS earlier_start_timestamp
FROM (
  SELECT
    written.session_id,
    written.session_index,
    written.user_id,
    written.session_start_timestamp,
    written.touch,
    written.attributed_source,
    written.attributed_medium,
    written.attributed_campaign,
    written.attributed_channel,
    written.attributed_session_id,
    written.attributed_is_own
  FROM (
    SELECT
      kept.session_id,
      kept.session_index,
      kept.user_id,
      kept.session_start_timestamp,
      kept.touch,
      kept.attributed_source,
      kept.attributed_medium,
      kept.attributed_campaign,
      kept.attributed_channel,
      kept.attributed_session_id,
      kept.attributed_is_own
    FROM `segment_models`.`segment_session_sources` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        kept.session_start_timestamp >= theirs_1.cut_at
      )
    UNION ALL
    SELECT
      put_in.session_id,
      put_in.session_index,
      put_in.user_id,
      put_in.session_start_timestamp,
      put_in.touch,
      put_in.attributed_source,
      put_in.attributed_medium,
      put_in.attributed_campaign,
      put_in.attributed_channel,
      put_in.attributed_session_id,
      put_in.attributed_is_own
    FROM (
      SELECT
        session_id,
        session_index,
        user_id,
        session_start_timestamp,
        touch,
        touch_page_id,
        traffic_source,
        traffic_medium,
        traffic_campaign,
        traffic_term,
        traffic_content,
        traffic_category,
        channel,
        click_id_name,
        click_id,
        referrer_host,
        landing_host,
        landing_path,
        attributed_source,
        attributed_medium,
        attributed_campaign,
        attributed_channel,
        attributed_session_id,
        attributed_is_own
      FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
) AS sources
LEFT JOIN (
  SELECT
    written.session_id,
    written.session_index,
    written.user_id,
    written.session_start_timestamp,
    written.touch,
    written.traffic_source,
    written.traffic_medium,
    written.traffic_campaign,
    written.channel
  FROM (
    SELECT
      kept.session_id,
      kept.session_index,
      kept.user_id,
      kept.session_start_timestamp,
      kept.touch,
      kept.traffic_source,
      kept.traffic_medium,
      kept.traffic_campaign,
      kept.channel
    FROM `segment_models`.`segment_session_sources` AS kept
    LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
      ON kept.user_id = theirs_1.user_id
    WHERE
      theirs_1.user_id IS NULL
      OR NOT (
        kept.session_start_timestamp >= theirs_1.cut_at
      )
    UNION ALL
    SELECT
      put_in.session_id,
      put_in.session_index,
      put_in.user_id,
      put_in.session_start_timestamp,
      put_in.touch,
      put_in.traffic_source,
      put_in.traffic_medium,
      put_in.traffic_campaign,
      put_in.channel
    FROM (
      SELECT
        session_id,
        session_index,
        user_id,
        session_start_timestamp,
        touch,
        touch_page_id,
        traffic_source,
        traffic_medium,
        traffic_campaign,
        traffic_term,
        traffic_content,
        traffic_category,
        channel,
        click_id_name,
        click_id,
        referrer_host,
        landing_host,
        landing_path,
        attributed_source,
        attributed_medium,
        attributed_campaign,
        attributed_channel,
        attributed_session_id,
        attributed_is_own
      FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
    ) AS put_in
  ) AS written
  JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    ON written.user_id = theirs.user_id
) AS earlier
  ON sources.user_id = earlier.user_id
  AND sources.attributed_session_id = earlier.session_id
WHERE
  earlier.session_id IS NULL
  OR sources.attributed_source IS DISTINCT FROM earlier.traffic_source
  OR sources.attributed_medium IS DISTINCT FROM earlier.traffic_medium
  OR sources.attributed_campaign IS DISTINCT FROM earlier.traffic_campaign
  OR sources.attributed_channel IS DISTINCT FROM earlier.channel
  OR COALESCE(sources.attributed_is_own <> (
    sources.session_id = earlier.session_id
  ), TRUE)
  OR (
    sources.session_id <> earlier.session_id
    AND (
      TIMESTAMP_DIFF(sources.session_start_timestamp, earlier.session_start_timestamp, MICROSECOND) > 7776000000000
      OR earlier.session_index >= sources.session_index
      OR earlier.touch IN ('direct', 'none')
      OR sources.touch NOT IN ('direct', 'none')
    )
  )
;

WITH pages AS (
  /* What the pages of each session say. */
  SELECT
    session_id,
    MIN(timestamp) AS first_at,
    COUNT(*) AS pages,
    MIN(page_index) AS first_index,
    MAX(page_index) AS last_index,
    COUNT(DISTINCT page_index) AS places,
    SUM(time_on_page_millis) AS millis,
    COUNT(time_on_page_millis) AS timed,
    COUNT(CASE WHEN is_entrance THEN 1 END) AS entrances,
    COUNT(CASE WHEN is_exit THEN 1 END) AS exits,
    MIN(time_on_page_millis) AS least
  FROM (
    SELECT
      written.timestamp,
      written.session_id,
      written.page_index,
      written.is_entrance,
      written.is_exit,
      written.time_on_page_millis
    FROM (
      SELECT
        kept.timestamp,
        kept.user_id,
        kept.session_id,
        kept.page_index,
        kept.is_entrance,
        kept.is_exit,
        kept.time_on_page_millis
      FROM `segment_models`.`segment_page_views` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL OR NOT (
          kept.timestamp >= theirs_1.cut_at
        )
      UNION ALL
      SELECT
        put_in.timestamp,
        put_in.user_id,
        put_in.session_id,
        put_in.page_index,
        put_in.is_entrance,
        put_in.is_exit,
        put_in.time_on_page_millis
      FROM (
        SELECT
          source,
          page_id,
          timestamp,
          user_id,
          session_id,
          session_index,
          page_index,
          is_entrance,
          is_exit,
          time_on_page_millis,
          previous_path,
          next_path,
          host,
          path,
          title,
          referrer_host,
          `category`,
          `price paid`
        FROM `_segment_models_run`.`page_views_rebuilt_20260303120000_abcdef`
      ) AS put_in
    ) AS written
    JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
      ON written.user_id = theirs.user_id
    WHERE
      written.timestamp >= theirs.cut_at
  ) AS page_views
  WHERE
    page_index IS NOT NULL
  GROUP BY
    session_id
)
SELECT
  pages.session_id,
  sessions.user_id,
  pages.pages,
  pages.first_index,
  pages.last_index,
  pages.entrances,
  pages.exits,
  pages.millis,
  (
    DIV(
      TIMESTAMP_DIFF(sessions.session_end_timestamp, sessions.session_start_timestamp, MICROSECOND),
      1000
    )
  ) - pages.millis - (
    DIV(
      TIMESTAMP_DIFF(pages.first_at, sessions.session_start_timestamp, MICROSECOND),
      1000
    )
  ) AS millis_lost
FROM pages
LEFT JOIN `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
  ON pages.session_id = sessions.session_id
WHERE
  sessions.session_id IS NULL
  OR pages.first_index <> 1
  OR pages.last_index <> pages.pages
  OR pages.places <> pages.pages
  OR pages.timed <> pages.pages
  OR pages.least < 0
  OR pages.entrances <> 1
  OR pages.exits <> 1
  OR (
    DIV(
      TIMESTAMP_DIFF(sessions.session_end_timestamp, sessions.session_start_timestamp, MICROSECOND),
      1000
    )
  ) - pages.millis - (
    DIV(
      TIMESTAMP_DIFF(pages.first_at, sessions.session_start_timestamp, MICROSECOND),
      1000
    )
  ) < 0
  OR (
    DIV(
      TIMESTAMP_DIFF(sessions.session_end_timestamp, sessions.session_start_timestamp, MICROSECOND),
      1000
    )
  ) - pages.millis - (
    DIV(
      TIMESTAMP_DIFF(pages.first_at, sessions.session_start_timestamp, MICROSECOND),
      1000
    )
  ) > pages.pages
;

SELECT
  COALESCE(facts.session_id, sessions.session_id) AS session_id,
  facts.session_id IS NULL AS not_in_facts,
  sessions.session_id IS NULL AS not_in_sessions,
  facts.user_id,
  facts.is_engaged,
  facts.is_bounce,
  facts.total_tracks AS total_tracks,
  facts.total_pages AS total_pages,
  facts.total_screens AS total_screens
FROM `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef` AS facts
FULL JOIN `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef` AS sessions
  ON facts.session_id = sessions.session_id
WHERE
  facts.session_id IS NULL
  OR sessions.session_id IS NULL
  OR facts.user_id IS DISTINCT FROM sessions.user_id
  OR facts.session_index IS DISTINCT FROM sessions.session_index
  OR facts.session_start_timestamp IS DISTINCT FROM sessions.session_start_timestamp
  OR facts.session_end_timestamp IS DISTINCT FROM sessions.session_end_timestamp
  OR facts.duration_millis IS DISTINCT FROM sessions.stats.duration_millis
  OR facts.total_tracks IS DISTINCT FROM sessions.stats.total_tracks
  OR facts.total_pages IS DISTINCT FROM sessions.stats.total_pages
  OR facts.total_screens IS DISTINCT FROM sessions.stats.total_screens
  OR facts.is_engaged IS NULL
  OR facts.is_first_session <> (
    facts.session_index = 1
  )
  OR facts.is_bounce = facts.is_engaged
  OR facts.session_date IS NULL
  OR facts.channel IS NULL
;

SELECT
  session_date,
  channel,
  traffic_source,
  traffic_medium,
  COUNT(*) AS copies
FROM `_segment_models_run`.`daily_rebuilt_20260303120000_abcdef` AS daily
GROUP BY
  session_date,
  channel,
  traffic_source,
  traffic_medium
HAVING
  COUNT(*) > 1 OR COUNT(session_date) = 0
;

WITH ranked AS (
  /* The place of each call among those of its key (R7). */
  SELECT
    conversion,
    source,
    track_id,
    timestamp,
    conversion_key,
    is_repeat,
    ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) AS place
  FROM `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef` AS conversion_calls
)
SELECT
  conversion,
  conversion_key,
  source,
  track_id,
  timestamp,
  place,
  is_repeat
FROM ranked
WHERE
  COALESCE(is_repeat <> (
    conversion_key IS NOT NULL AND place > 1
  ), TRUE)
;

WITH brought AS (
  /* What the conversions of each session are, without repeats. */
  SELECT
    session_id,
    COUNT(*) AS conversions,
    COALESCE(SUM(value), 0) AS value
  FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef` AS conversions
  WHERE
    session_id IS NOT NULL AND NOT is_repeat
  GROUP BY
    session_id
)
SELECT
  COALESCE(facts.session_id, brought.session_id) AS session_id,
  facts.user_id,
  facts.total_conversions,
  brought.conversions,
  facts.conversion_value,
  brought.value
FROM `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef` AS facts
FULL JOIN brought
  ON facts.session_id = brought.session_id
WHERE
  facts.session_id IS NULL
  OR facts.total_conversions <> COALESCE(brought.conversions, 0)
  OR facts.conversion_value <> COALESCE(brought.value, 0)
  OR (
    facts.total_conversions > 0 AND NOT facts.is_engaged
  )
;

WITH paths AS (
  /* What the path of each conversion adds up to. */
  SELECT
    conversion,
    source,
    track_id,
    COUNT(*) AS path_rows,
    COUNT(DISTINCT session_id) AS sessions,
    MAX(touches) AS touches,
    SUM(first_weight) AS first_weight,
    SUM(last_weight) AS last_weight,
    SUM(first_non_direct_weight) AS first_non_direct_weight,
    SUM(last_non_direct_weight) AS last_non_direct_weight,
    SUM(linear_weight) AS linear_weight,
    SUM(position_weight) AS position_weight,
    SUM(time_decay_weight) AS time_decay_weight
  FROM `_segment_models_run`.`attribution_rebuilt_20260303120000_abcdef` AS attribution
  GROUP BY
    conversion,
    source,
    track_id
), conversions AS (
  /* The conversions that count. */
  SELECT
    own.conversion,
    own.source,
    own.track_id,
    own.user_id
  FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef` AS own
  WHERE
    NOT own.is_repeat
)
SELECT
  COALESCE(paths.conversion, conversions.conversion) AS conversion,
  COALESCE(paths.track_id, conversions.track_id) AS track_id,
  conversions.user_id,
  paths.path_rows,
  paths.touches,
  paths.first_weight,
  paths.last_weight,
  paths.first_non_direct_weight,
  paths.last_non_direct_weight,
  paths.linear_weight,
  paths.position_weight,
  paths.time_decay_weight
FROM paths
FULL JOIN conversions
  ON paths.conversion = conversions.conversion
  AND paths.source = conversions.source
  AND paths.track_id = conversions.track_id
WHERE
  paths.conversion IS NULL
  OR conversions.conversion IS NULL
  OR paths.sessions <> paths.touches
  OR paths.path_rows <> CASE WHEN paths.touches = 0 THEN 1 ELSE paths.touches END
  OR ABS(paths.first_weight - 1) > 0.000000001
  OR ABS(paths.last_weight - 1) > 0.000000001
  OR ABS(paths.first_non_direct_weight - 1) > 0.000000001
  OR ABS(paths.last_non_direct_weight - 1) > 0.000000001
  OR ABS(paths.linear_weight - 1) > 0.000000001
  OR ABS(paths.position_weight - 1) > 0.000000001
  OR ABS(paths.time_decay_weight - 1) > 0.000000001
;

WITH in_sessions AS (
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
          kept.session_start_timestamp >= theirs_1.cut_at
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
), outside AS (
  /* What each person's events of servers outside sessions say (R8a). */
  SELECT
    user_id,
    0 AS total_sessions,
    MIN(timestamp) AS first_at,
    MAX(timestamp) AS last_at,
    COUNT(track_id) AS total_tracks,
    COUNT(page_id) AS total_pages,
    COUNT(screen_id) AS total_screens
  FROM (
    SELECT
      written.timestamp,
      written.user_id,
      written.track_id,
      written.page_id,
      written.screen_id,
      written.session_id
    FROM (
      SELECT
        kept.timestamp,
        kept.user_id,
        kept.track_id,
        kept.page_id,
        kept.screen_id,
        kept.session_id
      FROM `segment_models`.`segment_sessionized_events` AS kept
      LEFT JOIN `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs_1
        ON kept.user_id = theirs_1.user_id
      WHERE
        theirs_1.user_id IS NULL OR NOT (
          kept.timestamp >= theirs_1.cut_at
        )
      UNION ALL
      SELECT
        put_in.timestamp,
        put_in.user_id,
        put_in.track_id,
        put_in.page_id,
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
    session_id IS NULL
  GROUP BY
    user_id
), people AS (
  /* Both together. */
  SELECT
    user_id,
    SUM(total_sessions) AS total_sessions,
    MIN(first_at) AS first_at,
    MAX(last_at) AS last_at,
    SUM(total_tracks) AS total_tracks,
    SUM(total_pages) AS total_pages,
    SUM(total_screens) AS total_screens
  FROM (
    SELECT
      *
    FROM in_sessions
    UNION ALL
    SELECT
      *
    FROM outside
  ) AS together
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
        first_source,
        first_medium,
        first_campaign,
        first_channel,
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
  used,
  outside
FROM (
  SELECT
    source,
    call_type,
    calls,
    already_known,
    duplicates,
    rejected,
    used,
    outside
  FROM `_segment_models_run`.`account_20260303120000_abcdef` AS account
  ORDER BY
    source,
    call_type
) AS account
WHERE
  calls <> already_known + duplicates + rejected + used + outside
;

SELECT
  source,
  call_type,
  calls,
  already_known,
  duplicates,
  rejected,
  used,
  outside
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

DELETE FROM `segment_models`.`segment_order_completed_properties` AS `segment_order_completed_properties`
WHERE
  (
    `segment_order_completed_properties`.timestamp >= @first_known_order_completed_properties
    OR `segment_order_completed_properties`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_order_completed_properties`.source = theirs.source
      AND `segment_order_completed_properties`.track_id = theirs.track_id
  )
;

DELETE FROM `segment_models`.`segment_order_completed_properties` AS `segment_order_completed_properties`
WHERE
  (
    `segment_order_completed_properties`.timestamp >= @first_known_order_completed_properties
    OR `segment_order_completed_properties`.timestamp IS NULL
  )
  AND (
    `segment_order_completed_properties`.track_id IS NULL
    AND (
      (
        `segment_order_completed_properties`.source <> 'web'
        OR `segment_order_completed_properties`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_order_completed_properties`.call_loaded_at IS NULL
      )
      AND (
        `segment_order_completed_properties`.source <> 'ios'
        OR `segment_order_completed_properties`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_order_completed_properties`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_order_completed_properties`
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `revenue`,
  `order_id`,
  `currency`,
  reject_reason
FROM `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef` AS order_completed_properties_changed
;

DELETE FROM `segment_models`.`segment_open_properties` AS `segment_open_properties`
WHERE
  (
    `segment_open_properties`.timestamp >= @first_known_open_properties
    OR `segment_open_properties`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_open_properties`.source = theirs.source
      AND `segment_open_properties`.track_id = theirs.track_id
  )
;

DELETE FROM `segment_models`.`segment_open_properties` AS `segment_open_properties`
WHERE
  (
    `segment_open_properties`.timestamp >= @first_known_open_properties
    OR `segment_open_properties`.timestamp IS NULL
  )
  AND (
    `segment_open_properties`.track_id IS NULL
    AND (
      (
        `segment_open_properties`.source <> 'web'
        OR `segment_open_properties`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_open_properties`.call_loaded_at IS NULL
      )
      AND (
        `segment_open_properties`.source <> 'ios'
        OR `segment_open_properties`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_open_properties`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_open_properties`
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `channel`,
  reject_reason
FROM `_segment_models_run`.`open_properties_changed_20260303120000_abcdef` AS open_properties_changed
;

DELETE FROM `segment_models`.`segment_form_submitted_properties` AS `segment_form_submitted_properties`
WHERE
  (
    `segment_form_submitted_properties`.timestamp >= @first_known_form_submitted_properties
    OR `segment_form_submitted_properties`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_form_submitted_properties`.source = theirs.source
      AND `segment_form_submitted_properties`.track_id = theirs.track_id
  )
;

DELETE FROM `segment_models`.`segment_form_submitted_properties` AS `segment_form_submitted_properties`
WHERE
  (
    `segment_form_submitted_properties`.timestamp >= @first_known_form_submitted_properties
    OR `segment_form_submitted_properties`.timestamp IS NULL
  )
  AND (
    `segment_form_submitted_properties`.track_id IS NULL
    AND (
      (
        `segment_form_submitted_properties`.source <> 'web'
        OR `segment_form_submitted_properties`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_form_submitted_properties`.call_loaded_at IS NULL
      )
      AND (
        `segment_form_submitted_properties`.source <> 'ios'
        OR `segment_form_submitted_properties`.call_loaded_at >= CAST('2026-03-02 12:00:00.000000Z' AS TIMESTAMP)
        OR `segment_form_submitted_properties`.call_loaded_at IS NULL
      )
    )
  )
;

INSERT INTO `segment_models`.`segment_form_submitted_properties`
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
  call_loaded_at,
  user_id,
  anonymous_id,
  event_text,
  `form`,
  reject_reason
FROM `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef` AS form_submitted_properties_changed
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

DELETE FROM `segment_models`.`segment_traffic_sources` AS `segment_traffic_sources`
WHERE
  `segment_traffic_sources`.key IS NOT NULL
;

INSERT INTO `segment_models`.`segment_traffic_sources`
SELECT
  key,
  match,
  source,
  category
FROM `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_touches` AS `segment_touches`
WHERE
  (
    `segment_touches`.timestamp >= @first_known_page
    OR `segment_touches`.timestamp IS NULL
  )
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`pages_changed_20260303120000_abcdef` AS theirs
    WHERE
      `segment_touches`.source = theirs.source
      AND `segment_touches`.page_id = theirs.page_id
  )
;

INSERT INTO `segment_models`.`segment_touches`
SELECT
  source,
  page_id,
  timestamp,
  touch,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  traffic_term,
  traffic_content,
  traffic_category,
  channel,
  click_id_name,
  click_id,
  referrer_host
FROM `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef`
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
  mapped_at,
  is_shared
FROM `_segment_models_run`.`user_map_changed_20260303120000_abcdef` AS user_map_changed
WHERE
  is_there
;

DELETE FROM `segment_models`.`segment_shared_calls` AS `segment_shared_calls`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`shared_touched_20260303120000_abcdef` AS theirs
    WHERE
      `segment_shared_calls`.anonymous_id = theirs.anonymous_id
  )
;

INSERT INTO `segment_models`.`segment_shared_calls`
SELECT
  source,
  call_type,
  event_id,
  timestamp,
  anonymous_id,
  user_id,
  rule,
  log_in_event_id
FROM `_segment_models_run`.`shared_owned_20260303120000_abcdef`
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
      AND `segment_sessionized_events`.timestamp >= theirs.cut_at
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
      AND `segment_sessionized_pages`.timestamp >= theirs.cut_at
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
      AND `segment_sessionized_tracks`.timestamp >= theirs.cut_at
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
      AND `segment_sessionized_screens`.timestamp >= theirs.cut_at
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
      AND `segment_sessions`.session_start_timestamp >= theirs.cut_at
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

DELETE FROM `segment_models`.`segment_session_sources` AS `segment_session_sources`
WHERE
  `segment_session_sources`.session_start_timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_session_sources`.user_id = theirs.user_id
      AND `segment_session_sources`.session_start_timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_session_sources`
SELECT
  session_id,
  session_index,
  user_id,
  session_start_timestamp,
  touch,
  touch_page_id,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  traffic_term,
  traffic_content,
  traffic_category,
  channel,
  click_id_name,
  click_id,
  referrer_host,
  landing_host,
  landing_path,
  attributed_source,
  attributed_medium,
  attributed_campaign,
  attributed_channel,
  attributed_session_id,
  attributed_is_own
FROM `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_page_views` AS `segment_page_views`
WHERE
  `segment_page_views`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_page_views`.user_id = theirs.user_id
      AND `segment_page_views`.timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_page_views`
SELECT
  source,
  page_id,
  timestamp,
  user_id,
  session_id,
  session_index,
  page_index,
  is_entrance,
  is_exit,
  time_on_page_millis,
  previous_path,
  next_path,
  host,
  path,
  title,
  referrer_host,
  `category`,
  `price paid`
FROM `_segment_models_run`.`page_views_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_conversion_calls` AS `segment_conversion_calls`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef` AS theirs
    WHERE
      `segment_conversion_calls`.source = theirs.source
      AND `segment_conversion_calls`.track_id = theirs.track_id
  )
;

DELETE FROM `segment_models`.`segment_conversion_calls` AS `segment_conversion_calls`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`conversion_keys_20260303120000_abcdef` AS theirs
    WHERE
      `segment_conversion_calls`.conversion = theirs.conversion
      AND `segment_conversion_calls`.conversion_key = theirs.conversion_key
  )
;

INSERT INTO `segment_models`.`segment_conversion_calls`
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  value,
  currency,
  conversion_key,
  is_repeat
FROM `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_conversions` AS `segment_conversions`
WHERE
  `segment_conversions`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_conversions`.user_id = theirs.user_id
      AND `segment_conversions`.timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_conversions`
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  user_id,
  session_id,
  session_index,
  value,
  currency,
  conversion_key,
  is_repeat,
  conversion_index
FROM `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_session_facts` AS `segment_session_facts`
WHERE
  `segment_session_facts`.session_start_timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_session_facts`.user_id = theirs.user_id
      AND `segment_session_facts`.session_start_timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_session_facts`
SELECT
  session_id,
  user_id,
  session_index,
  is_first_session,
  session_start_timestamp,
  session_end_timestamp,
  session_date,
  duration_millis,
  total_pages,
  total_tracks,
  total_screens,
  unique_paths,
  sources,
  is_mixed_sources,
  is_engaged,
  is_bounce,
  is_single_page,
  landing_host,
  landing_path,
  exit_path,
  touch,
  touch_page_id,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  traffic_term,
  traffic_content,
  traffic_category,
  channel,
  click_id_name,
  click_id,
  referrer_host,
  attributed_source,
  attributed_medium,
  attributed_campaign,
  attributed_channel,
  attributed_session_id,
  attributed_is_own,
  total_conversions,
  conversion_value,
  signed_up_count,
  signed_up_value,
  order_completed_count,
  order_completed_value,
  demo_count,
  demo_value
FROM `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_daily` AS `segment_daily`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`dates_touched_20260303120000_abcdef` AS theirs
    WHERE
      `segment_daily`.session_date = theirs.session_date
  )
;

INSERT INTO `segment_models`.`segment_daily`
SELECT
  session_date,
  channel,
  traffic_source,
  traffic_medium,
  sessions,
  engaged_sessions,
  bounces,
  users,
  new_users,
  pages,
  duration_millis,
  conversions,
  conversion_value,
  signed_up_count,
  signed_up_value,
  order_completed_count,
  order_completed_value,
  demo_count,
  demo_value
FROM `_segment_models_run`.`daily_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_attribution` AS `segment_attribution`
WHERE
  `segment_attribution`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_attribution`.user_id = theirs.user_id
      AND `segment_attribution`.timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_attribution`
SELECT
  conversion,
  source,
  track_id,
  timestamp,
  user_id,
  value,
  session_id,
  session_index,
  touch_number,
  touches,
  days_before,
  channel,
  traffic_source,
  traffic_medium,
  traffic_campaign,
  first_weight,
  last_weight,
  first_non_direct_weight,
  last_non_direct_weight,
  linear_weight,
  position_weight,
  time_decay_weight
FROM `_segment_models_run`.`attribution_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_active_days` AS `segment_active_days`
WHERE
  EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`days_touched_20260303120000_abcdef` AS theirs
    WHERE
      `segment_active_days`.user_id = theirs.user_id
      AND `segment_active_days`.active_date >= theirs.first_day
  )
;

INSERT INTO `segment_models`.`segment_active_days`
SELECT
  user_id,
  active_date,
  events,
  sessions,
  is_first_day
FROM `_segment_models_run`.`active_days_rebuilt_20260303120000_abcdef`
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
  first_source,
  first_medium,
  first_campaign,
  first_channel,
  `email`,
  `company name`
FROM `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_event_order_completed` AS `segment_event_order_completed`
WHERE
  `segment_event_order_completed`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_event_order_completed`.user_id = theirs.user_id
      AND `segment_event_order_completed`.timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_event_order_completed`
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  session_id,
  session_index,
  event_text,
  `revenue`,
  `order_id`,
  `currency`
FROM `_segment_models_run`.`event_order_completed_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_event_open` AS `segment_event_open`
WHERE
  `segment_event_open`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_event_open`.user_id = theirs.user_id
      AND `segment_event_open`.timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_event_open`
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  session_id,
  session_index,
  event_text,
  `channel`
FROM `_segment_models_run`.`event_open_rebuilt_20260303120000_abcdef`
;

DELETE FROM `segment_models`.`segment_event_form_submitted` AS `segment_event_form_submitted`
WHERE
  `segment_event_form_submitted`.timestamp >= @first_cut
  AND EXISTS(
    SELECT
      1
    FROM `_segment_models_run`.`cuts_20260303120000_abcdef` AS theirs
    WHERE
      `segment_event_form_submitted`.user_id = theirs.user_id
      AND `segment_event_form_submitted`.timestamp >= theirs.cut_at
  )
;

INSERT INTO `segment_models`.`segment_event_form_submitted`
SELECT
  source,
  track_id,
  timestamp,
  user_id,
  anonymous_id,
  session_id,
  session_index,
  event_text,
  `form`
FROM `_segment_models_run`.`event_form_submitted_rebuilt_20260303120000_abcdef`
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
  '{"rules": 3, "traffic_source_list": "566eca4783b8", "segment_schema": ["web", "ios"], "columns": {}, "session_timeout_millis": 1800000, "custom_page_fields": ["category", "price paid"], "custom_user_fields": ["email", "company name"], "custom_track_fields": ["coupon code"], "custom_screen_fields": ["screen class"], "include_tracks": true, "include_pages": true, "include_screens": true, "include_anonymous_users": false, "shared_devices": "visit", "shared_id_limit": 100000, "server_events": "attach", "server_sources": [], "session_midnight": null, "session_campaign": false, "nested": true, "max_clock_ahead": "P1D", "earliest_timestamp": "2000-01-01", "junk_ids": ["null", "undefined", "anonymous", "anonymousId", "-1", "0"], "junk_id_pattern": "^[0-]*$", "own_domains": [], "ignored_referrers": ["paypal.com", "stripe.com", "klarna.com", "adyen.com", "mollie.com", "afterpay.com", "affirm.com", "shop.app", "payments.amazon.com", "pay.google.com", "accounts.google.com", "appleid.apple.com", "login.microsoftonline.com", "auth0.com", "okta.com"], "click_ids": {}, "channels": [], "traffic_sources": {}, "lookback": "P90D", "time_zone": "Europe/Berlin", "engaged_after_millis": 10000, "daily_dimensions": ["channel", "traffic_source", "traffic_medium"], "event_properties": {"order_completed": {"table": null, "properties": ["revenue", "order_id", "currency"]}, "open": {"table": "_open", "properties": ["channel"]}}, "conversions": {"signed_up": {"event": null, "where": {}, "value": null, "key": null, "currency": null}, "order_completed": {"event": null, "where": {}, "value": "revenue", "key": "order_id", "currency": null}, "demo": {"event": "form_submitted", "where": {"form": "demo"}, "value": "250", "key": null, "currency": null}}}' AS configuration,
  '{"web.tracks": ["anonymous_id", "coupon code", "event", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "ios.tracks": ["anonymous_id", "coupon code", "event", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "web.pages": ["anonymous_id", "category", "context_campaign_content", "context_campaign_medium", "context_campaign_name", "context_campaign_source", "context_campaign_term", "id", "loaded_at", "name", "path", "price paid", "received_at", "referrer", "search", "timestamp", "title", "url", "user_id", "uuid_ts"], "ios.pages": ["anonymous_id", "category", "context_campaign_content", "context_campaign_medium", "context_campaign_name", "context_campaign_source", "context_campaign_term", "id", "loaded_at", "name", "path", "price paid", "received_at", "referrer", "search", "timestamp", "title", "url", "user_id", "uuid_ts"], "web.screens": ["anonymous_id", "id", "loaded_at", "name", "received_at", "screen class", "timestamp", "user_id", "uuid_ts"], "ios.screens": ["anonymous_id", "id", "loaded_at", "name", "received_at", "screen class", "timestamp", "user_id", "uuid_ts"], "web.identifies": ["anonymous_id", "company name", "email", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "ios.identifies": ["anonymous_id", "company name", "email", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "web.order_completed": ["anonymous_id", "currency", "event_text", "id", "loaded_at", "order_id", "received_at", "revenue", "timestamp", "user_id", "uuid_ts"], "ios.order_completed": ["anonymous_id", "currency", "event_text", "id", "loaded_at", "order_id", "received_at", "revenue", "timestamp", "user_id", "uuid_ts"], "web._open": ["anonymous_id", "channel", "event_text", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "ios._open": ["anonymous_id", "channel", "event_text", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "web.form_submitted": ["anonymous_id", "event_text", "form", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"], "ios.form_submitted": ["anonymous_id", "event_text", "form", "id", "loaded_at", "received_at", "timestamp", "user_id", "uuid_ts"]}' AS raw_columns,
  'order_completed_properties,open_properties,form_submitted_properties,track_calls,page_calls,screen_calls,identify_calls,page_events,track_events,screen_events,rejected_events,traffic_sources,touches,user_map,shared_calls,sessionized_events,sessionized_pages,sessionized_tracks,sessionized_screens,sessions,session_sources,page_views,conversion_calls,conversions,session_facts,daily,attribution,active_days,users,event_order_completed,event_open,event_form_submitted' AS models,
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

DROP TABLE IF EXISTS `_segment_models_run`.`order_completed_properties_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`order_completed_properties_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`order_completed_properties_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`order_completed_properties_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`order_completed_properties_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`open_properties_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`open_properties_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`open_properties_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`open_properties_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`open_properties_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`form_submitted_properties_arrived_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`form_submitted_properties_known_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`form_submitted_properties_doubtful_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`form_submitted_properties_again_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`form_submitted_properties_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`calls_before_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`calls_after_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`log_ins_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`user_map_changed_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`shared_touched_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`shared_owned_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversion_calls_in_doubt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversion_calls_now_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversion_keys_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversion_calls_rebuilt_20260303120000_abcdef`
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

DROP TABLE IF EXISTS `_segment_models_run`.`dates_touched_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`days_touched_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`rejected_events_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`traffic_sources_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`touches_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_pages_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_tracks_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_screens_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessions_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`session_sources_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`page_views_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversions_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`session_facts_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`daily_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`attribution_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`active_days_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`users_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`event_order_completed_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`event_open_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`event_form_submitted_rebuilt_20260303120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`account_20260303120000_abcdef`
