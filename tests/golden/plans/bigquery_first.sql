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
  FROM tracks_united
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
  FROM pages_united
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
  FROM screens_united
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
  FROM identifies_united
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

CREATE OR REPLACE TABLE `_segment_models_run`.`order_completed_properties_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH order_completed_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), order_completed_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM order_completed_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), order_completed_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`revenue`,
    copies.`order_id`,
    copies.`currency`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
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
  FROM order_completed_properties_cleaned AS copies
  JOIN order_completed_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), order_completed_properties_once AS (
  /* Each call once (R4). */
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
    `currency`
  FROM order_completed_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM order_completed_properties_repeated AS repeated
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
    event_text,
    `revenue`,
    `order_id`,
    `currency`
  FROM order_completed_properties_ranked
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

CREATE OR REPLACE TABLE `_segment_models_run`.`form_submitted_properties_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY)
) AS
WITH form_submitted_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), form_submitted_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM form_submitted_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), form_submitted_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`form`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`form` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM form_submitted_properties_cleaned AS copies
  JOIN form_submitted_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), form_submitted_properties_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `form`
  FROM form_submitted_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM form_submitted_properties_repeated AS repeated
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
    event_text,
    `form`
  FROM form_submitted_properties_ranked
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

CREATE OR REPLACE TABLE `_segment_models_run`.`traffic_sources_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per host or source that is known: a search engine, a social network, a shop (A8).'
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
FROM `_segment_models_run`.`traffic_sources_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`touches_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per page call that says where its visitor came from (A1 to A7).'
) AS
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
  LEFT JOIN `_segment_models_run`.`traffic_sources_20260302120000_abcdef` AS by_itself
    ON texts.looked_up = by_itself.key
  LEFT JOIN `_segment_models_run`.`traffic_sources_20260302120000_abcdef` AS by_starred
    ON texts.starred = by_starred.key
  LEFT JOIN `_segment_models_run`.`traffic_sources_20260302120000_abcdef` AS by_under_1
    ON texts.under_1 = by_under_1.key AND by_under_1.match = 'domain'
  LEFT JOIN `_segment_models_run`.`traffic_sources_20260302120000_abcdef` AS by_under_2
    ON texts.under_2 = by_under_2.key AND by_under_2.match = 'domain'
  LEFT JOIN `_segment_models_run`.`traffic_sources_20260302120000_abcdef` AS by_under_3
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
FROM `_segment_models_run`.`touches_20260302120000_abcdef`
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
  /* The calls that tell whose an anonymous id is, the latest in front (R7), and if it is shared (R6a). */
  SELECT
    anonymous_id,
    user_id,
    timestamp AS mapped_at,
    MIN(user_id) OVER (PARTITION BY anonymous_id) <> MAX(user_id) OVER (PARTITION BY anonymous_id) AS is_shared,
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
    mapped_at,
    is_shared
  FROM log_ins
  WHERE
    recency = 1
)
SELECT
  visitors.anonymous_id,
  latest_log_ins.user_id,
  latest_log_ins.mapped_at,
  COALESCE(latest_log_ins.is_shared, FALSE) AS is_shared
FROM visitors
LEFT JOIN latest_log_ins
  ON visitors.anonymous_id = latest_log_ins.anonymous_id
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`user_map_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`shared_calls_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per call without a user id on a device that several users share, with its person (R6c).'
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
), histories AS (
  /* The calls of anonymous ids that carried two or more different user ids (R6a). */
  SELECT
    calls.source,
    calls.call_type,
    calls.event_id,
    calls.timestamp,
    calls.user_id,
    calls.anonymous_id
  FROM calls
  JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  WHERE
    user_map.is_shared
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

SELECT
  COUNT(*)
FROM `_segment_models_run`.`shared_calls_20260302120000_abcdef`
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
    COALESCE(events.user_id, shared_calls.user_id, user_map.user_id, events.anonymous_id) AS user_id,
    events.anonymous_id
  FROM events
  LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
    ON events.anonymous_id = user_map.anonymous_id
  LEFT JOIN `_segment_models_run`.`shared_calls_20260302120000_abcdef` AS shared_calls
    ON events.source = shared_calls.source
    AND shared_calls.call_type = events.call_type
    AND events.event_id = shared_calls.event_id
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
    CASE
      WHEN NOT is_outside
      THEN CAST(SUM(CASE WHEN session_start_event THEN 1 ELSE 0 END) OVER (
        PARTITION BY user_id
        ORDER BY timestamp, source, call_type, event_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS INT64)
    END AS session_index
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
LEFT JOIN session_ids
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    session_id IS NOT NULL AND ABS(MOD(FARM_FINGERPRINT(user_id), 3)) = 0
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    session_id IS NOT NULL AND ABS(MOD(FARM_FINGERPRINT(user_id), 3)) = 1
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    session_id IS NOT NULL AND ABS(MOD(FARM_FINGERPRINT(user_id), 3)) = 2
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`session_sources_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per session, with where it came from: by its own pages, and by last non-direct (A9, A10).'
) AS
WITH starts AS (
  /* Every session, by the event that starts it. */
  SELECT
    session_id,
    session_index,
    user_id,
    timestamp AS session_start_timestamp
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
  FROM `_segment_models_run`.`touches_20260302120000_abcdef` AS touches
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
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
    ON chosen.first_source = pages.source AND chosen.first_page_id = pages.page_id
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
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
    MAX(CASE WHEN touch NOT IN ('direct', 'none') THEN session_index END) OVER (
      PARTITION BY user_id
      ORDER BY session_index
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS touched_index
  FROM sourced
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
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`session_sources_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversion_calls_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per track call and conversion that it meets, whoever made it (V1 to V4).'
) AS
WITH order_completed_properties_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`order_completed_properties_20260302120000_abcdef` AS order_completed_properties
), form_submitted_properties_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`form_submitted_properties_20260302120000_abcdef` AS form_submitted_properties
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
  ) AS calls
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
  ) AS calls
  LEFT JOIN order_completed_properties_judged AS properties
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
  ) AS calls
  LEFT JOIN form_submitted_properties_judged AS properties
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
  conversion_key,
  conversion_key IS NOT NULL
  AND ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) > 1 AS is_repeat
FROM keyed
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`conversion_calls_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`conversions_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per conversion, with its person and session (V1 to V4).'
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
  FROM `_segment_models_run`.`conversion_calls_20260302120000_abcdef` AS calls
  JOIN `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
    ON calls.source = events.source AND calls.track_id = events.track_id
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
    THEN ROW_NUMBER() OVER (
      PARTITION BY owned.user_id, owned.conversion, owned.is_repeat
      ORDER BY owned.timestamp, owned.source, owned.track_id
    )
  END AS conversion_index
FROM owned
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`conversions_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`session_facts_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per session, flat: its counts, whether it was engaged, where it came from (P3, M1).'
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
      LEFT JOIN `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
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
  FROM `_segment_models_run`.`conversions_20260302120000_abcdef` AS conversions
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
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
FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
JOIN `_segment_models_run`.`session_sources_20260302120000_abcdef` AS sources
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
FROM `_segment_models_run`.`session_facts_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`daily_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per day on which sessions started, and combination of daily_dimensions (M1).'
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
FROM `_segment_models_run`.`session_facts_20260302120000_abcdef` AS facts
GROUP BY
  session_date,
  channel,
  traffic_source,
  traffic_medium
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`daily_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`attribution_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per conversion that counts and session that led to it, with its share (T1 to T3).'
) AS
WITH buyers AS (
  /* Those who converted. Nobody else's sessions are looked at. */
  SELECT DISTINCT
    user_id
  FROM `_segment_models_run`.`conversions_20260302120000_abcdef` AS conversions
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
  FROM `_segment_models_run`.`session_sources_20260302120000_abcdef` AS sessions
  JOIN buyers
    ON sessions.user_id = buyers.user_id
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
  FROM `_segment_models_run`.`conversions_20260302120000_abcdef` AS conversions
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
FROM `_segment_models_run`.`attribution_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`active_days_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per person and day on which they have an event (M1).'
) AS
WITH events AS (
  /* Every event, with the day it falls on (M1). */
  SELECT
    user_id,
    DATE(events.timestamp, 'Europe/Berlin') AS active_date,
    session_id
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
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
)
SELECT
  user_id,
  active_date,
  events,
  sessions,
  active_date = MIN(active_date) OVER (PARTITION BY user_id) AS is_first_day
FROM days
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`active_days_20260302120000_abcdef`
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
    COALESCE(identifies.user_id, shared_calls.user_id, user_map.user_id, identifies.anonymous_id) AS user_id,
    identifies.`email`,
    identifies.`company name`
  FROM identifies_judged AS identifies
  LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
    ON identifies.anonymous_id = user_map.anonymous_id
  LEFT JOIN `_segment_models_run`.`shared_calls_20260302120000_abcdef` AS shared_calls
    ON identifies.source = shared_calls.source
    AND shared_calls.call_type = 'identify'
    AND identifies.identify_id = shared_calls.event_id
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
), first_sessions AS (
  /* Where each person's first session came from, direct or not (A11). */
  SELECT
    user_id,
    traffic_source AS first_source,
    traffic_medium AS first_medium,
    traffic_campaign AS first_campaign,
    channel AS first_channel
  FROM `_segment_models_run`.`session_sources_20260302120000_abcdef` AS session_sources
  WHERE
    session_index = 1
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
FROM `_segment_models_run`.`users_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`event_order_completed_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per track call of order_completed that can be used, with its properties (E1).'
) AS
WITH order_completed_properties_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`order_completed_properties_20260302120000_abcdef` AS order_completed_properties
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
) AS calls
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN order_completed_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'order_completed'
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`event_order_completed_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`event_open_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per track call of open that can be used, with its properties (E1).'
) AS
WITH open_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), open_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM open_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), open_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`channel`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`channel` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM open_properties_cleaned AS copies
  JOIN open_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), open_properties_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`
  FROM open_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM open_properties_repeated AS repeated
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
    event_text,
    `channel`
  FROM open_properties_ranked
  WHERE
    call_copy = 1
), open_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
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
) AS calls
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN open_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'open'
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`event_open_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`event_form_submitted_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL '1' DAY),
  description='One row per track call of form_submitted that can be used, with its properties (E1).'
) AS
WITH form_submitted_properties_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`form_submitted_properties_20260302120000_abcdef` AS form_submitted_properties
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
) AS calls
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN form_submitted_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'form_submitted'
;

