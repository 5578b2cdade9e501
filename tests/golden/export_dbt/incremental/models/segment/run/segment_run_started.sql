-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 42f6de2cc43a7380
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}

{{ segment_run_start(['segment_order_completed_properties', 'segment_open_properties', 'segment_form_submitted_properties', 'segment_track_calls', 'segment_page_calls', 'segment_screen_calls', 'segment_identify_calls', 'segment_page_events', 'segment_track_events', 'segment_screen_events', 'segment_rejected_events', 'segment_traffic_sources', 'segment_touches', 'segment_user_map', 'segment_shared_calls', 'segment_sessionized_events', 'segment_sessionized_pages', 'segment_sessionized_tracks', 'segment_sessionized_screens', 'segment_sessions', 'segment_session_sources', 'segment_page_views', 'segment_conversion_calls', 'segment_conversions', 'segment_session_facts', 'segment_daily', 'segment_attribution', 'segment_active_days', 'segment_users', 'segment_event_order_completed', 'segment_event_open', 'segment_event_form_submitted'], '724a69ce03fcf7e2' ~ (var('segment_session_timeout_millis', 1800000) | string) ~ var('segment_schema_web', 'web') ~ var('segment_schema_ios', 'ios') ~ segment_run_forgotten(ref('segment_forgotten'))) }}
