-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f8d44c69d3fbd217
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    materialized='table',
    schema=var('segment_run_schema', 'segment_models_run'),
    tags=['segment', 'segment_run'],
    contract={'enforced': false}
) }}
-- depends_on: {{ ref('segment_run_started') }}
{{ segment_run_guard_worked_out() }}

-- What became of every row that this run has read (R12).
WITH calls_read AS (
    /* Rows read. */
    SELECT
        source,
        'track' AS call_type,
        COUNT(*) AS calls
    FROM (
        SELECT
            source
        FROM {{ ref('segment_run_tracks_arrived') }}
        UNION ALL
        SELECT
            source
        FROM {{ ref('segment_run_tracks_again') }}
    ) AS rows_read
    GROUP BY
        source
    UNION ALL
    SELECT
        source,
        'page' AS call_type,
        COUNT(*) AS calls
    FROM (
        SELECT
            source
        FROM {{ ref('segment_run_pages_arrived') }}
        UNION ALL
        SELECT
            source
        FROM {{ ref('segment_run_pages_again') }}
    ) AS rows_read
    GROUP BY
        source
    UNION ALL
    SELECT
        source,
        'screen' AS call_type,
        COUNT(*) AS calls
    FROM (
        SELECT
            source
        FROM {{ ref('segment_run_screens_arrived') }}
        UNION ALL
        SELECT
            source
        FROM {{ ref('segment_run_screens_again') }}
    ) AS rows_read
    GROUP BY
        source
    UNION ALL
    SELECT
        source,
        'identify' AS call_type,
        COUNT(*) AS calls
    FROM (
        SELECT
            source
        FROM {{ ref('segment_run_identifies_arrived') }}
        UNION ALL
        SELECT
            source
        FROM {{ ref('segment_run_identifies_again') }}
    ) AS rows_read
    GROUP BY
        source
),

calls_known AS (
    /* Calls that were read again, and are kept as they are. */
    SELECT
        known.source,
        'track' AS call_type,
        COUNT(*) AS calls
    FROM {{ ref('segment_run_tracks_known') }} AS known
    LEFT JOIN {{ ref('segment_run_tracks_changed') }} AS changed
        ON known.source = changed.source AND known.track_id = changed.track_id
    WHERE
        changed.source IS NULL
    GROUP BY
        known.source
    UNION ALL
    SELECT
        known.source,
        'page' AS call_type,
        COUNT(*) AS calls
    FROM {{ ref('segment_run_pages_known') }} AS known
    LEFT JOIN {{ ref('segment_run_pages_changed') }} AS changed
        ON known.source = changed.source AND known.page_id = changed.page_id
    WHERE
        changed.source IS NULL
    GROUP BY
        known.source
    UNION ALL
    SELECT
        known.source,
        'screen' AS call_type,
        COUNT(*) AS calls
    FROM {{ ref('segment_run_screens_known') }} AS known
    LEFT JOIN {{ ref('segment_run_screens_changed') }} AS changed
        ON known.source = changed.source AND known.screen_id = changed.screen_id
    WHERE
        changed.source IS NULL
    GROUP BY
        known.source
    UNION ALL
    SELECT
        known.source,
        'identify' AS call_type,
        COUNT(*) AS calls
    FROM {{ ref('segment_run_identifies_known') }} AS known
    LEFT JOIN {{ ref('segment_run_identifies_changed') }} AS changed
        ON known.source = changed.source AND known.identify_id = changed.identify_id
    WHERE
        changed.source IS NULL
    GROUP BY
        known.source
),

calls_judged AS (
    /* Calls that are new or changed, and how many of them cannot be used. */
    SELECT
        source,
        'track' AS call_type,
        COUNT(*) AS calls,
        COUNT(reject_reason) AS rejected
    FROM {{ ref('segment_run_tracks_changed') }}
    GROUP BY
        source
    UNION ALL
    SELECT
        source,
        'page' AS call_type,
        COUNT(*) AS calls,
        COUNT(reject_reason) AS rejected
    FROM {{ ref('segment_run_pages_changed') }}
    GROUP BY
        source
    UNION ALL
    SELECT
        source,
        'screen' AS call_type,
        COUNT(*) AS calls,
        COUNT(reject_reason) AS rejected
    FROM {{ ref('segment_run_screens_changed') }}
    GROUP BY
        source
    UNION ALL
    SELECT
        source,
        'identify' AS call_type,
        COUNT(*) AS calls,
        COUNT(reject_reason) AS rejected
    FROM {{ ref('segment_run_identifies_changed') }}
    GROUP BY
        source
),