SELECT
  COUNT(*)
FROM `_segment_models_run`.`event_form_submitted_20260302120000_abcdef`
;

CREATE OR REPLACE TABLE `_segment_models_run`.`account_20260302120000_abcdef`
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
  /* Events in a session or outside, and identifies that count. */
  SELECT
    source,
    'track' AS call_type,
    COUNT(session_id) AS used,
    COUNT(*) - COUNT(session_id) AS outside
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'page' AS call_type,
    COUNT(session_id) AS used,
    COUNT(*) - COUNT(session_id) AS outside
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    page_id IS NOT NULL
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'screen' AS call_type,
    COUNT(session_id) AS used,
    COUNT(*) - COUNT(session_id) AS outside
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    screen_id IS NOT NULL
  GROUP BY
    source
  UNION ALL
  SELECT
    source,
    'identify' AS call_type,
    COUNT(*) AS used,
    0 AS outside
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
  COALESCE(calls_used.used, 0) AS used,
  COALESCE(calls_used.outside, 0) AS outside
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
  key,
  COUNT(*) AS copies
FROM `_segment_models_run`.`traffic_sources_20260302120000_abcdef` AS traffic_sources
GROUP BY
  key
HAVING
  COUNT(*) > 1 OR key IS NULL
;

SELECT
  source,
  page_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`touches_20260302120000_abcdef` AS touches
GROUP BY
  source,
  page_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR page_id IS NULL
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
  call_type,
  event_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`shared_calls_20260302120000_abcdef` AS shared_calls
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
  session_id,
  COUNT(*) AS copies
