SELECT
  COUNT(*) AS devices,
  COUNT(CASE WHEN is_shared THEN 1 END) AS shared
FROM segment_models.segment_user_map AS user_map
