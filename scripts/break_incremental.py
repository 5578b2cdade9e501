"""Break incremental runs on purpose, one way after the other, and see each caught by the tests.

    python scripts/break_incremental.py [NAME …] [--through-dbt]

Each way is a copy of the package with one text replaced. Random histories are told in loads, as in
tests/test_incremental.py, until one differs from the rules; then it prints in which world, and after how many
histories. A way that none catches makes it fail, and so does one whose text is not there any more: then write it again.
With --through-dbt, the broken package exports, and the real dbt runs what it has exported; ways that are no part of an
export are left out, because none would catch them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORLDS_TRIED = 2
"""How often every world is tried before a way counts as not caught."""


@dataclass(frozen=True)
class Way:
    """One way to be wrong: in a file of the package, ``right`` becomes ``wrong``, wherever it stands."""

    name: str
    file: str
    right: str
    wrong: str
    engine: str = "stories:DuckDBWarehouse"
    """Where it shows: on DuckDB, on DuckDB as an engine on which a run is no transaction, or where dbt runs."""
    world: str = ""
    """The world in which it shows soonest, where that is not the first: it is tried before all others."""


TOUCHED, KEPT, PAST = "models/touched.py", "models/kept_calls.py", "incremental/past.py"
UPDATE, EVENTS, BOUNDS = "incremental/changing.py", "models/sessionized_events.py", "models/bounds.py"
CHANGES = "models/changes.py"
CONVERSIONS, PROPERTIES = "models/conversions.py", "models/event_properties.py"
DAYS, ATTRIBUTION = "models/daily.py", "models/attribution.py"

OF_OUR_RUN = (PAST,)
"""What no exported project is made of."""

ASIDE, MERGING = "aside:AsideWarehouse", "aside:MergingWarehouse"
DBT, MACROS, EXPORT = "engines.dbt:DbtOnDuckDB", "dbt/run.sql", "export/incremental.py"

WORTH, REPLACED = "what visits are worth", "worth, rows are replaced"

WAYS = (
    Way(
        "cut one session late",
        TOUCHED,
        "ELSE earlier.start_at END AS cut_at,\n"
        "                CASE WHEN :after_gap THEN coalesce(earlier.sessions, 0) ELSE earlier.start_index - 1 END",
        "ELSE touched.touched_at END AS cut_at, coalesce(earlier.sessions, 0)",
    ),
    Way(
        "take a session for over that long after its start",
        TOUCHED,
        "AS start_index, max(:of_clients) AS end_at",
        "AS start_index, max(CASE WHEN events.session_start_event THEN :of_clients END) AS end_at",
    ),
    Way(
        "forget the person who loses events",
        TOUCHED,
        "SELECT user_id_before AS user_id, call_type, timestamp FROM stage.calls_moved\n        UNION ALL\n        ",
        "",
    ),
    Way(
        "forget the person whose call changed",
        TOUCHED,
        "SELECT user_id, call_type, timestamp FROM stage.calls_before\n        UNION ALL\n        ",
        "",
    ),
    Way("ignore the overlap", PAST, "_before(_utc(moment), overlap)", "_utc(moment)"),
    Way("leave out the edge of the overlap", KEPT, "OR :loaded_at >= :moment", "OR :loaded_at > :moment"),
    Way(
        "tie by timestamp only, in the map",
        TOUCHED,
        "ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC",
        "ORDER BY timestamp DESC",
    ),
    Way(
        "tie by timestamp only, with a log-in that is kept",
        TOUCHED,
        "OR coalesce(latest.mapped_at = user_map.mapped_at AND latest.user_id <> user_map.user_id, FALSE)",
        "",
    ),
    Way(
        "tie by timestamp only, in sessions",
        EVENTS,
        "ORDER BY timestamp, source, call_type, event_id",
        "ORDER BY timestamp",
    ),
    Way(
        "map without its guard",
        TOUCHED,
        "log_ins.mapped_at IS NOT NULL AND (user_map.mapped_at IS NULL OR log_ins.mapped_at > user_map.mapped_at)",
        "log_ins.mapped_at IS NOT NULL",
    ),
    Way(
        "map without the calls that were taken back",
        TOUCHED,
        "disturbed.anonymous_id IS NOT NULL\n                OR",
        "FALSE OR",
    ),
    Way("number from one again", EVENTS, "cuts.sessions_kept + counted.session_index", "counted.session_index"),
    Way(
        "look up no copies of calls in doubt",
        KEPT,
        'query(f"SELECT :columns FROM stage.{table}_again", columns=columns)',
        'query(f"SELECT :columns FROM stage.{table}_again WHERE 1 = 0", columns=columns)',
    ),
    Way(
        "let the kept copy compete though its row was replaced",
        KEPT,
        'query(f"SELECT :columns FROM stage.{table}_again", columns=columns)',
        'query(f"SELECT :columns FROM stage.{table}_known", columns=columns)',
        world="rows are replaced",
    ),
    Way(
        "call only those in doubt that were loaded before what is read",
        KEPT,
        "known.call_loaded_at = arrived.call_loaded_at\n",
        "known.call_loaded_at <= arrived.call_loaded_at\n",
    ),
    Way(
        "see no other value of a copy",
        KEPT,
        "known.source IS NULL OR :differs",
        "known.source IS NULL OR (1 = 0 AND (:differs))",
    ),
    Way("let rejected rows move the watermark", PAST, "reject_reason IS NULL AND call_loaded_at", "call_loaded_at"),
    Way(
        "let the future move the watermark",
        PAST,
        "reject_reason IS NULL AND call_loaded_at <= :until",
        "reject_reason IS NULL",
    ),
    Way(
        "go by the clock of this run",
        PAST,
        "_loaded(graph, warehouse, run.started_at)",
        "_loaded(graph, warehouse, datetime.now(UTC).replace(tzinfo=None))",
    ),
    Way("never read again what has no load time", KEPT, " OR :loaded_at IS NULL)", ")"),
    Way("one watermark for all sources", KEPT, ":own <> :source OR ", ""),
    Way(
        "move calls that carry a user id",
        TOUCHED,
        "WHERE calls.user_id IS NULL AND calls.reject_reason",
        "WHERE calls.reject_reason",
    ),
    Way(
        "keep rejected calls without id twice",
        CHANGES,
        'yield Gone(also=exp.Is(this=exp.column("event_id", own), expression=exp.null()))',
        "yield from ()",
    ),
    Way("read from the latest cut on", BOUNDS, "min(cut_at)", "max(cut_at)", ASIDE),
    Way("look for copies from the latest known on", BOUNDS, "min(found.timestamp)", "max(found.timestamp)", ASIDE),
    Way("look for no copy of a call without a time", BOUNDS, "(:test OR :moment IS NULL)", "(:test)", ASIDE),
    Way(
        "see as it will be nothing of the people touched",
        UPDATE,
        "exp.or_(missing, exp.not_(exp.paren(also))) if gone.also else missing",
        "missing",
        ASIDE,
    ),
    Way(
        "see as it will be what goes as well",
        UPDATE,
        "else missing)\n",
        "else exp.true())\n",
        ASIDE,
    ),
    Way(
        "merge all calls without id of a source as one",
        CHANGES,
        '(*key, "call_loaded_at") if self.kept else key',
        "key",
        MERGING,
    ),
    Way("merge what comes and let nothing go", UPDATE, "exp.and_(goes_away, *same)", "exp.false()", MERGING),
    Way(
        "never find out that an id is shared now",
        TOUCHED,
        "OR coalesce(log_ins.least_user_id <> user_map.user_id, FALSE)",
        "",
    ),
    Way(
        "never find out that an id is shared no more",
        TOUCHED,
        "CASE WHEN log_ins.is_undecided THEN coalesce(decided.is_shared, FALSE)",
        "CASE WHEN FALSE THEN FALSE",
        world="rows are replaced",
    ),
    Way(
        "own calls of a shared id by what has come only",
        TOUCHED,
        'Step("histories", "All their calls, as they are now.", _histories(context, "shared_now")),',
        """Step.of("histories", "", "SELECT calls.source, calls.call_type, calls.event_id, calls.timestamp, "
            "calls.own_user_id AS user_id, calls.anonymous_id FROM stage.calls_after AS calls "
            "JOIN shared_now ON calls.anonymous_id = shared_now.anonymous_id"),""",
    ),
    Way(
        "leave calls whose owner on a shared id changes",
        TOUCHED,
        "UNION DISTINCT\n        SELECT anonymous_id FROM stage.shared_touched",
        "",
    ),
    Way(
        "take an owner of before for one of now",
        TOUCHED,
        "coalesce(shared_owned.user_id, :mapped",
        "coalesce(shared_calls.user_id, :mapped",
    ),
    Way("let servers' events start sessions again", EVENTS, "NOT is_server AND (:is_start)", "(:is_start)"),
    Way(
        "measure the gap to servers' events, too",
        EVENTS,
        'of_clients=server_calls.of_clients(context, column("timestamp"))',
        'of_clients=column("timestamp")',
    ),
    Way(
        "cut where midnight or a campaign started a session",
        TOUCHED,
        "max(CASE WHEN :after_gap THEN start_at END) AS start_at,\n"
        "            max(CASE WHEN :after_gap THEN session_index END) AS start_index",
        "max(start_at) AS start_at, max(CASE WHEN TRUE OR (:after_gap) THEN session_index END) AS start_index",
        world="campaigns and midnight",
    ),
    Way(
        "ask for campaigns as they were",
        TOUCHED,
        "SELECT {names} FROM stage.touches_rebuilt",
        "SELECT {names} FROM model.touches WHERE 1 = 0",
        world="campaigns split",
    ),
    Way(
        "forget what a person's earlier sessions came from",
        "models/session_sources.py",
        "kept.session_start_timestamp < cuts.cut_at AND",
        "1 = 0 AND",
    ),
    Way(
        "keep touches of changed pages",
        "models/changes.py",
        'yield replace(_keys_of(own, f"{one.table}_changed", "source", one.id_name), within=within)',
        "yield from ()",
    ),
    Way(
        "judge no other call of a key",
        CONVERSIONS,
        """        UNION ALL
        SELECT :kept
        FROM model.conversion_calls AS kept
        JOIN stage.{KEYS} AS keys
          ON kept.conversion = keys.conversion AND kept.conversion_key = keys.conversion_key
        WHERE NOT EXISTS (
            SELECT 1 FROM stage.{IN_DOUBT} AS ids
            WHERE kept.source = ids.source AND kept.track_id = ids.track_id
        )
