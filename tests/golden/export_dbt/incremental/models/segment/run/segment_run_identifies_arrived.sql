-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text b93c0724f50459fe
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set identify_since = segment_run_since(ref('segment_run_loads'), 'identify', ['web', 'ios']) %}

-- Raw identifies loaded since the last run, and a little before; all of them in a full build.
WITH identifies_united AS (
    /* Every source's calls, united by column name; what a source lacks is NULL (R1, R2). Only what was loaded since the last run, and a little before. */
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
    WHERE
        `loaded_at` >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
        OR (
            `loaded_at` IS NULL
            AND (
                `uuid_ts` >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
                OR (
                    `uuid_ts` IS NULL
                    AND (
                        `received_at` >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
                        OR `received_at` IS NULL
                    )
                )
            )
        )
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
    WHERE
        `loaded_at` >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
        OR (
            `loaded_at` IS NULL
            AND (
                `uuid_ts` >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
                OR (
                    `uuid_ts` IS NULL
                    AND (
                        `received_at` >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
                        OR `received_at` IS NULL
                    )
                )
            )
        )
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
    `company name`
FROM identifies_cleaned
WHERE
    (
        source <> 'web'
        OR call_loaded_at >= CAST('{{ identify_since['web'] }}Z' AS TIMESTAMP)
        OR call_loaded_at IS NULL
    )
    AND (
        source <> 'ios'
        OR call_loaded_at >= CAST('{{ identify_since['ios'] }}Z' AS TIMESTAMP)
        OR call_loaded_at IS NULL
    )
