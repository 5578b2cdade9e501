SELECT
  MIN(CAST(CONVERT_TIMEZONE('UTC', 'Europe/Berlin', timestamp) AS DATE)) AS first_day,
  MAX(timestamp) AS last_at
FROM segment_models.segment_sessionized_events AS events
