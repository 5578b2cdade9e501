"""``python -m segment_models`` is the command line."""

from segment_models.cli import main

if __name__ == "__main__":
    main()
