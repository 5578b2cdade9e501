-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 079f6c17cf35ec26
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='view',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per screen, with its session and its fields.
SELECT
    events.source,
    events.timestamp,
    events.user_id,
    events.screen_id,
    events.session_index,
    events.session_id,
    screens.name,
    screens.`screen class`
FROM {{ ref('segment_sessionized_events') }} AS events
JOIN {{ ref('segment_screen_events') }} AS screens
    ON events.source = screens.source AND events.screen_id = screens.screen_id