""",
        "",
        world=WORTH,
    ),
    Way(
        "judge keys as they were only",
        CONVERSIONS,
        "SELECT conversion, conversion_key FROM stage.conversion_calls_now WHERE conversion_key IS NOT NULL",
        "SELECT conversion, conversion_key FROM stage.conversion_calls_now WHERE 1 = 0",
        world=WORTH,
    ),
    Way(
        "judge keys as they are only",
        CONVERSIONS,
        "WHERE kept.conversion_key IS NOT NULL\n        UNION DISTINCT",
        "WHERE 1 = 0\n        UNION DISTINCT",
        world=REPLACED,
    ),
    Way(
        "count a key once in each source",
        CONVERSIONS,
        "BY conversion, conversion_key ORDER",
        "BY conversion, conversion_key, source ORDER",
        world=WORTH,
    ),
    Way(
        "tie by timestamp only, in keys",
        CONVERSIONS,
        "conversion_key ORDER BY timestamp, source, track_id",
        "conversion_key ORDER BY timestamp",
        world=WORTH,
    ),
    Way(
        "leave people whose order is a repeat now, or none any more",
        CONVERSIONS,
        "WHERE now.is_repeat <> was.is_repeat",
        "WHERE 1 = 0",
        world=WORTH,
    ),
    Way(
        "let rows of events' tables affect nobody",
        CONVERSIONS,
        "    found = event_properties.revalued(context)\n",
        "    found: list[exp.Query] = []\n",
        world=WORTH,
    ),
    Way(
        "judge no call of which only the properties are new",
        CONVERSIONS,
        "both = [*calls, *event_properties.revalued(context)]",
        "both = calls",
        world=WORTH,
    ),
    Way(
        "keep what a changed call converted to",
        CHANGES,
        """        yield _keys_of(own, self.calls, "source", "track_id")\n""",
        "",
        world=WORTH,
    ),
    Way(
        "give a call no properties that came before it",
        PROPERTIES,
        "return exp.union(kept, anew, distinct=False)",
        "return anew",
        world=WORTH,
    ),
    Way(
        "give a call the properties that it had, too",
        PROPERTIES,
        '        WHERE {stays(context, "kept", rows.table, "track_id")}\n',
        "",
        world=WORTH,
    ),
    Way(
        "see no other value of a property",
        KEPT,
        "        for name, one in columns.items()\n",
        "        for name, one in columns.items() if not one.custom\n",
        world=REPLACED,
    ),
    Way(
        "ask conversions in doubt for one condition only",
        CONVERSIONS,
        "for asked, wanted in one.where.items():",
        "for asked, wanted in list(one.where.items())[: 1 if calls.startswith('calls_now') else None]:",
        world=WORTH,
    ),
    Way(
        "number conversions from one again",
        CONVERSIONS,
        """f"coalesce({counted}.conversions, 0) + " if counted else \"\"""",
        """\"\"""",
        world=WORTH,
    ),
    Way("number a person's repeats, too", CONVERSIONS, "count(kept.conversion_index) AS", "count(*) AS", world=WORTH),
    Way(
        "forget the person who wins events",
        TOUCHED,
        "        UNION ALL\n        SELECT user_id, call_type, timestamp FROM stage.calls_moved\n",
        "",
        world=WORTH,
    ),
    Way(
        "keep the days that sessions have left",
        DAYS,
        """WHERE session_start_event", day=day)
        for table in ("events_before", "events_rebuilt")""",
        """WHERE session_start_event", day=day)
        for table in ("events_rebuilt",)""",
        world=WORTH,
    ),
    Way(
        "add up no days that sessions have come to",
        DAYS,
        """WHERE session_start_event", day=day)
        for table in ("events_before", "events_rebuilt")""",
        """WHERE session_start_event", day=day)
        for table in ("events_before",)""",
        world=WORTH,
    ),
    Way(
        "take the day of a session in UTC",
        DAYS,
        """    Columns: session_date.
    \"\"\"
    day = context.dialect.local_day(column("timestamp"), context.config.time_zone)""",
        """    Columns: session_date.
    \"\"\"
    day = context.dialect.local_day(column("timestamp"), "UTC")""",
        world=WORTH,
    ),
    Way(
        "take the first day that changes in UTC",
        DAYS,
        """    asked.
    \"\"\"
    day = context.dialect.local_day(column("timestamp"), context.config.time_zone)""",
        """    asked.
    \"\"\"
    day = context.dialect.local_day(column("timestamp"), "UTC")""",
        world=WORTH,
    ),
    Way(
        "keep the days on which a person has nothing any more",
        DAYS,
        """AS active_date FROM stage.{table}", day=day)
        for table in ("events_before", "events_rebuilt")""",
        """AS active_date FROM stage.{table}", day=day)
        for table in ("events_rebuilt",)""",
        world=WORTH,
    ),
    Way(
        "count of the first day that changes only what comes after the cut",
        DAYS,
        "WHERE events.timestamp < cuts.cut_at AND :day >= touched.first_day",
        "WHERE 1 = 0 AND :day >= touched.first_day",
        world=WORTH,
    ),
    Way(
        "take the first day that changes for a person's first",
        DAYS,
        "earlier.user_id IS NULL\n                AND ",
        "",
        world=WORTH,
    ),
    Way(
        "change the days after the first that changes",
        CHANGES,
        ":day >= theirs.first_day",
        ":day > theirs.first_day",
        world=WORTH,
    ),
    Way(
        "look back at no session before the cut",
        ATTRIBUTION,
        "FROM model.session_sources AS sessions",
        """FROM {"stage.session_sources_rebuilt" if again else "model.session_sources"} AS sessions""",
        world=WORTH,
    ),
    Way("in dbt, ignore the overlap", MACROS, "NAME_run_text(moment - overlap)", "NAME_run_text(moment)", DBT),
    Way(
        "in dbt, let rejected rows move the watermark",
        EXPORT,
        "WHERE reject_reason IS NULL AND call_loaded_at <= :until",
        "WHERE call_loaded_at <= :until",
        DBT,
    ),
    Way(
        "in dbt, let the future move the watermark",
        EXPORT,
        "WHERE reject_reason IS NULL AND call_loaded_at <= :until",
        "WHERE reject_reason IS NULL",
        DBT,
        "loaders are ahead of the clock",
    ),
    Way("in dbt, read nothing as it was", MACROS, "execute and not NAME_run_is_full()", "1 == 0", DBT),
    Way(
        "in dbt, leave what goes",
        MACROS,
        "{%- for one in changes -%}",
        "{%- for one in changes if not one.startswith('DELETE') -%}",
        DBT,
    ),
)

