-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text d13be9340a518c50
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_conversions_once(model, description=none) -%}
-- Of the conversions of one key the first counts, and every other is a repeat (V2).
WITH ranked AS (
    /* The place of each call among those of its key (R7). */
    SELECT
        conversion,
        source,
        track_id,
        timestamp,
        conversion_key,
        is_repeat,
        ROW_NUMBER() OVER (PARTITION BY conversion, conversion_key ORDER BY timestamp, source, track_id) AS place
    FROM (SELECT * FROM {{ model }}) AS conversion_calls
)

SELECT
    conversion,
    conversion_key,
    source,
    track_id,
    timestamp,
    place,
    is_repeat
FROM ranked
WHERE
    COALESCE(is_repeat <> (
        conversion_key IS NOT NULL AND place > 1
    ), TRUE)
{% endtest %}
