-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f7dbe1a2ec1c69f8
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_sessions_named(model, description=none) -%}
-- A session's id is the MD5 of its first event (R9).
SELECT
    user_id,
    session_id,
    source,
    COALESCE(track_id, page_id, screen_id) AS event_id,
    TO_HEX(
        MD5(
            CASE
                WHEN track_id IS NOT NULL
                    THEN 'track'
                WHEN page_id IS NOT NULL
                    THEN 'page'
                WHEN screen_id IS NOT NULL
                    THEN 'screen'
            END || '|' || CAST(LENGTH(source) AS STRING) || '|' || source || '|' || COALESCE(track_id, page_id, screen_id)
        )
    ) AS session_id_expected
FROM (SELECT * FROM {{ model }}) AS sessionized_events
WHERE
    session_start_event
    AND COALESCE(
        session_id <> TO_HEX(
            MD5(
                CASE
                    WHEN track_id IS NOT NULL
                        THEN 'track'
                    WHEN page_id IS NOT NULL
                        THEN 'page'
                    WHEN screen_id IS NOT NULL
                        THEN 'screen'
                END || '|' || CAST(LENGTH(source) AS STRING) || '|' || source || '|' || COALESCE(track_id, page_id, screen_id)
            )
        ),
        TRUE
    )
{% endtest %}
