"""Writing an exported project to a folder: nothing of anybody else's is lost, and nothing is half written."""

from dataclasses import replace
from pathlib import Path

import pytest

from segment_models import ExportError, __version__, segment
from segment_models.export import Export, ExportedFile, configuration_hash, files, write

SQL = ExportedFile("models/segment/sessions.sql", "SELECT 1\n")
YAML = ExportedFile("models/segment/schema.yml", "version: 2\n")
PROJECT = ExportedFile("project.yml", "name: x\n")
EXPORT = Export("dbt", "DuckDB", "0123456789abcdef", (SQL, YAML, PROJECT), ("models/segment",), ("a note",))


def contents(folder):
    """Every file and folder, with bytes and the time it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
        for path in folder.rglob("*")
    }


def test_every_file_says_what_wrote_it(tmp_path):
    """In its own kind of comment: the version, the tool, the hash of the configuration and of the text."""
    done = write(EXPORT, tmp_path / "new" / "folder")
    assert (done.written, done.removed, done.same) == ((SQL.path, YAML.path, PROJECT.path), (), ())
    assert done.notes == ("a note",)
    first, second, *rest = (tmp_path / "new/folder" / SQL.path).read_text().split("\n")
    assert first == (
        f"-- segment-models {__version__}, exported for dbt on DuckDB, configuration 0123456789abcdef, "
        "text a0a22c9dfa428cdc"
    )
    assert second.startswith("-- ")
    assert rest == ["SELECT 1", ""]
    assert (tmp_path / "new/folder" / YAML.path).read_text().startswith("# segment-models")


@pytest.mark.parametrize("suffix", files.COMMENTS)
def test_a_file_of_every_kind_is_known_again(tmp_path, suffix):
    """Its header is read whatever the comment looks like."""
    one = Export("dbt", "DuckDB", "0", (ExportedFile(f"a{suffix}", "text"),), ())
    write(one, tmp_path)
    write(replace(one, files=(ExportedFile(f"a{suffix}", "new text"),)), tmp_path)
    assert (tmp_path / f"a{suffix}").read_text().endswith("\nnew text")


def test_writing_again_touches_nothing(tmp_path):
    """Not even the time of a file."""
    write(EXPORT, tmp_path)
    before = contents(tmp_path)
    done = write(EXPORT, tmp_path)
    assert (done.written, done.same) == ((), (SQL.path, YAML.path, PROJECT.path))
    assert contents(tmp_path) == before
    assert write(EXPORT, tmp_path, check=True).same == done.same


def test_what_changed_is_written_and_what_is_gone_is_removed(tmp_path):
    """The rest is not touched, and no file of anybody else's is, not even in our folders."""
    write(EXPORT, tmp_path)
    mine = tmp_path / "models/segment/mine.sql"
    mine.write_text("SELECT 2\n")
    (tmp_path / "models/segment/picture.png").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "models/other.sql").write_text("SELECT 3\n")
    before = contents(tmp_path)
    done = write(replace(EXPORT, files=(ExportedFile(SQL.path, "SELECT 4\n"), PROJECT)), tmp_path)
    assert (done.written, done.removed, done.same) == ((SQL.path,), (YAML.path,), (PROJECT.path,))
    after = contents(tmp_path)
    assert set(before) - set(after) == {YAML.path}
    assert {name for name in after if after[name] != before[name]} == {SQL.path}


def test_a_new_version_or_configuration_writes_every_header(tmp_path):
    """They are part of the file."""
    write(EXPORT, tmp_path)
    done = write(replace(EXPORT, configuration="fedcba9876543210"), tmp_path)
    assert len(done.written) == 3


def test_a_file_changed_by_hand_is_kept(tmp_path):
    """Nothing else is written either; the message lists it, and --force overwrites it."""
    write(EXPORT, tmp_path)
    changed = tmp_path / SQL.path
    changed.write_text(changed.read_text() + "-- mine\n")
    before = contents(tmp_path)
    newer = replace(EXPORT, files=(SQL, ExportedFile(YAML.path, "version: 3\n"), PROJECT))
    with pytest.raises(ExportError, match=r"models/segment/sessions.sql: changed by hand\n.*--force"):
        write(newer, tmp_path)
    assert contents(tmp_path) == before
    write(newer, tmp_path, force=True)
    assert changed.read_text().endswith("\nSELECT 1\n")


def test_a_file_changed_by_hand_is_not_removed_either(tmp_path):
    """What is no longer exported may hold somebody's work."""
    write(EXPORT, tmp_path)
    changed = tmp_path / YAML.path
    changed.write_text(changed.read_text() + "# mine\n")
    newer = replace(EXPORT, files=(SQL, PROJECT))
    with pytest.raises(ExportError, match=r"schema.yml: changed by hand"):
        write(newer, tmp_path)
    assert changed.exists()
    assert write(newer, tmp_path, force=True).removed == (YAML.path,)
    assert not changed.exists()


