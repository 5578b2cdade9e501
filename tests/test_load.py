# ruff: noqa: DTZ001  # times in the raw tables have no zone
from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segment_models.errors import LoadError
from segment_models.load import LeftOut, LeftOutError, Widened, gathering, load, loading, reading, tables
from segment_models.load.flattening import _kept_names
from segment_models.load.pieces import Batch
from segment_models.load.times import _kept_utc_text, utc_text

DATA = Path(__file__).parents[2] / "shared" / "data"
NOW = datetime(2025, 6, 1, 12, 0, 0, 123456)

needs_logs = pytest.mark.skipif(not (DATA / "segment-logs").is_dir(), reason="needs shared/data/segment-logs")
needs_payloads = pytest.mark.skipif(not (DATA / "sdk_payloads").is_dir(), reason="needs shared/data/sdk_payloads")

# Counted by hand in scenario.json.
SCENARIO_ROWS = {
    "pages": 5,
    "tracks": 2,
    "product_viewed": 1,
    "order_completed": 1,
    "identifies": 1,
    "groups": 1,
    "aliases": 1,
    "screens": 1,
    "users": 1,
}


@pytest.fixture
def db():
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def message(kind="track", **fields):
    base = {
        "type": kind,
        "messageId": "m1",
        "anonymousId": "a1",
        "originalTimestamp": "2025-03-03T10:00:00.000Z",
        "sentAt": "2025-03-03T10:00:01.000Z",
        "receivedAt": "2025-03-03T10:00:02.000Z",
        "timestamp": "2025-03-03T10:00:01.000Z",
    }
    if kind == "track":
        base["event"] = "Clicked"
    return {**base, **fields}


def written(path, *messages):
    Path(path).write_text("".join(json.dumps(m) + "\n" for m in messages), encoding="utf-8")
    return Path(path)


def load_messages(db, *messages, name="events.json", schema="s", **options):
    return load(db, [written(name, *messages)], schema=schema, **{"now": NOW, **options})


def load_properties(db, *properties, name="events.json"):
    return load_messages(db, *(message(properties=p) for p in properties), name=name)


def table_names(db, schema="s"):
    found = db.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = ? ORDER BY 1", [schema])
    return [name for (name,) in found.fetchall()]


def types(db, table, schema="s"):
    found = db.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
        [schema, table],
    )
    return dict(found.fetchall())


def loaded_files(db, schema="s"):
    found = db.execute(f"SELECT file FROM {schema}._segment_models_loads ORDER BY rowid").fetchall()
    return [file for (file,) in found]


def values(db, column, table="clicked"):
    found = db.execute(f'SELECT "{column}" FROM s."{table}" ORDER BY rowid').fetchall()
    return [value for (value,) in found]


# Real files


@needs_logs
@pytest.mark.parametrize(
    "source", ["browser_sdk_batching", "browser_sdk_standard", "node_sdk_batch", "python_sdk_batch"]
)
def test_files_of_the_s3_destination(db, source):
    """A folder of Segment's loads into its source's schema: a table a kind of call and a table an event."""
    report = load(db, [DATA / "segment-logs" / source])
    assert report.rows == {(source, table): count for table, count in SCENARIO_ROWS.items()}
    assert (report.files, report.messages, report.rejected, report.rejects) == (1, 11, 0, None)
    assert sorted([*SCENARIO_ROWS, "_segment_models_loads"]) == table_names(db, source)


@needs_logs
def test_one_call_loads_several_sources(db):
    """Without a schema each source goes to its own."""
    report = load(db, [DATA / "segment-logs"])
    assert {schema for schema, _ in report.rows} == {
        "browser_sdk_batching",
        "browser_sdk_standard",
        "node_sdk_batch",
        "python_sdk_batch",
    }


@needs_logs
def test_values_of_a_real_order(db):
    """Properties are bare columns with types, arrays are JSON text, times are UTC, context is prefixed."""
    load(db, [DATA / "segment-logs" / "browser_sdk_standard"])
    row = db.execute(
        "SELECT event, event_text, user_id, order_id, revenue, currency, products, context_library_name, "
        "original_timestamp, received_at FROM browser_sdk_standard.order_completed",
    ).fetchone()
    assert row == (
        "order_completed",
        "Order Completed",
        "user_42",
        "o1",
        59.5,
        "EUR",
        '[{"product_id":"p1","quantity":2}]',
        "analytics.js",
        datetime(2025, 3, 3, 11, 7),
        datetime(2026, 11, 23, 10, 34, 5, 676000),
    )


@needs_logs
def test_users_of_a_real_source(db):
    """`users` has the traits of each user, under the user id, and no column of a call."""
    load(db, [DATA / "segment-logs" / "python_sdk_batch"])
    assert db.execute("SELECT id, email, plan FROM python_sdk_batch.users").fetchall() == [
        ("user_42", "a@example.com", "free"),
    ]
    assert not {"user_id", "anonymous_id", "timestamp", "sent_at"} & set(types(db, "users", "python_sdk_batch"))


@needs_logs
@needs_payloads
@pytest.mark.parametrize(
    "source", ["browser_sdk_batching", "browser_sdk_standard", "node_sdk_batch", "python_sdk_batch"]
)
def test_captured_requests_give_the_same_events(db, source):
    """What a client sent gives the rows that what Segment stored of it gives, times to the millisecond."""
    load(db, [DATA / "sdk_payloads" / f"{source}.jsonl"], schema="sent", now=NOW)
    load(db, [DATA / "segment-logs" / source], schema="stored", now=NOW)
    for table, count in SCENARIO_ROWS.items():
        assert types(db, table, "sent") == types(db, table, "stored")
        names = ", ".join(f'"{name}"' for name in types(db, table, "sent") if name not in {"sent_at", "timestamp"})
        sent = db.execute(f"SELECT {names} FROM sent.{table} ORDER BY id").fetchall()
        stored = db.execute(f"SELECT {names} FROM stored.{table} ORDER BY id").fetchall()
        assert sent == stored
        assert len(sent) == count
    for table in ("tracks", "pages", "identifies"):
        times = f"SELECT sent_at, timestamp FROM {{}}.{table} ORDER BY id"
        sent, stored = (db.execute(times.format(schema)).fetchall() for schema in ("sent", "stored"))
        for ours, theirs in zip(sent, stored, strict=True):
            assert all(abs(a - b) < timedelta(milliseconds=1) for a, b in zip(ours, theirs, strict=True))


# Finding files


def test_path_that_matches_nothing(db):
    """A path without a match is an error that names it, and nothing of the other paths is loaded."""
    there = written("there.json", message())
    with pytest.raises(LoadError, match=r"nowhere\*\.gz"):
        load(db, [there, "nowhere*.gz"], schema="s")
    assert table_names(db) == []


def test_empty_folder_matches_nothing(db, tmp_path):
    """A folder without files is an error, too."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(LoadError, match="empty"):
        load(db, [tmp_path / "empty"], schema="s")


def test_folder_at_any_depth_without_hidden_files(db, tmp_path):
    """A folder gives its files at any depth, but for hidden ones."""
    for name in ("in/a/b/1.json", "in/2.json", "in/.hidden/3.json", "in/.DS_Store"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written(path, message(messageId=name))
    load(db, ["in"], schema="s")
    assert sorted(values(db, "id", "tracks")) == ["in/2.json", "in/a/b/1.json"]


def test_glob(db):
    """A pattern that the shell left alone is expanded, at any depth with **."""
    for name in ("e1.json", "e2.json", "f1.json"):
        written(name, message(messageId=name))
    load(db, ["**/e*.json"], schema="s")
    assert sorted(values(db, "id", "tracks")) == ["e1.json", "e2.json"]


def test_name_with_brackets_is_a_name_first(db):
    """A file whose name looks like a pattern is found by its name."""
    written("e[1].json", message())
    assert load(db, ["e[1].json"], schema="s").messages == 1


def test_one_path_alone(db):
    """A single path need not be in a list."""
    written("one.json", message())
    assert load(db, "one.json", schema="s").messages == 1


def test_no_path_at_all(db):
    """Nothing to load is an error, not a success."""
    with pytest.raises(LoadError, match="no path"):
        load(db, [], schema="s")


def test_no_schema_and_no_source_folder(db):
    """A file outside a source's folder needs a schema."""
    with pytest.raises(LoadError, match="--schema NAME"):
        load(db, [written("e.json", message())])


