"""One build for many stories: those of one configuration share it, and each is shown its own rows only.

A story asks for a build and looks at rows. Before the first story of an engine is told, all of them are listened to:
each is called with a warehouse that notes what the story wants built, and ends it there. Stories that want the same
configuration are written into one database and built together. They do not meet there:

* Every id of a story has the story's mark before it, which keeps the order of ids (R7). No id stays no id. The keys of
  conversions, which count once over all people, have it, too.
* Stories whose raw tables have the same columns share them, beside one another. All others have sources of their own.

A story is then given the rows that carry its mark, without it; sources have their own names again and sessions the ids
that follow from them. What the rows cannot show is asked of a build of the story's own: the report of the run, the
catalog, a second run, a connection; rows that add up those of many people, such as days; and those of a model that the
shared build leaves out. Such a story is told alone, from its first build on, as soon as it asks (`SharingWarehouse`).
If a shared build fails, or has a row that is nobody's, all its stories are told alone, so that the failure names the
one that it is about.

``pytest --own-builds`` tells every story alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from oracle import Options, clean_id
from segment_models import segment
from stories import INVENTORY, MODELS_SCHEMA, Built, Raw, StoryWarehouse, session_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    HasGap = Callable[[type[StoryWarehouse], pytest.Item], str | None]
    """Tells why a story cannot hold on an engine, where that is known."""

CALL_TYPES = {"pages": "page", "tracks": "track", "screens": "screen", "identifies": "identify"}
RAW_IDS = ("id", "user_id", "anonymous_id")
MODEL_IDS = (
    *("page_id", "touch_page_id", "track_id", "screen_id", "event_id", "log_in_event_id"),
    *("user_id", "anonymous_id"),
)
SESSION_IDS = ("session_id", "attributed_session_id")
OF_NOBODY = {"traffic_sources"}
"""The models whose rows are the same for every story."""
OF_ALL = {"daily"}
"""The models whose rows add up those of many people, so that no story can be given its own."""
OF_VISITS = ("page_views", "session_facts", "daily", "active_days")
"""The models that only stories about them look at: the others' shared builds leave them out."""
WITHOUT_VISITS = {name: {"enabled": False} for name in OF_VISITS}
"""What a configuration says of them then."""
ABOUT_VISITS = {f"test_{name}" for name in (*OF_VISITS, "conversions", "attribution", "event_properties")}
"""The files of those stories."""
ABOUT_ALL = {"test_published", "test_track_events"}
"""The files of those that look at every model, or name all that there are."""
PREFIX = "segment_"
MARK = re.compile(r"s(\d+)\.")

PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
LIKE_JUNK = {"null", "undefined", "anonymous", "anonymousid", "nan"}

SHARED_OPTIONS = {
    *("session_timeout_millis", "max_clock_ahead", "earliest_timestamp", "nested", "include_anonymous_users"),
    *("include_pages", "include_tracks", "include_screens"),
    *("shared_devices", "shared_id_limit", "server_events", "session_midnight"),
    *("own_domains", "ignored_referrers", "click_ids", "channels", "traffic_sources", "lookback"),
    *("custom_page_fields", "custom_track_fields", "custom_screen_fields", "custom_user_fields"),
    *("event_properties", "conversions", "time_zone", "engaged_after_millis", "daily_dimensions"),
}
"""What may be configured for many stories at once: nothing of names and places, nor of what an id is."""

MANY, MOST = 10, 50
"""So many stories with the same tables are a group of their own; and so many share a build at most."""


def is_about_visits(story: pytest.Item) -> bool:
    """Return whether a test looks at page views, facts of sessions or days; or is no story of models at all."""
    return story.path.parent.name != "models" or story.path.stem in ABOUT_VISITS | ABOUT_ALL


