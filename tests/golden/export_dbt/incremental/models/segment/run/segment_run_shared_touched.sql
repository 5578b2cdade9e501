-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text e7295724c45c07da
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The shared anonymous ids of which a call is new, changed or gone (R6a).
SELECT
    log_ins.anonymous_id,
    COALESCE(changed.is_shared, user_map.is_shared, FALSE) AS is_shared
FROM {{ ref('segment_run_log_ins') }} AS log_ins
LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS changed
    ON log_ins.anonymous_id = changed.anonymous_id
LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
    ON log_ins.anonymous_id = user_map.anonymous_id
WHERE
    COALESCE(changed.is_shared, user_map.is_shared, FALSE)
    OR COALESCE(user_map.is_shared, FALSE)
