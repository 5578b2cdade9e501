"""Make the sample that `segment-models demo` loads: three weeks of a made-up tea shop.

    python scripts/make_sample.py [--out FOLDER]

Needs `segment-analytics-python` (the `sample` dependency group). Two runs write the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from sample_shop import crowd, odd, stories, truth
from sample_shop.segment import stored_messages
from sample_shop.storage import delivered, write

SAMPLE = Path(__file__).parents[1] / "src" / "segment_models" / "sample"


def main() -> None:
    """Write the messages, what is true of them, and the page about them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=SAMPLE, help="the folder to write to")
    out = parser.parse_args().out
    told = list(stories.all_stories())
    visits = [*crowd.everyone(), *odd.everything(), *(visit for story in told for visit in story.visits)]
    truth.check(visits)

    calls = [call for visit in visits for call in visit.calls]
    stored = delivered(calls, stored_messages(calls))
    shutil.rmtree(out / "segment-logs", ignore_errors=True)
    write(stored, out / "segment-logs")
    facts = truth.facts(visits, told, stored)
    truth.write(facts, out)
    print(f"{facts['messages']['total']:,} messages, {facts['sessions']['total']:,} sessions in {out}")


if __name__ == "__main__":
    main()
