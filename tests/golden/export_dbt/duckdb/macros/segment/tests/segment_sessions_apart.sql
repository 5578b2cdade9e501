-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 1721f73156d0e31a
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_sessions_apart(model, description=none) -%}
-- A person's sessions do not overlap and lie at least the timeout apart (R8).
WITH in_order AS (
    /* Each session beside the one before it. */
    SELECT
        user_id,
        session_id,
        session_index,
        session_start_timestamp,
        LAG(session_end_timestamp) OVER (PARTITION BY user_id ORDER BY session_index) AS previous_end_timestamp
    FROM (SELECT * FROM {{ model }}) AS sessions
)

SELECT
    user_id,
    session_id,
    session_index,
    previous_end_timestamp,
    session_start_timestamp
FROM in_order
WHERE
    EPOCH_US(session_start_timestamp) - EPOCH_US(previous_end_timestamp) < {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
{% endtest %}
