-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f78a95e949f21257
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per valid screen call: deduplicated (R4), without rejected calls (R5).
WITH screens_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
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
    FROM {{ ref('segment_run_screens_changed') }}
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
