-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 64709d091a15d987
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- source, screen_id is unique and never NULL in screen_events.
SELECT
    source,
    screen_id,
    COUNT(*) AS copies
FROM {{ ref('segment_screen_events') }} AS screen_events
GROUP BY
    source,
    screen_id
HAVING
    COUNT(*) > 1 OR source IS NULL OR screen_id IS NULL
