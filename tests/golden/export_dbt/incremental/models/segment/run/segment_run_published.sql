-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6d790b20e6260d5b
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_published',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_order_completed_properties') }}
-- depends_on: {{ ref('segment_open_properties') }}
-- depends_on: {{ ref('segment_form_submitted_properties') }}
-- depends_on: {{ ref('segment_track_calls') }}
-- depends_on: {{ ref('segment_page_calls') }}
-- depends_on: {{ ref('segment_screen_calls') }}
-- depends_on: {{ ref('segment_identify_calls') }}
-- depends_on: {{ ref('segment_page_events') }}
-- depends_on: {{ ref('segment_track_events') }}
-- depends_on: {{ ref('segment_screen_events') }}
-- depends_on: {{ ref('segment_rejected_events') }}
-- depends_on: {{ ref('segment_traffic_sources') }}
-- depends_on: {{ ref('segment_touches') }}
-- depends_on: {{ ref('segment_user_map') }}
-- depends_on: {{ ref('segment_shared_calls') }}
-- depends_on: {{ ref('segment_sessionized_events') }}
-- depends_on: {{ ref('segment_sessionized_pages') }}
-- depends_on: {{ ref('segment_sessionized_tracks') }}
-- depends_on: {{ ref('segment_sessionized_screens') }}
-- depends_on: {{ ref('segment_sessions') }}
-- depends_on: {{ ref('segment_session_sources') }}
-- depends_on: {{ ref('segment_page_views') }}
-- depends_on: {{ ref('segment_conversion_calls') }}
-- depends_on: {{ ref('segment_conversions') }}
-- depends_on: {{ ref('segment_session_facts') }}
-- depends_on: {{ ref('segment_daily') }}
-- depends_on: {{ ref('segment_attribution') }}
-- depends_on: {{ ref('segment_active_days') }}
-- depends_on: {{ ref('segment_users') }}
-- depends_on: {{ ref('segment_event_order_completed') }}
-- depends_on: {{ ref('segment_event_open') }}
-- depends_on: {{ ref('segment_event_form_submitted') }}
{{ segment_run_guard() }}

SELECT run_id FROM {{ ref('segment_run_started') }}
