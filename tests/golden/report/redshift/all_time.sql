SELECT
  MIN(CAST("timestamp" AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' AS DATE)) AS first_day,
  MAX("timestamp") AS last_at
FROM "segment_models"."segment_sessionized_events" AS events