def test_schema_of_a_source_folder(db, tmp_path):
    """The schema of a source is its folder's name in snake case, with an underscore before a digit."""
    for source in ("Web App", "3doctors"):
        folder = tmp_path / source / "1741392000000"
        folder.mkdir(parents=True)
        written(folder / "1.json", message(messageId=source))
    report = load(db, ["Web App", "3doctors"])
    assert {schema for schema, _ in report.rows} == {"web_app", "_3doctors"}


def test_two_sources_with_one_schema(db, tmp_path):
    """Two sources whose names fold into one schema are refused: they may not be mixed."""
    for source in ("web-app", "Web App"):
        folder = tmp_path / "in" / source / "1741392000000"
        folder.mkdir(parents=True)
        written(folder / "1.json", message())
    with pytest.raises(LoadError, match="web_app"):
        load(db, ["in"])


def test_pipe_is_refused(db, tmp_path):
    """A pipe is refused at once, whether or not somebody writes to it: it cannot be remembered as loaded."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(LoadError, match=r"'pipe' is a pipe\..*into a file"):
        load(db, ["pipe"], schema="s")
    assert table_names(db) == []


def test_what_a_folder_has_beside_files(db, tmp_path):
    """Pipes, links to nothing and links to folders in a folder are passed over and named; links to files are read."""
    (tmp_path / "in").mkdir()
    (tmp_path / "elsewhere").mkdir()
    os.mkfifo(tmp_path / "in" / "pipe")
    (tmp_path / "in" / "gone").symlink_to("nowhere")
    (tmp_path / "in" / "loop").symlink_to("loop")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "file").symlink_to(written(tmp_path / "e.json", message()))
    report = load(db, ["in"], schema="s")
    assert report.messages == 1
    assert report.passed_over == (
        LeftOut(Path("in/folder"), "a link to a folder: name it to load it"),
        LeftOut(Path("in/gone"), "a link to nothing"),
        LeftOut(Path("in/loop"), "a link to nothing"),
        LeftOut(Path("in/pipe"), "a pipe"),
    )
    for name in ("gone", "loop"):
        with pytest.raises(LoadError, match=f"in/{name}' is a link to nothing"):
            load(db, ["e.json", f"in/{name}"], schema="s")


def test_schema_without_a_name(db):
    """A schema of no letter is refused, as one that a shell's empty variable gave."""
    with pytest.raises(LoadError, match="schema has no name"):
        load(db, [written("e.json", message())], schema="")


def test_stray_file_in_a_bucket(db, tmp_path):
    """A file that is in no source's folder is passed over and named, and the rest of the bucket is loaded."""
    folder = tmp_path / "bucket" / "web" / "1741392000000"
    folder.mkdir(parents=True)
    written(folder / "1.json", message())
    (tmp_path / "bucket" / "README.txt").write_text("hello", encoding="utf-8")
    for paths in (["bucket"], ["bucket/**/*"]):
        report = load(db, paths)
        assert report.passed_over == (
            LeftOut(Path("bucket/README.txt"), "not in a <source>/<day>/ folder, as Segment writes them"),
        )
    assert (report.skipped, loaded_files(db, "web")) == (1, ["bucket/web/1741392000000/1.json"])
    with pytest.raises(LoadError, match=r"README\.txt.*--schema NAME"):
        load(db, ["bucket", "bucket/README.txt"])


# Reading files


def test_gzip_is_known_by_its_bytes(db, tmp_path):
    """A gzip without .gz is unzipped, and plain text called .gz is read as it is."""
    line = json.dumps(message()).encode()
    (tmp_path / "zipped.json").write_bytes(gzip.compress(line))
    (tmp_path / "plain.gz").write_bytes(line)
    assert load(db, ["zipped.json", "plain.gz"], schema="s").messages == 2


@pytest.mark.parametrize("cut", [20, 100, -1, -9])
def test_gzip_cut_short(db, tmp_path, cut):
    """A damaged gzip is an error that names the file, and nothing is loaded."""
    lines = "".join(json.dumps(message(messageId=str(i))) + "\n" for i in range(500)).encode()
    written("whole.json", message())
    (tmp_path / "broken.gz").write_bytes(gzip.compress(lines)[:cut])
    with pytest.raises(LoadError, match=r"broken\.gz"):
        load(db, ["whole.json", "broken.gz"], schema="s")
    assert table_names(db) == []


@pytest.mark.parametrize("content", [b"", b" \n\r\n", b"[]", b'{"batch": []}', gzip.compress(b"", mtime=0)])
def test_file_with_nothing_in_it(db, tmp_path, content):
    """A file with nothing in it is passed over: it is no failure, and it is not remembered as loaded."""
    (tmp_path / "empty.json").write_bytes(content)
    report = load(db, ["empty.json"], schema="s")
    assert (report.files, report.skipped, report.messages, report.rejected) == (0, 0, 0, 0)
    assert report.passed_over == (LeftOut(Path("empty.json"), "nothing is in it"),)
    assert loaded_files(db) == []


def test_bom_crlf_and_blank_lines(db, tmp_path):
    """A byte order mark, Windows line ends and blank lines mean nothing."""
    text = "\r\n".join(["", json.dumps(message(messageId="1")), "", "  ", json.dumps(message(messageId="2")), ""])
    (tmp_path / "bom.json").write_bytes(b"\xef\xbb\xbf" + text.encode())
    report = load(db, ["bom.json"], schema="s")
    assert (values(db, "id"), report.rejected) == (["1", "2"], 0)


def test_several_values_on_one_line(db, tmp_path):
    """Messages that follow one another on a line, as Firehose writes them, are all read; the rest is rejected."""
    first, second, third = (json.dumps(message(messageId=i)) for i in "123")
    lines = [first + second, f"{third} , [{{}}]", '{"type":"page"}{"type": 1}{"type":', '{"type":"page"} 7 8', "7 {}"]
    (tmp_path / "e.json").write_text("\n".join(lines), encoding="utf-8")
    report = load(db, ["e.json"], schema="s")
    assert (values(db, "id"), report.messages) == (["1", "2", "3"], 5)
    rejects = [json.loads(line) for line in Path("segment_rejects.jsonl").read_text("utf-8").splitlines()]
    assert [(r["line"], r["reason"], r["text"]) for r in rejects] == [
        (2, "type is missing", "{}"),
        (3, "unknown type 1", '{"type": 1}'),
        (3, "not JSON: Expecting value, at character 9", '{"type":'),
        (4, "not JSON: more text after the value, at character 16", "7 8"),
        (5, "not JSON: more text after the value, at character 2", "7 {}"),
    ]


