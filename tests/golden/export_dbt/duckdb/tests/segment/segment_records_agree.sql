-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text e31e65f02f2a5a52
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- A session's records are its events, each once, in order (R7).
WITH of_events AS (
    /* The fingerprints of each session's events, added up. */
    SELECT
        session_id,
        SUM(HASH(timestamp, COALESCE(track_id, page_id, screen_id))) AS fingerprints
    FROM {{ ref('segment_sessionized_events') }}
    WHERE
        session_id IS NOT NULL
    GROUP BY
        session_id
),

of_records AS (
    /* Those of its records, and whether each of them is later than the one before. */
    SELECT
        session_id,
        LIST_SUM(
            [
                HASH(
                    record."timestamp",
                    COALESCE(record."track"."track_id", record."page"."page_id", record."screen"."screen_id")
                ) FOR record IN records
            ]
        ) AS fingerprints,
        LIST_REDUCE(
            [record."timestamp" FOR record IN records],
            LAMBDA earlier, later : CASE WHEN later > earlier THEN later ELSE CAST('infinity' AS TIMESTAMP) END,
            CAST('-infinity' AS TIMESTAMP)
        ) < CAST('infinity' AS TIMESTAMP) AS in_order
    FROM {{ ref('segment_sessions') }}
),

doubtful AS (
    /* Sessions whose records may not be their events, and those with several events at one moment. */
    SELECT
        COALESCE(of_records.session_id, of_events.session_id) AS doubtful_session_id
    FROM of_records
    FULL JOIN of_events
        ON of_records.session_id = of_events.session_id
    WHERE
        COALESCE(of_records.fingerprints <> of_events.fingerprints OR NOT of_records.in_order, TRUE)
),

doubtful_sessions AS (
    /* Their records. */
    SELECT
        session_id,
        records
    FROM {{ ref('segment_sessions') }}
    JOIN doubtful
        ON session_id = doubtful_session_id
),

recorded AS (
    /* Every record with its place in the session. */
    SELECT
        session_id,
        position,
        record."timestamp" AS timestamp,
        COALESCE(record."track"."track_id", record."page"."page_id", record."screen"."screen_id") AS event_id
    FROM (
        SELECT
            *,
            UNNEST(records) AS record,
            GENERATE_SUBSCRIPTS(records, 1) AS position
        FROM doubtful_sessions
    ) AS elements
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
    FROM {{ ref('segment_sessionized_events') }}
    JOIN doubtful
        ON session_id = doubtful_session_id
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