FROM `_segment_models_run`.`session_sources_20260302120000_abcdef` AS session_sources
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
    LEFT JOIN `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
FROM `_segment_models_run`.`conversion_calls_20260302120000_abcdef` AS conversion_calls
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
FROM `_segment_models_run`.`conversions_20260302120000_abcdef` AS conversions
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
FROM `_segment_models_run`.`session_facts_20260302120000_abcdef` AS session_facts
GROUP BY
  session_id
HAVING
  COUNT(*) > 1 OR session_id IS NULL
;

SELECT
  user_id,
  active_date,
  COUNT(*) AS copies
FROM `_segment_models_run`.`active_days_20260302120000_abcdef` AS active_days
GROUP BY
  user_id,
  active_date
HAVING
  COUNT(*) > 1 OR user_id IS NULL OR active_date IS NULL
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
  COUNT(*) AS copies
FROM `_segment_models_run`.`event_order_completed_20260302120000_abcdef` AS event_order_completed
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
FROM `_segment_models_run`.`event_open_20260302120000_abcdef` AS event_open
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
FROM `_segment_models_run`.`event_form_submitted_20260302120000_abcdef` AS event_form_submitted
GROUP BY
  source,
  track_id
HAVING
  COUNT(*) > 1 OR source IS NULL OR track_id IS NULL
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

WITH doubtful AS (
  /* People with a session in which a gap could be too long, or with events of servers outside. */
  SELECT DISTINCT
    user_id AS doubtful_user_id
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
    MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) AS last_at,
    MAX(user_id) AS other_user_id,
    COUNT(CASE WHEN session_start_event THEN 1 END) AS starts,
    MIN(CASE WHEN session_start_event THEN timestamp END) AS start_at,
    COUNT(track_id) AS total_tracks,
    COUNT(page_id) AS total_pages,
    COUNT(screen_id) AS total_screens
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
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
FROM `_segment_models_run`.`touches_20260302120000_abcdef` AS touches
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  WHERE
    session_start_event
)
SELECT
  COALESCE(sources.session_id, starts.session_id) AS session_id,
  sources.session_id IS NULL AS not_in_sources,
  starts.session_id IS NULL AS not_in_events,
  sources.touch
FROM `_segment_models_run`.`session_sources_20260302120000_abcdef` AS sources
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
FROM `_segment_models_run`.`session_sources_20260302120000_abcdef` AS sources
LEFT JOIN `_segment_models_run`.`session_sources_20260302120000_abcdef` AS earlier
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
      LEFT JOIN `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
LEFT JOIN `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
FROM `_segment_models_run`.`session_facts_20260302120000_abcdef` AS facts
FULL JOIN `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
FROM `_segment_models_run`.`daily_20260302120000_abcdef` AS daily
GROUP BY
  session_date,
  channel,
  traffic_source,
  traffic_medium
HAVING
  COUNT(*) > 1 OR COUNT(session_date) = 0
;

WITH days AS (
  /* What the rows of each day add up to. */
  SELECT
    session_date,
    SUM(sessions) AS sessions,
    SUM(engaged_sessions) AS engaged_sessions,
    SUM(bounces) AS bounces,
    SUM(new_users) AS new_users,
    SUM(pages) AS pages,
    SUM(duration_millis) AS duration_millis,
    SUM(conversions) AS conversions,
    SUM(conversion_value) AS conversion_value,
    SUM(signed_up_count) AS signed_up_count,
    SUM(signed_up_value) AS signed_up_value,
    SUM(order_completed_count) AS order_completed_count,
    SUM(order_completed_value) AS order_completed_value,
    SUM(demo_count) AS demo_count,
    SUM(demo_value) AS demo_value
  FROM `_segment_models_run`.`daily_20260302120000_abcdef` AS daily
  GROUP BY
    session_date
), facts AS (
  /* What the facts of its sessions add up to. */
  SELECT
    session_date,
    COUNT(*) AS sessions,
    COUNT(CASE WHEN is_engaged THEN 1 END) AS engaged_sessions,
    COUNT(CASE WHEN is_bounce THEN 1 END) AS bounces,
    COUNT(CASE WHEN is_first_session THEN 1 END) AS new_users,
    SUM(total_pages) AS pages,
    SUM(duration_millis) AS duration_millis,
    SUM(total_conversions) AS conversions,
    SUM(conversion_value) AS conversion_value,
    SUM(signed_up_count) AS signed_up_count,
    SUM(signed_up_value) AS signed_up_value,
    SUM(order_completed_count) AS order_completed_count,
    SUM(order_completed_value) AS order_completed_value,
    SUM(demo_count) AS demo_count,
    SUM(demo_value) AS demo_value
  FROM `_segment_models_run`.`session_facts_20260302120000_abcdef` AS session_facts
  GROUP BY
    session_date
)
SELECT
  COALESCE(days.session_date, facts.session_date) AS session_date,
  days.sessions,
  facts.sessions AS sessions_of_facts,
  days.pages,
  facts.pages AS pages_of_facts
FROM days
FULL JOIN facts
  ON days.session_date = facts.session_date
WHERE
  days.session_date IS NULL
  OR facts.session_date IS NULL
  OR days.sessions <> facts.sessions
  OR days.engaged_sessions <> facts.engaged_sessions
  OR days.bounces <> facts.bounces
  OR days.new_users <> facts.new_users
  OR days.pages <> facts.pages
  OR days.duration_millis <> facts.duration_millis
  OR days.conversions <> facts.conversions
  OR days.conversion_value <> facts.conversion_value
  OR days.signed_up_count <> facts.signed_up_count
  OR days.signed_up_value <> facts.signed_up_value
  OR days.order_completed_count <> facts.order_completed_count
  OR days.order_completed_value <> facts.order_completed_value
  OR days.demo_count <> facts.demo_count
  OR days.demo_value <> facts.demo_value
;

WITH days AS (
  /* What the days of each person add up to. */
  SELECT
    user_id,
    SUM(events) AS events,
    COUNT(CASE WHEN is_first_day THEN 1 END) AS first_days,
    MIN(active_date) AS first_date,
    MIN(CASE WHEN is_first_day THEN active_date END) AS marked_date
  FROM `_segment_models_run`.`active_days_20260302120000_abcdef` AS active_days
  GROUP BY
    user_id
), counted AS (
  /* How many events each person has. */
  SELECT
    user_id,
    COUNT(*) AS events
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS sessionized_events
  GROUP BY
    user_id
)
SELECT
  COALESCE(days.user_id, counted.user_id) AS user_id,
  days.events,
  counted.events AS events_counted,
  days.first_days
FROM days
FULL JOIN counted
  ON days.user_id = counted.user_id
WHERE
  days.user_id IS NULL
  OR counted.user_id IS NULL
  OR days.events <> counted.events
  OR days.first_days <> 1
  OR days.first_date <> days.marked_date
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
  FROM `_segment_models_run`.`conversion_calls_20260302120000_abcdef` AS conversion_calls
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

SELECT
  COALESCE(calls.conversion, conversions.conversion) AS conversion,
  COALESCE(calls.source, conversions.source) AS source,
  COALESCE(calls.track_id, conversions.track_id) AS track_id,
  conversions.user_id,
  calls.track_id IS NULL AS not_in_calls,
  conversions.track_id IS NULL AS not_in_conversions
FROM `_segment_models_run`.`conversion_calls_20260302120000_abcdef` AS calls
FULL JOIN `_segment_models_run`.`conversions_20260302120000_abcdef` AS conversions
  ON calls.conversion = conversions.conversion
  AND calls.source = conversions.source
  AND calls.track_id = conversions.track_id
WHERE
  calls.track_id IS NULL
  OR conversions.is_repeat IS NULL
  OR calls.is_repeat <> conversions.is_repeat
  OR (
    conversions.conversion_index IS NULL
  ) <> conversions.is_repeat
  OR calls.value IS DISTINCT FROM conversions.value
  OR calls.currency IS DISTINCT FROM conversions.currency
  OR calls.conversion_key IS DISTINCT FROM conversions.conversion_key
