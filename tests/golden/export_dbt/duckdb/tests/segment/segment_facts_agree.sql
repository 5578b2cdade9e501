-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 008bca9b2b61b3db
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every session has one row of facts, with the counts, the times and the person of the session (P3).
SELECT
    COALESCE(facts.session_id, sessions.session_id) AS session_id,
    facts.session_id IS NULL AS not_in_facts,
    sessions.session_id IS NULL AS not_in_sessions,
    facts.user_id,
    facts.is_engaged,
    facts.is_bounce,
    facts.total_tracks AS total_tracks,
    facts.total_pages AS total_pages,
    facts.total_screens AS total_screens
FROM {{ ref('segment_session_facts') }} AS facts
FULL JOIN {{ ref('segment_sessions') }} AS sessions
    ON facts.session_id = sessions.session_id
WHERE
    facts.session_id IS NULL
    OR sessions.session_id IS NULL
    OR facts.user_id IS DISTINCT FROM sessions.user_id
    OR facts.session_index IS DISTINCT FROM sessions.session_index
    OR facts.session_start_timestamp IS DISTINCT FROM sessions.session_start_timestamp
    OR facts.session_end_timestamp IS DISTINCT FROM sessions.session_end_timestamp
    OR facts.duration_millis IS DISTINCT FROM sessions.stats."duration_millis"
    OR facts.total_tracks IS DISTINCT FROM sessions.stats."total_tracks"
    OR facts.total_pages IS DISTINCT FROM sessions.stats."total_pages"
    OR facts.total_screens IS DISTINCT FROM sessions.stats."total_screens"
    OR facts.is_engaged IS NULL
    OR facts.is_first_session <> (
        facts.session_index = 1
    )
    OR facts.is_bounce = facts.is_engaged
    OR facts.session_date IS NULL
    OR facts.channel IS NULL
