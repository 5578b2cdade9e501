"""The command line: each verb is a few lines over the library's method of the same name."""

from segment_models.cli.main import app, main

__all__ = ["app", "main"]
