-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 687f4ba2f8b4c052
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- The rows that are put into conversions.
WITH owned AS (
    /* Each conversion with the person and the session of its call. */
    SELECT
        calls.conversion,
        calls.source,
        calls.track_id,
        calls.timestamp,
        calls.value,
        calls.currency,
        calls.conversion_key,
        calls.is_repeat,
        events.user_id,
        events.session_id,
        events.session_index
    FROM (
        SELECT
            kept.conversion,
            kept.source,
            kept.track_id,
            kept.timestamp,
            kept.value,
            kept.currency,
            kept.conversion_key,
            kept.is_repeat
        FROM {{ segment_run_was('segment_conversion_calls') }} AS kept
        LEFT JOIN {{ ref('segment_run_conversion_calls_in_doubt') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        LEFT JOIN {{ ref('segment_run_conversion_keys') }} AS theirs_2
            ON kept.conversion = theirs_2.conversion
            AND kept.conversion_key = theirs_2.conversion_key
        WHERE
            theirs_1.source IS NULL AND theirs_2.conversion IS NULL
        UNION ALL
        SELECT
            put_in.conversion,
            put_in.source,
            put_in.track_id,
            put_in.timestamp,
            put_in.value,
            put_in.currency,
            put_in.conversion_key,
            put_in.is_repeat
        FROM (
            SELECT
                conversion,
                source,
                track_id,
                timestamp,
                value,
                currency,
                conversion_key,
                is_repeat
            FROM {{ ref('segment_run_conversion_calls_rebuilt') }}
        ) AS put_in
    ) AS calls
    JOIN {{ ref('segment_run_events_rebuilt') }} AS events
        ON calls.source = events.source AND calls.track_id = events.track_id
),

earlier AS (
    /* How many each person has before the cut, which are kept. */
    SELECT
        kept.user_id,
        kept.conversion,
        COUNT(kept.conversion_index) AS conversions
    FROM {{ segment_run_was('segment_conversions') }} AS kept
    JOIN {{ ref('segment_run_cuts') }} AS cuts
        ON kept.user_id = cuts.user_id
    WHERE
        kept.timestamp < cuts.cut_at
    GROUP BY
        kept.user_id,
        kept.conversion
)

SELECT
    owned.conversion,
    owned.source,
    owned.track_id,
    owned.timestamp,
    owned.user_id,
    owned.session_id,
    owned.session_index,
    owned.value,
    owned.currency,
    owned.conversion_key,
    owned.is_repeat,
    CASE
        WHEN NOT owned.is_repeat
            THEN COALESCE(earlier.conversions, 0) + ROW_NUMBER() OVER (
                PARTITION BY owned.user_id, owned.conversion, owned.is_repeat
                ORDER BY owned.timestamp, owned.source, owned.track_id
            )
    END AS conversion_index
FROM owned
LEFT JOIN earlier
    ON owned.user_id = earlier.user_id AND owned.conversion = earlier.conversion