def event_tables(options: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the tables of events that a configuration reads; of each the properties, and what is read for each.

    A currency may be read without having been named.
    """
    tables: dict[str, dict[str, str]] = {}
    of_event: dict[str, str] = {}
    for event, said in (options.get("event_properties") or {}).items():
        told = said if isinstance(said, dict) else {"properties": said}
        pairs = [one if isinstance(one, dict) else {"column": one, "as": one} for one in told["properties"]]
        of_event[event] = told.get("table", event)
        tables[of_event[event]] = {pair["as"]: pair["column"] for pair in pairs}
    for name, told in (options.get("conversions") or {}).items():
        value = told.get("value")
        named = [*told.get("where", {}), told.get("key"), value if isinstance(value, str) else None]
        named += [told.get("currency", "currency")] if isinstance(value, str) else []
        event = told.get("event", name)
        for one in filter(None, named):
            read = tables.setdefault(of_event.get(event, event), {})
            if one not in read.values():
                read.setdefault(one, one)
    return tables


def keys(options: dict[str, Any]) -> dict[str, set[str]]:
    """Return, for each table of an event, its columns that hold the keys of conversions."""
    made: dict[str, set[str]] = {}
    tables, properties = event_tables(options), options.get("event_properties") or {}
    for name, told in (options.get("conversions") or {}).items():
        if told.get("key"):
            event = told.get("event", name)
            said = properties.get(event)
            table = said.get("table", event) if isinstance(said, dict) else event
            made.setdefault(table, set()).add(tables[table].get(told["key"], told["key"]))
    return made


class NotedError(Exception):
    """A story has said what it wants built; it is told no further."""


class Listener:
    """A warehouse that notes the first build that it is asked for, and knows nothing else."""

    def build(self, sources: dict[str, dict[str, Any]], **options: Any) -> None:
        """End the story here."""
        raise NotedError(sources, options)


@dataclass(frozen=True)
class Wanted:
    """What a story wants built."""

    sources: dict[str, dict[str, Any]]
    options: dict[str, Any]
    visits: bool = field(default=True, compare=False)
    """Whether it is about page views, facts of sessions, or days."""

    @property
    def shared_options(self) -> dict[str, Any]:
        """What the build that it shares is configured with."""
        return self.options if self.visits else self.options | {"models": WITHOUT_VISITS}

    @property
    def tables(self) -> list[tuple[str, str, Raw]]:
        """Each raw table, with its source and its name."""
        return [
            (source, name, rows if isinstance(rows, Raw) else Raw(rows))
            for source, tables in self.sources.items()
            for name, rows in tables.items()
        ]

    def layout(self) -> tuple:
        """Return what the raw tables are, but for their rows."""
        return tuple((source, name, tuple(raw.layout().items())) for source, name, raw in self.tables)

    def configuration(self) -> tuple:
        """Return what has to be the same in stories that share a build: what is configured, however it was said.

        And the types of custom fields and of properties, for a field is of one type in all sources, and which of these
        there are; and whether any event could have an anonymous id, without which servers' events make sessions (R8a).
        """
        properties = event_tables(self.options)
        fields = {name.lower() for key in self.options if key.startswith("custom_") for name in self.options[key]}
        types = frozenset(
            (name.lower(), column.lower(), kind)
            for _, name, raw in self.tables
            for column, kind in raw.layout().items()
            if column.lower() in fields
        ) | {
            (name, column, kind)
            for _, name, raw in self.tables
            for column, kind in raw.layout().items()
            if column in properties.get(name, {}).values()
        }
        known = any("anonymous_id" in raw.layout() for _, name, raw in self.tables if name.lower() != "identifies")
        return repr(segment(segment_schema="any", **self.options).config), types, known

    def present(self) -> frozenset[str]:
        """Return which tables there are at all: a call type without any is built in another way."""
        return frozenset(name.lower() for _, name, _ in self.tables)

    def can_share(self) -> bool:
        """Return whether the story means the same with a mark before each of its ids."""
        return (
            self.options.keys() <= SHARED_OPTIONS
            and all(PLAIN_NAME.fullmatch(source) for source in self.sources)
            and all(name.lower() in CALL_TYPES or name in event_tables(self.options) for _, name, _ in self.tables)
            and all(_has_plain_ids(raw, self.marked_columns(name)) for _, name, raw in self.tables)
        )

    def marked_columns(self, table: str) -> set[str]:
        """Return the columns of a raw table, in lower case, that hold ids or keys."""
        return {*RAW_IDS, *(column.lower() for column in keys(self.options).get(table, ()))}

    def published_keys(self) -> set[str]:
        """Return the columns of models that hold keys of conversions."""
        of_tables, columns = event_tables(self.options), keys(self.options)
        named = (name for table, some in columns.items() for name, column in of_tables[table].items() if column in some)
        return {"conversion_key", *named}

    def names_every_row(self) -> bool:
        """Return whether every row has an id that can carry a mark."""
        return all(
            any(_carries_mark(value) for column, value in row.items() if column.lower() in RAW_IDS)
            for _, _, raw in self.tables
            for row in raw.rows
        )


def _has_plain_ids(raw: Raw, marked: set[str]) -> bool:
    columns = [name for name in raw.layout() if name.lower() in marked]
    texts = all(raw.layout()[name] == "text" for name in columns)
    return texts and all(_is_plain(row.get(name)) for row in raw.rows for name in columns)


def _is_plain(value: Any) -> bool:
    """Return whether an id is none, or one that is none whatever stands before it."""
    if value is None or (isinstance(value, str) and clean_id(value, Options()) is None):
        return True
    like_junk = isinstance(value, str) and (value.strip().casefold() in LIKE_JUNK or value[0] in " \t-0")
    return isinstance(value, str) and not like_junk


def _carries_mark(value: Any) -> bool:
    return clean_id(value, Options()) is not None


def first_build(item: pytest.Item, warehouse: str = "warehouse") -> Wanted | None:
    """Return what a story first wants built; None where it asks for something else before, or needs more fixtures."""
    told = {**item.callspec.params, warehouse: Listener()}
    names = item._fixtureinfo.argnames
    if not told.keys() >= set(names):
        return None
    try:
        item.obj(**{name: told[name] for name in names})
    except NotedError as noted:
        return Wanted(*noted.args, visits=item.path.stem in ABOUT_VISITS)
    except Exception:  # noqa: BLE001 (whatever it is, the story will say it when it is told)
        return None
    return None


@dataclass
class Group:
    """Stories that share a build, which is made when the first of them is told."""

    kind: type[StoryWarehouse]
    stories: list[Wanted]
    error: Exception | None = None
    _parts: list[dict[str, list[dict]]] | None = field(default=None, repr=False)

    def rows(self, number: int) -> dict[str, list[dict]] | None:
        """Return the rows of each model that are a story's; None where the stories have to be told alone."""
        if self._parts is None and self.error is None:
            try:
                self._parts = self._built()
            except Exception as error:  # noqa: BLE001 (each story will fail with its own)
                self.error = error
        return None if self._parts is None else self._parts[number]

    def _built(self) -> list[dict[str, list[dict]]]:
        sharing = Sharing(self.stories)
        warehouse = self.kind()
        try:
            built = warehouse.build(sharing.sources(), **self.stories[0].shared_options)
            there = (name for name in warehouse.kinds(MODELS_SCHEMA) if name.startswith(PREFIX))
            names = sorted(name for name in there if name != INVENTORY)
            models = {name.removeprefix(PREFIX): built.rows(name.removeprefix(PREFIX)) for name in names}
        finally:
            warehouse.close()
        return sharing.divided(models)


class Sharing:
    """How stories stand beside one another in one database, and are told apart again."""

    def __init__(self, stories: list[Wanted]) -> None:
        """Give every story its sources, and every session that could be one its id."""
        self.stories = stories
        self.renamed: list[dict[str, str]] = []
        """For each story, what its sources are called here."""
        self.alone: dict[str, int] = {}
        """The sources that are of one story only, with its number."""
        self.published_keys = stories[0].published_keys() if stories else set()
        self.sessions: list[dict[str, str]] = []
        """For each story, the id of each session here, and the one it has without marks."""
        layouts: dict[Any, int] = {}
        for number, story in enumerate(stories):
            key = story.layout() if story.names_every_row() else number
            place = layouts.setdefault(key, len(layouts))
            self.renamed.append({source: f"l{place}{source}" for source in story.sources})
            if key == number:
                self.alone |= dict.fromkeys(self.renamed[number].values(), number)
            self.sessions.append(dict(self._sessions(number)))

    def marked(self, number: int, value: Any) -> Any:
        """Return an id with the mark of a story; what is no id as it is."""
        return f"s{number}.{value}" if _carries_mark(value) else value

    def _sessions(self, number: int) -> Iterable[tuple[str, str]]:
        for source, table, raw in self.stories[number].tables:
            call_type = CALL_TYPES.get(table.lower())
            if call_type is None:
                continue  # a table of one event, whose calls are in another
            for value in (value for row in raw.rows for name, value in row.items() if name.lower() == "id" and value):
                here = session_id(self.renamed[number][source], call_type, self.marked(number, value))
                yield here, session_id(source, call_type, value)

    def sources(self) -> dict[str, dict[str, Raw]]:
        """Return the raw tables of all stories."""
        sources: dict[str, dict[str, Raw]] = {}
        for number, story in enumerate(self.stories):
            for source in story.sources:
                sources.setdefault(self.renamed[number][source], {})
            for source, table, raw in story.tables:
                tables = sources[self.renamed[number][source]]
                layout = raw.layout()
                shared = tables.setdefault(table, Raw([], layout, tuple(layout)))
                marked = story.marked_columns(table)
                shared.rows.extend(
                    {
                        name: self.marked(number, value) if name.lower() in marked else value
                        for name, value in row.items()
                    }
                    for row in raw.rows
                )
        return sources

    def divided(self, models: dict[str, list[dict]]) -> list[dict[str, list[dict]]]:
        """Return the rows of each model, for each story."""
        models = {model: rows for model, rows in models.items() if model not in OF_ALL}
        parts: list[dict[str, list[dict]]] = [{model: [] for model in models} for _ in self.stories]
        for model, rows in models.items():
            if model in OF_NOBODY:
                for part in parts:
                    part[model].extend(dict(row) for row in rows)
                continue
            for row in rows:
                owner = self.owner(model, row)
                parts[owner][model].append(self.unmarked(owner, row))
        return parts

    def owner(self, model: str, row: dict) -> int:
        """Return the story that a row is of. It must be of one."""
        marks = {int(mark[1]) for column in MODEL_IDS if (mark := MARK.match(row.get(column) or "", 0))}
        if row.get("source") in self.alone:
            marks.add(self.alone[row["source"]])
        if len(marks) != 1:
            raise ValueError(f"a row of {model} is of {len(marks)} stories: {row}")
        return marks.pop()

    def unmarked(self, number: int, value: Any, column: str = "") -> Any:
        """Return a value as the story has it when it is told alone."""
        if isinstance(value, dict):
            return {name: self.unmarked(number, one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.unmarked(number, one) for one in value]
        if (column in MODEL_IDS or column in self.published_keys) and isinstance(value, str):
            return value.removeprefix(f"s{number}.")
        if column in ("source", "sources"):
            names = {here: source for source, here in self.renamed[number].items()}
            return ", ".join(names.get(one, one) for one in value.split(", "))
        if column in SESSION_IDS:
            return self.sessions[number].get(value, value)
        return value


class SharingWarehouse:
    """The warehouse of a story that has a part of a shared build, and one of its own as soon as it asks for more."""

    def __init__(self, kind: type[StoryWarehouse], wanted: Wanted, group: Group) -> None:
        """Nothing is built yet."""
        self._kind, self._wanted, self._group = kind, wanted, group
        self._number = next(number for number, story in enumerate(group.stories) if story is wanted)
        self._first: Part | None = None
        self._own: StoryWarehouse | None = None

    def build(self, sources: dict[str, dict[str, Any]], **options: Any) -> Built:
        """Return the story's part of the shared build, for what it was heard to want; build anything else."""
        if self._first is None and self._own is None and Wanted(sources, options) == self._wanted:
            rows = self._group.rows(self._number)
            if rows is not None:
                self._first = Part(self, rows)
                return self._first
        return self.own().build(sources, **options)

    def own(self) -> StoryWarehouse:
        """Return a warehouse that is the story's own, in which what it has built so far is built."""
        if self._own is None:
            self._own = self._kind()
            if self._first is not None:
                self._first.become(self._own.build(self._wanted.sources, **self._wanted.options))
        return self._own

    def __getattr__(self, name: str) -> Any:
        """Answer what an engine's class says, and leave all else to a warehouse of the story's own."""
        said = getattr(self._kind, name, None)
        return self.own().__getattribute__(name) if said is None or callable(said) else said

    def close(self) -> None:
        """Close what is the story's own."""
        if self._own is not None:
            self._own.close()


class Part(Built):
    """A story's part of a shared build."""

    def __init__(self, story: SharingWarehouse, rows: dict[str, list[dict]]) -> None:
        """Take the rows of each model."""
        object.__setattr__(self, "_story", story)
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "_own", None)

    def become(self, own: Built) -> None:
        """Be what the story built by itself, from now on."""
        object.__setattr__(self, "_own", own)

    @property
    def warehouse(self) -> StoryWarehouse:
        """The warehouse of the story's own build."""
        return self._story.own()

    @property
    def report(self) -> Any:
        """The report of the story's own build."""
        self._story.own()
        return self._own.report

    def rows(self, model: str) -> list[dict[str, Any]]:
        """Return the story's rows of a model; of one that the shared build has not, those of a build of its own."""
        if model not in self._rows:
            self._story.own()
        return self._own.rows(model) if self._own else [dict(row) for row in self._rows[model]]


class SharedBuilds:
    """The groups of each engine, of the stories that are told in this process."""

    def __init__(self, items: list[pytest.Item]) -> None:
        """Nothing is listened to before an engine is asked for."""
        self._items = items
        self._groups: dict[str, dict[str, tuple[Wanted, Group]]] = {}

    def of(self, engine: str, kind: type[StoryWarehouse], has_gap: HasGap) -> dict[str, tuple[Wanted, Group]]:
        """Return, for each story of an engine that shares a build, what it wants and with whom."""
        if engine not in self._groups:
            self._groups[engine] = dict(self._grouped(engine, kind, has_gap))
        return self._groups[engine]

    def _grouped(
        self, engine: str, kind: type[StoryWarehouse], has_gap: HasGap
    ) -> Iterable[tuple[str, tuple[Wanted, Group]]]:
        alike: dict[tuple, list[tuple[str, Wanted]]] = {}
        for item in self._items:
            given = getattr(item, "callspec", None)
            if given is None or given.params.get("warehouse") != engine or has_gap(kind, item):
                continue
            wanted = first_build(item)
            if wanted is not None and wanted.can_share():
                try:
                    configuration = wanted.visits, *wanted.configuration()
                except Exception:  # noqa: BLE001, S112 (what is wrong with it, the story will say when it is told)
                    continue
                alike.setdefault(configuration, []).append((item.nodeid, wanted))
        for stories in alike.values():
            for some in in_groups(stories):
                group = Group(kind, [wanted for _, wanted in some])
                yield from ((name, (wanted, group)) for name, wanted in some)


def in_groups(stories: list[tuple[str, Wanted]]) -> Iterable[list[tuple[str, Wanted]]]:
    """Divide stories of one configuration: those with the same tables if they are many; the others together."""
    by_tables: dict[frozenset, list[tuple[str, Wanted]]] = {}
    for name, wanted in stories:
        by_tables.setdefault(wanted.present(), []).append((name, wanted))
    many = [some for some in by_tables.values() if len(some) >= MANY]
    few = [one for some in by_tables.values() if len(some) < MANY for one in some]
    for some in (*many, few):
        for start in range(0, len(some), MOST):
            if len(group := some[start : start + MOST]) > 1:
                yield group


SHARED = pytest.StashKey[SharedBuilds]()


def shared_builds(session: pytest.Session) -> SharedBuilds:
    """Return what the stories of this process share; nothing where each is to be told alone."""
    if SHARED not in session.stash:
        session.stash[SHARED] = SharedBuilds([] if session.config.option.own_builds else session.items)
    return session.stash[SHARED]