TELL = """
import sys
from importlib import import_module
import loads, test_incremental

module, _, name_of_class = "{engine}".partition(":")
kind = getattr(import_module(module), name_of_class)
told = 0
tries = [("{world}", seed) for seed in range({times}) if "{world}"]
tries += [(name, seed) for seed in range({times}) for name in test_incremental.WORLDS if name != "{world}"]
for name, seed in tries:
    world = test_incremental.WORLDS[name]
    arriving = loads.side_by_side(loads.random_loads(f"broken {{seed}}", 160, world))
    told += 160
    difference = test_incremental.find_difference(
        kind, arriving, world, test_incremental.OTHERS | {{"segment_forgotten"}}
    )
    if difference:
        print(f"caught in the world {{name!r}} after {{told:,}} histories: {{difference.model}}", end="")
        sys.exit()
sys.exit(f"not caught in {{told:,}} histories")
"""


def broken(way: Way | None, folder: Path) -> Path:
    """Copy the package into a folder and break it; return the folder to import it from."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    if way:
        path = folder / "src" / "segment_models" / way.file
        text = path.read_text(encoding="utf-8")
        if way.right not in text:
            raise SystemExit(f"{way.name}: {way.file} has no such text any more: {way.right}")
        path.write_text(text.replace(way.right, way.wrong), encoding="utf-8")
    return folder / "src"


def outcome(way: Way | None) -> tuple[bool, str]:
    """Return whether histories catch it, and what there is to tell."""
    with tempfile.TemporaryDirectory() as folder:
        places = os.pathsep.join((str(broken(way, Path(folder))), str(ROOT / "tests")))
        ran = subprocess.run(  # noqa: S603 our own interpreter and text
            [
                sys.executable,
                "-W",
                "ignore",
                "-c",
                TELL.format(
                    times=WORLDS_TRIED if way else 1,
                    engine=way.engine if way else Way.engine,
                    world=way.world if way else "",
                ),
            ],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": places},
        )
        return ran.returncode == 0, ran.stdout or (ran.stderr.strip().splitlines() or ["no answer"])[-1]


def main() -> None:
    """Break it in each way, or in those named; fail if one is not caught, or if what is not broken is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="ways to try, by their names or parts of them; else all")
    parser.add_argument("--through-dbt", action="store_true", help="run what is exported to dbt instead")
    given = parser.parse_args()
    names, through_dbt = given.names, given.through_dbt
    ways = [way for way in WAYS if not names or any(name in way.name for name in names)]
    if through_dbt:
        ways = [
            replace(way, engine=DBT) for way in ways if way.engine in (DBT, Way.engine) and way.file not in OF_OUR_RUN
        ]
    caught, told = outcome(None)
    if caught:
        raise SystemExit(f"What is not broken is {told}. Put that right first.")
    missed = []
    for way in ways:
        caught, told = outcome(way)
        print(f"{way.name}: {told}", flush=True)
        if not caught:
            missed.append(way.name)
    if missed:
        raise SystemExit(f"Not caught: {', '.join(missed)}.")


if __name__ == "__main__":
    main()
