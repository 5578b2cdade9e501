"""BigQuery: GoogleSQL, with structs and arrays of structs.

Times are TIMESTAMP. A run is no transaction there: tables are built in a dataset of the run's own, then cloned into
place.
"""
