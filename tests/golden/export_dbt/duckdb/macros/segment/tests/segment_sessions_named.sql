-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 966f0949fc925c02
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_sessions_named(model, description=none) -%}
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
FROM (SELECT * FROM {{ model }}) AS sessionized_events
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
{% endtest %}
