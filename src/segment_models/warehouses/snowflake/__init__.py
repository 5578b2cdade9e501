"""Snowflake: names as Snowflake folds them, TIMESTAMP_NTZ in UTC, OBJECTs and ARRAYs.

What is published is written without quotes, so ``select session_id from segment_models.segment_sessions`` finds it.
Times are TIMESTAMP_NTZ(6) in UTC, and no parameter of a session changes what the SQL means.
"""
