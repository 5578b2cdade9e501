-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 64dd703fba4fdd52
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- anonymous_id is unique and never NULL in user_map.
SELECT
    anonymous_id,
    COUNT(*) AS copies
FROM (
    SELECT
        written.anonymous_id
    FROM (
        SELECT
            kept.anonymous_id
        FROM {{ segment_run_was('segment_user_map') }} AS kept
        LEFT JOIN {{ ref('segment_run_user_map_changed') }} AS theirs_1
            ON kept.anonymous_id = theirs_1.anonymous_id
        WHERE
            theirs_1.anonymous_id IS NULL
        UNION ALL
        SELECT
            put_in.anonymous_id
        FROM (
            SELECT
                anonymous_id,
                user_id,
                mapped_at,
                is_shared
            FROM {{ ref('segment_run_user_map_changed') }}
            WHERE
                is_there
        ) AS put_in
    ) AS written
    JOIN {{ ref('segment_run_user_map_changed') }} AS theirs
        ON written.anonymous_id = theirs.anonymous_id
) AS user_map
GROUP BY
    anonymous_id
HAVING
    COUNT(*) > 1 OR anonymous_id IS NULL
