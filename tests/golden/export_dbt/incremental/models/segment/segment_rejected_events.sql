-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 4b444935babcf134
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema=var('segment_models_schema', 'segment_models'),
    tags=['segment']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per rejected call, with the reason why it cannot be used (R5).
SELECT
    source,
    call_type,
    event_id,
    timestamp,
    received_at,
    user_id,
    anonymous_id,
    reason
FROM {{ ref('segment_run_rejected_events_rebuilt') }}