;

WITH brought AS (
  /* What the conversions of each session are, without repeats. */
  SELECT
    session_id,
    COUNT(*) AS conversions,
    COALESCE(SUM(value), 0) AS value
  FROM `_segment_models_run`.`conversions_20260302120000_abcdef` AS conversions
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
FROM `_segment_models_run`.`session_facts_20260302120000_abcdef` AS facts
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

SELECT
  conversion,
  COUNT(DISTINCT currency) AS currencies,
  MIN(currency) AS one,
  MAX(currency) AS other,
  COUNT(*) AS conversions
FROM `_segment_models_run`.`conversion_calls_20260302120000_abcdef` AS conversion_calls
WHERE
  value IS NOT NULL AND NOT is_repeat
GROUP BY
  conversion
HAVING
  COUNT(DISTINCT currency) > 1
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
  FROM `_segment_models_run`.`attribution_20260302120000_abcdef` AS attribution
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
  FROM `_segment_models_run`.`conversions_20260302120000_abcdef` AS own
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

WITH order_completed_properties_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`order_completed_properties_20260302120000_abcdef` AS order_completed_properties
), open_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
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
), open_properties_repeated AS (
  /* Ids delivered more than once by one source; most calls are not among them and need no ranking (R4). */
  SELECT
    source,
    track_id
  FROM open_properties_united
  WHERE
    track_id IS NOT NULL
  GROUP BY
    source,
    track_id
  HAVING
    COUNT(*) > 1
), open_properties_ranked AS (
  /* The copies of those, the one loaded first in front (R4). */
  SELECT
    copies.source,
    copies.track_id,
    copies.timestamp,
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies.`channel`,
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies.timestamp ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies.`channel` ASC NULLS LAST,
        copies.call_received_at ASC NULLS LAST
    ) AS call_copy
  FROM open_properties_cleaned AS copies
  JOIN open_properties_repeated AS repeated
    ON copies.source = repeated.source AND copies.track_id = repeated.track_id
), open_properties_once AS (
  /* Each call once (R4). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    `channel`
  FROM open_properties_cleaned AS calls
  WHERE
    NOT EXISTS(
      SELECT
        1
      FROM open_properties_repeated AS repeated
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
    event_text,
    `channel`
  FROM open_properties_ranked
  WHERE
    call_copy = 1
), open_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
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
), form_submitted_properties_judged AS (
  /* The calls of this run, each once, judged already (R1 to R5). */
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
  FROM `_segment_models_run`.`form_submitted_properties_20260302120000_abcdef` AS form_submitted_properties
), counted AS (
  /* What has no counterpart, by event. */
  SELECT
    'order_completed' AS event,
    COUNT(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
    COUNT(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
  FROM `_segment_models_run`.`event_order_completed_20260302120000_abcdef` AS calls
  FULL JOIN (
    SELECT
      source,
      track_id
    FROM order_completed_properties_judged
    WHERE
      track_id IS NOT NULL
  ) AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  UNION ALL
  SELECT
    'open' AS event,
    COUNT(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
    COUNT(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
  FROM `_segment_models_run`.`event_open_20260302120000_abcdef` AS calls
  FULL JOIN (
    SELECT
      source,
      track_id
    FROM open_properties_judged
    WHERE
      track_id IS NOT NULL
  ) AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  UNION ALL
  SELECT
    'form_submitted' AS event,
    COUNT(CASE WHEN properties.track_id IS NULL THEN 1 END) AS calls_without,
    COUNT(CASE WHEN calls.track_id IS NULL THEN 1 END) AS properties_without
  FROM `_segment_models_run`.`event_form_submitted_20260302120000_abcdef` AS calls
  FULL JOIN (
    SELECT
      source,
      track_id
    FROM form_submitted_properties_judged
    WHERE
      track_id IS NOT NULL
  ) AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
)
SELECT
  event,
  calls_without,
  properties_without
FROM counted
WHERE
  calls_without + properties_without > 0
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
  FROM `_segment_models_run`.`sessions_20260302120000_abcdef` AS sessions
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
  FROM `_segment_models_run`.`sessionized_events_20260302120000_abcdef` AS events
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
  /* Every good call of every type. */
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
), log_ins AS (
  /* Every call that carried an anonymous id and a user id. */
  SELECT DISTINCT
    anonymous_id,
    event_id,
    user_id
  FROM calls
  WHERE
    user_id IS NOT NULL
)
SELECT
  shared.source,
  shared.call_type,
  shared.event_id,
  shared.anonymous_id,
  shared.user_id,
  shared.rule,
  shared.log_in_event_id
FROM `_segment_models_run`.`shared_calls_20260302120000_abcdef` AS shared
LEFT JOIN log_ins
  ON shared.anonymous_id = log_ins.anonymous_id
  AND shared.log_in_event_id = log_ins.event_id
  AND shared.user_id = log_ins.user_id
LEFT JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
  ON shared.anonymous_id = user_map.anonymous_id
WHERE
  log_ins.event_id IS NULL OR NOT COALESCE(user_map.is_shared, FALSE)
;

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
  /* Every good call of every type. */
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
), counted AS (
  /* How many calls each shared anonymous id has. */
  SELECT
    calls.anonymous_id,
    COUNT(*) AS calls_of_id
  FROM calls
  JOIN `_segment_models_run`.`user_map_20260302120000_abcdef` AS user_map
    ON calls.anonymous_id = user_map.anonymous_id
  WHERE
    user_map.is_shared
  GROUP BY
    calls.anonymous_id
)
SELECT
  anonymous_id,
  calls_of_id
FROM counted
WHERE
  calls_of_id > 100000
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
  used,
  outside
FROM (
  SELECT
    source,
    call_type,
    calls,
    duplicates,
    rejected,
    used,
    outside
  FROM `_segment_models_run`.`account_20260302120000_abcdef` AS account
  ORDER BY
    source,
    call_type
) AS account
WHERE
  calls <> duplicates + rejected + used + outside
;

SELECT
  source,
  call_type,
  calls,
  duplicates,
  rejected,
  used,
  outside
FROM `_segment_models_run`.`account_20260302120000_abcdef` AS account
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
  FROM pages_united
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
  FROM tracks_united
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
  FROM screens_united
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

CREATE OR REPLACE TABLE `segment_models`.`segment_traffic_sources` CLONE `_segment_models_run`.`traffic_sources_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per host or source that is known: a search engine, a social network, a shop (A8).'
)
;

ALTER TABLE `segment_models`.`segment_traffic_sources`
  ALTER COLUMN `key` SET OPTIONS (description = 'A host, or a name that campaigns give as their source; * is any country\'s ending.'),
  ALTER COLUMN `match` SET OPTIONS (description = 'domain where it holds for every host under it, too; else exact.'),
  ALTER COLUMN `source` SET OPTIONS (description = 'Name of the source: of a search engine, the one that its visits get.'),
  ALTER COLUMN `category` SET OPTIONS (description = 'search, social, video, shopping, ai, email, other, or one of your own (traffic_sources).')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_touches` CLONE `_segment_models_run`.`touches_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per page call that says where its visitor came from (A1 to A7).'
)
;

ALTER TABLE `segment_models`.`segment_touches`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `page_id` SET OPTIONS (description = 'Id of the page call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `touch` SET OPTIONS (description = 'What told the source: utm (A4), click_id (A5) or referrer (A6).'),
  ALTER COLUMN `traffic_source` SET OPTIONS (description = 'Where from: google, newsletter, news.ycombinator.com (A4 to A6).'),
  ALTER COLUMN `traffic_medium` SET OPTIONS (description = 'By what way: organic, cpc, email, referral (A4 to A6).'),
  ALTER COLUMN `traffic_campaign` SET OPTIONS (description = 'Campaign; (not set) where it has none (A4 to A6).'),
  ALTER COLUMN `traffic_term` SET OPTIONS (description = 'Term of the campaign: utm_term.'),
  ALTER COLUMN `traffic_content` SET OPTIONS (description = 'Content of the campaign: utm_content.'),
  ALTER COLUMN `traffic_category` SET OPTIONS (description = 'What traffic_sources says of the source (A7); NULL if nothing.'),
  ALTER COLUMN `channel` SET OPTIONS (description = 'The channel: the first of the rules that holds (C1 to C20).'),
  ALTER COLUMN `click_id_name` SET OPTIONS (description = 'Name of the first click id in the address: gclid, fbclid (A5).'),
  ALTER COLUMN `click_id` SET OPTIONS (description = 'That click id, as sent.'),
  ALTER COLUMN `referrer_host` SET OPTIONS (description = 'Host of the page\'s referrer, without www. (A3).')
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
  ALTER COLUMN `mapped_at` SET OPTIONS (description = 'When that call was made, UTC; NULL if there is none.'),
  ALTER COLUMN `is_shared` SET OPTIONS (description = 'True if calls with this anonymous id carried two or more different user ids (R6a).')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_shared_calls` CLONE `_segment_models_run`.`shared_calls_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per call without a user id on a device that several users share, with its person (R6c).'
)
;

ALTER TABLE `segment_models`.`segment_shared_calls`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `call_type` SET OPTIONS (description = 'identify, page, screen or track.'),
  ALTER COLUMN `event_id` SET OPTIONS (description = 'Id of the call.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The user it belongs to: who logged in on the device then (R6c).'),
  ALTER COLUMN `rule` SET OPTIONS (description = 'Why (R6c): later_in_visit, earlier_in_visit, next_log_in, last_log_in; or first_log_in, where the first user of a device has all of its calls.'),
  ALTER COLUMN `log_in_event_id` SET OPTIONS (description = 'Id of the call with the user id that decided.')
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
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it. NULL for an event of another type.'),
  ALTER COLUMN `page_id` SET OPTIONS (description = 'Id of the page call, as Segment\'s client made it. NULL for an event of another type.'),
  ALTER COLUMN `screen_id` SET OPTIONS (description = 'Id of the screen call, as Segment\'s client made it. NULL for an event of another type.'),
  ALTER COLUMN `session_start_event` SET OPTIONS (description = 'True for the first event of a session (R8).'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.')
;

CREATE OR REPLACE VIEW `segment_models`.`segment_sessionized_pages` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `page_id` OPTIONS (description = 'Id of the page call, as Segment\'s client made it.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
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
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `track_id` OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
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
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `screen_id` OPTIONS (description = 'Id of the screen call, as Segment\'s client made it.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
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
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `session_start_timestamp` SET OPTIONS (description = 'Time of the session\'s first event, UTC.'),
  ALTER COLUMN `session_end_timestamp` SET OPTIONS (description = 'Time of the session\'s last event, UTC.'),
  ALTER COLUMN `stats` SET OPTIONS (description = 'Counts and duration of the session.'),
  ALTER COLUMN `first_page_values` SET OPTIONS (description = 'The session\'s first page, whole; NULL if it has none (R10).'),
  ALTER COLUMN `last_page_values` SET OPTIONS (description = 'The session\'s last page, whole; NULL if it has none (R10).'),
  ALTER COLUMN `first_screen_values` SET OPTIONS (description = 'The session\'s first screen, whole; NULL if it has none (R10).'),
  ALTER COLUMN `last_screen_values` SET OPTIONS (description = 'The session\'s last screen, whole; NULL if it has none (R10).'),
  ALTER COLUMN `records` SET OPTIONS (description = 'Every event of the session, in order (R7).')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_session_sources` CLONE `_segment_models_run`.`session_sources_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per session, with where it came from: by its own pages, and by last non-direct (A9, A10).'
)
;

ALTER TABLE `segment_models`.`segment_session_sources`
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `session_start_timestamp` SET OPTIONS (description = 'Time of the session\'s first event, UTC.'),
  ALTER COLUMN `touch` SET OPTIONS (description = 'What told the source: utm, click_id or referrer; direct if no page did, none without a page or screen (A9).'),
  ALTER COLUMN `touch_page_id` SET OPTIONS (description = 'The first page of the session that told a source (A9); NULL if none did.'),
  ALTER COLUMN `traffic_source` SET OPTIONS (description = 'Where from: google, newsletter, news.ycombinator.com (A4 to A6).'),
  ALTER COLUMN `traffic_medium` SET OPTIONS (description = 'By what way: organic, cpc, email, referral (A4 to A6).'),
  ALTER COLUMN `traffic_campaign` SET OPTIONS (description = 'Campaign; (not set) where it has none (A4 to A6).'),
  ALTER COLUMN `traffic_term` SET OPTIONS (description = 'Term of the campaign: utm_term.'),
  ALTER COLUMN `traffic_content` SET OPTIONS (description = 'Content of the campaign: utm_content.'),
  ALTER COLUMN `traffic_category` SET OPTIONS (description = 'What traffic_sources says of the source (A7); NULL if nothing.'),
  ALTER COLUMN `channel` SET OPTIONS (description = 'The channel: the first of the rules that holds (C1 to C20).'),
  ALTER COLUMN `click_id_name` SET OPTIONS (description = 'Name of the first click id in the address: gclid, fbclid (A5).'),
  ALTER COLUMN `click_id` SET OPTIONS (description = 'That click id, as sent.'),
  ALTER COLUMN `referrer_host` SET OPTIONS (description = 'Host of the page\'s referrer, without www. (A3).'),
  ALTER COLUMN `landing_host` SET OPTIONS (description = 'Host of the session\'s first page, without www.; NULL without a page.'),
  ALTER COLUMN `landing_path` SET OPTIONS (description = 'Path of the session\'s first page.'),
  ALTER COLUMN `attributed_source` SET OPTIONS (description = 'Source by last non-direct: its own, else an earlier session\'s (A10).'),
  ALTER COLUMN `attributed_medium` SET OPTIONS (description = 'Medium of the same session.'),
  ALTER COLUMN `attributed_campaign` SET OPTIONS (description = 'Campaign of the same session.'),
  ALTER COLUMN `attributed_channel` SET OPTIONS (description = 'Channel of the same session.'),
  ALTER COLUMN `attributed_session_id` SET OPTIONS (description = 'The session that these four were taken from.'),
  ALTER COLUMN `attributed_is_own` SET OPTIONS (description = 'True if that is this session.')
;

CREATE OR REPLACE VIEW `segment_models`.`segment_page_views` (
  `source` OPTIONS (description = 'Segment source: the schema the call was read from.'),
  `page_id` OPTIONS (description = 'Id of the page call, as Segment\'s client made it.'),
  `timestamp` OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  `user_id` OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  `session_id` OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  `session_index` OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  `page_index` OPTIONS (description = '1 for the first page of its session, 2 for the next, and so on (P1); NULL for a server\'s page, and outside sessions.'),
  `is_entrance` OPTIONS (description = 'True for the first page of a session (P1).'),
  `is_exit` OPTIONS (description = 'True for the last page of a session (P1).'),
  `time_on_page_millis` OPTIONS (description = 'Milliseconds to the next page of the session; from its last page to its last event (P2).'),
  `previous_path` OPTIONS (description = 'Path of the page before in the session; NULL for the first.'),
  `next_path` OPTIONS (description = 'Path of the next page in the session; NULL for the last.'),
  `host` OPTIONS (description = 'Host of the page\'s address, in small letters, without www. (A3).'),
  `path` OPTIONS (description = 'Path of the address.'),
  `title` OPTIONS (description = 'Title of the page.'),
  `referrer_host` OPTIONS (description = 'Host of the page\'s referrer, without www. (A3).'),
  `category` OPTIONS (description = 'Custom field category of the page call.'),
  `price paid` OPTIONS (description = 'Custom field price paid of the page call.')
)
OPTIONS (
  description='One row per page call, with its place in its session and the time on it (P1, P2).'
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
  FROM `segment_models`.`segment_sessionized_events` AS events
  JOIN `segment_models`.`segment_page_events` AS pages
    ON events.source = pages.source AND events.page_id = pages.page_id
  LEFT JOIN `segment_models`.`segment_sessions` AS sessions
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

CREATE OR REPLACE TABLE `segment_models`.`segment_conversion_calls` CLONE `_segment_models_run`.`conversion_calls_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per track call and conversion that it meets, whoever made it (V1 to V4).'
)
;

ALTER TABLE `segment_models`.`segment_conversion_calls`
  ALTER COLUMN `conversion` SET OPTIONS (description = 'Name of the conversion (V1).'),
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `value` SET OPTIONS (description = 'What it is worth, exactly, with six digits (V3, V4); NULL if nothing is known.'),
  ALTER COLUMN `currency` SET OPTIONS (description = 'Currency of the value, as sent; never converted (V3).'),
  ALTER COLUMN `conversion_key` SET OPTIONS (description = 'The key of which only the first conversion counts (V2), such as an order id.'),
  ALTER COLUMN `is_repeat` SET OPTIONS (description = 'True if an earlier one has its key: it counts nowhere (V2).')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_conversions` CLONE `_segment_models_run`.`conversions_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per conversion, with its person and session (V1 to V4).'
)
;

