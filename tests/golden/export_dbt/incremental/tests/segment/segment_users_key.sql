-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 0644cc053547bc34
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    severity='warn'
) }}


-- user_id is unique and never NULL in users.
SELECT
    user_id,
    COUNT(*) AS copies
FROM (
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
) AS users
GROUP BY
    user_id
HAVING
    COUNT(*) > 1 OR user_id IS NULL
