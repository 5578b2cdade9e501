-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 4e0de88560bf193a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A person's sessions do not overlap and lie at least the timeout apart (R8).
WITH in_order AS (
    /* Each session beside the one before it. */
    SELECT
        user_id,
        session_id,
        session_index,
        session_start_timestamp,
        LAG(session_end_timestamp) OVER (PARTITION BY user_id ORDER BY session_index) AS previous_end_timestamp
    FROM (
        SELECT
            written.session_id,
            written.session_index,
            written.user_id,
            written.session_start_timestamp,
            written.session_end_timestamp
        FROM (
            SELECT
                kept.session_id,
                kept.session_index,
                kept.user_id,
                kept.session_start_timestamp,
                kept.session_end_timestamp
            FROM {{ segment_run_was('segment_sessions') }} AS kept
            LEFT JOIN {{ ref('segment_run_cuts') }} AS theirs_1
                ON kept.user_id = theirs_1.user_id
            WHERE
                theirs_1.user_id IS NULL
                OR NOT (
                    kept.session_start_timestamp >= theirs_1.cut_at
                )
            UNION ALL
            SELECT
                put_in.session_id,
                put_in.session_index,
                put_in.user_id,
                put_in.session_start_timestamp,
                put_in.session_end_timestamp
            FROM (
                SELECT
                    session_id,
                    session_index,
                    user_id,
                    session_start_timestamp,
                    session_end_timestamp,
                    stats,
                    first_page_values,
                    last_page_values,
                    first_screen_values,
                    last_screen_values,
                    records
                FROM {{ ref('segment_run_sessions_rebuilt') }}
            ) AS put_in
        ) AS written
        JOIN {{ ref('segment_run_cuts') }} AS theirs
            ON written.user_id = theirs.user_id
    ) AS sessions
)

SELECT
    user_id,
    session_id,
    session_index,
    previous_end_timestamp,
    session_start_timestamp
FROM in_order
WHERE
    TIMESTAMP_DIFF(session_start_timestamp, previous_end_timestamp, MICROSECOND) < {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
