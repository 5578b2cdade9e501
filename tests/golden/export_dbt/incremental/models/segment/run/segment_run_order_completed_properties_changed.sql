-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 98043e99b9c97718
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows of order_completed that are new, or whose copy loaded first is another now (E1).
WITH order_completed_properties_copies AS (
    /* What has arrived, beside the other copies of calls in doubt. */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        event_text,
        `revenue`,
        `order_id`,
        `currency`
    FROM {{ ref('segment_run_order_completed_properties_arrived') }}
    WHERE
        track_id IS NOT NULL
    UNION ALL
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        event_text,
        `revenue`,
        `order_id`,
        `currency`
    FROM {{ ref('segment_run_order_completed_properties_again') }}
),

order_completed_properties_ranked AS (
    /* The copy loaded first in front (R4). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        event_text,
        `revenue`,
        `order_id`,
        `currency`,
        ROW_NUMBER() OVER (
            PARTITION BY source, track_id
            ORDER BY
                copies.call_loaded_at ASC NULLS LAST,
                copies.timestamp ASC NULLS LAST,
                copies.user_id ASC NULLS LAST,
                copies.anonymous_id ASC NULLS LAST,
                copies.event_text ASC NULLS LAST,
                copies.`revenue` ASC NULLS LAST,
                copies.`order_id` ASC NULLS LAST,
                copies.`currency` ASC NULLS LAST,
                copies.call_received_at ASC NULLS LAST
        ) AS call_copy
    FROM order_completed_properties_copies AS copies
),

order_completed_properties_once AS (
    /* The calls whose first copy is another than the one kept before (R4). */
    SELECT
        ranked.source,
        ranked.track_id,
        ranked.timestamp,
        ranked.call_received_at,
        ranked.call_loaded_at,
        ranked.user_id,
        ranked.anonymous_id,
        ranked.event_text,
        ranked.`revenue`,
        ranked.`order_id`,
        ranked.`currency`
    FROM order_completed_properties_ranked AS ranked
    LEFT JOIN {{ ref('segment_run_order_completed_properties_known') }} AS known
        ON ranked.source = known.source AND ranked.track_id = known.track_id
    WHERE
        ranked.call_copy = 1
        AND (
            known.source IS NULL
            OR ranked.timestamp IS DISTINCT FROM known.timestamp
            OR ranked.call_received_at IS DISTINCT FROM known.call_received_at
            OR ranked.call_loaded_at IS DISTINCT FROM known.call_loaded_at
            OR ranked.user_id IS DISTINCT FROM known.user_id
            OR ranked.anonymous_id IS DISTINCT FROM known.anonymous_id
            OR ranked.event_text IS DISTINCT FROM known.event_text
            OR ranked.`revenue` IS DISTINCT FROM known.`revenue`
            OR ranked.`order_id` IS DISTINCT FROM known.`order_id`
            OR ranked.`currency` IS DISTINCT FROM known.`currency`
        )
    UNION ALL
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        call_loaded_at,
        user_id,
        anonymous_id,
        event_text,
        `revenue`,
        `order_id`,
        `currency`
    FROM {{ ref('segment_run_order_completed_properties_arrived') }}
    WHERE
        track_id IS NULL
)

SELECT
    source,
    track_id,
    timestamp,
    call_received_at,
    call_loaded_at,
    user_id,
    anonymous_id,
    event_text,
    `revenue`,
    `order_id`,
    `currency`,
    CASE
        WHEN track_id IS NULL
            THEN 'missing_id'
        WHEN timestamp IS NULL
            THEN 'missing_timestamp'
        WHEN user_id IS NULL AND anonymous_id IS NULL
            THEN 'missing_person'
        WHEN TIMESTAMP_DIFF(timestamp, call_received_at, MICROSECOND) > 86400000000
            THEN 'clock_ahead'
        WHEN timestamp < CAST('2000-01-01 00:00:00.000000Z' AS TIMESTAMP)
            THEN 'clock_behind'
    END AS reject_reason
FROM order_completed_properties_once
