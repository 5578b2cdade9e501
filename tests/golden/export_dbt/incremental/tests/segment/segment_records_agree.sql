-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 29bb4c311be1e53d
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- A session's records are its events, each once, in order (R7).
WITH recorded AS (
    /* Every record with its place in the session. */
    SELECT
        session_id,
        record_offset + 1 AS position,
        record.timestamp AS timestamp,
        COALESCE(record.track.track_id, record.page.page_id, record.screen.screen_id) AS event_id
    FROM {{ ref('segment_run_sessions_rebuilt') }}
    CROSS JOIN UNNEST(records) AS record WITH OFFSET AS record_offset
),

expected AS (
    /* Every event with the place it should have (R7). */
    SELECT
        session_id,
        timestamp,
        COALESCE(track_id, page_id, screen_id) AS event_id,
        ROW_NUMBER() OVER (
            PARTITION BY session_id
            ORDER BY
                timestamp,
                source,
                CASE
                    WHEN track_id IS NOT NULL
                        THEN 'track'
                    WHEN page_id IS NOT NULL
                        THEN 'page'
                    WHEN screen_id IS NOT NULL
                        THEN 'screen'
                END,
                COALESCE(track_id, page_id, screen_id)
        ) AS position
    FROM {{ ref('segment_run_events_rebuilt') }}
    WHERE
        session_id IS NOT NULL
)

SELECT
    COALESCE(recorded.session_id, expected.session_id) AS session_id,
    COALESCE(recorded.position, expected.position) AS position,
    recorded.event_id AS recorded_event_id,
    expected.event_id AS expected_event_id,
    recorded.timestamp AS recorded_timestamp,
    expected.timestamp AS expected_timestamp
FROM recorded
FULL JOIN expected
    ON recorded.session_id = expected.session_id
    AND recorded.position = expected.position
WHERE
    COALESCE(recorded.event_id <> expected.event_id, TRUE)
    OR COALESCE(recorded.timestamp <> expected.timestamp, TRUE)
