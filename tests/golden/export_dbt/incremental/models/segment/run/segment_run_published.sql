-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c54e7834c6e75954
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_published',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
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
-- depends_on: {{ ref('segment_users') }}
{{ segment_run_guard() }}

SELECT run_id FROM {{ ref('segment_run_started') }}
