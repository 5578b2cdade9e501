"""The verbs.

What a verb needs is imported when it is called: the whole would take longer than most of them, and than ``--version``.
"""

from __future__ import annotations

import io
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from segment_models import __version__
from segment_models.cli import export, graph, journeys
from segment_models.cli import manner as manners
from segment_models.cli import rows as reading
from segment_models.cli.manner import AsJson, JsonSchema, Manner, Quiet, Verbose, manner
from segment_models.cli.options import (
    DEFAULT_PATH,
    ConfigFile,
    Connection,
    Offline,
    Select,
    Tags,
    model_names,
    models_of,
)
from segment_models.errors import ConfigError

if TYPE_CHECKING:
    from types import ModuleType

    from rich.console import Console

    from segment_models.project import Models

app = typer.Typer(
    name="segment-models",
    help="Sessions and users from Twilio Segment's raw event tables, in SQL, on the warehouse you have.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(export.app)

INTERRUPTED = 130
"""How typer exits after Ctrl-C, as a shell does."""


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 a run or a check failed, 2 used wrongly."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    _escape_what_has_no_place()
    try:
        app()
    except Exception as error:
        if debug:
            raise
        _telling().tell(error)
        sys.exit(2 if isinstance(error, ConfigError) else 1)
    except KeyboardInterrupt:  # before typer looks out for it
        _telling().interrupted()
        sys.exit(INTERRUPTED)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            _telling().interrupted()
        raise


def _telling() -> ModuleType:
    from segment_models.cli import telling

    return telling


def _escape_what_has_no_place() -> None:
    r"""Let what people read be written in an output of any encoding: what that does not have, as ``\xe9``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors in ("strict", "surrogateescape"):
            stream.reconfigure(errors="backslashreplace")


def _version(wanted: bool) -> None:  # noqa: FBT001 typer calls it
    if wanted:
        typer.echo(f"segment-models {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: FBT002 typer's way of an option that acts by itself
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,  # noqa: FBT002
) -> None:
    """Read the options that every verb has."""


@app.command()
def init(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    schema: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option(
            "--segment-schema", help="Schema of the raw tables. May be repeated. Without it, init looks for them."
        ),
    ] = None,
    from_dataform: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--from-dataform", help="JavaScript file with a segment({...}) of dataform-segment to take over."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,  # noqa: FBT002
) -> None:
    """Write a commented configuration file, from what is in the warehouse or from the call of a Dataform package."""
    from segment_models import config
    from segment_models.cli import show
    from segment_models.cli.placing import put_in_place
    from segment_models.cli.starter import starter, starter_from_dataform

    if path.exists() and not force:
        raise ConfigError(f"{path} is there already. Name another with --config, or overwrite it with --force.")
    if from_dataform:
        text, notes = starter_from_dataform(from_dataform, connection, tuple(schema or ()))
    else:
        text, notes = starter(connection, tuple(schema or ()), base=path.parent)
    schema_path = path.with_name("segment_models.schema.json")
    put_in_place(path, text)
    put_in_place(schema_path, json.dumps(config.json_schema(), indent=2, ensure_ascii=False) + "\n")
    out = show.console()
    out.print(f"Wrote {path}, and {schema_path} for editors that complete and check YAML.")
    show.warnings(out, notes)
    run_it = "segment-models run" if path == DEFAULT_PATH else f"segment-models run --config {path}"
    out.print(f"Next: {run_it}" if connection else f"Next: set connection in {path}, then: {run_it}")


@app.command()
def load(
    files: Annotated[list[str], typer.Argument(help="Files, folders or globs: gzip or plain JSON lines.")],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    schema: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--schema",
            help="Schema to load into. Without it, the folder name of each source, as in Segment's S3 files.",
        ),
    ] = None,
    rejects: Annotated[
        Optional[Path], typer.Option("--rejects", help="File for the lines that are not calls.")  # noqa: UP045
    ] = None,
) -> None:
    """Load raw Segment events into the tables Segment would have made."""
    from rich import progress

    from segment_models.cli import show
    from segment_models.load import LeftOutError
    from segment_models.project import segment

    if connection and not path.exists():  # people load before they have a configuration
        models = segment(segment_schema="unused", connection=connection)
        models.session.last = models.config.connection
    else:
        models = models_of(path, connection)
    out = show.console()
    columns = (
        progress.TextColumn("loading"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=out, disable=not out.is_terminal, transient=True) as bar:
        task = bar.add_task("loading", total=None)
        try:
            done = models.load(
                files,
                schema=schema,
                rejects=rejects,
                on_progress=lambda read, total: bar.update(task, completed=read, total=total),
            )
        except LeftOutError as error:
            show.loaded(out, error.report)
            raise
    show.loaded(out, done)


@app.command()
def run(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    select: Select = None,
    tag: Tags = None,
    dry_run: Annotated[  # noqa: FBT002
        bool, typer.Option("--dry-run", help="Print every statement of the run, and execute none.")
    ] = False,
    full_refresh: Annotated[  # noqa: FBT002
        bool, typer.Option("--full-refresh", help="Rebuild incremental models from the raw events, too.")
    ] = False,
    remove_old: Annotated[  # noqa: FBT002
        bool,
        typer.Option(
            "--remove-old",
            help="Remove what earlier runs built of models that are renamed, moved or switched off now.",
        ),
    ] = False,
    moved_from: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--moved-from",
            help="The inventory of the schema or prefix configured before, such as analytics.segment_inventory.",
        ),
    ] = None,
    verbose: Verbose = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
    json_schema: JsonSchema = False,  # noqa: ARG001, FBT002 it acts by itself
) -> None:
    """Build the models in order and check them; nothing is published unless every check passes."""
    from segment_models.cli import show

    how = manner(verbose=verbose, quiet=quiet, as_json=as_json, dry_run=dry_run)
    models = models_of(path, connection)
    chosen: dict[str, Any] = {"select": select or (), "tags": tag or (), "full_refresh": full_refresh}
    chosen |= {"remove_old": remove_old, "moved_from": moved_from}
    if dry_run:
        for statement in models.dry_run(**chosen):
            show.write(show.dry(statement))
        return
    match how:
        case Manner.JSON:
            manners.as_document(lambda: models.run(**chosen), "run")
        case Manner.QUIET:
            manners.quietly(lambda: models.run(**chosen))
        case _:
            _run(models, show.console(), how, **chosen)


def _run(models: Models, out: Console, how: Manner, **options: Any) -> None:  # noqa: ANN401 what `run` takes
    from segment_models.cli import show

    with manners.progress(out, how) as listen:
        done = models.run(listen=listen, **options)
    manners.report(out, done, how)
    out.print()
    out.print(
        f"Built {show.counted(len(done.built), 'model')} and ran {show.counted(len(done.checked), 'check')} "
        f"in {done.seconds:.1f} s."
    )


@app.command(name="compile")
def compile_(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    model: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(help="Models. Without one, all of them.", autocompletion=model_names),
    ] = None,
    dialect: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--dialect", "-d", help="SQL of this warehouse. Without it, the connection's, else DuckDB's."),
    ] = None,
    output: Annotated[
        Optional[Path], typer.Option("--output", "-o", help="Folder to write a file per model to.")  # noqa: UP045
    ] = None,
    offline: Offline = False,  # noqa: FBT002
) -> None:
    """Print the SQL of the models, or write it to files. Works without a connection."""
    from segment_models import selection, warehouses
    from segment_models.cli import show
    from segment_models.export.inside import require_inside

    models = models_of(path, connection)
    where = None if offline else models.session.chosen(None, models.config.connection)
    engine = warehouses.named(dialect) if dialect else None
    compiled = models.compile(engine, where)
    known = models.graph(engine)
    names = [selection.find(known, name) for name in model or compiled]
    files = {name: f"{known.models[name].relation.name}.sql" for name in names}
    if output is not None:
        require_inside(output, files.values())
    for name in names:
        if output is None:
            show.write(f"-- {name}\n{compiled[name]};\n\n")
            continue
        (output / files[name]).parent.mkdir(parents=True, exist_ok=True)
        (output / files[name]).write_text(compiled[name] + "\n", encoding="utf-8")
    if output is not None:
        show.console().print(f"Wrote {show.counted(len(names), 'model')} to {output}")


@app.command()
def check(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    select: Select = None,
    verbose: Verbose = False,  # noqa: FBT002
    quiet: Quiet = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
    json_schema: JsonSchema = False,  # noqa: ARG001, FBT002 it acts by itself
) -> None:
    """Run the checks on the built models, and show the rows that break them."""
    from segment_models.cli import show

    how = manner(verbose=verbose, quiet=quiet, as_json=as_json)
    models = models_of(path, connection)
    chosen: dict[str, Any] = {"select": select or ()}
    match how:
        case Manner.JSON:
            manners.as_document(lambda: models.check(**chosen), "check")
            return
        case Manner.QUIET:
            manners.quietly(lambda: models.check(**chosen))
            return
    out = show.console()
    with manners.progress(out, how) as listen:
        done = models.check(listen=listen, **chosen)
    manners.report(out, done, how)
    out.print(f"{show.counted(len(done.checked), 'check')} in {done.seconds:.1f} s.")


@app.command()
def verify(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    select: Select = None,
    sample: Annotated[
        Optional[str],  # noqa: UP045 typer reads it at run time on every Python we support
        typer.Option("--sample", help="Compare only the rows of this share of all people, such as 1%."),
    ] = None,
    since: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--since",
            help="Compare only sessions that start, events that happen and users who are seen from this day or time "
            "(UTC) on, such as 2026-03-01.",
        ),
    ] = None,
    quiet: Quiet = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
    json_schema: JsonSchema = False,  # noqa: ARG001, FBT002 it acts by itself
) -> None:
    """Rebuild the models in a staging schema, and compare every column of every row with the built models."""
    from segment_models.cli import show
    from segment_models.cli import verify as showing

    how = manner(quiet=quiet, as_json=as_json)
    models = models_of(path, connection)
    chosen: dict[str, Any] = {"select": select or (), "sample": sample, "since": since}
    match how:
        case Manner.JSON:
            manners.as_document(lambda: models.verify(**chosen), "verify")
            return
        case Manner.QUIET:
            manners.quietly(lambda: models.verify(**chosen))
            return
    out = show.console()
    with showing.Progress(out) as progress:
        done = models.verify(listen=progress, **chosen)
    showing.report(out, done)
    out.print()
    out.print(f"{show.counted(len(done.compared), 'model')} equal a rebuild: {done.scope}, in {done.seconds:.1f} s.")


class What(StrEnum):
    """What can be explained."""

    SESSION = "session"
    USER = "user"


@app.command()
def explain(
    what: Annotated[What, typer.Argument(help="What to explain: a session, or a user.")],
    id_: Annotated[str, typer.Argument(metavar="ID", help="The session_id, or the person's user_id in the models.")],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with times in UTC.")] = False,  # noqa: FBT002
) -> None:
    """Say why a session starts and ends where it does, or which calls made a person who they are."""
    from segment_models.cli import show
    from segment_models.explain import as_data
    from segment_models.explain import told as explaining

    models = models_of(path, connection)
    answer = models.explain_session(id_) if what is What.SESSION else models.explain_user(id_)
    if as_json:
        show.write(show.as_json(as_data(answer)) + "\n")
        return
    out = show.console()
    for one in explaining.told(answer):
        out.print(show.line(one.rstrip()))


app.command()(reading.rows)
app.command()(journeys.funnel)
app.command()(journeys.retention)
app.command()(journeys.paths)


@app.command()
def forget(
    user_ids: Annotated[list[str], typer.Argument(help="User ids of the people to forget.")],
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    unseen: Annotated[bool, typer.Option("--unseen", help="Take ids that no call has yet, too.")] = False,  # noqa: FBT002
) -> None:
    """Delete people from every model (GDPR), with all their anonymous ids, and keep them out of later runs."""
    from segment_models.cli import show

    models = models_of(path, connection)
    out = show.console()
    with manners.progress(out, Manner.BRIEF) as listen:
        done = models.forget(user_ids, unseen=unseen, listen=listen)
    manners.report(out, done.run, Manner.BRIEF)
    out.print()
    out.print(show.rows_table(done.removed, "Deleted rows of these people"))


@app.command()
def report(
    path: ConfigFile = DEFAULT_PATH,
    connection: Connection = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The .html file to write.")] = Path("report.html"),
    since: journeys.Since = None,
    until: journeys.Until = None,
    with_ids: Annotated[  # noqa: FBT002
        bool, typer.Option("--with-ids", help="Show ids and e-mail addresses whole. Without it, they are shortened.")
    ] = False,
    no_checks: Annotated[  # noqa: FBT002
        bool, typer.Option("--no-checks", help="Leave out the checks, which read every model.")
    ] = False,
) -> None:
    """Write a page that shows what is built: visits, sources, conversions, people, quality. It opens offline."""
    from segment_models.cli import show

    if output.suffix.lower() not in (".html", ".htm"):
        raise ConfigError(f"--output {output}: the report is a page. Write it to a file that ends in .html.")
    if not output.absolute().parent.is_dir():
        raise ConfigError(f"--output {output}: there is no folder {output.parent}. Make it, or name another file.")
    page = models_of(path, connection).report(since=since, until=until, with_ids=with_ids, with_checks=not no_checks)
    page.save(output)
    out = show.console()
    for one in page.findings:
        out.print(show.line(one.question), style="bold")
        out.print("  " + show.line(one.answer).replace("\N{NO-BREAK SPACE}", " "))
    out.print(f"Wrote {output}. Open it in a browser: it needs no network.")


app.command()(graph.graph)


@app.command()
def demo(
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help="A new DuckDB file to keep the results in. Without it, nothing is kept."),
    ] = None,
) -> None:
    """Load, build and check a shop's sample data, and show a session, a user, and what visits bring by channel.

    Needs no network.
    """
    from segment_models import demo as shop
    from segment_models import warehouses
    from segment_models.cli import show

    if keep and keep.exists():
        raise ConfigError(
            f"--keep {keep}: that is there already, and the sample would be mixed into it. Name a new file."
        )
    out = show.console()
    models = shop.demo_models()
    warehouse = warehouses.connect(f"duckdb:///{keep.resolve()}" if keep else "duckdb://", create=True)
    out.print(f"Loading the sample, {shop.SAMPLE.parent}", style="bold")
    show.loaded(out, models.load([shop.SAMPLE], warehouse))
    out.print("\nBuilding the models", style="bold")
    models.session.last = warehouse
    _run(models, out, Manner.BRIEF)
    out.print()
    show.session(out, *shop.busiest_session(warehouse))
    out.print("\nThe same person in segment_users", style="bold")
    show.user(out, shop.the_user(warehouse))
    out.print()
    out.print(show.rows_table(shop.visits_by_channel(warehouse), "What visits bring, from segment_session_facts"))
    out.print("\nNow your own events: segment-models load FILE… --connection duckdb:///events.duckdb")
    warehouse.close()