@pytest.mark.parametrize("between", ["\n\ufeff", "\ufeff", "\n\ufeff\ufeff \n", "\x1e", "\r"])
@pytest.mark.parametrize("indent", [None, 1])
def test_byte_order_mark_in_the_middle(db, tmp_path, between, indent):
    """Files that were put one behind the other have byte order marks in the middle, or no line ends."""
    first, second = (json.dumps(message(messageId=i), indent=indent) for i in "12")
    (tmp_path / "e.json").write_text("\ufeff" + first + between + second, encoding="utf-8")
    report = load(db, ["e.json"], schema="s")
    assert (values(db, "id"), report.rejected) == (["1", "2"], 0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("zipped", [0, 1])
def test_other_encodings(db, tmp_path, encoding, zipped):
    """UTF-16, as PowerShell writes it, and UTF-32 are read, with and without a byte order mark."""
    lines = [json.dumps(message(messageId=f"{i} é😀"), ensure_ascii=False) for i in range(2000)]
    content = "\r\n".join(lines).encode(encoding)
    (tmp_path / "e.json").write_bytes(gzip.compress(content) if zipped else content)
    report = load(db, ["e.json"], schema="s")
    assert (report.messages, report.rejected) == (2000, 0)
    assert values(db, "id")[-1] == "1999 é😀"


def test_gzip_in_gzip(db, tmp_path):
    """A file that was zipped twice is unzipped twice, and one that was zipped too often is named."""
    zipped = gzip.compress(gzip.compress(json.dumps(message()).encode()))
    (tmp_path / "twice.gz").write_bytes(zipped)
    assert load(db, ["twice.gz"], schema="s").messages == 1
    (tmp_path / "often.gz").write_bytes(gzip.compress(gzip.compress(zipped)))
    with pytest.raises(LoadError, match=r"often\.gz.*zipped more than 3 times"):
        load(db, ["often.gz"], schema="s")


def archives():
    line = (json.dumps(message()) + "\n").encode()
    zip_bytes, tar_bytes = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zip_bytes, "w") as archive:
        archive.writestr("e.json", line * 3)
    with tarfile.open(fileobj=tar_bytes, mode="w") as archive:
        member = tarfile.TarInfo("e.json")
        member.size = len(line) * 3
        archive.addfile(member, io.BytesIO(line * 3))
    return {
        "a ZIP archive": zip_bytes.getvalue(),
        "a tar archive": tar_bytes.getvalue(),
        "a Parquet file": b"PAR1\x15\x04PAR1",
        "bzip2": bz2.compress(line),
        "xz": lzma.compress(line),
    }


@pytest.mark.parametrize("kind", archives())
@pytest.mark.parametrize("zipped", [False, True])
def test_archives_and_other_formats_are_named(db, tmp_path, kind, zipped):
    """What is no text is named for what it is, and nothing of it is loaded, not even lines that look like calls."""
    content = archives()[kind]
    (tmp_path / "e").write_bytes(gzip.compress(content) if zipped else content)
    with pytest.raises(LoadError, match=f"'e'.*{kind}.*Nothing was loaded"):
        load(db, ["e"], schema="s")
    assert table_names(db) == []


def test_file_of_which_nothing_is_a_call(db):
    """It is a failure that names the file and a reason, once the others are loaded, and it is not remembered."""
    written("good.json", message(), {"type": "ping"})
    Path("page.json").write_text("<html>\n<p>denied\n", encoding="utf-8")
    for files, skipped in ((1, 0), (0, 1)):
        with pytest.raises(LeftOutError, match=r"'page\.json' \(no call in 2 parts; line 1: not JSON") as error:
            load(db, ["page.json", "good.json"], schema="s")
        report = error.value.report
        assert (report.files, report.skipped, [left.path.name for left in report.failed]) == (
            files,
            skipped,
            ["page.json"],
        )
    assert (values(db, "id"), loaded_files(db)) == (["m1"], ["good.json"])
    rejects = [json.loads(line)["file"] for line in Path("segment_rejects.jsonl").read_text("utf-8").splitlines()]
    assert rejects == ["good.json"], "the lines of the other file would be there once more after every load"
    written("page.json", message(messageId="m2"))
    assert load(db, ["page.json", "good.json"], schema="s").messages == 1


def test_nothing_that_an_earlier_load_remembers_for_nothing_is_skipped(db):
    """A file that was noted with no message in it, as a pipe once was, is read."""
    load_messages(db, message())
    db.execute("UPDATE s._segment_models_loads SET messages = 0; DELETE FROM s.tracks; DELETE FROM s.clicked")
    assert load(db, ["events.json"], schema="s").messages == 1


@pytest.mark.parametrize("change", [b"", b'{"type":"page"}\n', None])
def test_file_that_changes_while_it_is_read(db, change):
    """A file that is cut, or grows, while it is read stops the load; one that is replaced is read as it was."""
    path, other = (written(name, *[message(messageId=str(i)) for i in range(9_000)]) for name in ("a.json", "b.json"))
    total = path.stat().st_size

    def disturb(done, _total):
        if done < total and path.stat().st_size == total:
            if change is None:
                other.replace(path)
            elif change:
                with path.open("ab") as file:
                    file.write(change)
            else:
                os.truncate(path, 10)

    if change is None:
        written("b.json", message(messageId="other"))
        assert load(db, [path], schema="s", on_progress=disturb).messages == 9_000
        assert load(db, [path], schema="s").messages == 1
    else:
        with pytest.raises(LoadError, match=r"a\.json.*changed while it was read"):
            load(db, [path], schema="s", on_progress=disturb)
        assert table_names(db) == []


def test_line_that_is_too_long(db, tmp_path, monkeypatch):
    """A line beyond the limit is rejected without being read whole, wherever it is."""
    monkeypatch.setattr(reading, "LARGEST_DOCUMENT", 1000)
    long, short = "[" + "x" * 5000, json.dumps(message())
    (tmp_path / "e.json").write_text(f"{long}\n{short}\n{long}\n{short}\n{long}", encoding="utf-8")
    report = load(db, ["e.json"], schema="s")
    assert (report.messages, report.rejected) == (2, 3)
    rejects = [json.loads(line) for line in Path("segment_rejects.jsonl").read_text("utf-8").splitlines()]
    assert [(r["line"], r["reason"].split(":")[0]) for r in rejects] == [
        (1, "longer than 134,217,728 bytes"),
        (3, "longer than 134,217,728 bytes"),
        (5, "longer than 134,217,728 bytes"),
    ]


def test_batch_on_one_line(db):
    """A batch is its messages, which take from it the time it was sent."""
    sent = {"type": "track", "event": "Clicked", "timestamp": "2025-03-03T10:00:00Z"}
    batch = {
        "batch": [{**sent, "messageId": "1"}, {**sent, "messageId": "2"}],
        "sentAt": "2025-03-03T10:00:05Z",
    }
    load_messages(db, batch)
    assert values(db, "id") == ["1", "2"]
    assert values(db, "sent_at") == [datetime(2025, 3, 3, 10, 0, 5)] * 2


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("wrap", [lambda ms: ms, lambda ms: {"batch": ms, "sentAt": "2025-03-03T10:00:05Z"}])
def test_whole_file_of_one_document(db, tmp_path, wrap, indent):
    """A file may be one array or one batch, on one line or pretty-printed."""
    messages = [message(messageId="1"), message(messageId="2")]
    (tmp_path / "doc.json").write_text(json.dumps(wrap(messages), indent=indent), encoding="utf-8")
    report = load(db, ["doc.json"], schema="s")
    assert (values(db, "id"), report.rejected) == (["1", "2"], 0)


def test_pretty_printed_messages_in_a_row(db, tmp_path):
    """Several pretty-printed objects in a file are read one by one; a reject has the line it starts on."""
    text = json.dumps(message(), indent=1) + "\n\n" + json.dumps({"type": "nope"}, indent=1) + "\n"
    (tmp_path / "doc.json").write_text(text, encoding="utf-8")
    report = load(db, ["doc.json"], schema="s")
    assert (report.messages, report.rejected) == (1, 1)
    (reject,) = map(json.loads, Path("segment_rejects.jsonl").read_text(encoding="utf-8").splitlines())
    assert reject["line"] == text.splitlines().index("{", 1) + 1


