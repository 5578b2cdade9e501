-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 84d26fe817941b81
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- After its log-in an anonymous id's events are its user's, without one its own (R6).
WITH seen AS (
    /* Whose the events of each anonymous id are, and when the last of them was. */
    SELECT
        anonymous_id,
        user_id,
        MAX(timestamp) AS last_at
    FROM {{ ref('segment_sessionized_events') }}
    WHERE
        anonymous_id IS NOT NULL
    GROUP BY
        anonymous_id,
        user_id
)

SELECT
    COALESCE(user_map.anonymous_id, seen.anonymous_id) AS anonymous_id,
    user_map.user_id,
    user_map.mapped_at,
    seen.user_id AS seen_user_id,
    seen.last_at,
    users.first_identified_at,
    users.last_seen_at
FROM {{ ref('segment_user_map') }} AS user_map
FULL JOIN seen
    ON user_map.anonymous_id = seen.anonymous_id
LEFT JOIN {{ ref('segment_users') }} AS users
    ON user_map.user_id = users.user_id
WHERE
    user_map.anonymous_id IS NULL
    OR (
        user_map.user_id IS NULL
    ) <> (
        user_map.mapped_at IS NULL
    )
    OR (
        user_map.user_id IS NULL AND seen.user_id <> seen.anonymous_id
    )
    OR (
        seen.last_at > user_map.mapped_at AND seen.user_id <> user_map.user_id
    )
    OR (
        user_map.user_id IS NOT NULL
        AND COALESCE(
            user_map.mapped_at < users.first_identified_at
            OR user_map.mapped_at > users.last_seen_at,
            TRUE
        )
    )
