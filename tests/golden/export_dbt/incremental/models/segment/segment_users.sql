-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text c6014d014ec4a01c
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='segment_member',
    schema='crm',
    alias='people',
    tags=['crm', 'daily']
) }}
-- depends_on: {{ ref('segment_run_publish') }}
{{ segment_run_guard() }}

-- One row per person: everyone known by a user id, and anonymous people who sent an identify (R11).
SELECT
    user_id,
    is_identified,
    first_seen_at,
    last_seen_at,
    first_identified_at,
    total_sessions,
    total_tracks,
    total_pages,
    total_screens,
    first_source,
    first_medium,
    first_campaign,
    first_channel,
    `email`,
    `company name`
FROM {{ ref('segment_run_users_rebuilt') }}