def test_broken_first_line_does_not_hide_the_rest(db, tmp_path):
    """A first line that is only the start of a document is rejected when the file is not one document."""
    (tmp_path / "e.json").write_text('{"type":\n' + json.dumps(message()) + "\n", encoding="utf-8")
    report = load(db, ["e.json"], schema="s")
    assert (report.messages, report.rejected) == (1, 1)


def test_document_too_large_to_be_read_whole(db, tmp_path, monkeypatch):
    """A pretty-printed document beyond the limit is an error that says what to do."""
    monkeypatch.setattr(reading, "LARGEST_DOCUMENT", 50)
    (tmp_path / "doc.json").write_text(json.dumps([message()] * 5, indent=1), encoding="utf-8")
    with pytest.raises(LoadError, match="one message a line"):
        load(db, ["doc.json"], schema="s")


# Rejects


@pytest.mark.parametrize("held", ["segment_schema: web\n", '{"type": "page"}\n', "[1]\n", "\n", "\x00DUCK"])
def test_rejects_are_added_to_no_other_file(db, held):
    """A configuration, a file of messages or a database would be damaged by them."""
    Path("mine").write_text(held, encoding="utf-8")
    with pytest.raises(LoadError, match="would be added to 'mine', which holds something else"):
        load_messages(db, message(), {"type": "ping"}, rejects="mine")
    assert Path("mine").read_text(encoding="utf-8") == held
    assert db.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'pages'").fetchone() == (0,)
    Path("mine").write_text("", encoding="utf-8")
    for round_ in ("a", "b"):
        load_messages(db, message(), {"type": f"ping {round_}" + "\U0001f600" * 20_000}, name=round_, rejects="mine")
    lines = Path("mine").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["a", "b"]


