-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text ea3b3caee3792296
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set open_properties_since = segment_run_since(ref('segment_run_loads'), 'open_properties', ['web', 'ios']) %}

-- Rows of _open loaded since the last run, and a little before; all of them in a full build.
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
    FROM {{ source('web', '_open') }}
    WHERE
        `loaded_at` >= CAST('{{ open_properties_since['web'] }}Z' AS TIMESTAMP)
        OR (
            `loaded_at` IS NULL
            AND (
                `uuid_ts` >= CAST('{{ open_properties_since['web'] }}Z' AS TIMESTAMP)
                OR (
                    `uuid_ts` IS NULL
                    AND (
                        `received_at` >= CAST('{{ open_properties_since['web'] }}Z' AS TIMESTAMP)
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
    FROM {{ source('ios', '_open') }}
    WHERE
        `loaded_at` >= CAST('{{ open_properties_since['ios'] }}Z' AS TIMESTAMP)
        OR (
            `loaded_at` IS NULL
            AND (
                `uuid_ts` >= CAST('{{ open_properties_since['ios'] }}Z' AS TIMESTAMP)
                OR (
                    `uuid_ts` IS NULL
                    AND (
                        `received_at` >= CAST('{{ open_properties_since['ios'] }}Z' AS TIMESTAMP)
                        OR `received_at` IS NULL
                    )
                )
            )
        )
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
        OR call_loaded_at >= CAST('{{ open_properties_since['web'] }}Z' AS TIMESTAMP)
        OR call_loaded_at IS NULL
    )
    AND (
        source <> 'ios'
        OR call_loaded_at >= CAST('{{ open_properties_since['ios'] }}Z' AS TIMESTAMP)
        OR call_loaded_at IS NULL
    )
