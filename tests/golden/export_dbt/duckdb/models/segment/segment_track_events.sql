-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text ad4f1dcdb6202d2a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='view',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per valid track call: deduplicated (R4), without rejected calls (R5).
WITH tracks_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event,
        "coupon code",
        reject_reason
    FROM {{ ref('segment_track_calls') }}
)

SELECT
    source,
    track_id,
    timestamp,
    user_id,
    anonymous_id,
    event,
    "coupon code"
FROM tracks_judged
WHERE
    reject_reason IS NULL
