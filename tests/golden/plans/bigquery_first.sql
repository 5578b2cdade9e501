CREATE SCHEMA IF NOT EXISTS `segment_models`
;

CREATE SCHEMA IF NOT EXISTS `_segment_models_run`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`tracks_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), tracks_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM tracks_cleaned
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), tracks_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event,
    copies.`coupon code`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event ASC NULLS LAST,
        copies.`coupon code` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM tracks_cleaned AS copies
  JOIN tracks_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), tracks_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM tracks_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM tracks_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.track_id = repeated.track_id
    )
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM tracks_ranked
  WHERE
    call_copy = 1
)
SELECT
  source,
  track_id,
  timestamp,
  call_received_at,
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

CREATE OR REPLACE TABLE `_segment_models_run`.`pages_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), pages_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    page_id
  FROM pages_cleaned
  WHERE
    page_id IS NOT NULL
  GROUP BY
    source,
    page_id
  HAVING
    COUNT(*) > 1
), pages_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.page_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.url,
    copies.referrer,
    copies.title,
    copies.name,
    copies.search,
    copies.path,
    copies.utm_content,
    copies.utm_medium,
    copies.utm_source,
    copies.utm_campaign,
    copies.utm_term,
    copies.`category`,
    copies.`price paid`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.page_id
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
  FROM pages_cleaned AS copies
  JOIN pages_repeated AS repeated
    ON copies.source = repeated.source AND copies.page_id = repeated.page_id
), pages_once AS (
  /* Each call once (R4). */
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
    `price paid`
  FROM pages_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM pages_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.page_id = repeated.page_id
    )
  UNION ALL
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
    `price paid`
  FROM pages_ranked
  WHERE
    call_copy = 1
)
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

