"""Redshift: flat columns and no records; times are TIMESTAMP in UTC, as in Segment's own tables.

Where Redshift means what Postgres means, the dialect says so by inheriting it; the rest is here.
"""
