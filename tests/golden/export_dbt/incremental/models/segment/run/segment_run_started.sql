-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text afcbcf9ec6450b1b
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}

{{ segment_run_start(['segment_track_calls', 'segment_page_calls', 'segment_screen_calls', 'segment_identify_calls', 'segment_page_events', 'segment_track_events', 'segment_screen_events', 'segment_rejected_events', 'segment_traffic_sources', 'segment_touches', 'segment_user_map', 'segment_shared_calls', 'segment_sessionized_events', 'segment_sessionized_pages', 'segment_sessionized_tracks', 'segment_sessionized_screens', 'segment_sessions', 'segment_session_sources', 'segment_users'], '3cd258031861a5b1' ~ (var('segment_session_timeout_millis', 1800000) | string) ~ var('segment_schema_web', 'web') ~ var('segment_schema_ios', 'ios') ~ segment_run_forgotten(ref('segment_forgotten'))) }}
