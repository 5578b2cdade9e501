-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text df7981af58f7f304
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

-- The rows that are put into sessionized_screens.
SELECT
    events.source,
    events.timestamp,
    events.user_id,
    events.screen_id,
    events.session_index,
    events.session_id,
    screens.name,
    screens.`screen class`
FROM {{ ref('segment_run_events_rebuilt') }} AS events
JOIN (
    SELECT
        kept.source,
        kept.screen_id,
        kept.timestamp,
        kept.name,
        `kept`.`screen class`
    FROM {{ segment_run_was('segment_screen_events') }} AS kept
    LEFT JOIN {{ ref('segment_run_screens_changed') }} AS theirs_1
        ON kept.source = theirs_1.source AND kept.screen_id = theirs_1.screen_id
    WHERE
        theirs_1.source IS NULL
    UNION ALL
    SELECT
        put_in.source,
        put_in.screen_id,
        put_in.timestamp,
        put_in.name,
        `put_in`.`screen class`
    FROM (
        WITH screens_judged AS (
            /* The calls that are new, or whose copy loaded first is another now (R4). */
            SELECT
                source,
                screen_id,
                timestamp,
                call_received_at,
                user_id,
                anonymous_id,
                name,
                `screen class`,
                reject_reason
            FROM {{ ref('segment_run_screens_changed') }}
        )

        SELECT
            source,
            screen_id,
            timestamp,
            user_id,
            anonymous_id,
            name,
            `screen class`
        FROM screens_judged
        WHERE
            reject_reason IS NULL
    ) AS put_in
) AS screens
    ON events.source = screens.source AND events.screen_id = screens.screen_id
WHERE
    screens.timestamp >= {{ first_cut }}
