-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text f2361cc6d696c060
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='view',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per track, with its session and its fields.
SELECT
    events.source,
    events.timestamp,
    events.user_id,
    events.track_id,
    events.session_index,
    events.session_id,
    tracks.event,
    tracks."coupon code"
FROM {{ ref('segment_sessionized_events') }} AS events
JOIN {{ ref('segment_track_events') }} AS tracks
    ON events.source = tracks.source AND events.track_id = tracks.track_id
