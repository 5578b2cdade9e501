"""DuckDB: the default, in process.

Times are TIMESTAMP in UTC, never TIMESTAMP WITH TIME ZONE: so a day is the same day on every laptop, whatever its zone.
"""