def test_rejects_have_their_lines_and_reasons(db, tmp_path):
    """What is not a call goes to a file with its line, reason and text; the rest is loaded."""
    lines = [
        json.dumps(message()),
        "not json",
        "",
        "[1]",
        json.dumps({"event": "x"}),
        json.dumps({"type": "ping"}),
        json.dumps({"type": "track"}),
        json.dumps({"batch": [message(), {"type": "track", "event": ""}]}),
        '{"type": "page", "properties": {"a": NaN}}',
        '{"type": "page"} {}',
        "[" * 5000,
        '{"type":"page","a":' + "[" * 200 + "]" * 200 + "}",
    ]
    (tmp_path / "e.json").write_text("\n".join(lines), encoding="utf-8")
    report = load(db, ["e.json"], schema="s", rejects="bad.jsonl")
    rejects = [json.loads(line) for line in Path("bad.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(r["line"], r["reason"].split(",")[0]) for r in rejects] == [
        (2, "not JSON: Expecting value"),
        (4, "not an object"),
        (5, "type is missing"),
        (6, 'unknown type "ping"'),
        (7, "track without event"),
        (8, "track without event"),
        (9, "not JSON: NaN is not a JSON value"),
        (10, "type is missing"),
        (11, "nested more than 100 deep"),
        (12, "nested more than 100 deep"),
    ]
    assert {r["file"] for r in rejects} == {"e.json"}
    assert [r["text"] for r in rejects[:2]] == ["not json", "1"]
    assert len(rejects[8]["text"]) == 5000
    assert (report.messages, report.rejected, report.rejects) == (3, 10, Path("bad.jsonl"))


def test_rejects_are_cut_and_kept(db, tmp_path):
    """A reject keeps 10,000 characters; a later load adds to the file, for the first is not read again."""
    (tmp_path / "1.json").write_text("x" * 20_000 + "\n" + json.dumps(message()), encoding="utf-8")
    (tmp_path / "2.json").write_text("y\n" + json.dumps(message()), encoding="utf-8")
    load(db, ["1.json"], schema="s")
    load(db, ["2.json"], schema="s")
    rejects = [json.loads(line) for line in Path("segment_rejects.jsonl").read_text("utf-8").splitlines()]
    assert [r["text"] for r in rejects] == ["x" * 10_000, "y"]


def test_no_rejects_no_file(db):
    """Without rejects there is no file of them."""
    load_messages(db, message())
    assert not Path("segment_rejects.jsonl").exists()


def test_rejects_are_not_read_as_events(db, tmp_path):
    """Loading the folder that the rejects are in does not load them."""
    (tmp_path / "1.json").write_text("x\n" + json.dumps(message()), encoding="utf-8")
    load(db, ["."], schema="s")
    again = load(db, ["."], schema="s")
    assert (again.files, again.skipped, again.failed) == (0, 1, ())


def test_rejects_in_no_folder(db, tmp_path):
    """Rejects that cannot be written stop the load, for they would be lost."""
    (tmp_path / "1.json").write_text("x\n" + json.dumps(message()), encoding="utf-8")
    with pytest.raises(LoadError, match="no such folder"):
        load(db, ["1.json"], schema="s", rejects="nowhere/bad.jsonl")
    assert table_names(db) == []


# Loading again, and failing


def test_loading_twice_changes_nothing(db):
    """A file that was loaded is skipped, and remembered in a table."""
    load_messages(db, message("identify", userId="u", traits={"a": 1}))
    before = db.execute("FROM s.identifies").fetchall(), db.execute("FROM s.users").fetchall()
    again = load(db, ["events.json"], schema="s", now=NOW + timedelta(days=1))
    assert (again.files, again.skipped, again.messages, again.rows) == (0, 1, 0, {})
    assert (db.execute("FROM s.identifies").fetchall(), db.execute("FROM s.users").fetchall()) == before
    assert db.execute("SELECT file, length(sha256), loaded_at, messages FROM s._segment_models_loads").fetchall() == [
        ("events.json", 64, NOW, 1),
    ]


def test_same_bytes_twice_in_one_call(db, tmp_path):
    """Two identical files in one call are loaded once."""
    for name in ("1.json", "2.json"):
        written(name, message())
    report = load(db, ["1.json", "2.json", tmp_path / "1.json"], schema="s")
    assert (report.files, report.skipped, report.messages) == (1, 1, 1)


def test_same_message_in_two_files_is_there_twice(db):
    """The same message in different files stays twice in the raw table."""
    load_messages(db, message(), name="1.json")
    load_messages(db, message(), message(messageId="m2"), name="2.json")
    assert values(db, "id", "tracks") == ["m1", "m1", "m2"]


def test_each_schema_remembers_its_own_files(db):
    """A file loaded into one schema can be loaded into another."""
    load_messages(db, message(), schema="s")
    assert load_messages(db, message(), schema="s2").messages == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_interrupted_load_leaves_nothing(db, error):
    """A load that is stopped leaves the tables as they were, new columns and types included."""
    load_messages(db, message(properties={"a": 1}))
    before = types(db, "clicked")

    def stop(_done, _total):
        raise error

    with pytest.raises(error):
        load_messages(db, message(properties={"a": "x", "b": 1}), name="2.json", on_progress=stop)
    assert types(db, "clicked") == before
    assert values(db, "a") == [1]
    assert load_messages(db, message(properties={"a": "x", "b": 1}), name="2.json").messages == 1


def test_failure_of_the_database_is_told(db):
    """What the database refuses is a LoadError, and the rest of the load is undone."""
    db.execute("CREATE SCHEMA s; CREATE VIEW s.tracks AS SELECT 1 AS id")
    with pytest.raises(LoadError, match="database"):
        load_messages(db, message("page"), message())
    assert table_names(db) == []


def test_connection_in_a_transaction(db):
    """A load inside the caller's transaction is refused, and the transaction still works."""
    db.begin()
    db.execute("CREATE TABLE mine (a INT)")
    with pytest.raises(LoadError, match="transaction"):
        load_messages(db, message())
    db.commit()
    assert db.execute("FROM mine").fetchall() == []


def test_progress(db):
    """Progress is in bytes on disk and ends at their sum, skipped files included."""
    told = []
    first, second = written("1.json", message()), written("2.json", message(messageId="m2"))
    load(db, [first], schema="s")
    load(db, [first, second], schema="s", on_progress=lambda done, total: told.append((done, total)))
    total = first.stat().st_size + second.stat().st_size
    assert told == [(first.stat().st_size, total), (total, total)]


# Columns


def test_columns_of_a_track(db):
    """Fields are renamed, context is prefixed, objects are opened, nulls and internals make no column."""
    load_messages(
        db,
        message(
            userId=None,
            properties={
                "price": 1.5,
                "address": {"street": "S", "geoPoint": {"lat": 2}},
                "none": None,
                "tags": [],
            },
            context={"ip": "1.2.3.4", "page": {"url": "u"}, "userAgent": "UA", "campaign": {}},
            integrations={"All": True},
            channel="client",
            version=2,
            projectId="p",
            writeKey="w",
            _metadata={"bundled": []},
        ),
    )
    common = ["id", "anonymous_id", "received_at", "sent_at", "original_timestamp", "timestamp"]
    common += [
        "event_text",
        "event",
        "context_ip",
        "context_page_url",
        "context_user_agent",
        "uuid_ts",
        "loaded_at",
    ]
    own = ["price", "address_street", "address_geo_point_lat", "tags"]
    assert sorted(types(db, "tracks")) == sorted(common)
    assert sorted(types(db, "clicked")) == sorted(common + own)
    assert values(db, "tags") == ["[]"]
    assert values(db, "uuid_ts") == values(db, "loaded_at") == [NOW]


def test_columns_of_the_other_calls(db):
    """A group has its group_id, an alias its previous_id, a page its name and category, whoever says them."""
    load_messages(
        db,
        message("group", groupId="g", traits={"name": "Acme"}),
        message("alias", previousId="old", userId="new"),
        message("page", name="N", category="C", properties={"name": "other", "path": "/"}),
        message("page", properties={"name": "P"}),
        message("screen", name="S", properties={"variation": "blue"}),
    )
    assert db.execute("SELECT group_id, name FROM s.groups").fetchall() == [("g", "Acme")]
    assert db.execute("SELECT previous_id, user_id FROM s.aliases").fetchall() == [("old", "new")]
    assert db.execute("SELECT name, category, path FROM s.pages ORDER BY rowid").fetchall() == [
        ("N", "C", "/"),
        ("P", None, None),
    ]
    assert db.execute("SELECT name, variation FROM s.screens").fetchall() == [("S", "blue")]


def test_property_that_meets_a_standard_column(db):
    """A property whose column would be a standard one gets an underscore before its name."""
    load_messages(
        db,
        message(
            userId="u",
            properties={
                "id": 7,
                "userID": "x",
                "user_id": "y",
                "User Id": "z",
                "user": {"id": None},
                "event": "E",
            },
            context={"ip": "1.1.1.1"},
        ),
        message(properties={"context_ip": "2.2.2.2", "loadedAt": "l", "2fa": True, "type": "t", "group_id": 5}),
    )
    assert values(db, "user_id") == ["u", None]
    assert values(db, "_user_id") == ["z", None]
    assert values(db, "_id") == [7, None]
    assert values(db, "_event") == ["E", None]
    assert values(db, "context_ip") == ["1.1.1.1", None]
    assert values(db, "_context_ip") == [None, "2.2.2.2"]
    assert values(db, "_loaded_at") == [None, "l"]
    assert values(db, "_2fa") == [None, True]
    assert values(db, "type") == [None, "t"]
    assert values(db, "group_id") == [None, "5"]


def test_null_does_not_win(db):
    """Of two properties that fold into one column the last that is not null wins."""
    load_properties(db, {"plan": "a", "Plan": "b", "PLAN": None})
    assert values(db, "plan") == ["b"]


def test_key_that_is_a_scalar_and_an_object(db):
    """A key sent as a scalar here and as an object there makes both columns."""
    load_properties(db, {"screen": 5}, {"screen": {"height": 7}})
    assert values(db, "screen") == [5, None]
    assert values(db, "screen_height") == [None, 7]


def test_columns_are_matched_without_case(db):
    """A column that is there in capitals is the same column."""
    db.execute("CREATE SCHEMA s; CREATE TABLE s.CLICKED (ID VARCHAR, PRICE DOUBLE)")
    report = load_properties(db, {"price": 2})
    assert values(db, "price") == [2.0]
    assert "price" not in report.new_columns[("s", "clicked")]


def test_new_columns_are_added_and_reported(db):
    """A column that a table lacks is added; rows from before have NULL there."""
    load_properties(db, {"a": 1})
    report = load_properties(db, {"b": 2}, name="2.json")
    assert values(db, "a") == [1, None]
    assert values(db, "b") == [None, 2]
    assert report.new_columns == {("s", "clicked"): ("b",)}


def test_odd_names_and_values(db):
    """Emoji, quotes, newlines, NUL and control characters survive in values, and do no harm in names."""
    text = "a\"b'c\n\r\t\0\x1f\x1e\x1d;--😀\u2028"
    load_messages(
        db,
        message(
            event='Drop "table"; -- 😀\n',
            properties={'k"e\ny 😀': text, "注文": "円", "😀": ""},
            userId="u\n1",
        ),
        message(event="注文完了", properties={"a": 1}),
    )
    found = db.execute('SELECT event_text, k_e_y, "注文", "😀", user_id FROM s.drop_table').fetchall()
    assert found == [('Drop "table"; -- 😀\n', text, "円", "", "u\n1")]
    assert db.execute('SELECT event, event_text, a FROM s."注文完了"').fetchall() == [("注文完了", "注文完了", 1)]


def test_lone_surrogate_and_bad_utf8(db, tmp_path):
    """What is not Unicode is replaced, and the event is loaded."""
    line = json.dumps(message(messageId="i\ud800d", properties={"a\ud83d": "x\ud83dy", "list": ["\udc00"]}))
    (tmp_path / "e.json").write_bytes(line.encode() + b'\n{"type":"track","event":"Clicked","messageId":"\xff"}')
    assert load(db, ["e.json"], schema="s").rejected == 0
    assert values(db, "id") == ["i\ufffdd", "\ufffd"]
    assert values(db, "a") == ["x\ufffdy", None]
    assert values(db, "list") == ['["\ufffd"]', None]


def test_long_id(db):
    """An id of 10,000 characters is kept whole."""
    load_messages(db, message(messageId="i" * 10_000))
    assert values(db, "id") == ["i" * 10_000]


def test_event_called_like_a_table(db):
    """An event called like a fixed table has one with an underscore, and its row in `tracks` all the same."""
    load_messages(db, message(event="Users", properties={"a": 1}), message(event="Tracks"), message(event="2FA On"))
    assert {"_users", "_tracks", "_2fa_on", "tracks"} <= set(table_names(db))
    assert values(db, "event", "tracks") == ["users", "tracks", "2fa_on"]


def test_event_that_is_a_number(db):
    """An event name sent as a number is its JSON text."""
    load_messages(db, message(event=404))
    assert values(db, "event_text", "tracks") == ["404"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))), min_size=1, max_size=5))
def test_text_arrives_as_it_was_sent(tmp_path, texts):
    """Any text is in the column as it was sent, and an empty one is not NULL."""
    with duckdb.connect() as db:
        load_messages(db, *(message(properties={"t": text, "u": "x"}) for text in texts), name=tmp_path / "t.json")
        expected = texts if any(text is not None for text in texts) else None
        if expected is None:
            assert "t" not in types(db, "clicked")
        else:
            assert values(db, "t") == expected


