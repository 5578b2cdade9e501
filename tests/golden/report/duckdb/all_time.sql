SELECT
  MIN(CAST(TIMEZONE('Europe/Berlin', TIMEZONE('UTC', timestamp)) AS DATE)) AS first_day,
  MAX(timestamp) AS last_at
FROM "segment_models"."segment_sessionized_events" AS events
