WITH order_completed_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR(512)) AS source,
    "id" AS track_id,
    "user_id" AS user_id,
    "anonymous_id" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "timestamp"
    END AS "timestamp",
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "event_text" AS event_text,
    "revenue" AS "revenue",
    "order_id" AS "order_id",
    "currency" AS "currency"
  FROM "web"."order_completed"
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR(512)) AS source,
    "id" AS track_id,
    "user_id" AS user_id,
    "anonymous_id" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "timestamp"
    END AS "timestamp",
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "event_text" AS event_text,
    "revenue" AS "revenue",
    "order_id" AS "order_id",
    "currency" AS "currency"
  FROM "ios"."order_completed"
), order_completed_properties_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN track_id !~ '^ *$'
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND track_id !~ '^[0-]*$'
      THEN track_id
    END AS track_id,
    CASE
      WHEN user_id !~ '^ *$'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id !~ '^[0-]*$'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id !~ '^ *$'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id !~ '^[0-]*$'
      THEN anonymous_id
    END AS anonymous_id,
    "timestamp",
    call_received_at,
    call_loaded_at,
    event_text,
    "revenue",
    "order_id",
    "currency"
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
    copies."timestamp",
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies."revenue",
    copies."order_id",
    copies."currency",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies."timestamp" ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies."revenue" ASC NULLS LAST,
        copies."order_id" ASC NULLS LAST,
        copies."currency" ASC NULLS LAST,
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "revenue",
    "order_id",
    "currency"
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "revenue",
    "order_id",
    "currency"
  FROM order_completed_properties_ranked
  WHERE
    call_copy = 1
), order_completed_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "revenue",
    "order_id",
    "currency",
    CASE
      WHEN track_id IS NULL
      THEN CAST('missing_id' AS VARCHAR(512))
      WHEN "timestamp" IS NULL
      THEN CAST('missing_timestamp' AS VARCHAR(512))
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN CAST('missing_person' AS VARCHAR(512))
      WHEN DATEDIFF('microsecond', call_received_at, "timestamp") > 86400000000
      THEN CAST('clock_ahead' AS VARCHAR(512))
      WHEN "timestamp" < CAST('2000-01-01 00:00:00.000000+00:00' AS TIMESTAMP)
      THEN CAST('clock_behind' AS VARCHAR(512))
    END AS reject_reason
  FROM order_completed_properties_once
), form_submitted_properties_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR(512)) AS source,
    "id" AS track_id,
    "user_id" AS user_id,
    "anonymous_id" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "timestamp"
    END AS "timestamp",
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "event_text" AS event_text,
    "form" AS "form"
  FROM "web"."form_submitted"
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR(512)) AS source,
    "id" AS track_id,
    "user_id" AS user_id,
    "anonymous_id" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "timestamp"
    END AS "timestamp",
    CASE
      WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "uuid_ts" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN '0001-01-01 00:00:00' AND '9999-12-31 23:59:59.999999'
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "event_text" AS event_text,
    "form" AS "form"
  FROM "ios"."form_submitted"
), form_submitted_properties_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN track_id !~ '^ *$'
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND track_id !~ '^[0-]*$'
      THEN track_id
    END AS track_id,
    CASE
      WHEN user_id !~ '^ *$'
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND user_id !~ '^[0-]*$'
      THEN user_id
    END AS user_id,
    CASE
      WHEN anonymous_id !~ '^ *$'
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND anonymous_id !~ '^[0-]*$'
      THEN anonymous_id
    END AS anonymous_id,
    "timestamp",
    call_received_at,
    call_loaded_at,
    event_text,
    "form"
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
    copies."timestamp",
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event_text,
    copies."form",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies."timestamp" ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event_text ASC NULLS LAST,
        copies."form" ASC NULLS LAST,
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "form"
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "form"
  FROM form_submitted_properties_ranked
  WHERE
    call_copy = 1
), form_submitted_properties_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "form",
    CASE
      WHEN track_id IS NULL
      THEN CAST('missing_id' AS VARCHAR(512))
      WHEN "timestamp" IS NULL
      THEN CAST('missing_timestamp' AS VARCHAR(512))
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN CAST('missing_person' AS VARCHAR(512))
      WHEN DATEDIFF('microsecond', call_received_at, "timestamp") > 86400000000
      THEN CAST('clock_ahead' AS VARCHAR(512))
      WHEN "timestamp" < CAST('2000-01-01 00:00:00.000000+00:00' AS TIMESTAMP)
      THEN CAST('clock_behind' AS VARCHAR(512))
    END AS reject_reason
  FROM form_submitted_properties_once
), met AS (
  /* The calls of each conversion, with what they are worth (V1, V3, V4). */
  SELECT
    CAST('signed_up' AS VARCHAR(512)) AS conversion,
    calls.source,
    calls.track_id,
    calls."timestamp",
    CAST(NULL AS DECIMAL(28, 6)) AS value,
    CAST(NULL AS VARCHAR(512)) AS currency,
    CAST(NULL AS VARCHAR(512)) AS conversion_key
  FROM "segment_models"."segment_track_events" AS calls
  WHERE
    calls.event = 'signed_up'
  UNION ALL
  SELECT
    CAST('order_completed' AS VARCHAR(512)) AS conversion,
    calls.source,
    calls.track_id,
    calls."timestamp",
    CAST(CASE
      WHEN TRIM(' ' FROM properties."revenue") ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$'
      AND LENGTH(REPLACE(SPLIT_PART(TRIM(' ' FROM properties."revenue"), '.', 1), '+', '')) <= 14
      THEN CASE
        WHEN CAST(REPLACE(SPLIT_PART(TRIM(' ' FROM properties."revenue"), '.', 1), '+', '') || '.' || SUBSTRING(SPLIT_PART(TRIM(' ' FROM properties."revenue"), '.', 2) || '000000' FROM 1 FOR 6) AS DECIMAL(28, 6)) BETWEEN -9000000000000 AND 9000000000000
        THEN CAST(REPLACE(SPLIT_PART(TRIM(' ' FROM properties."revenue"), '.', 1), '+', '') || '.' || SUBSTRING(SPLIT_PART(TRIM(' ' FROM properties."revenue"), '.', 2) || '000000' FROM 1 FOR 6) AS DECIMAL(28, 6))
      END
      WHEN TRIM(' ' FROM properties."revenue") ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE][+-]?0*[0-9]?[0-9]$'
      AND LENGTH(TRIM(' ' FROM properties."revenue")) <= 40
      THEN CASE
        WHEN CAST(TRIM(' ' FROM properties."revenue") AS DOUBLE PRECISION) BETWEEN -9000000000000 AND 9000000000000
        THEN CAST(CAST(CAST(FLOOR(CAST(TRIM(' ' FROM properties."revenue") AS DOUBLE PRECISION) * 1000000 + 0.5) AS BIGINT) AS DECIMAL(28, 6)) * CAST('0.000001' AS DECIMAL(7, 6)) AS DECIMAL(28, 6))
      END
      WHEN TRIM(' ' FROM properties."revenue") ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)[eE]-[0-9]+$'
      AND LENGTH(TRIM(' ' FROM properties."revenue")) <= 40
      THEN CAST(0 AS DECIMAL(28, 6))
    END AS DECIMAL(28, 6)) AS value,
    properties."currency" AS currency,
    properties."order_id" AS conversion_key
  FROM "segment_models"."segment_track_events" AS calls
  LEFT JOIN order_completed_properties_judged AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  WHERE
    calls.event = 'order_completed'
  UNION ALL
  SELECT
    CAST('demo' AS VARCHAR(512)) AS conversion,
    calls.source,
    calls.track_id,
    calls."timestamp",
    CAST('250.000000' AS DECIMAL(28, 6)) AS value,
    CAST(NULL AS VARCHAR(512)) AS currency,
    CAST(NULL AS VARCHAR(512)) AS conversion_key
  FROM "segment_models"."segment_track_events" AS calls
  LEFT JOIN form_submitted_properties_judged AS properties
    ON calls.source = properties.source AND calls.track_id = properties.track_id
  WHERE
    calls.event = 'form_submitted' AND properties."form" = 'demo'
), keyed AS (
  /* A key that is blank or that many clients share is none (R3). */
  SELECT
    conversion,
    source,
    track_id,
    "timestamp",
    value,
    currency,
    CASE
      WHEN conversion_key !~ '^ *$'
      AND conversion_key NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND conversion_key !~ '^[0-]*$'
      THEN conversion_key
    END AS conversion_key
  FROM met
)
SELECT
  conversion,
  source,
  track_id,
  "timestamp",
  value,
  currency,
  conversion_key,
  conversion_key IS NOT NULL
  AND ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY "timestamp", source, track_id) > 1 AS is_repeat
FROM keyed
