"""``python -m segment_models`` is the command line."""

from segment_models.cli import main

main()