# Types


@pytest.mark.parametrize(
    ("sent", "type_name", "expected"),
    [
        (["1", "2.5"], "DOUBLE", [1.0, 2.5]),
        (["1", "2"], "BIGINT", [1, 2]),
        (["9223372036854775807", "-9223372036854775808"], "BIGINT", [2**63 - 1, -(2**63)]),
        (["9223372036854775808", "1"], "VARCHAR", ["9223372036854775808", "1"]),
        (["9007199254740993", "0.5"], "VARCHAR", ["9007199254740993", "0.5"]),
        (["9007199254740992", "0.5"], "DOUBLE", [9007199254740992.0, 0.5]),
        (["1.10", "2"], "DOUBLE", [1.1, 2.0]),
        (["1.10", '"x"', "1e5", "true", "7"], "VARCHAR", ["1.1", "x", "100000", "true", "7"]),
        (["1180591620717411303424", "0.5"], "VARCHAR", ["1180591620717411303424", "0.5"]),
        (["-9223372036854775808", "0.5"], "VARCHAR", ["-9223372036854775808", "0.5"]),
        (["1e400"], "VARCHAR", ["1e400"]),
        (["1" * 5000], "VARCHAR", ["1" * 5000]),
        (["true", "false"], "BOOLEAN", [True, False]),
        (["true", "1"], "VARCHAR", ["true", "1"]),
        (['"2025-03-03T10:00:00Z"'], "TIMESTAMP", [datetime(2025, 3, 3, 10)]),
        (['"2025-03-03T10:00:00Z"', '"soon"'], "VARCHAR", ["2025-03-03T10:00:00.000Z", "soon"]),
        (['"2025-03-03T10:00:00+02:00"', "5"], "VARCHAR", ["2025-03-03T08:00:00.000Z", "5"]),
        (['"2025-03-03T10:00:00.123456999"', "5"], "VARCHAR", ["2025-03-03T10:00:00.123456Z", "5"]),
        (['"2025-03-03"'], "VARCHAR", ["2025-03-03"]),
        (['[1.10, {"a": 1e400}]', "1"], "VARCHAR", ['[1.10,{"a":1e400}]', "1"]),
    ],
)
def test_type_of_a_column(db, tmp_path, sent, type_name, expected):
    """A column has the narrowest type that loses nothing; where values disagree, text."""
    start = json.dumps(message())[:-1]
    lines = [f'{start}, "properties": {{"v": {text}}}}}' for text in sent]
    (tmp_path / "e.json").write_text("\n".join(lines), encoding="utf-8")
    load(db, ["e.json"], schema="s")
    assert types(db, "clicked")["v"] == type_name
    assert values(db, "v") == expected


@pytest.mark.parametrize(
    ("first", "then", "type_name", "expected"),
    [
        (1, 2.5, "DOUBLE", [1.0, 2.5]),
        (2.5, 1, "DOUBLE", [2.5, 1.0]),
        (2**53 + 1, 0.5, "VARCHAR", ["9007199254740993", "0.5"]),
        (0.5, 2**53 + 1, "VARCHAR", ["0.5", "9007199254740993"]),
        (1, "x", "VARCHAR", ["1", "x"]),
        ("x", 1, "VARCHAR", ["x", "1"]),
        (True, 3, "VARCHAR", ["true", "3"]),
        (5, 2**70, "VARCHAR", ["5", "1180591620717411303424"]),
        ("2025-03-03T10:00:00.5Z", "soon", "VARCHAR", ["2025-03-03T10:00:00.500Z", "soon"]),
        ("2025-03-03T10:00:00.123456Z", 1, "VARCHAR", ["2025-03-03T10:00:00.123456Z", "1"]),
        ("x", "2025-03-03T10:00:00Z", "VARCHAR", ["x", "2025-03-03T10:00:00.000Z"]),
        (-(2**63), 0.5, "VARCHAR", ["-9223372036854775808", "0.5"]),
        (2.5e-7, "x", "VARCHAR", ["2.5e-07", "x"]),
        ("x", 4.0, "VARCHAR", ["x", "4"]),
    ],
)
def test_type_across_loads(db, first, then, type_name, expected):
    """A column is widened, and what was there before is kept, when a later load disagrees."""
    load_properties(db, {"v": first}, name="1.json")
    before = types(db, "clicked")["v"]
    report = load_properties(db, {"v": then}, name="2.json")
    assert types(db, "clicked")["v"] == type_name
    assert values(db, "v") == expected
    changed = (Widened("s", "clicked", "v", before, type_name),) if before != type_name else ()
    assert report.widened == changed


def test_type_across_batches(db, monkeypatch):
    """Rows that were inserted early in a load are widened with the rest."""
    monkeypatch.setattr(loading, "BUFFER_SIZE", 1)
    report = load_properties(db, {"v": 1}, {"v": 2.5}, {"v": "x"}, {"v": 4, "w": 1})
    assert values(db, "v") == ["1", "2.5", "x", "4"]
    assert values(db, "w") == [None, None, None, 1]
    assert report.new_columns == {}, "the table is new, not its columns"


SENT = st.one_of(
    st.sampled_from(
        ["1.10", "-0.0", "1e5", "1e16", "1e400", "-1E-7", "9007199254740993", "1" * 30, "true", '"x"', "[1.0]"]
    ),
    st.sampled_from(
        ["1990-01-01T00:00:00Z", "0001-01-01 00:00", "2025-03-03T10:00:00.1234567+02:00", "2025-03-03"]
    ).map(json.dumps),
    st.integers(-(2**64), 2**64).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=4)
@given(st.lists(st.lists(SENT, min_size=20, max_size=20), min_size=3, max_size=3))
def test_one_load_and_several_give_the_same_rows(tmp_path, rows):
    """A value is the same in one load and in several, in any order, whatever type its column had when it came."""
    lines = [
        f'{json.dumps(message("identify", messageId=f"m{i}", userId="u"))[:-1]}, "traits": {{{traits}}}}}'
        for i, row in enumerate(rows)
        for traits in [", ".join(f'"v{column}": {text}' for column, text in enumerate(row))]
    ]
    names = ", ".join(f"v{column}" for column in range(20))
    found = []
    for parts in (["\n".join(lines)], lines, lines[::-1]):
        with duckdb.connect() as db:
            for number, part in enumerate(parts):
                (tmp_path / f"{number}.json").write_text(part, encoding="utf-8")
                load(db, [tmp_path / f"{number}.json"], schema="s", now=NOW + timedelta(seconds=number))
            found.append(
                [
                    types(db, "identifies"),
                    types(db, "users"),
                    db.execute(f"SELECT id, {names} FROM s.identifies ORDER BY id").fetchall(),
                    db.execute(f"SELECT id, {names} FROM s.users").fetchall(),
                ]
            )
    once, each, back = found
    assert repr(each) == repr(once)
    assert repr(back) == repr(once)
    assert [len(rows) for rows in once[2:]] == [3, 1]


@pytest.mark.parametrize(
    ("type_name", "sent", "after", "expected"),
    [
        ("INTEGER", 2**40, "BIGINT", 2**40),
        ("FLOAT", 0.1, "DOUBLE", 0.1),
        ("DECIMAL(9,2)", 1.234, "VARCHAR", "1.234"),
        ("VARCHAR", 5, "VARCHAR", "5"),
        ("TIMESTAMPTZ", "2025-03-03T10:00:00+02:00", "TIMESTAMP", datetime(2025, 3, 3, 8)),
        ("DATE", "2025-03-03T10:00:00Z", "TIMESTAMP", datetime(2025, 3, 3, 10)),
    ],
)
def test_table_that_was_there_before(db, type_name, sent, after, expected):
    """A table that someone else made is filled; its columns become types that hold what comes."""
    db.execute(f"CREATE SCHEMA s; CREATE TABLE s.clicked (id VARCHAR, v {type_name})")
    load_properties(db, {"v": sent})
    assert types(db, "clicked")["v"] == after
    assert values(db, "v") == [expected]