ALTER TABLE `segment_models`.`segment_conversions`
  ALTER COLUMN `conversion` SET OPTIONS (description = 'Name of the conversion (V1).'),
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `value` SET OPTIONS (description = 'What it is worth, exactly, with six digits (V3, V4); NULL if nothing is known.'),
  ALTER COLUMN `currency` SET OPTIONS (description = 'Currency of the value, as sent; never converted (V3).'),
  ALTER COLUMN `conversion_key` SET OPTIONS (description = 'The key of which only the first conversion counts (V2), such as an order id.'),
  ALTER COLUMN `is_repeat` SET OPTIONS (description = 'True if an earlier one has its key: it counts nowhere (V2).'),
  ALTER COLUMN `conversion_index` SET OPTIONS (description = '1 for the person\'s first conversion of that name, 2 for the next, and so on; NULL for a repeat.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_session_facts` CLONE `_segment_models_run`.`session_facts_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per session, flat: its counts, whether it was engaged, where it came from (P3, M1).'
)
;

ALTER TABLE `segment_models`.`segment_session_facts`
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `is_first_session` SET OPTIONS (description = 'True for the person\'s first session.'),
  ALTER COLUMN `session_start_timestamp` SET OPTIONS (description = 'Time of the session\'s first event, UTC.'),
  ALTER COLUMN `session_end_timestamp` SET OPTIONS (description = 'Time of the session\'s last event, UTC.'),
  ALTER COLUMN `session_date` SET OPTIONS (description = 'Day on which the session started, in time_zone (M1).'),
  ALTER COLUMN `duration_millis` SET OPTIONS (description = 'Milliseconds from the session\'s first event to its last.'),
  ALTER COLUMN `total_pages` SET OPTIONS (description = 'Page calls of the session.'),
  ALTER COLUMN `total_tracks` SET OPTIONS (description = 'Track calls of the session.'),
  ALTER COLUMN `total_screens` SET OPTIONS (description = 'Screen calls of the session.'),
  ALTER COLUMN `unique_paths` SET OPTIONS (description = 'How many different paths its pages have.'),
  ALTER COLUMN `sources` SET OPTIONS (description = 'Segment sources of its events, in the order of their bytes, with a comma between.'),
  ALTER COLUMN `is_mixed_sources` SET OPTIONS (description = 'True if its events come from more than one Segment source.'),
  ALTER COLUMN `is_engaged` SET OPTIONS (description = 'True if it lasted for engaged_after_millis, or has two pages or screens, or a conversion (P3).'),
  ALTER COLUMN `is_bounce` SET OPTIONS (description = 'True if it is not engaged; NULL without a page or a screen (P3).'),
  ALTER COLUMN `is_single_page` SET OPTIONS (description = 'True if it has exactly one page.'),
  ALTER COLUMN `landing_host` SET OPTIONS (description = 'Host of the session\'s first page, without www.; NULL without a page.'),
  ALTER COLUMN `landing_path` SET OPTIONS (description = 'Path of the session\'s first page.'),
  ALTER COLUMN `exit_path` SET OPTIONS (description = 'Path of the session\'s last page.'),
  ALTER COLUMN `touch` SET OPTIONS (description = 'What told the source: utm, click_id or referrer; direct if no page did, none without a page or screen (A9).'),
  ALTER COLUMN `touch_page_id` SET OPTIONS (description = 'The first page of the session that told a source (A9); NULL if none did.'),
  ALTER COLUMN `traffic_source` SET OPTIONS (description = 'Where from: google, newsletter, news.ycombinator.com (A4 to A6).'),
  ALTER COLUMN `traffic_medium` SET OPTIONS (description = 'By what way: organic, cpc, email, referral (A4 to A6).'),
  ALTER COLUMN `traffic_campaign` SET OPTIONS (description = 'Campaign; (not set) where it has none (A4 to A6).'),
  ALTER COLUMN `traffic_term` SET OPTIONS (description = 'Term of the campaign: utm_term.'),
  ALTER COLUMN `traffic_content` SET OPTIONS (description = 'Content of the campaign: utm_content.'),
  ALTER COLUMN `traffic_category` SET OPTIONS (description = 'What traffic_sources says of the source (A7); NULL if nothing.'),
  ALTER COLUMN `channel` SET OPTIONS (description = 'The channel: the first of the rules that holds (C1 to C20).'),
  ALTER COLUMN `click_id_name` SET OPTIONS (description = 'Name of the first click id in the address: gclid, fbclid (A5).'),
  ALTER COLUMN `click_id` SET OPTIONS (description = 'That click id, as sent.'),
  ALTER COLUMN `referrer_host` SET OPTIONS (description = 'Host of the page\'s referrer, without www. (A3).'),
  ALTER COLUMN `attributed_source` SET OPTIONS (description = 'Source by last non-direct: its own, else an earlier session\'s (A10).'),
  ALTER COLUMN `attributed_medium` SET OPTIONS (description = 'Medium of the same session.'),
  ALTER COLUMN `attributed_campaign` SET OPTIONS (description = 'Campaign of the same session.'),
  ALTER COLUMN `attributed_channel` SET OPTIONS (description = 'Channel of the same session.'),
  ALTER COLUMN `attributed_session_id` SET OPTIONS (description = 'The session that these four were taken from.'),
  ALTER COLUMN `attributed_is_own` SET OPTIONS (description = 'True if that is this session.'),
  ALTER COLUMN `total_conversions` SET OPTIONS (description = 'Conversions of the session, without repeats (V2).'),
  ALTER COLUMN `conversion_value` SET OPTIONS (description = 'What the conversions of the session are worth together (V3, V4).'),
  ALTER COLUMN `signed_up_count` SET OPTIONS (description = 'Conversions signed_up of the session, without repeats (V2).'),
  ALTER COLUMN `signed_up_value` SET OPTIONS (description = 'What these are worth together; one without a value counts as 0.'),
  ALTER COLUMN `order_completed_count` SET OPTIONS (description = 'Conversions order_completed of the session, without repeats (V2).'),
  ALTER COLUMN `order_completed_value` SET OPTIONS (description = 'What these are worth together; one without a value counts as 0.'),
  ALTER COLUMN `demo_count` SET OPTIONS (description = 'Conversions demo of the session, without repeats (V2).'),
  ALTER COLUMN `demo_value` SET OPTIONS (description = 'What these are worth together; one without a value counts as 0.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_daily` CLONE `_segment_models_run`.`daily_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per day on which sessions started, and combination of daily_dimensions (M1).'
)
;

