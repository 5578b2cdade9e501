-- segment-models VERSION, exported for dbt on BigQuery, configuration HASH, text f2ce3110ae603d32
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force

-- What a session's facts say that it brought is the sum of its conversions (V2, V4, P3).
WITH brought AS (
    /* What the conversions of each session are, without repeats. */
    SELECT
        session_id,
        COUNT(*) AS conversions,
        COALESCE(SUM(value), 0) AS value
    FROM {{ ref('segment_run_conversions_rebuilt') }}
    WHERE
        session_id IS NOT NULL AND NOT is_repeat
    GROUP BY
        session_id
)

SELECT
    COALESCE(facts.session_id, brought.session_id) AS session_id,
    facts.user_id,
    facts.total_conversions,
    brought.conversions,
    facts.conversion_value,
    brought.value
FROM {{ ref('segment_run_session_facts_rebuilt') }} AS facts
FULL JOIN brought
    ON facts.session_id = brought.session_id
WHERE
    facts.session_id IS NULL
    OR facts.total_conversions <> COALESCE(brought.conversions, 0)
    OR facts.conversion_value <> COALESCE(brought.value, 0)
    OR (
        facts.total_conversions > 0 AND NOT facts.is_engaged
    )
