WITH identifies_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR(512)) AS source,
    "id" AS identify_id,
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
    "email" AS "email",
    "company name" AS "company name"
  FROM "web"."identifies"
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR(512)) AS source,
    "id" AS identify_id,
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
    "email" AS "email",
    "company name" AS "company name"
  FROM "ios"."identifies"
), identifies_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN identify_id !~ '^ *$'
      AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND identify_id !~ '^[0-]*$'
      THEN identify_id
    END AS identify_id,
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
    "email",
    "company name"
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
    copies."timestamp",
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies."email",
    copies."company name",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.identify_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies."timestamp" ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies."email" ASC NULLS LAST,
        copies."company name" ASC NULLS LAST,
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    "email",
    "company name"
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    "email",
    "company name"
  FROM identifies_ranked
  WHERE
    call_copy = 1
), identifies_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    identify_id,
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    "email",
    "company name",
    CASE
      WHEN identify_id IS NULL
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
  FROM identifies_once
), calls AS (
  /* Every good call of every type: a log-in shows in any of them (R6). */
  SELECT
    source,
    CAST('track' AS VARCHAR(512)) AS call_type,
    track_id AS event_id,
    "timestamp",
    user_id,
    anonymous_id
  FROM "segment_models"."segment_track_events" AS track_events
  UNION ALL
  SELECT
    source,
    CAST('page' AS VARCHAR(512)) AS call_type,
    page_id AS event_id,
    "timestamp",
    user_id,
    anonymous_id
  FROM "segment_models"."segment_page_events" AS page_events
  UNION ALL
  SELECT
    source,
    CAST('screen' AS VARCHAR(512)) AS call_type,
    screen_id AS event_id,
    "timestamp",
    user_id,
    anonymous_id
  FROM "segment_models"."segment_screen_events" AS screen_events
  UNION ALL
  SELECT
    source,
    CAST('identify' AS VARCHAR(512)) AS call_type,
    identify_id AS event_id,
    "timestamp",
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
    "timestamp" AS mapped_at,
    MIN(user_id) OVER (PARTITION BY anonymous_id) <> MAX(user_id) OVER (PARTITION BY anonymous_id) AS is_shared,
    ROW_NUMBER() OVER (
      PARTITION BY anonymous_id
      ORDER BY "timestamp" DESC, source DESC, call_type DESC, event_id DESC
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