in_sessions AS (
    /* Every event of the people touched, with its session. */
    SELECT
        events.source,
        'track' AS call_type,
        events.track_id AS event_id,
        events.session_id
    FROM (
        SELECT
            written.source,
            written.track_id,
            written.session_id
        FROM (
            SELECT
                kept.source,
                kept.user_id,
                kept.track_id,
                kept.session_id
            FROM {{ segment_run_was('segment_sessionized_events') }} AS kept
            LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
                ON kept.user_id = theirs_1.user_id
            WHERE
                theirs_1.user_id IS NULL OR NOT (
                    kept.timestamp >= theirs_1.cut_at
                )
            UNION ALL
            SELECT
                put_in.source,
                put_in.user_id,
                put_in.track_id,
                put_in.session_id
            FROM (
                SELECT
                    source,
                    timestamp,
                    user_id,
                    anonymous_id,
                    track_id,
                    page_id,
                    screen_id,
                    session_start_event,
                    session_index,
                    session_id
                FROM {{ ref('segment_run_events_rebuilt') }}
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
    ) AS events
    WHERE
        events.track_id IS NOT NULL
    UNION ALL
    SELECT
        events.source,
        'page' AS call_type,
        events.page_id AS event_id,
        events.session_id
    FROM (
        SELECT
            written.source,
            written.page_id,
            written.session_id
        FROM (
            SELECT
                kept.source,
                kept.user_id,
                kept.page_id,
                kept.session_id
            FROM {{ segment_run_was('segment_sessionized_events') }} AS kept
            LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
                ON kept.user_id = theirs_1.user_id
            WHERE
                theirs_1.user_id IS NULL OR NOT (
                    kept.timestamp >= theirs_1.cut_at
                )
            UNION ALL
            SELECT
                put_in.source,
                put_in.user_id,
                put_in.page_id,
                put_in.session_id
            FROM (
                SELECT
                    source,
                    timestamp,
                    user_id,
                    anonymous_id,
                    track_id,
                    page_id,
                    screen_id,
                    session_start_event,
                    session_index,
                    session_id
                FROM {{ ref('segment_run_events_rebuilt') }}
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
    ) AS events
    WHERE
        events.page_id IS NOT NULL
    UNION ALL
    SELECT
        events.source,
        'screen' AS call_type,
        events.screen_id AS event_id,
        events.session_id
    FROM (
        SELECT
            written.source,
            written.screen_id,
            written.session_id
        FROM (
            SELECT
                kept.source,
                kept.user_id,
                kept.screen_id,
                kept.session_id
            FROM {{ segment_run_was('segment_sessionized_events') }} AS kept
            LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
                ON kept.user_id = theirs_1.user_id
            WHERE
                theirs_1.user_id IS NULL OR NOT (
                    kept.timestamp >= theirs_1.cut_at
                )
            UNION ALL
            SELECT
                put_in.source,
                put_in.user_id,
                put_in.screen_id,
                put_in.session_id
            FROM (
                SELECT
                    source,
                    timestamp,
                    user_id,
                    anonymous_id,
                    track_id,
                    page_id,
                    screen_id,
                    session_start_event,
                    session_index,
                    session_id
                FROM {{ ref('segment_run_events_rebuilt') }}
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
    ) AS events
    WHERE
        events.screen_id IS NOT NULL
),

calls_used AS (
    /* Events in a session or outside, and identifies that count. */
    SELECT
        arrived.source,
        arrived.call_type,
        COUNT(in_sessions.session_id) AS used,
        COUNT(*) - COUNT(in_sessions.session_id) AS outside
    FROM {{ ref('segment_run_calls_arrived') }} AS arrived
    JOIN in_sessions
        ON arrived.source = in_sessions.source
        AND arrived.call_type = in_sessions.call_type
        AND arrived.event_id = in_sessions.event_id
    GROUP BY
        arrived.source,
        arrived.call_type
    UNION ALL
    SELECT
        source,
        call_type,
        COUNT(*) AS used,
        0 AS outside
    FROM {{ ref('segment_run_calls_arrived') }}
    WHERE
        call_type = 'identify'
    GROUP BY
        source,
        call_type
)

SELECT
    calls_read.source,
    calls_read.call_type,
    calls_read.calls,
    COALESCE(calls_known.calls, 0) AS already_known,
    calls_read.calls - COALESCE(calls_known.calls, 0) - COALESCE(calls_judged.calls, 0) AS duplicates,
    COALESCE(calls_judged.rejected, 0) AS rejected,
    COALESCE(calls_used.used, 0) AS used,
    COALESCE(calls_used.outside, 0) AS outside
FROM calls_read
LEFT JOIN calls_known
    ON calls_read.source = calls_known.source
    AND calls_read.call_type = calls_known.call_type
LEFT JOIN calls_judged
    ON calls_read.source = calls_judged.source
    AND calls_read.call_type = calls_judged.call_type
LEFT JOIN calls_used
    ON calls_read.source = calls_used.source
    AND calls_read.call_type = calls_used.call_type