ALTER TABLE `segment_models`.`segment_daily`
  ALTER COLUMN `session_date` SET OPTIONS (description = 'Day on which the session started, in time_zone (M1).'),
  ALTER COLUMN `channel` SET OPTIONS (description = 'The channel: the first of the rules that holds (C1 to C20).'),
  ALTER COLUMN `traffic_source` SET OPTIONS (description = 'Where from: google, newsletter, news.ycombinator.com (A4 to A6).'),
  ALTER COLUMN `traffic_medium` SET OPTIONS (description = 'By what way: organic, cpc, email, referral (A4 to A6).'),
  ALTER COLUMN `sessions` SET OPTIONS (description = 'Sessions that started on that day.'),
  ALTER COLUMN `engaged_sessions` SET OPTIONS (description = 'Engaged ones of them (P3).'),
  ALTER COLUMN `bounces` SET OPTIONS (description = 'Bounces among them (P3).'),
  ALTER COLUMN `users` SET OPTIONS (description = 'Different people of them. Not to be summed: a person may be in several rows.'),
  ALTER COLUMN `new_users` SET OPTIONS (description = 'People whose first session is among them.'),
  ALTER COLUMN `pages` SET OPTIONS (description = 'Page calls of these sessions.'),
  ALTER COLUMN `duration_millis` SET OPTIONS (description = 'Milliseconds of these sessions.'),
  ALTER COLUMN `conversions` SET OPTIONS (description = 'Conversions of the sessions, without repeats (V2).'),
  ALTER COLUMN `conversion_value` SET OPTIONS (description = 'What the conversions of the sessions are worth together (V3, V4).'),
  ALTER COLUMN `signed_up_count` SET OPTIONS (description = 'Conversions signed_up of the sessions, without repeats (V2).'),
  ALTER COLUMN `signed_up_value` SET OPTIONS (description = 'What these are worth together; one without a value counts as 0.'),
  ALTER COLUMN `order_completed_count` SET OPTIONS (description = 'Conversions order_completed of the sessions, without repeats (V2).'),
  ALTER COLUMN `order_completed_value` SET OPTIONS (description = 'What these are worth together; one without a value counts as 0.'),
  ALTER COLUMN `demo_count` SET OPTIONS (description = 'Conversions demo of the sessions, without repeats (V2).'),
  ALTER COLUMN `demo_value` SET OPTIONS (description = 'What these are worth together; one without a value counts as 0.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_attribution` CLONE `_segment_models_run`.`attribution_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per conversion that counts and session that led to it, with its share (T1 to T3).'
)
;

