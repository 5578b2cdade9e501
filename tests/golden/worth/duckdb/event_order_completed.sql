WITH order_completed_properties_united AS NOT MATERIALIZED (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    'web' AS source,
    "id" AS track_id,
    "user_id" AS user_id,
    "anonymous_id" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
      THEN "timestamp"
    END AS timestamp,
    CASE
      WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "loaded_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
        THEN "loaded_at"
      END,
      CASE
        WHEN "uuid_ts" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
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
    'ios' AS source,
    "id" AS track_id,
    "user_id" AS user_id,
    "anonymous_id" AS anonymous_id,
    CASE
      WHEN "timestamp" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
      THEN "timestamp"
    END AS timestamp,
    CASE
      WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
      THEN "received_at"
    END AS call_received_at,
    COALESCE(
      CASE
        WHEN "loaded_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
        THEN "loaded_at"
      END,
      CASE
        WHEN "uuid_ts" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
        THEN "uuid_ts"
      END,
      CASE
        WHEN "received_at" BETWEEN CAST('0001-01-01 00:00:00' AS TIMESTAMP) AND CAST('9999-12-31 23:59:59.999999' AS TIMESTAMP)
        THEN "received_at"
      END
    ) AS call_loaded_at,
    "event_text" AS event_text,
    "revenue" AS "revenue",
    "order_id" AS "order_id",
    "currency" AS "currency"
  FROM "ios"."order_completed"
), order_completed_properties_cleaned AS NOT MATERIALIZED (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN NOT REGEXP_MATCHES(track_id, '^ *$')
      AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_MATCHES(track_id, '^[0-]*$')
      THEN track_id
    END AS track_id,
    CASE
      WHEN NOT REGEXP_MATCHES(user_id, '^ *$')
      AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_MATCHES(user_id, '^[0-]*$')
      THEN user_id
    END AS user_id,
    CASE
      WHEN NOT REGEXP_MATCHES(anonymous_id, '^ *$')
      AND anonymous_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND NOT REGEXP_MATCHES(anonymous_id, '^[0-]*$')
      THEN anonymous_id
    END AS anonymous_id,
    timestamp,
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
    copies.timestamp,
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
        copies.timestamp ASC NULLS LAST,
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
    timestamp,
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
    timestamp,
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
    timestamp,
    call_received_at,
    user_id,
    anonymous_id,
    event_text,
    "revenue",
    "order_id",
    "currency",
    CASE
      WHEN track_id IS NULL
      THEN 'missing_id'
      WHEN timestamp IS NULL
      THEN 'missing_timestamp'
      WHEN user_id IS NULL AND anonymous_id IS NULL
      THEN 'missing_person'
      WHEN EPOCH_US(timestamp) - EPOCH_US(call_received_at) > 86400000000
      THEN 'clock_ahead'
      WHEN timestamp < CAST('2000-01-01 00:00:00.000000' AS TIMESTAMP)
      THEN 'clock_behind'
    END AS reject_reason
  FROM order_completed_properties_once
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
