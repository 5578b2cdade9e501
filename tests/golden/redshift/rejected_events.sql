WITH tracks_united AS (
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
    "event" AS event,
    "coupon code" AS "coupon code"
  FROM "web"."tracks"
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
    "event" AS event,
    "coupon code" AS "coupon code"
  FROM "ios"."tracks"
), tracks_cleaned AS (
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
    event,
    "coupon code"
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
    copies."timestamp",
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.event,
    copies."coupon code",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.track_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies."timestamp" ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.event ASC NULLS LAST,
        copies."coupon code" ASC NULLS LAST,
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event,
    "coupon code"
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event,
    "coupon code"
  FROM tracks_ranked
  WHERE
    call_copy = 1
), tracks_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    track_id,
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    event,
    "coupon code",
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
  FROM tracks_once
), pages_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR(512)) AS source,
    "id" AS page_id,
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
    "url" AS url,
    "referrer" AS referrer,
    "title" AS title,
    "name" AS name,
    "search" AS search,
    "path" AS path,
    "context_campaign_content" AS utm_content,
    "context_campaign_medium" AS utm_medium,
    "context_campaign_source" AS utm_source,
    "context_campaign_name" AS utm_campaign,
    "context_campaign_term" AS utm_term,
    "category" AS "category",
    "price paid" AS "price paid"
  FROM "web"."pages"
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR(512)) AS source,
    "id" AS page_id,
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
    "url" AS url,
    "referrer" AS referrer,
    "title" AS title,
    "name" AS name,
    "search" AS search,
    "path" AS path,
    "context_campaign_content" AS utm_content,
    "context_campaign_medium" AS utm_medium,
    "context_campaign_source" AS utm_source,
    "context_campaign_name" AS utm_campaign,
    "context_campaign_term" AS utm_term,
    "category" AS "category",
    "price paid" AS "price paid"
  FROM "ios"."pages"
), pages_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN page_id !~ '^ *$'
      AND page_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND page_id !~ '^[0-]*$'
      THEN page_id
    END AS page_id,
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
    "category",
    "price paid"
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
    copies."timestamp",
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
    copies."category",
    copies."price paid",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.page_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies."timestamp" ASC NULLS LAST,
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
        copies."category" ASC NULLS LAST,
        copies."price paid" ASC NULLS LAST,
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
    "timestamp",
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
    "category",
    "price paid"
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
    "timestamp",
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
    "category",
    "price paid"
  FROM pages_ranked
  WHERE
    call_copy = 1
), pages_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    page_id,
    "timestamp",
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
    "category",
    "price paid",
    CASE
      WHEN page_id IS NULL
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
  FROM pages_once
), screens_united AS (
  /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). */
  SELECT
    CAST('web' AS VARCHAR(512)) AS source,
    "id" AS screen_id,
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
    "name" AS name,
    "screen class" AS "screen class"
  FROM "web"."screens"
  UNION ALL
  SELECT
    CAST('ios' AS VARCHAR(512)) AS source,
    "id" AS screen_id,
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
    "name" AS name,
    "screen class" AS "screen class"
  FROM "ios"."screens"
), screens_cleaned AS (
  /* An id that is blank, or junk that many clients share, is no id (R3). */
  SELECT
    source,
    CASE
      WHEN screen_id !~ '^ *$'
      AND screen_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
      AND screen_id !~ '^[0-]*$'
      THEN screen_id
    END AS screen_id,
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
    name,
    "screen class"
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
    copies."timestamp",
    copies.call_received_at,
    copies.user_id,
    copies.anonymous_id,
    copies.name,
    copies."screen class",
    ROW_NUMBER() OVER (
      PARTITION BY copies.source, copies.screen_id
      ORDER BY
        copies.call_loaded_at ASC NULLS LAST,
        copies."timestamp" ASC NULLS LAST,
        copies.user_id ASC NULLS LAST,
        copies.anonymous_id ASC NULLS LAST,
        copies.name ASC NULLS LAST,
        copies."screen class" ASC NULLS LAST,
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    name,
    "screen class"
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
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    name,
    "screen class"
  FROM screens_ranked
  WHERE
    call_copy = 1
), screens_judged AS (
  /* Why a call cannot be used, if so; NULL for a good one (R5). */
  SELECT
    source,
    screen_id,
    "timestamp",
    call_received_at,
    user_id,
    anonymous_id,
    name,
    "screen class",
    CASE
      WHEN screen_id IS NULL
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
  FROM screens_once
), identifies_united AS (
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
)
SELECT
  source,
  CAST('track' AS VARCHAR(512)) AS call_type,
  track_id AS event_id,
  "timestamp",
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
  CAST('page' AS VARCHAR(512)) AS call_type,
  page_id AS event_id,
  "timestamp",
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
  CAST('screen' AS VARCHAR(512)) AS call_type,
  screen_id AS event_id,
  "timestamp",
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
  CAST('identify' AS VARCHAR(512)) AS call_type,
  identify_id AS event_id,
  "timestamp",
  call_received_at AS received_at,
  user_id,
  anonymous_id,
  reject_reason AS reason
FROM identifies_judged
WHERE
  reject_reason IS NOT NULL
