-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 790ee996d4a0d81a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A session's id is the MD5 of its first event (R9).
SELECT
    user_id,
    session_id,
    source,
    COALESCE(track_id, page_id, screen_id) AS event_id,
    MD5(
        CASE
            WHEN track_id IS NOT NULL
            THEN 'track'
            WHEN page_id IS NOT NULL
            THEN 'page'
            WHEN screen_id IS NOT NULL
            THEN 'screen'
        END || '|' || CAST(LENGTH(source) AS TEXT) || '|' || source || '|' || COALESCE(track_id, page_id, screen_id)
    ) AS session_id_expected
FROM {{ ref('segment_sessionized_events') }} AS sessionized_events
WHERE
    session_start_event
    AND COALESCE(
        session_id <> MD5(
            CASE
                WHEN track_id IS NOT NULL
                THEN 'track'
                WHEN page_id IS NOT NULL
                THEN 'page'
                WHEN screen_id IS NOT NULL
                THEN 'screen'
            END || '|' || CAST(LENGTH(source) AS TEXT) || '|' || source || '|' || COALESCE(track_id, page_id, screen_id)
        ),
        TRUE
    )