@pytest.mark.parametrize("content", [b"name: mine\n", b"", b"\xff\xfe", b"# one line", b"# two\n# lines\nname: x\n"])
def test_a_file_of_somebody_else_is_kept(tmp_path, content):
    """Also one that is empty, or no text."""
    (tmp_path / PROJECT.path).write_bytes(content)
    with pytest.raises(ExportError, match=r"project.yml: not written by an export"):
        write(EXPORT, tmp_path)
    assert (tmp_path / PROJECT.path).read_bytes() == content
    assert not (tmp_path / "models").exists()
    write(EXPORT, tmp_path, force=True)
    assert (tmp_path / PROJECT.path).read_text().endswith("\nname: x\n")


def test_two_tools_know_their_own_files(tmp_path):
    """A file of another tool's export is not ours to remove or to overwrite."""
    write(EXPORT, tmp_path)
    other = replace(EXPORT, tool="dataform", files=(ExportedFile("models/segment/other.sql", ""),))
    assert write(other, tmp_path).removed == ()
    with pytest.raises(ExportError, match="not written by an export"):
        write(replace(other, files=(SQL,)), tmp_path)


def test_lines_that_windows_ends_its_way_are_the_same(tmp_path):
    """As git checks them out there: the file is neither changed nor out of date."""
    write(EXPORT, tmp_path)
    path = tmp_path / SQL.path
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert write(EXPORT, tmp_path, check=True).written == ()
    assert write(EXPORT, tmp_path).written == ()


def test_check_says_what_is_out_of_date_and_writes_nothing(tmp_path):
    """Each file with what is wrong with it."""
    write(EXPORT, tmp_path)
    (tmp_path / SQL.path).write_text((tmp_path / SQL.path).read_text() + "-- mine\n")
    (tmp_path / PROJECT.path).write_text("name: mine\n")
    before = contents(tmp_path)
    newer = replace(EXPORT, files=(SQL, PROJECT, ExportedFile("models/new.sql", ""), ExportedFile("c.yml", "")))
    with pytest.raises(ExportError) as error:
        write(newer, tmp_path, check=True)
    assert str(error.value).splitlines()[1:] == [
        "  models/segment/sessions.sql: changed by hand",
        "  project.yml: not of an export",
        "  models/new.sql: missing",
        "  c.yml: missing",
        "  models/segment/schema.yml: no longer exported",
        "Export again.",
    ]
    assert contents(tmp_path) == before
    with pytest.raises(ExportError, match="missing"):
        write(EXPORT, tmp_path / "nowhere", check=True)
    assert not (tmp_path / "nowhere").exists()
    older = replace(EXPORT, files=(ExportedFile(YAML.path, "version: 3\n"),))
    with pytest.raises(ExportError, match=r"schema.yml: out of date"):
        write(older, tmp_path, check=True)


@pytest.mark.parametrize(("method", "last"), [("replace", "b.sql"), ("unlink", "schema.yml")])
def test_a_failure_in_the_middle_leaves_the_folder_as_it_was(tmp_path, monkeypatch, method, last):
    """What was overwritten and removed is back, what was new is gone; no file or folder is left aside."""
    write(EXPORT, tmp_path)
    before = {name: found and found[0] for name, found in contents(tmp_path).items()}
    works = getattr(Path, method)

    def full(self, *arguments, **options):
        if last in (self.name, *(Path(one).name for one in arguments)):
            written = (tmp_path / SQL.path).read_text().endswith("SELECT 5\n")
            raise OSError(28, f"No space left on device, {written=}")
        return works(self, *arguments, **options)

    monkeypatch.setattr(Path, method, full)
    newer = replace(EXPORT, files=(ExportedFile(SQL.path, "SELECT 5\n"), ExportedFile("new/a/b.sql", "")))
    with pytest.raises(OSError, match="written=True"):
        write(newer, tmp_path)
    assert {name: found and found[0] for name, found in contents(tmp_path).items()} == before


@pytest.mark.parametrize("place", ["folder", "folder/models"])
def test_a_file_where_a_folder_should_be(tmp_path, place):
    """Is one message."""
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("")
    with pytest.raises((ExportError, OSError), match="folder"):
        write(EXPORT, tmp_path / "folder")
    assert (tmp_path / place).read_text() == ""


def test_a_folder_where_a_file_should_be(tmp_path):
    """Is never removed, not even by force."""
    (tmp_path / SQL.path).mkdir(parents=True)
    with pytest.raises(ExportError, match=r"sessions.sql: a folder"):
        write(EXPORT, tmp_path, force=True)
    assert (tmp_path / SQL.path).is_dir()
    assert not (tmp_path / PROJECT.path).exists()


def test_the_configurations_hash_has_no_secret():
    """The connection is not in it; everything else is."""
    one, other = (segment(segment_schema="web", connection=f"duckdb:///{name}.duckdb").config for name in "ab")
    assert configuration_hash(one) == configuration_hash(other)
    assert configuration_hash(one) != configuration_hash(segment(segment_schema="ios").config)