ALTER TABLE `segment_models`.`segment_attribution`
  ALTER COLUMN `conversion` SET OPTIONS (description = 'Name of the conversion (V1).'),
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `value` SET OPTIONS (description = 'What it is worth, exactly, with six digits (V3, V4); NULL if nothing is known.'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'A session of the person before the conversion, or its own (T1); NULL without any.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = 'Number of that session among the person\'s.'),
  ALTER COLUMN `touch_number` SET OPTIONS (description = 'Its place in the path: 1 for the first session (T1).'),
  ALTER COLUMN `touches` SET OPTIONS (description = 'How many sessions the path has.'),
  ALTER COLUMN `days_before` SET OPTIONS (description = 'Whole days from the start of the session to the conversion.'),
  ALTER COLUMN `channel` SET OPTIONS (description = 'Channel of that session (C1 to C20); Unassigned without any.'),
  ALTER COLUMN `traffic_source` SET OPTIONS (description = 'Where from: google, newsletter, news.ycombinator.com (A4 to A6).'),
  ALTER COLUMN `traffic_medium` SET OPTIONS (description = 'By what way: organic, cpc, email, referral (A4 to A6).'),
  ALTER COLUMN `traffic_campaign` SET OPTIONS (description = 'Campaign; (not set) where it has none (A4 to A6).'),
  ALTER COLUMN `first_weight` SET OPTIONS (description = 'Share of the session in the conversion: all to the first session (T3).'),
  ALTER COLUMN `last_weight` SET OPTIONS (description = 'Share of the session in the conversion: all to the last session (T3).'),
  ALTER COLUMN `first_non_direct_weight` SET OPTIONS (description = 'Share of the session in the conversion: all to the first with a touch (T3).'),
  ALTER COLUMN `last_non_direct_weight` SET OPTIONS (description = 'Share of the session in the conversion: all to the last with a touch (T3).'),
  ALTER COLUMN `linear_weight` SET OPTIONS (description = 'Share of the session in the conversion: the same to each that counts (T3).'),
  ALTER COLUMN `position_weight` SET OPTIONS (description = 'Share of the session in the conversion: two fifths to the first and to the last that count, the rest to those between (T3).'),
  ALTER COLUMN `time_decay_weight` SET OPTIONS (description = 'Share of the session in the conversion: by half for each week before the conversion (T3).')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_active_days` CLONE `_segment_models_run`.`active_days_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per person and day on which they have an event (M1).'
)
;

