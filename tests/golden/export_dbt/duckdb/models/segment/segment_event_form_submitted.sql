-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 35d6254c1a591a16
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}

-- One row per track call of form_submitted that can be used, with its properties (E1).
WITH form_submitted_properties_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event_text,
        "form",
        reject_reason
    FROM {{ ref('segment_form_submitted_properties') }}
)

SELECT
    events.source,
    events.track_id,
    events.timestamp,
    events.user_id,
    events.anonymous_id,
    events.session_id,
    events.session_index,
    properties.event_text,
    properties."form"
FROM {{ ref('segment_sessionized_events') }} AS events
JOIN {{ ref('segment_track_events') }} AS calls
    ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN form_submitted_properties_judged AS properties
    ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
    calls.event = 'form_submitted'