CREATE OR REPLACE TABLE `_segment_models_run`.`screens_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), screens_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    screen_id
  FROM screens_cleaned
  WHERE
    screen_id IS NOT NULL
  GROUP BY
    source,
    screen_id
  HAVING
    COUNT(*) > 1
), screens_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.screen_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.name,
    copies.`screen class`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.screen_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies.`screen class` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM screens_cleaned AS copies
  JOIN screens_repeated AS repeated
    ON copies.source = repeated.source AND copies.screen_id = repeated.screen_id
), screens_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM screens_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM screens_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.screen_id = repeated.screen_id
    )
  UNION ALL
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM screens_ranked
  WHERE
    call_copy = 1
)
SELECT
  source,
  screen_id,
  timestamp,
  call_received_at,
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

CREATE OR REPLACE TABLE `_segment_models_run`.`identifies_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), identifies_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    identify_id
  FROM identifies_cleaned
  WHERE
    identify_id IS NOT NULL
  GROUP BY
    source,
    identify_id
  HAVING
    COUNT(*) > 1
), identifies_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.identify_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.`email`,
    copies.`company name`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.identify_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.`email` ASC NULLS LAST,
        copies.`company name` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM identifies_cleaned AS copies
  JOIN identifies_repeated AS repeated
    ON copies.source = repeated.source AND copies.identify_id = repeated.identify_id
), identifies_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`
  FROM identifies_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM identifies_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.identify_id = repeated.identify_id
    )
  UNION ALL
  SELECT
    source,
    identify_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    `email`,
    `company name`
  FROM identifies_ranked
  WHERE
    call_copy = 1
)
SELECT
  source,
  identify_id,
  timestamp,
  call_received_at,
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

CREATE OR REPLACE TABLE `_segment_models_run`.`rejected_events_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per rejected call, with the reason why it cannot be used (R5).'
) AS
WITH tracks_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
), pages_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
), screens_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
), identifies_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`identifies_20260302120000_abcdef` AS identifies
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
  reject_reason IS NOT NULL
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
  reject_reason IS NOT NULL
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
  reject_reason IS NOT NULL
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
  reject_reason IS NOT NULL
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`rejected_events_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`user_map_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per anonymous id, with the user it belongs to (R6).'
) AS
WITH identifies_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`identifies_20260302120000_abcdef` AS identifies
), calls AS (
  /* Every good call of every type: a log-in shows in any of them (R6). */
  SELECT
    source,
    'track' AS call_type,
    track_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM (
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS track_events
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    page_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM (
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS page_events
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    screen_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM (
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS screen_events
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    identify_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM identifies_judged
  WHERE
    reject_reason IS NULL
), visitors AS (
  /* Every anonymous id there is; a log-out or no log-in at all does not lose it. */
  SELECT DISTINCT
    anonymous_id
  FROM calls
  WHERE
    anonymous_id IS NOT NULL
), log_ins AS (
  /* The calls that tell whose an anonymous id is, the latest in front (R7). */
  SELECT
    anonymous_id,
    user_id,
    timestamp AS mapped_at,
    ROW_NUMBER() OVER (
      PARTITION BY anonymous_id
      ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
    ) AS recency
  FROM calls
  WHERE
    anonymous_id IS NOT NULL AND user_id IS NOT NULL
), latest_log_ins AS (
  /* One per anonymous id. */
  SELECT
    anonymous_id,
    user_id,
    mapped_at
  FROM log_ins
  WHERE
    recency = 1
)
SELECT
  visitors.anonymous_id,
  latest_log_ins.user_id,
  latest_log_ins.mapped_at
FROM visitors
LEFT JOIN latest_log_ins
  ON visitors.anonymous_id = latest_log_ins.anonymous_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`user_map_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`sessionized_events_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per event, with its person and its session (R6 to R9).'
) AS
WITH events AS (
  /* The events of every enabled call type in one list. */
  SELECT
    source,
    'track' AS call_type,
    track_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM (
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS track_events
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    page_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM (
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS page_events
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    screen_id AS event_id,
    timestamp,
    user_id,
    anonymous_id
  FROM (
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS screen_events
), persons AS (
  /* Whose event it is: its own user, else the user its anonymous id belongs to, else that id (R6). */
  SELECT
    events.source,
    events.call_type,
    events.event_id,
    events.timestamp,
    COALESCE(events.user_id, user_map.user_id, events.anonymous_id) AS user_id,
    events.anonymous_id
  FROM events
  LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
    ON events.anonymous_id = user_map.anonymous_id
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
), numbered AS (
  /* Counting the starts so far numbers the person's sessions from 1 (R9). */
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
FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`sessions_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per session: a person\'s events with no gap of the timeout or more between them (R8).'
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    ABS(MOD(FARM_FINGERPRINT(user_id), 3)) = 0
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
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.track_id = calls.track_id
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
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.page_id = calls.page_id
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
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
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

INSERT INTO `_segment_models_run`.`sessions_20260302120000_abcdef`
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    ABS(MOD(FARM_FINGERPRINT(user_id), 3)) = 1
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
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.track_id = calls.track_id
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
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.page_id = calls.page_id
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
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
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

INSERT INTO `_segment_models_run`.`sessions_20260302120000_abcdef`
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    ABS(MOD(FARM_FINGERPRINT(user_id), 3)) = 2
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
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.track_id = calls.track_id
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
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.page_id = calls.page_id
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
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS calls
    ON positioned.source = calls.source AND positioned.screen_id = calls.screen_id
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`users_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per person: everyone known by a user id, and anonymous people who sent an identify (R11).'
) AS
WITH identifies_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`identifies_20260302120000_abcdef` AS identifies
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
  LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
    ON identifies.anonymous_id = user_map.anonymous_id
  WHERE
    identifies.reject_reason IS NULL
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS track_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM (
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS page_events
  WHERE
    user_id IS NOT NULL
  UNION ALL
  SELECT
    user_id,
    timestamp
  FROM (
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS screen_events
  WHERE
    user_id IS NOT NULL
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
FROM `_segment_models_run`.`users_20260302120000_abcdef`
;

SELECT
  source,
  page_id,
  COUNT(*) AS copies
FROM (
  WITH pages_judged AS (
    /* The calls of this run, each once, judged already (R1 to R5). */
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
    FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  WITH tracks_judged AS (
    /* The calls of this run, each once, judged already (R1 to R5). */
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
    FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  WITH screens_judged AS (
    /* The calls of this run, each once, judged already (R1 to R5). */
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
    FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
FROM `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
  JOIN (
    WITH pages_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`pages_20260302120000_abcdef` AS pages
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
  ) AS pages
    ON events.source = pages.source AND events.page_id = pages.page_id
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
    events.source,
    events.timestamp,
    events.user_id,
    events.track_id,
    events.session_index,
    events.session_id,
    tracks.event,
    tracks.`coupon code`
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
  JOIN (
    WITH tracks_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`tracks_20260302120000_abcdef` AS tracks
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
  ) AS tracks
    ON events.source = tracks.source AND events.track_id = tracks.track_id
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
    events.source,
    events.timestamp,
    events.user_id,
    events.screen_id,
    events.session_index,
    events.session_id,
    screens.name,
    screens.`screen class`
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
  JOIN (
    WITH screens_judged AS (
      /* The calls of this run, each once, judged already (R1 to R5). */
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
      FROM `_segment_models_run`.`screens_20260302120000_abcdef` AS screens
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
  ) AS screens
    ON events.source = screens.source AND events.screen_id = screens.screen_id
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
GROUP BY
  session_id
HAVING
  COUNT(*) > 1 OR session_id IS NULL
;

SELECT
  user_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`users_20260302120000_abcdef` AS users
GROUP BY
  user_id
HAVING
  COUNT(*) > 1 OR user_id IS NULL
;

SELECT
  source,
  track_id,
  page_id,
  screen_id,
  COUNT(*) AS copies,
  COUNT(session_id) AS in_sessions
FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
FROM `_segment_models_run`.`rejected_events_20260302120000_abcdef` AS rejected_events
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
FROM `_segment_models_run`.`users_20260302120000_abcdef` AS users
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

WITH people AS (
  /* Everyone who has a session. */
  SELECT DISTINCT
    user_id
  FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
), known AS (
  /* Who must be a user: whoever an anonymous id belongs to, and everyone seen who is no anonymous id. */
  SELECT
    user_id
  FROM `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
  WHERE
    user_id IS NOT NULL
  UNION DISTINCT
  SELECT
    people.user_id
  FROM people
  LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS own
    ON people.user_id = own.anonymous_id
  WHERE
    own.anonymous_id IS NULL
)
SELECT
  COALESCE(users.user_id, known.user_id) AS user_id,
  users.is_identified,
  known.user_id IS NOT NULL AS must_be_there,
  people.user_id IS NOT NULL AS has_sessions
FROM `_segment_models_run`.`users_20260302120000_abcdef` AS users
FULL JOIN known
  ON users.user_id = known.user_id
LEFT JOIN people
  ON users.user_id = people.user_id
LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS own
  ON users.user_id = own.anonymous_id
WHERE
  users.user_id IS NULL
  OR COALESCE(users.is_identified <> (
    users.first_identified_at IS NOT NULL
  ), TRUE)
  OR (
    NOT users.is_identified AND own.anonymous_id IS NULL
  )
  OR (
    known.user_id IS NOT NULL AND NOT users.is_identified
  )
  OR (
    people.user_id IS NULL AND users.total_sessions <> 0
  )
  OR users.total_sessions IS NULL
  OR COALESCE(users.first_seen_at > users.last_seen_at, TRUE)
;

WITH seen AS (
  /* Whose the events of each anonymous id are, and when the last of them was. */
  SELECT
    anonymous_id,
    user_id,
    MAX(timestamp) AS last_at
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    anonymous_id IS NOT NULL
  GROUP BY
    anonymous_id,
    user_id
)
SELECT
  COALESCE(user_map.anonymous_id, seen.anonymous_id) AS anonymous_id,
  user_map.user_id,
  user_map.mapped_at,
  seen.user_id AS seen_user_id,
  seen.last_at,
  users.first_identified_at,
  users.last_seen_at
FROM `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
FULL JOIN seen
  ON user_map.anonymous_id = seen.anonymous_id
LEFT JOIN `_segment_models_run`.`users_20260302120000_abcdef` AS users
  ON user_map.user_id = users.user_id
WHERE
  user_map.anonymous_id IS NULL
  OR (
    user_map.user_id IS NULL
  ) <> (
    user_map.mapped_at IS NULL
  )
  OR (
    user_map.user_id IS NULL AND seen.user_id <> seen.anonymous_id
  )
  OR (
    seen.last_at > user_map.mapped_at AND seen.user_id <> user_map.user_id
  )
  OR (
    user_map.user_id IS NOT NULL
    AND COALESCE(
      user_map.mapped_at < users.first_identified_at
      OR user_map.mapped_at > users.last_seen_at,
      TRUE
    )
  )
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
FROM `_segment_models_run`.`rejected_events_20260302120000_abcdef` AS rejected_events
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
  duplicates,
  rejected,
  used
FROM (
  WITH tracks_united AS (
    /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
  ), pages_united AS (
    /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
  ), screens_united AS (
    /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
  ), identifies_united AS (
    /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
  ), identifies_judged AS (
    /* The calls of this run, each once, judged already (R1 to R5). */
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
    FROM `_segment_models_run`.`identifies_20260302120000_abcdef` AS identifies
  ), calls_read AS (
    /* Rows read, and how many are further copies of a call. */
    SELECT
      source,
      'track' AS call_type,
      COUNT(*) AS calls,
      COUNT(track_id) - COUNT(DISTINCT track_id) AS duplicates
    FROM tracks_cleaned
    GROUP BY
      source
    UNION ALL
    SELECT
      source,
      'page' AS call_type,
      COUNT(*) AS calls,
      COUNT(page_id) - COUNT(DISTINCT page_id) AS duplicates
    FROM pages_cleaned
    GROUP BY
      source
    UNION ALL
    SELECT
      source,
      'screen' AS call_type,
      COUNT(*) AS calls,
      COUNT(screen_id) - COUNT(DISTINCT screen_id) AS duplicates
    FROM screens_cleaned
    GROUP BY
      source
    UNION ALL
    SELECT
      source,
      'identify' AS call_type,
      COUNT(*) AS calls,
      COUNT(identify_id) - COUNT(DISTINCT identify_id) AS duplicates
    FROM identifies_cleaned
    GROUP BY
      source
  ), calls_used AS (
    /* Events in a session, and identifies that count. */
    SELECT
      source,
      'track' AS call_type,
      COUNT(*) AS used
    FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
    WHERE
      track_id IS NOT NULL AND session_id IS NOT NULL
    GROUP BY
      source
    UNION ALL
    SELECT
      source,
      'page' AS call_type,
      COUNT(*) AS used
    FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
    WHERE
      page_id IS NOT NULL AND session_id IS NOT NULL
    GROUP BY
      source
    UNION ALL
    SELECT
      source,
      'screen' AS call_type,
      COUNT(*) AS used
    FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
    WHERE
      screen_id IS NOT NULL AND session_id IS NOT NULL
    GROUP BY
      source
    UNION ALL
    SELECT
      source,
      'identify' AS call_type,
      COUNT(*) AS used
    FROM identifies_judged
    WHERE
      reject_reason IS NULL
    GROUP BY
      source
  ), calls_rejected AS (
    /* Calls set aside. */
    SELECT
      source,
      call_type,
      COUNT(*) AS rejected
    FROM `_segment_models_run`.`rejected_events_20260302120000_abcdef` AS rejected_events
    GROUP BY
      source,
      call_type
  )
  SELECT
    calls_read.source,
    calls_read.call_type,
    calls_read.calls,
    calls_read.duplicates,
    COALESCE(calls_rejected.rejected, 0) AS rejected,
    COALESCE(calls_used.used, 0) AS used
  FROM calls_read
  LEFT JOIN calls_rejected
    ON calls_read.source = calls_rejected.source
    AND calls_read.call_type = calls_rejected.call_type
  LEFT JOIN calls_used
    ON calls_read.source = calls_used.source
    AND calls_read.call_type = calls_used.call_type
  ORDER BY
    source,
    call_type
) AS account
WHERE
  calls <> duplicates + rejected + used
;

WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), identifies_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`identifies_20260302120000_abcdef` AS identifies
), calls_read AS (
  /* Rows read, and how many are further copies of a call. */
  SELECT
    source,
    'track' AS call_type,
    COUNT(*) AS calls,
    COUNT(track_id) - COUNT(DISTINCT track_id) AS duplicates
  FROM tracks_cleaned
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    COUNT(*) AS calls,
    COUNT(page_id) - COUNT(DISTINCT page_id) AS duplicates
  FROM pages_cleaned
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    COUNT(*) AS calls,
    COUNT(screen_id) - COUNT(DISTINCT screen_id) AS duplicates
  FROM screens_cleaned
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    COUNT(*) AS calls,
    COUNT(identify_id) - COUNT(DISTINCT identify_id) AS duplicates
  FROM identifies_cleaned
  GROUP BY
    source
), calls_used AS (
  /* Events in a session, and identifies that count. */
  SELECT
    source,
    'track' AS call_type,
    COUNT(*) AS used
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    track_id IS NOT NULL AND session_id IS NOT NULL
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    COUNT(*) AS used
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    page_id IS NOT NULL AND session_id IS NOT NULL
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    COUNT(*) AS used
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    screen_id IS NOT NULL AND session_id IS NOT NULL
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    COUNT(*) AS used
  FROM identifies_judged
  WHERE
    reject_reason IS NULL
  GROUP BY
    source
), calls_rejected AS (
  /* Calls set aside. */
  SELECT
    source,
    call_type,
    COUNT(*) AS rejected
  FROM `_segment_models_run`.`rejected_events_20260302120000_abcdef` AS rejected_events
  GROUP BY
    source,
    call_type
)
SELECT
  calls_read.source,
  calls_read.call_type,
  calls_read.calls,
  calls_read.duplicates,
  COALESCE(calls_rejected.rejected, 0) AS rejected,
  COALESCE(calls_used.used, 0) AS used
FROM calls_read
LEFT JOIN calls_rejected
  ON calls_read.source = calls_rejected.source
  AND calls_read.call_type = calls_rejected.call_type
LEFT JOIN calls_used
  ON calls_read.source = calls_used.source
  AND calls_read.call_type = calls_used.call_type
ORDER BY
  source,
  call_type
;

SELECT
  source,
  call_type,
  reason,
  COUNT(*) AS calls
FROM `_segment_models_run`.`rejected_events_20260302120000_abcdef` AS rejected_events
GROUP BY
  source,
  call_type,
  reason
ORDER BY
  source,
  call_type,
  reason
;

CREATE OR REPLACE VIEW `segment_models`.`segment_page_events` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `page_id` OPTIONS (description = 'Id of the page call, as Segment\'s client made it.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'User id sent with the call; NULL before a log-in.'),
  `anonymous_id` OPTIONS (description = 'Anonymous id of the device or browser.'),
  `url` OPTIONS (description = 'Full address of the page.'),
  `referrer` OPTIONS (description = 'Address of the previous page, as the browser reported it.'),
  `title` OPTIONS (description = 'Title of the page.'),
  `name` OPTIONS (description = 'Name given in the page call.'),
  `search` OPTIONS (description = 'Query string of the address, with its question mark.'),
  `path` OPTIONS (description = 'Path of the address.'),
  `utm_content` OPTIONS (description = 'Campaign content of the address.'),
  `utm_medium` OPTIONS (description = 'Campaign medium of the address.'),
  `utm_source` OPTIONS (description = 'Campaign source of the address.'),
  `utm_campaign` OPTIONS (description = 'Campaign name of the address.'),
  `utm_term` OPTIONS (description = 'Campaign term of the address.'),
  `category` OPTIONS (description = 'Custom field category of the page call.'),
  `price paid` OPTIONS (description = 'Custom field price paid of the page call.')
)
OPTIONS (
  description='One row per valid page call: deduplicated (R4), without rejected calls (R5).'
) AS
WITH pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), pages_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    page_id
  FROM pages_cleaned
  WHERE
    page_id IS NOT NULL
  GROUP BY
    source,
    page_id
  HAVING
    COUNT(*) > 1
), pages_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.page_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.url,
    copies.referrer,
    copies.title,
    copies.name,
    copies.search,
    copies.path,
    copies.utm_content,
    copies.utm_medium,
    copies.utm_source,
    copies.utm_campaign,
    copies.utm_term,
    copies.`category`,
    copies.`price paid`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.page_id
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
  FROM pages_cleaned AS copies
  JOIN pages_repeated AS repeated
    ON copies.source = repeated.source AND copies.page_id = repeated.page_id
), pages_once AS (
  /* Each call once (R4). */
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
    `price paid`
  FROM pages_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM pages_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.page_id = repeated.page_id
    )
  UNION ALL
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
    `price paid`
  FROM pages_ranked
  WHERE
    call_copy = 1
), pages_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
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

CREATE OR REPLACE VIEW `segment_models`.`segment_track_events` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `track_id` OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'User id sent with the call; NULL before a log-in.'),
  `anonymous_id` OPTIONS (description = 'Anonymous id of the device or browser.'),
  `event` OPTIONS (description = 'Name of the event in snake case, as Segment stores it.'),
  `coupon code` OPTIONS (description = 'Custom field coupon code of the track call.')
)
OPTIONS (
  description='One row per valid track call: deduplicated (R4), without rejected calls (R5).'
) AS
WITH tracks_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), tracks_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM tracks_cleaned
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), tracks_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event,
    copies.`coupon code`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event ASC NULLS LAST,
        copies.`coupon code` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM tracks_cleaned AS copies
  JOIN tracks_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), tracks_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM tracks_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM tracks_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.track_id = repeated.track_id
    )
  UNION ALL
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event,
    `coupon code`
  FROM tracks_ranked
  WHERE
    call_copy = 1
), tracks_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
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

CREATE OR REPLACE VIEW `segment_models`.`segment_screen_events` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `screen_id` OPTIONS (description = 'Id of the screen call, as Segment\'s client made it.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'User id sent with the call; NULL before a log-in.'),
  `anonymous_id` OPTIONS (description = 'Anonymous id of the device or browser.'),
  `name` OPTIONS (description = 'Name of the screen.'),
  `screen class` OPTIONS (description = 'Custom field screen class of the screen call.')
)
OPTIONS (
  description='One row per valid screen call: deduplicated (R4), without rejected calls (R5).'
) AS
WITH screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), screens_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    screen_id
  FROM screens_cleaned
  WHERE
    screen_id IS NOT NULL
  GROUP BY
    source,
    screen_id
  HAVING
    COUNT(*) > 1
), screens_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.screen_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.name,
    copies.`screen class`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.screen_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies.`screen class` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM screens_cleaned AS copies
  JOIN screens_repeated AS repeated
    ON copies.source = repeated.source AND copies.screen_id = repeated.screen_id
), screens_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM screens_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM screens_repeated AS repeated
      WHERE
        calls.source = repeated.source AND calls.screen_id = repeated.screen_id
    )
  UNION ALL
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    name,
    `screen class`
  FROM screens_ranked
  WHERE
    call_copy = 1
), screens_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    screen_id,
    timestamp,
    call_received_at,
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

CREATE OR REPLACE TABLE `segment_models`.`segment_rejected_events` CLONE `_segment_models_run`.`rejected_events_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per rejected call, with the reason why it cannot be used (R5).'
)
;

ALTER TABLE `segment_models`.`segment_rejected_events`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `call_type` SET OPTIONS (description = 'identify, page, screen or track.'),
  ALTER COLUMN `event_id` SET OPTIONS (description = 'Id of the call; NULL where it had none.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `received_at` SET OPTIONS (description = 'When Segment received the call, UTC.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'User id sent with the call; NULL before a log-in.'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `reason` SET OPTIONS (description = 'Why the call was rejected (R5): missing_id, missing_timestamp, missing_person, clock_ahead or clock_behind.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_user_map` CLONE `_segment_models_run`.`user_map_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per anonymous id, with the user it belongs to (R6).'
)
;

ALTER TABLE `segment_models`.`segment_user_map`
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'User of the latest call that carried this anonymous id and a user id; NULL if none did.'),
  ALTER COLUMN `mapped_at` SET OPTIONS (description = 'When that call was made, UTC; NULL if there is none.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_sessionized_events` CLONE `_segment_models_run`.`sessionized_events_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per event, with its person and its session (R6 to R9).'
)
;

ALTER TABLE `segment_models`.`segment_sessionized_events`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it. NULL for an event of another type.'),
  ALTER COLUMN `page_id` SET OPTIONS (description = 'Id of the page call, as Segment\'s client made it. NULL for an event of another type.'),
  ALTER COLUMN `screen_id` SET OPTIONS (description = 'Id of the screen call, as Segment\'s client made it. NULL for an event of another type.'),
  ALTER COLUMN `session_start_event` SET OPTIONS (description = 'True for the first event of a session (R8).'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on.'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9).')
;

CREATE OR REPLACE VIEW `segment_models`.`segment_sessionized_pages` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `page_id` OPTIONS (description = 'Id of the page call, as Segment\'s client made it.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on.'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9).'),
  `url` OPTIONS (description = 'Full address of the page.'),
  `referrer` OPTIONS (description = 'Address of the previous page, as the browser reported it.'),
  `title` OPTIONS (description = 'Title of the page.'),
  `name` OPTIONS (description = 'Name given in the page call.'),
  `search` OPTIONS (description = 'Query string of the address, with its question mark.'),
  `path` OPTIONS (description = 'Path of the address.'),
  `utm_content` OPTIONS (description = 'Campaign content of the address.'),
  `utm_medium` OPTIONS (description = 'Campaign medium of the address.'),
  `utm_source` OPTIONS (description = 'Campaign source of the address.'),
  `utm_campaign` OPTIONS (description = 'Campaign name of the address.'),
  `utm_term` OPTIONS (description = 'Campaign term of the address.'),
  `category` OPTIONS (description = 'Custom field category of the page call.'),
  `price paid` OPTIONS (description = 'Custom field price paid of the page call.')
)
OPTIONS (
  description='One row per page, with its session and its fields.'
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
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_page_events` AS pages
  ON events.source = pages.source AND events.page_id = pages.page_id
;

CREATE OR REPLACE VIEW `segment_models`.`segment_sessionized_tracks` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `track_id` OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on.'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9).'),
  `event` OPTIONS (description = 'Name of the event in snake case, as Segment stores it.'),
  `coupon code` OPTIONS (description = 'Custom field coupon code of the track call.')
)
OPTIONS (
  description='One row per track, with its session and its fields.'
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
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_track_events` AS tracks
  ON events.source = tracks.source AND events.track_id = tracks.track_id
;

CREATE OR REPLACE VIEW `segment_models`.`segment_sessionized_screens` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `screen_id` OPTIONS (description = 'Id of the screen call, as Segment\'s client made it.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on.'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9).'),
  `name` OPTIONS (description = 'Name of the screen.'),
  `screen class` OPTIONS (description = 'Custom field screen class of the screen call.')
)
OPTIONS (
  description='One row per screen, with its session and its fields.'
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
FROM `segment_models`.`segment_sessionized_events` AS events
JOIN `segment_models`.`segment_screen_events` AS screens
  ON events.source = screens.source AND events.screen_id = screens.screen_id
;

CREATE OR REPLACE TABLE `segment_models`.`segment_sessions` CLONE `_segment_models_run`.`sessions_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per session: a person\'s events with no gap of the timeout or more between them (R8).'
)
;

ALTER TABLE `segment_models`.`segment_sessions`
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9).'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `session_start_timestamp` SET OPTIONS (description = 'Time of the session\'s first event, UTC.'),
  ALTER COLUMN `session_end_timestamp` SET OPTIONS (description = 'Time of the session\'s last event, UTC.'),
  ALTER COLUMN `stats` SET OPTIONS (description = 'Counts and duration of the session.'),
  ALTER COLUMN `first_page_values` SET OPTIONS (description = 'The session\'s first page, whole; NULL if it has none (R10).'),
  ALTER COLUMN `last_page_values` SET OPTIONS (description = 'The session\'s last page, whole; NULL if it has none (R10).'),
  ALTER COLUMN `first_screen_values` SET OPTIONS (description = 'The session\'s first screen, whole; NULL if it has none (R10).'),
  ALTER COLUMN `last_screen_values` SET OPTIONS (description = 'The session\'s last screen, whole; NULL if it has none (R10).'),
  ALTER COLUMN `records` SET OPTIONS (description = 'Every event of the session, in order (R7).')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_users` CLONE `_segment_models_run`.`users_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per person: everyone known by a user id, and anonymous people who sent an identify (R11).'
)
;

ALTER TABLE `segment_models`.`segment_users`
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: a user id, or the anonymous id of someone who never logged in.'),
  ALTER COLUMN `is_identified` SET OPTIONS (description = 'True if a call of this person carried a user id.'),
  ALTER COLUMN `first_seen_at` SET OPTIONS (description = 'Time of the person\'s first call of any kind, UTC.'),
  ALTER COLUMN `last_seen_at` SET OPTIONS (description = 'Time of the person\'s last call of any kind, UTC.'),
  ALTER COLUMN `first_identified_at` SET OPTIONS (description = 'Time of the first call that carried the person\'s user id, UTC.'),
  ALTER COLUMN `total_sessions` SET OPTIONS (description = 'Sessions of the person.'),
  ALTER COLUMN `total_tracks` SET OPTIONS (description = 'Track calls of the person.'),
  ALTER COLUMN `total_pages` SET OPTIONS (description = 'Page calls of the person.'),
  ALTER COLUMN `total_screens` SET OPTIONS (description = 'Screen calls of the person.'),
  ALTER COLUMN `email` SET OPTIONS (description = 'Custom field email of the identify call.'),
  ALTER COLUMN `company name` SET OPTIONS (description = 'Custom field company name of the identify call.')
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`rejected_events_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`user_map_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_events_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessions_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`users_20260302120000_abcdef`
