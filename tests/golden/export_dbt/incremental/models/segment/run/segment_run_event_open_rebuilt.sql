-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 18fe6821b688ab19
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set open_properties_since = segment_run_since(ref('segment_run_loads'), 'open_properties', ['web', 'ios']) %}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- The rows that are put into event_open.
WITH open_properties_judged AS (
    /* Every call once, as kept (R1 to R5). */
    SELECT
        source,
        track_id,
        timestamp,
        call_received_at,
        user_id,
        anonymous_id,
        event_text,
        `channel`,
        reject_reason
    FROM (
        SELECT
            kept.source,
            kept.track_id,
            kept.timestamp,
            kept.call_received_at,
            kept.user_id,
            kept.anonymous_id,
            kept.event_text,
            `kept`.`channel`,
            kept.reject_reason
        FROM {{ segment_run_was('segment_open_properties') }} AS kept
        LEFT JOIN {{ ref('segment_run_open_properties_changed') }} AS theirs_1
            ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
        WHERE
            theirs_1.source IS NULL
            AND NOT (
                kept.track_id IS NULL
                AND (
                    (
                        kept.source <> 'web'
                        OR kept.call_loaded_at >= CAST('{{ open_properties_since['web'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                    AND (
                        kept.source <> 'ios'
                        OR kept.call_loaded_at >= CAST('{{ open_properties_since['ios'] }}Z' AS TIMESTAMP)
                        OR kept.call_loaded_at IS NULL
                    )
                )
            )
        UNION ALL
        SELECT
            put_in.source,
            put_in.track_id,
            put_in.timestamp,
            put_in.call_received_at,
            put_in.user_id,
            put_in.anonymous_id,
            put_in.event_text,
            `put_in`.`channel`,
            put_in.reject_reason
        FROM (
            SELECT
                source,
                track_id,
                timestamp,
                call_received_at,
                call_loaded_at,
                user_id,
                anonymous_id,
                event_text,
                `channel`,
                reject_reason
            FROM {{ ref('segment_run_open_properties_changed') }}
        ) AS put_in
    ) AS open_properties
)

SELECT
    events.source,
    events.track_id,
    events.timestamp,
    events.user_id,
    events.anonymous_id,
    events.session_id,
    events.session_index,
    properties.event_text,
    properties.`channel`
FROM {{ ref('segment_run_events_rebuilt') }} AS events
JOIN (
    SELECT
        kept.source,
        kept.track_id,
        kept.timestamp,
        kept.user_id,
        kept.anonymous_id,
        kept.event
    FROM {{ segment_run_was('segment_track_events') }} AS kept
    LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.track_id = theirs_1.track_id
    WHERE
        theirs_1.source IS NULL
    UNION ALL
    SELECT
        put_in.source,
        put_in.track_id,
        put_in.timestamp,
        put_in.user_id,
        put_in.anonymous_id,
        put_in.event
    FROM (
        WITH tracks_judged AS (
            /* The calls that are new, or whose copy loaded first is another now (R4). */
            SELECT
                source,
                track_id,
                timestamp,
                call_received_at,
                user_id,
                anonymous_id,
                event,
                `coupon code`,
                reject_reason
            FROM {{ ref('segment_run_tracks_changed') }}
        )

        SELECT
            source,
            track_id,
            timestamp,
            user_id,
            anonymous_id,
            event,
            `coupon code`
        FROM tracks_judged
        WHERE
            reject_reason IS NULL
    ) AS put_in
) AS calls
    ON events.source = calls.source AND events.track_id = calls.track_id
LEFT JOIN open_properties_judged AS properties
    ON events.source = properties.source AND events.track_id = properties.track_id
WHERE
    calls.event = 'open' AND calls.timestamp >= {{ first_cut }}
