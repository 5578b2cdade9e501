-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 794c146154fc81de
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_gaps_inside(model, description=none) -%}
-- Inside a session every gap between events that are no server's is shorter than the timeout (R8, R8a). An event of a server that comes sooner after one of them is in its session.
WITH doubtful AS (
    /* People with a session in which a gap could be too long, or with events of servers outside. */
    SELECT DISTINCT
        user_id AS doubtful_user_id
    FROM (SELECT * FROM {{ model }}) AS sessionized_events
    GROUP BY
        user_id,
        session_id
    HAVING
        session_id IS NULL
        OR COALESCE(
            EPOCH_US(MAX(timestamp)) - EPOCH_US(
                MIN(
                    CASE
                        WHEN session_start_event
                            THEN CASE WHEN anonymous_id IS NOT NULL THEN timestamp END
                    END
                )
            ) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }},
            TRUE
        )
        OR COALESCE(
            MIN(CASE WHEN NOT session_start_event THEN timestamp END) <= MIN(
                CASE
                    WHEN session_start_event
                        THEN CASE WHEN anonymous_id IS NOT NULL THEN timestamp END
                END
            ),
            FALSE
        )
),

in_order AS (
    /* Each event of these people beside their last one before that is no server's. */
    SELECT
        user_id,
        session_id,
        session_start_event,
        timestamp,
        anonymous_id IS NULL AS is_server,
        MAX(CASE WHEN anonymous_id IS NOT NULL THEN timestamp END) OVER (
            PARTITION BY user_id
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
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS previous_timestamp
    FROM (SELECT * FROM {{ model }}) AS sessionized_events
    JOIN doubtful
        ON user_id = doubtful_user_id
)

SELECT
    user_id,
    session_id,
    previous_timestamp,
    timestamp
FROM in_order
WHERE
    (
        session_id IS NOT NULL
        AND NOT session_start_event
        AND EPOCH_US(timestamp) - EPOCH_US(previous_timestamp) >= {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
    )
    OR (
        session_id IS NULL
        AND EPOCH_US(timestamp) - EPOCH_US(previous_timestamp) < {{ var('segment_session_timeout_millis', 1800000) | default(0) | int * 1000 }}
    )
{% endtest %}
