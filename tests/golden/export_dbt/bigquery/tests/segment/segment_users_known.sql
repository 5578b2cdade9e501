-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 4a89f1db626ea681
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Everyone known by a user id is a user, and a user who is not is somebody's anonymous id (R11).
WITH people AS (
    /* Everyone who has a session. */
    SELECT DISTINCT
        user_id
    FROM {{ ref('segment_sessions') }}
),

known AS (
    /* Who must be a user: whoever an anonymous id belongs to, and everyone seen who is no anonymous id. */
    SELECT
        user_id
    FROM {{ ref('segment_user_map') }}
    WHERE
        user_id IS NOT NULL
    UNION DISTINCT
    SELECT
        people.user_id
    FROM people
    LEFT JOIN {{ ref('segment_user_map') }} AS own
        ON people.user_id = own.anonymous_id
    WHERE
        TRUE
)

SELECT
    COALESCE(users.user_id, known.user_id) AS user_id,
    users.is_identified,
    known.user_id IS NOT NULL AS must_be_there,
    people.user_id IS NOT NULL AS has_sessions
FROM {{ ref('segment_users') }} AS users
FULL JOIN known
    ON users.user_id = known.user_id
LEFT JOIN people
    ON users.user_id = people.user_id
LEFT JOIN {{ ref('segment_user_map') }} AS own
    ON users.user_id = own.anonymous_id
WHERE
    users.user_id IS NULL
    OR COALESCE(users.is_identified <> (
        users.first_identified_at IS NOT NULL
    ), TRUE)
    OR (
        NOT users.is_identified AND own.anonymous_id IS NULL
    )
    OR (
        people.user_id IS NULL AND users.total_sessions <> 0
    )
    OR users.total_sessions IS NULL
    OR COALESCE(users.first_seen_at > users.last_seen_at, TRUE)
