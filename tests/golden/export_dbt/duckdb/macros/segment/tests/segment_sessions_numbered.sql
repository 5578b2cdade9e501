-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 8f628f062cc1d1c7
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_sessions_numbered(model, description=none) -%}
-- A person's sessions are numbered 1, 2, 3 … (R9).
SELECT
    user_id,
    COUNT(*) AS sessions,
    MIN(session_index) AS first_index,
    MAX(session_index) AS last_index
FROM (SELECT * FROM {{ model }}) AS sessions
GROUP BY
    user_id
HAVING
    MIN(session_index) <> 1
    OR MAX(session_index) <> COUNT(*)
    OR COUNT(DISTINCT session_index) <> COUNT(*)
{% endtest %}
