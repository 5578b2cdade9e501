-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 5ffb58aecf215b46
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- What these calls tell of whose each anonymous id is (R6).
WITH log_ins_seen AS (
    /* The calls that tell whose an anonymous id is, the latest in front (R7). */
    SELECT
        anonymous_id,
        own_user_id AS user_id,
        timestamp AS mapped_at,
        MIN(own_user_id) OVER (PARTITION BY anonymous_id) AS least_user_id,
        MAX(own_user_id) OVER (PARTITION BY anonymous_id) AS greatest_user_id,
        ROW_NUMBER() OVER (
            PARTITION BY anonymous_id
            ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
        ) AS recency
    FROM {{ ref('segment_run_calls_after') }}
    WHERE
        anonymous_id IS NOT NULL AND own_user_id IS NOT NULL
),

latest AS (
    /* One per anonymous id. */
    SELECT
        anonymous_id,
        user_id,
        mapped_at,
        least_user_id,
        greatest_user_id
    FROM log_ins_seen
    WHERE
        recency = 1
),

disturbed AS (
    /* Anonymous ids that lose a call: the one that told whose they are, perhaps, or their last. */
    SELECT DISTINCT
        anonymous_id
    FROM {{ ref('segment_run_calls_before') }}
    WHERE
        anonymous_id IS NOT NULL
),

visitors AS (
    /* Every anonymous id that has a call among these. */
    SELECT
        anonymous_id
    FROM {{ ref('segment_run_calls_after') }}
    WHERE
        anonymous_id IS NOT NULL
    UNION DISTINCT
    SELECT
        anonymous_id
    FROM disturbed
)

SELECT
    visitors.anonymous_id,
    latest.user_id,
    latest.mapped_at,
    latest.least_user_id,
    latest.greatest_user_id,
    disturbed.anonymous_id IS NOT NULL
    OR COALESCE(
        latest.mapped_at = user_map.mapped_at AND latest.user_id <> user_map.user_id,
        FALSE
    ) AS is_undecided
FROM visitors
LEFT JOIN latest
    ON visitors.anonymous_id = latest.anonymous_id
LEFT JOIN disturbed
    ON visitors.anonymous_id = disturbed.anonymous_id
LEFT JOIN {{ segment_run_was('segment_user_map') }} AS user_map
    ON visitors.anonymous_id = user_map.anonymous_id
