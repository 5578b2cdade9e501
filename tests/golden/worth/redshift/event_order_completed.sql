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
)
SELECT
  events.source,
  events.track_id,
  events."timestamp",
  events.user_id,
  events.anonymous_id,
  events.session_id,
  events.session_index,
  properties.event_text,
  properties."revenue",
  properties."order_id",
  properties."currency"
FROM "segment_models"."segment_sessionized_events" AS events
JOIN "segment_models"."segment_track_events" AS calls
  ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN order_completed_properties_judged AS properties
  ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
  calls.event = 'order_completed'
