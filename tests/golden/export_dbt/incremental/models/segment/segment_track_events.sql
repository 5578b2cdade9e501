-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 9dd01829d0e8e59d
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment'],
    partition_by={'field': 'timestamp', 'data_type': 'timestamp', 'granularity': 'month'}
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per valid track call: deduplicated (R4), without rejected calls (R5).
WITH tracks_judged AS (
    /* The calls that are new, or whose copy loaded first is another now (R4). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event,
        `coupon code`,
        reject_reason
    FROM {{ ref('segment_run_tracks_changed') }}
)

SELECT
    source,
    track_id,
    timestamp,
    user_id,
    anonymous_id,
    event,
    `coupon code`
FROM tracks_judged
WHERE
    reject_reason IS NULL