def test_zoned_column_that_was_there_before(db):
    """A column with a time zone becomes UTC without one, whatever the zone of the session."""
    db.execute(
        "SET TimeZone = 'Asia/Tokyo'; CREATE SCHEMA s; CREATE TABLE s.tracks (id VARCHAR, received_at TIMESTAMPTZ)"
    )
    db.execute("INSERT INTO s.tracks VALUES ('m0', '2025-03-03 09:00:00+00:00')")
    load_messages(db, message())
    assert values(db, "received_at", "tracks") == [datetime(2025, 3, 3, 9), datetime(2025, 3, 3, 10, 0, 2)]


def test_ids_are_text(db):
    """An id sent as a number is its JSON text, in any batch, and an id that looks like a time is text."""
    load_messages(
        db,
        message("group", messageId=123, anonymousId=4.50, userId=7, groupId=2**70),
        message("group", messageId="2025-03-03T10:00:00Z", userId="0012"),
    )
    assert types(db, "groups")["id"] == types(db, "groups")["user_id"] == "VARCHAR"
    assert db.execute("SELECT id, anonymous_id, user_id, group_id FROM s.groups ORDER BY rowid").fetchall() == [
        ("123", "4.5", "7", "1180591620717411303424"),
        ("2025-03-03T10:00:00Z", "a1", "0012", None),
    ]


def test_id_columns_that_were_numbers(db):
    """An id column of numbers becomes text."""
    db.execute("CREATE SCHEMA s; CREATE TABLE s.tracks AS SELECT 5 AS id, 6::BIGINT AS user_id")
    load_messages(db, message(userId=7))
    assert db.execute("SELECT id, user_id FROM s.tracks ORDER BY rowid").fetchall() == [
        ("5", "6"),
        ("m1", "7"),
    ]


# Time


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("2025-03-03T10:00:00Z", datetime(2025, 3, 3, 10)),
        ("2025-03-03T10:00:00.1Z", datetime(2025, 3, 3, 10, 0, 0, 100000)),
        ("2025-03-03T10:00:00.123456999Z", datetime(2025, 3, 3, 10, 0, 0, 123456)),
        ("2025-03-03T10:00:00.9999999+00:00", datetime(2025, 3, 3, 10, 0, 0, 999999)),
        ("2025-03-03T10:00:00+02:00", datetime(2025, 3, 3, 8)),
        ("2025-03-03T10:00:00-0530", datetime(2025, 3, 3, 15, 30)),
        ("2025-03-03 10:00", datetime(2025, 3, 3, 10)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1)),
        ("9999-12-31T23:59:59.999999Z", datetime(9999, 12, 31, 23, 59, 59, 999999)),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_times(db, sent, expected, zone):
    """A time is UTC without zone, cut to microseconds, whatever the zone of the session."""
    db.execute(f"SET TimeZone = '{zone}'")
    load_messages(db, message(timestamp=sent, properties={"when": sent}))
    assert values(db, "timestamp") == [expected]
    assert values(db, "when") == [expected]


def test_fraction_is_cut_before_the_database_reads_it():
    """The cut to microseconds does not depend on what the database does with more digits."""
    assert utc_text("2025-03-03T10:00:00,123456999") == "2025-03-03T10:00:00.123456"
    assert utc_text("2025-03-03T10:00:00.123456999+01:00") == "2025-03-03T09:00:00.123456"


@pytest.mark.parametrize(
    "sent",
    ["yesterday", "2025-02-30T10:00:00Z", "2025-03-03", "0001-01-01T00:00:00+01:00", "2025-W01-1T10:00:00Z"],
)
def test_time_that_cannot_be_read(db, sent):
    """A time that is none is NULL, its text is kept beside it, and the row is loaded."""
    load_messages(db, message(sentAt=sent), message(messageId="m2"))
    assert values(db, "sent_at") == [None, datetime(2025, 3, 3, 10, 0, 1)]
    assert values(db, "_sent_at") == [sent, None]


def test_time_column_that_is_text_takes_any_time(db):
    """Where a time column is text, as it is on some mobile sources, the time is kept as it was sent."""
    db.execute("CREATE SCHEMA s; CREATE TABLE s.tracks (id VARCHAR, original_timestamp VARCHAR)")
    load_messages(db, message(originalTimestamp="soon"), message(originalTimestamp="2025-03-03T10:00:00+02:00"))
    assert values(db, "original_timestamp", "tracks") == ["soon", "2025-03-03T10:00:00+02:00"]


def client_message(**fields):
    return {"type": "page", "messageId": "m1", "anonymousId": "a1", **fields}


def times_of(db):
    return db.execute("SELECT received_at, sent_at, original_timestamp, timestamp FROM s.pages").fetchone()


def test_times_of_a_client_with_a_wrong_clock(db):
    """The error of a client's clock, three hours fast, is taken out of the time of its event."""
    request = {
        "receivedAt": "2025-03-03T10:00:10.000Z",
        "body": client_message(timestamp="2025-03-03T13:00:00.000Z", sentAt="2025-03-03T13:00:08.000Z"),
    }
    load_messages(db, request)
    assert times_of(db) == (
        datetime(2025, 3, 3, 10, 0, 10),
        datetime(2025, 3, 3, 13, 0, 8),
        datetime(2025, 3, 3, 13),
        datetime(2025, 3, 3, 10, 0, 2),
    )


def test_times_of_a_client_without_a_server(db):
    """Where nobody says when a message arrived, it arrived when it was sent."""
    load_messages(db, client_message(timestamp="2025-03-03T10:00:00Z", sentAt="2025-03-03T10:00:08Z"))
    made, sent = datetime(2025, 3, 3, 10), datetime(2025, 3, 3, 10, 0, 8)
    assert times_of(db) == (sent, sent, made, made)


def test_times_of_a_client_that_says_little(db):
    """With only its own time, a message has that; with only its arrival, that."""
    load_messages(db, client_message(timestamp="2025-03-03T10:00:00Z"))
    assert times_of(db) == (None, None, datetime(2025, 3, 3, 10), datetime(2025, 3, 3, 10))
    db.execute("DROP SCHEMA s CASCADE")
    load_messages(db, {"receivedAt": "2025-03-03T10:00:00Z", "body": client_message()})
    assert times_of(db) == (datetime(2025, 3, 3, 10), None, None, datetime(2025, 3, 3, 10))


def test_time_of_load(db):
    """`now` with a zone is turned into UTC."""
    load_messages(db, message(), now=datetime(2025, 6, 1, 14, tzinfo=timezone(timedelta(hours=2))))
    assert values(db, "loaded_at") == [datetime(2025, 6, 1, 12)]


def test_time_of_load_without_now(db):
    """Without `now`, the time of load is the present in UTC, whatever the zone of the session."""
    db.execute("SET TimeZone = 'Asia/Tokyo'")
    load(db, [written("e.json", message())], schema="s")
    (loaded_at,) = values(db, "loaded_at")
    assert abs(loaded_at.replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=5)


# Users


def identify(received, traits, user="u", name=None):
    return message(
        "identify",
        messageId=name or f"m{received}",
        userId=user,
        receivedAt=f"2025-03-0{received}T00:00:00Z",
        traits=traits,
    )


def users(db, columns):
    return db.execute(f"SELECT {columns} FROM s.users ORDER BY id").fetchall()


