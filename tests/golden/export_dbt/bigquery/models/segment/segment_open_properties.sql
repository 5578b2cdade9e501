-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6dccf2689f067b7d
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}

-- One row per row of the event's own table _open, deduplicated (R4), kept from run to run (E1).
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
    FROM {{ source('web', '_open') }}
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
    FROM {{ source('ios', '_open') }}
),

open_properties_with_ids AS (
    /* An id that is blank, or junk that many clients share, is no id (R3). */
    SELECT
        source,
        CASE
            WHEN
                NOT REGEXP_CONTAINS(track_id, r'^ *$')
                AND track_id NOT IN ('null', 'undefined', 'anonymous', 'anonymousId', '-1', '0')
                AND NOT REGEXP_CONTAINS(track_id, r'^[0-]*$')
                THEN track_id
        END AS track_id,
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
        event_text,
        `channel`
    FROM open_properties_united
),

open_properties_cleaned AS (
    /* Without the calls of people who asked to be forgotten. */
    SELECT
        source,
        track_id,
        user_id,
        anonymous_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        event_text,
        `channel`
    FROM open_properties_with_ids AS calls
    WHERE
        NOT EXISTS(
            SELECT
                1
            FROM {{ ref('segment_forgotten') }} AS forgotten
            WHERE
                forgotten.id_hash = TO_HEX(MD5(COALESCE(calls.user_id, calls.anonymous_id)))
        )
),

open_properties_repeated AS (
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
),

open_properties_ranked AS (
    /* The copies of those, the one loaded first in front (R4). */
    SELECT
        copies.source,
        copies.track_id,
        copies.timestamp,
        copies.call_received_at,
        copies.call_loaded_at,
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
),

open_properties_once AS (
    /* Each call once (R4). */
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
        call_loaded_at,
        user_id,
        anonymous_id,
        event_text,
        `channel`
    FROM open_properties_ranked
    WHERE
        call_copy = 1
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
