-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text caa7924b23058cce
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='view',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per valid screen call: deduplicated (R4), without rejected calls (R5).
WITH screens_judged AS (
    /* Every call once, as kept (R1 to R5). */
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
    FROM {{ ref('segment_screen_calls') }}
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
