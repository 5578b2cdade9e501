-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 6de5c41569337fb5
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}
{%- set first_cut_asked %}
SELECT
    MIN(cut_at) AS first_cut
FROM {{ ref('segment_run_cuts') }}
{%- endset %}
{%- set first_cut = segment_run_moment(first_cut_asked) %}

-- The rows that are put into sessionized_tracks.
SELECT
    events.source,
    events.timestamp,
    events.user_id,
    events.track_id,
    events.session_index,
    events.session_id,
    tracks.event,
    tracks.`coupon code`
FROM {{ ref('segment_run_events_rebuilt') }} AS events
JOIN (
    SELECT
        kept.source,
        kept.track_id,
        kept.timestamp,
        kept.event,
        `kept`.`coupon code`
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
        put_in.event,
        `put_in`.`coupon code`
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
) AS tracks
    ON events.source = tracks.source AND events.track_id = tracks.track_id
WHERE
    tracks.timestamp >= {{ first_cut }}
