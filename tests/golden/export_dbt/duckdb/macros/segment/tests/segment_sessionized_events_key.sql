-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text f5e9a15af4e27593
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_sessionized_events_key(model, description=none) -%}
-- Every event is in sessionized_events once, with one id, one person and one session, or a server's none.
SELECT
    source,
    track_id,
    page_id,
    screen_id,
    COUNT(*) AS copies,
    COUNT(session_id) AS in_sessions
FROM (SELECT * FROM {{ model }}) AS sessionized_events
GROUP BY
    source,
    track_id,
    page_id,
    screen_id
HAVING
    COUNT(*) > 1
    OR source IS NULL
    OR CASE WHEN track_id IS NULL THEN 0 ELSE 1 END + CASE WHEN page_id IS NULL THEN 0 ELSE 1 END + CASE WHEN screen_id IS NULL THEN 0 ELSE 1 END <> 1
    OR COUNT(session_id) <> COUNT(session_index)
    OR COUNT(CASE WHEN session_id IS NOT NULL OR anonymous_id IS NULL THEN 1 END) <> COUNT(*)
    OR COUNT(user_id) <> COUNT(*)
{% endtest %}
