-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 564bee7631b3bd80
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}

-- One row per identify call, deduplicated, including rejected calls, kept from run to run (R1 to R5).
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
    FROM {{ source('web', 'identifies') }}
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
    FROM {{ source('ios', 'identifies') }}
),

identifies_with_ids AS (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
        source,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(identify_id, r'^ *$')
                AND identify_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(identify_id, r'^[0-]*$')
                THEN identify_id
        END AS identify_id,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(user_id, r'^ *$')
                AND user_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(user_id, r'^[0-]*$')
                THEN user_id
        END AS user_id,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(anonymous_id, r'^ *$')
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
),

identifies_cleaned AS (
    /* Without the calls of people who asked to be forgotten. */
    SELECT
        source,
        identify_id,
        user_id,
        anonymous_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        `email`,
        `company name`
    FROM identifies_with_ids AS calls
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_forgotten') }} AS forgotten
            WHERE
                forgotten.id_hash = TO_HEX(MD5(COALESCE(calls.user_id, calls.anonymous_id)))
        )
),

identifies_repeated AS (
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
),

identifies_ranked AS (
    /* The copies of those, the one loaded first in front (R4). */
    SELECT
        copies.source,
        copies.identify_id,
        copies.timestamp,
        copies.call_received_at,
        copies.call_loaded_at,
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
),

identifies_once AS (
    /* Each call once (R4). */
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
        call_loaded_at,
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
