"""Spark 4: a session of the caller's, or one on a cluster's master.

A Parquet table of Spark's own catalog is published by moving a pointer: its files lie in a folder for each run, and the
table is told in one step to read another folder.
"""
