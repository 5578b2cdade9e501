"""Postgres 15 and newer: everything, with records as jsonb.

Text is ``text COLLATE "C"``, compared by its bytes in any database; times are TIMESTAMP WITH TIME ZONE, as in Segment's
own tables.
"""
