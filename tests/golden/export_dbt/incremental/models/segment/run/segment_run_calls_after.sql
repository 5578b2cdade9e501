-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c3ad03f5d9e03b43
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The good calls that are new or changed, as they are now.
SELECT
    source,
    'track' AS call_type,
    track_id AS event_id,
    timestamp,
    user_id AS own_user_id,
    anonymous_id
FROM {{ ref('segment_run_tracks_changed') }}
WHERE
    reject_reason IS NULL
UNION ALL
SELECT
    source,
    'page' AS call_type,
    page_id AS event_id,
    timestamp,
    user_id AS own_user_id,
    anonymous_id
FROM {{ ref('segment_run_pages_changed') }}
WHERE
    reject_reason IS NULL
UNION ALL
SELECT
    source,
    'screen' AS call_type,
    screen_id AS event_id,
    timestamp,
    user_id AS own_user_id,
    anonymous_id
FROM {{ ref('segment_run_screens_changed') }}
WHERE
    reject_reason IS NULL
UNION ALL
SELECT
    source,
    'identify' AS call_type,
    identify_id AS event_id,
    timestamp,
    user_id AS own_user_id,
    anonymous_id
FROM {{ ref('segment_run_identifies_changed') }}
WHERE
    reject_reason IS NULL
