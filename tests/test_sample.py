"""The sample that `segment-models demo` loads is what `truth.json` and its script say it is."""

from __future__ import annotations

import gzip
import importlib
import json
import subprocess
import sys
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "src" / "segment_models" / "sample"
TRUTH = json.loads((SAMPLE / "truth.json").read_text(encoding="utf-8"))
MAX_BYTES = 2_500_000


def files(folder):
    """The files that the script makes, in order."""
    made = (path for path in folder.rglob("*") if path.suffix in {".gz", ".json", ".md"})
    return sorted(path.relative_to(folder) for path in made)


def text(path):
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")


@pytest.fixture(scope="module")
def stored():
    """Every stored message with its source and the day of its folder."""
    return [
        (path.parts[-3], int(path.parts[-2]), json.loads(line))
        for path in sorted(SAMPLE.glob("segment-logs/*/*/*.gz"))
        for line in text(path).splitlines()
    ]


@pytest.fixture(scope="module")
def made_again(tmp_path_factory):
    """The folder that the script writes now."""
    script = ROOT / "scripts" / "make_sample.py"
    if not script.exists():
        pytest.skip("scripts/ is in the repository only")
    ((client, wanted),) = TRUTH["made_with"].items()
    try:
        installed = version(client)
    except PackageNotFoundError:
        pytest.skip(f"{client} is not installed")
    if installed != wanted:
        pytest.skip(f"{client} {installed} names itself in every message; the sample was made with {wanted}")
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, "-B", script, "--out", folder], check=True, capture_output=True)
    return folder


def counted(pairs):
    """Counts as `truth.json` nests them."""
    by_source = {}
    for (source, kind), count in Counter(pairs).items():
        by_source.setdefault(source, {})[kind] = count
    return by_source


def test_the_files_hold_the_messages_that_were_planned(stored):
    """Each source and call type has as many messages as the plan made."""
    assert counted((source, message["type"]) for source, _, message in stored) == TRUTH["messages"]["by_source"]
    assert len(stored) == TRUTH["messages"]["total"]


def test_repeats_are_those_that_were_planned(stored):
    """A message id comes again within its source and call type as often as the plan repeats one."""
    calls = [(source, message["type"], message.get("messageId")) for source, _, message in stored]
    repeats = Counter({call: count - 1 for call, count in Counter(calls).items() if call[2]})
    assert counted((source, kind) for source, kind, _ in repeats.elements()) == TRUTH["copies"]["by_source"]


def test_timestamps_follow_segments_rule(stored):
    """`timestamp` is `receivedAt - (sentAt - originalTimestamp)` wherever a client's time is stored."""
    for _, _, message in stored:
        if message.get("originalTimestamp"):
            original, sent, received, corrected = (
                datetime.fromisoformat(message[name])
                for name in ("originalTimestamp", "sentAt", "receivedAt", "timestamp")
            )
            assert corrected == received - (sent - original)


def test_a_message_lies_in_the_folder_of_the_day_it_was_received(stored):
    """The folder is the UTC midnight before `receivedAt`, in epoch milliseconds."""
    for _, day, message in stored:
        midnight = datetime.fromtimestamp(day / 1000, tz=UTC)
        assert datetime.fromisoformat(message["receivedAt"]).date() == midnight.date()
        assert midnight.time() == datetime.min.time()


def test_nothing_is_real(stored):
    """Addresses are of the documentation's block, mail of example.com, and no write key is stored."""
    for _, _, message in stored:
        assert message["context"].get("ip", "203.0.113.0").startswith("203.0.113.")
        assert message.get("traits", {}).get("email", "@example.com").endswith("@example.com")
        assert "writeKey" not in message


def test_the_sample_is_small():
    """All files together are small enough to be shipped in the wheel."""
    assert sum((SAMPLE / path).stat().st_size for path in files(SAMPLE)) <= MAX_BYTES


def test_the_script_writes_the_same_files(made_again):
    """Running the script again gives the same messages, numbers and page."""
    assert files(made_again) == files(SAMPLE)
    for path in files(SAMPLE):
        assert text(made_again / path) == text(SAMPLE / path), path


@pytest.mark.skipif("ng" in zlib.ZLIB_RUNTIME_VERSION, reason="zlib-ng compresses to other bytes")
def test_the_script_writes_the_same_bytes(made_again):
    """The compressed files are equal too: nothing in them tells when or where they were made."""
    for path in files(SAMPLE):
        assert (made_again / path).read_bytes() == (SAMPLE / path).read_bytes(), path


@pytest.fixture
def plan(monkeypatch):
    """What the script plans with: two modules, and a way to make a call of a device at a minute."""
    if not (ROOT / "scripts").is_dir():
        pytest.skip("scripts/ is in the repository only")
    monkeypatch.syspath_prepend(ROOT / "scripts")
    visits, truth = (importlib.import_module(f"sample_shop.{name}") for name in ("visits", "truth"))

    def visit(person, *calls):
        """A visit of a person: a track for each minute, anonymous id and user id."""
        planned = visits.Visit(person)
        for minute, anonymous_id, user_id in calls:
            device = (
                visits.backend() if anonymous_id is None else visits.browser(visits.dice(anonymous_id), anonymous_id)
            )
            at = visits.FIRST_DAY + timedelta(minutes=minute)
            visits.Act(planned, device, at, visits.dice(minute), user_id).track("Something")
        return planned

    return truth, visit


def test_the_plan_may_put_a_shared_device_down_to_who_logs_in(plan):
    """R6c: to the next in the visit, else the one before in it; else to the next of all, else the last."""
    truth, visit = plan
    paul = visit("paul", (0, "tablet", None), (1, "tablet", "paul"), (2, "tablet", None))
    mina = [visit("mina", (100, "tablet", None)), visit("mina", (200, "tablet", "mina"))]
    after = visit("mina", (300, "tablet", None))
    truth.check([paul, *mina, after])
    with pytest.raises(truth.PlanError, match="of paul by the rules"):
        truth.check([visit("mina", (0, "tablet", None)), visit("paul", (1, "tablet", "paul")), *mina])
    with pytest.raises(truth.PlanError, match="of mina by the rules"):
        truth.check([paul, visit("paul", (100, "tablet", None)), mina[1]])


def test_the_plan_keeps_servers_calls_within_a_visit_or_away_from_all(plan):
    """R8a: less than half an hour after the person's last event that is no server's, or in no session."""
    truth, visit = plan
    came = (0, "laptop", "mina")
    truth.check([visit("mina", came, (29, None, "mina")), visit("mina", (40, None, "mina"))])
    truth.check([visit("mina", came), visit("mina", (30, None, "mina"))])
    with pytest.raises(truth.PlanError, match="a server's call planned for mina"):
        truth.check([visit("mina", came, (30, None, "mina"))])
    with pytest.raises(truth.PlanError, match="a server's call planned for mina"):
        truth.check([visit("mina", came), visit("mina", (29, None, "mina"))])
    with pytest.raises(truth.PlanError, match="would be two sessions"):
        truth.check([visit("mina", came, (20, None, "mina"), (40, "laptop", "mina"))])