def test_users_have_the_latest_value_that_is_not_null(db):
    """Each trait of a user is the latest that is not null, trait by trait."""
    load_messages(db, identify(1, {"a": 1, "b": "x"}), identify(2, {"a": 2}), identify(3, {"b": None, "c": True}))
    assert users(db, "id, a, b, c, received_at") == [("u", 2, "x", True, datetime(2025, 3, 3))]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_users_do_not_depend_on_the_order_of_loads(db, order):
    """Calls that arrive out of order, in loads of their own, give the same users."""
    calls = [identify(1, {"a": 1, "b": "x"}), identify(2, {"a": 2}), identify(3, {"c": True, "a": None})]
    for i in order:
        load_messages(db, calls[i], name=f"{i}.json", now=NOW + timedelta(hours=i))
    assert users(db, "id, a, b, c, received_at") == [("u", 2, "x", True, datetime(2025, 3, 3))]


def test_users_without_a_trait(db):
    """A user of whom no more is known than the id is a user."""
    load_messages(db, identify(1, {}))
    assert users(db, "id, received_at") == [("u", datetime(2025, 3, 1))]


def test_users_of_many_traits(db, monkeypatch):
    """Traits that are brought up to date in parts give each user one row, with all of them."""
    monkeypatch.setattr("segment_models.load.users.MOST_TRAITS", 2)
    first, second = ({f"t{i}": i + add for i in range(5)} for add in (0, 10))
    report = load_messages(db, identify(1, first), identify(2, second, user="v"), identify(3, {"t3": 9}))
    assert users(db, "id, t0, t1, t2, t3, t4, received_at") == [
        ("u", 0, 1, 2, 9, 4, datetime(2025, 3, 3)),
        ("v", 10, 11, 12, 13, 14, datetime(2025, 3, 2)),
    ]
    assert report.rows[("s", "users")] == 2


def test_users_without_an_id(db):
    """An identify without a user id, or with an empty one, makes no user."""
    load_messages(db, identify(1, {"a": 1}, user=None), identify(2, {"a": 1}, user=""), identify(3, {"a": 3}))
    assert users(db, "id, a") == [("u", 3)]


def test_users_change_only_where_there_is_news(db):
    """A load changes the users that it identifies, and no other."""
    load_messages(db, identify(1, {"a": 1}, user="u"), identify(1, {"a": 1}, user="v"), name="1.json")
    later = NOW + timedelta(days=1)
    report = load_messages(db, identify(2, {"a": "two"}, user="v"), name="2.json", now=later)
    assert users(db, "id, a, loaded_at") == [("u", "1", NOW), ("v", "two", later)]
    assert report.rows[("s", "users")] == 1


def test_users_that_were_there_before(db):
    """A value that `users` had and `identifies` never held is kept."""
    db.execute("CREATE SCHEMA s; CREATE TABLE s.users AS SELECT 'u' AS id, 'kept' AS old, 1 AS a, 2 AS b")
    load_messages(db, identify(1, {"a": 3}), identify(1, {"b": 4}, user="v"))
    assert users(db, "id, old, a, b") == [("u", "kept", 3, 2), ("v", None, None, 4)]


def test_users_are_told_apart_by_case(db):
    """Ids that differ in case are different users, whatever the collation of the session."""
    db.execute("SET default_collation = 'NOCASE'")
    load_messages(db, identify(1, {"a": 1}, user="U"), identify(2, {"a": 2}, user="u"))
    assert db.execute("SELECT current_setting('default_collation')").fetchone() == ("NOCASE",)
    db.execute("SET default_collation = ''")
    assert users(db, "id, a") == [("U", 1), ("u", 2)]


# Sessions of the caller


def test_schema_that_bears_the_name_of_its_database(tmp_path):
    """A schema called like the database it is in is filled like any other."""
    with duckdb.connect(str(tmp_path / "javascript.duckdb")) as db:
        load_messages(db, message("identify", userId="u", traits={"a": 1}), schema="javascript")
        load_messages(db, message("identify", userId="u", traits={"a": "x"}), schema="javascript", name="2.json")
        found = db.execute("SELECT a FROM javascript.javascript.users").fetchall()
    assert found == [("x",)]


def test_few_rows_and_many_are_the_same_rows(db, monkeypatch):
    """Rows that are inserted as values are those that are inserted as columns, odd values and times included."""
    odd = [
        {"a": "x\0\ud800'", "b": 1.5, "c": True},
        {"a": "", "b": 2**53},
        {"a": "1990-01-01T00:00:00+01:00", "d": "x"},
    ]
    messages = [message("identify", messageId=f"{i}", userId="u", traits=traits) for i, traits in enumerate(odd)]
    for schema, few in (("columns", 0), ("values", 10)):
        monkeypatch.setattr(tables, "FEW_ROWS", few)
        load_messages(db, *messages, schema=schema)
    for table in ("identifies", "users"):
        rows = [db.execute(f'FROM "{schema}".{table}').fetchall() for schema in ("columns", "values")]
        assert rows[0] == rows[1]
    assert db.execute("SELECT a, b, c, d, sent_at FROM \"values\".identifies WHERE id = '2'").fetchall() == [
        ("1989-12-31T23:00:00.000Z", None, None, "x", datetime(2025, 3, 3, 10, 0, 1))
    ]


def test_rows_with_few_columns_in_common_are_inserted_in_parts(db, monkeypatch):
    """No insertion has more cells than the limit, empty ones counted, and the rows keep their order."""
    monkeypatch.setattr(tables, "MOST_CELLS", 10)
    batches = [Batch(2, dict.fromkeys("abc")), Batch(1, dict.fromkeys("a")), Batch(1, {"d": None}), Batch(30, {})]
    assert [[batch.rows for batch in part] for part in tables.in_parts(batches)] == [[2, 1], [1], [30]]
    monkeypatch.setattr(gathering, "MOST_CELLS", 40)
    load_properties(db, *({f"p{i % 7}": i} for i in range(20)))
    for i in range(7):
        assert values(db, f"p{i}") == [n if n % 7 == i else None for n in range(20)]


@pytest.mark.parametrize("read", [_kept_utc_text, _kept_names])
def test_long_text_is_not_kept_in_memory(db, read):
    """A long text that is no time, or a long name of an event, is not kept for the next time it comes."""
    kept = read.cache_info().currsize
    load_messages(db, *(message(event="e" * (2000 + i), sentAt="x" * (100 + i)) for i in range(20)))
    assert read.cache_info().currsize <= kept + 5


def test_context_of_a_batch_counts_for_each_of_its_messages(tmp_path):
    """The size of a call, by which memory is held down, has the context that its batch adds to it."""
    batch = {"context": {"text": "x" * 1000}, "batch": [message(), message()]}
    (tmp_path / "e.json").write_text(json.dumps(batch), encoding="utf-8")
    with (tmp_path / "e.json").open("rb") as raw:
        assert [part.size > 1000 for part in reading.parts(tmp_path / "e.json", raw)] == [True, True]


def test_buffers_small_and_large_give_the_same_rows(db, monkeypatch):
    """How many rows are held before they are inserted changes no row."""
    messages = [
        message(messageId=str(i), event=f"E {i % 7}", properties={"n": i, f"p{i % 3}": "x"}) for i in range(200)
    ]
    load_messages(db, *messages, schema="whole")
    monkeypatch.setattr(loading, "BUFFER_SIZE", 3000)
    load_messages(db, *messages, schema="parts")
    for table in ("tracks", *(f"e_{i}" for i in range(7))):
        names = ", ".join(sorted(types(db, table, "whole")))
        whole = db.execute(f"SELECT {names} FROM whole.{table} ORDER BY id").fetchall()
        assert whole == db.execute(f"SELECT {names} FROM parts.{table} ORDER BY id").fetchall()
        assert len(whole) > 0