ALTER TABLE `segment_models`.`segment_active_days`
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person (R6).'),
  ALTER COLUMN `active_date` SET OPTIONS (description = 'A day on which the person has an event, in time_zone (M1).'),
  ALTER COLUMN `events` SET OPTIONS (description = 'Events of the person on that day, those outside sessions, too.'),
  ALTER COLUMN `sessions` SET OPTIONS (description = 'Sessions with an event on that day.'),
  ALTER COLUMN `is_first_day` SET OPTIONS (description = 'True for the person\'s first such day.')
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
  ALTER COLUMN `first_source` SET OPTIONS (description = 'Source of the person\'s first session, direct or not (A11).'),
  ALTER COLUMN `first_medium` SET OPTIONS (description = 'Medium of the person\'s first session.'),
  ALTER COLUMN `first_campaign` SET OPTIONS (description = 'Campaign of the person\'s first session.'),
  ALTER COLUMN `first_channel` SET OPTIONS (description = 'Channel of the person\'s first session.'),
  ALTER COLUMN `email` SET OPTIONS (description = 'Custom field email of the identify call.'),
  ALTER COLUMN `company name` SET OPTIONS (description = 'Custom field company name of the identify call.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_event_order_completed` CLONE `_segment_models_run`.`event_order_completed_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per track call of order_completed that can be used, with its properties (E1).'
)
;

ALTER TABLE `segment_models`.`segment_event_order_completed`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `event_text` SET OPTIONS (description = 'Name of the event as the client sent it.'),
  ALTER COLUMN `revenue` SET OPTIONS (description = 'Property revenue of the event order_completed.'),
  ALTER COLUMN `order_id` SET OPTIONS (description = 'Property order_id of the event order_completed.'),
  ALTER COLUMN `currency` SET OPTIONS (description = 'Property currency of the event order_completed.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_event_open` CLONE `_segment_models_run`.`event_open_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per track call of open that can be used, with its properties (E1).'
)
;

ALTER TABLE `segment_models`.`segment_event_open`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `event_text` SET OPTIONS (description = 'Name of the event as the client sent it.'),
  ALTER COLUMN `channel` SET OPTIONS (description = 'Property channel of the event open.')
;

CREATE OR REPLACE TABLE `segment_models`.`segment_event_form_submitted` CLONE `_segment_models_run`.`event_form_submitted_20260302120000_abcdef`
OPTIONS (
  expiration_timestamp=NULL,
  description='One row per track call of form_submitted that can be used, with its properties (E1).'
)
;

ALTER TABLE `segment_models`.`segment_event_form_submitted`
  ALTER COLUMN `source` SET OPTIONS (description = 'Segment source: the schema the call was read from.'),
  ALTER COLUMN `track_id` SET OPTIONS (description = 'Id of the track call, as Segment\'s client made it.'),
  ALTER COLUMN `timestamp` SET OPTIONS (description = 'When the call was made, UTC, corrected for the client\'s clock.'),
  ALTER COLUMN `user_id` SET OPTIONS (description = 'The person: the call\'s user id, else the user who logged in on a shared device then (R6c), else the user its anonymous id belongs to, else the anonymous id (R6).'),
  ALTER COLUMN `anonymous_id` SET OPTIONS (description = 'Anonymous id of the device or browser.'),
  ALTER COLUMN `session_id` SET OPTIONS (description = 'The session: MD5 of its first event\'s source, call type and id (R9); NULL for a server\'s call outside sessions.'),
  ALTER COLUMN `session_index` SET OPTIONS (description = '1 for the person\'s first session, 2 for the next, and so on; NULL for a server\'s call outside sessions (R8a).'),
  ALTER COLUMN `event_text` SET OPTIONS (description = 'Name of the event as the client sent it.'),
  ALTER COLUMN `form` SET OPTIONS (description = 'Property form of the event form_submitted.')
;

DROP TABLE IF EXISTS `_segment_models_run`.`tracks_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`pages_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`screens_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`identifies_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`order_completed_properties_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`form_submitted_properties_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`account_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`rejected_events_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`traffic_sources_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`touches_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`user_map_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`shared_calls_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessionized_events_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`sessions_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`session_sources_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversion_calls_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`conversions_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`session_facts_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`daily_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`attribution_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`active_days_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`users_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`event_order_completed_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`event_open_20260302120000_abcdef`
;

DROP TABLE IF EXISTS `_segment_models_run`.`event_form_submitted_20260302120000_abcdef`
