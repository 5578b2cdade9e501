-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text 432f819acc558219
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{%- test segment_attributed_in_lookback(model, description=none) -%}
-- An attributed source is the session's own, or an earlier one's with a touch, within the lookback (A10).
SELECT
    sources.user_id,
    sources.session_id,
    sources.attributed_session_id,
    sources.touch,
    earlier.touch AS earlier_touch,
    sources.session_start_timestamp,
    earlier.session_start_timestamp AS earlier_start_timestamp
FROM (SELECT * FROM {{ model }}) AS sources
LEFT JOIN (SELECT * FROM {{ model }}) AS earlier
    ON sources.user_id = earlier.user_id
    AND sources.attributed_session_id = earlier.session_id
WHERE
    earlier.session_id IS NULL
    OR sources.attributed_source IS DISTINCT FROM earlier.traffic_source
    OR sources.attributed_medium IS DISTINCT FROM earlier.traffic_medium
    OR sources.attributed_campaign IS DISTINCT FROM earlier.traffic_campaign
    OR sources.attributed_channel IS DISTINCT FROM earlier.channel
    OR COALESCE(sources.attributed_is_own <> (
        sources.session_id = earlier.session_id
    ), TRUE)
    OR (
        sources.session_id <> earlier.session_id
        AND (
            EPOCH_US(sources.session_start_timestamp) - EPOCH_US(earlier.session_start_timestamp) > 7776000000000
            OR earlier.session_index >= sources.session_index
            OR earlier.touch IN ('direct', 'none')
            OR sources.touch NOT IN ('direct', 'none')
        )
    )
{% endtest %}
