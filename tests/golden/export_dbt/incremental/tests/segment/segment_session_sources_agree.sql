-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text d4721df480c6b842
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- Every session has one row in session_sources, of its person, its number and its start (A9).
WITH starts AS (
    /* Every session, by the event that starts it. */
    SELECT
        session_id,
        session_index,
        user_id,
        timestamp AS session_start_timestamp
    FROM {{ ref('segment_run_events_rebuilt') }}
    WHERE
        session_start_event
)

SELECT
    COALESCE(sources.session_id, starts.session_id) AS session_id,
    sources.session_id IS NULL AS not_in_sources,
    starts.session_id IS NULL AS not_in_events,
    sources.touch
FROM {{ ref('segment_run_session_sources_rebuilt') }} AS sources
FULL JOIN starts
    ON sources.session_id = starts.session_id
WHERE
    sources.session_id IS NULL
    OR starts.session_id IS NULL
    OR COALESCE(sources.session_index <> starts.session_index, TRUE)
    OR COALESCE(sources.user_id <> starts.user_id, TRUE)
    OR COALESCE(sources.session_start_timestamp <> starts.session_start_timestamp, TRUE)
