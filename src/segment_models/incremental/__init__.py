"""How an incremental run brings tables up to date.

What it goes on from is in `past`, whether that still means the same in `meaning`, how rows change in `changing`, and
what is written down of it in `log`. Whose history changed is worked out by the queries of `models/touched.py`.
"""
