-- segment-models VERSION, exported for dbt on DuckDB, configuration HASH, text eee518d81f497233
-- Change the configuration and export again. Changed by hand, this file is kept until: export --force
{{ config(
    severity='warn'
) }}

-- Inside a session every gap is shorter than the timeout (R8).
WITH in_order AS (
  /* Each event beside the one before it in its session. */
  SELECT
    user_id,
    session_id,
    timestamp,
    LAG(timestamp) OVER (PARTITION BY session_id ORDER BY timestamp) AS previous_timestamp
  FROM {{ ref('segment_sessionized_events') }} AS sessionized_events
)
SELECT
  user_id,
  session_id,
  previous_timestamp,
  timestamp
FROM in_order
WHERE
  EPOCH_US(timestamp) - EPOCH_US(previous_timestamp) >= {{ var('segment_session_timeout_millis', 1800000) | int * 1000 }}
