-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 008067ce2eeab5e0
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every conversion that counts has a path, and each of the seven weights sums to 1 over it (T1 to T3).
WITH paths AS (
    /* What the path of each conversion adds up to. */
    SELECT
        conversion,
        source,
        track_id,
        COUNT(*) AS path_rows,
        COUNT(DISTINCT session_id) AS sessions,
        MAX(touches) AS touches,
        SUM(first_weight) AS first_weight,
        SUM(last_weight) AS last_weight,
        SUM(first_non_direct_weight) AS first_non_direct_weight,
        SUM(last_non_direct_weight) AS last_non_direct_weight,
        SUM(linear_weight) AS linear_weight,
        SUM(position_weight) AS position_weight,
        SUM(time_decay_weight) AS time_decay_weight
    FROM {{ ref('segment_attribution') }}
    GROUP BY
        conversion,
        source,
        track_id
),

conversions AS (
    /* The conversions that count. */
    SELECT
        own.conversion,
        own.source,
        own.track_id,
        own.user_id
    FROM {{ ref('segment_conversions') }} AS own
    WHERE
        NOT own.is_repeat
)

SELECT
    COALESCE(paths.conversion, conversions.conversion) AS conversion,
    COALESCE(paths.track_id, conversions.track_id) AS track_id,
    conversions.user_id,
    paths.path_rows,
    paths.touches,
    paths.first_weight,
    paths.last_weight,
    paths.first_non_direct_weight,
    paths.last_non_direct_weight,
    paths.linear_weight,
    paths.position_weight,
    paths.time_decay_weight
FROM paths
FULL JOIN conversions
    ON paths.conversion = conversions.conversion
    AND paths.source = conversions.source
    AND paths.track_id = conversions.track_id
WHERE
    paths.conversion IS NULL
    OR conversions.conversion IS NULL
    OR paths.sessions <> paths.touches
    OR paths.path_rows <> CASE WHEN paths.touches = 0 THEN 1 ELSE paths.touches END
    OR ABS(paths.first_weight - 1) > 0.000000001
    OR ABS(paths.last_weight - 1) > 0.000000001
    OR ABS(paths.first_non_direct_weight - 1) > 0.000000001
    OR ABS(paths.last_non_direct_weight - 1) > 0.000000001
    OR ABS(paths.linear_weight - 1) > 0.000000001
    OR ABS(paths.position_weight - 1) > 0.000000001
    OR ABS(paths.time_decay_weight - 1) > 0.000000001
