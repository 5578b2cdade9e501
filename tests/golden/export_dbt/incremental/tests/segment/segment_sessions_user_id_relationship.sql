-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 1ccdff6b077430d1
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- Every user_id of sessions that is there is one of users.
SELECT DISTINCT
    child.user_id
FROM {{ ref('segment_run_sessions_rebuilt') }} AS child
LEFT JOIN (
    SELECT
        written.user_id
    FROM (
        SELECT
            kept.user_id
        FROM {{ segment_run_was('segment_users') }} AS kept
        LEFT JOIN {{ ref('segment_run_touched') }} AS theirs_1
            ON kept.user_id = theirs_1.user_id
        WHERE
            theirs_1.user_id IS NULL
        UNION ALL
        SELECT
            put_in.user_id
        FROM (
            SELECT
                user_id,
                is_identified,
                first_seen_at,
                last_seen_at,
                first_identified_at,
                total_sessions,
                total_tracks,
                total_pages,
                total_screens,
                first_source,
                first_medium,
                first_campaign,
                first_channel,
                `email`,
                `company name`
            FROM {{ ref('segment_run_users_rebuilt') }}
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_touched') }} AS theirs
        ON written.user_id = theirs.user_id
) AS parent
    ON child.user_id = parent.user_id
WHERE
    child.user_id IS NOT NULL AND parent.user_id IS NULL
