"""Databricks: a SQL warehouse or a cluster, over the vendor's connector. Tables are Delta tables."""
