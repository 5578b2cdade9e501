-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text 9e293183cd8fa983
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
-- Every call that converts is a conversion of one person, worth what the call is worth (V1, V3).
SELECT
    COALESCE(calls.conversion, conversions.conversion) AS conversion,
    COALESCE(calls.source, conversions.source) AS source,
    COALESCE(calls.track_id, conversions.track_id) AS track_id,
    conversions.user_id,
    calls.track_id IS NULL AS not_in_calls,
    conversions.track_id IS NULL AS not_in_conversions
FROM {{ ref('segment_conversion_calls') }} AS calls
FULL JOIN {{ ref('segment_conversions') }} AS conversions
    ON calls.conversion = conversions.conversion
    AND calls.source = conversions.source
    AND calls.track_id = conversions.track_id
WHERE
    calls.track_id IS NULL
    OR conversions.track_id IS NULL
    OR calls.is_repeat <> conversions.is_repeat
    OR (
        conversions.conversion_index IS NULL
    ) <> conversions.is_repeat
    OR calls.value IS DISTINCT FROM conversions.value
    OR calls.currency IS DISTINCT FROM conversions.currency
    OR calls.conversion_key IS DISTINCT FROM conversions.conversion_key
