"""What an incremental run works out before it touches a model: whose history changed, and from when on.

Each function here is the query of one table of the run's own, in the order of `steps`. A later one reads the earlier
ones as ``stage.name``, and the models as the last run left them. The reasoning is in docs/incremental.md; in short:
a person is affected (*touched* in names) where a call of theirs is new, changed or re-owned. Their restart point, the
*cut*, is the start of their last session that starts at or before their earliest change; where that session had ended
by then, the change itself. What ends before the cut cannot change, because the gap rule (R8) looks only one event back.
What starts there is built again.
"""

from collections.abc import Callable, Mapping

from sqlglot import exp

from segment_models.models import conversions
from segment_models.models.bounds import after_first_cut
from segment_models.models.calls import id_of_event, kind_of_event
from segment_models.models.chain import Context, Step, chain, of_each
from segment_models.models.conversions import calls_revalued
from segment_models.models.kept_calls import stays
from segment_models.models.persons import by_call, person, with_persons
from segment_models.models.server_calls import of_clients
from segment_models.models.shared_calls import OWNED, owned
from segment_models.sql import column, piece, query, union_all


def calls_before(context: Context) -> exp.Query:
    """One row per call that changed, as it was.

    Columns: source, call_type, event_id, timestamp, user_id (the person, by the map as it was), own_user_id,
    anonymous_id. Good calls only (R5).
    """
    changed = of_each(
        context.all_types,
        """
        SELECT known.source, '{name}' AS call_type, known.{id} AS event_id, known.timestamp,
            known.user_id, known.anonymous_id
        FROM stage.{table}_known AS known
        JOIN stage.{table}_changed AS changed ON known.source = changed.source AND known.{id} = changed.{id}
        WHERE known.reject_reason IS NULL
        """,
    )
    leaving = """
        SELECT leaving.source, '{name}' AS call_type, leaving.{id} AS event_id, leaving.timestamp,
            leaving.user_id, leaving.anonymous_id
        FROM stage.{table}_leaving AS leaving
        WHERE leaving.reject_reason IS NULL
        """
    if context.forgetting:
        changed = union_all([changed, of_each(context.all_types, leaving)])
    calls = Step("calls", "Calls of every type whose copy loaded first is another now, as they were.", changed)
    was = query(
        """
        SELECT calls.source, calls.call_type, calls.event_id, calls.timestamp, :person AS user_id,
            calls.user_id AS own_user_id, calls.anonymous_id
        FROM calls
        """,
        person=person(context, "calls"),
    )
    return chain([calls], with_persons(context, was, "calls"))


def calls_after(context: Context) -> exp.Query:
    """One row per good call that is new or changed, as it is now.

    Columns: source, call_type, event_id, timestamp, own_user_id, anonymous_id.
    """
    good = """
        SELECT source, '{name}' AS call_type, {id} AS event_id, timestamp, user_id AS own_user_id, anonymous_id
        FROM stage.{table}_changed
        WHERE reject_reason IS NULL
        """
    return of_each(context.all_types, good)


def log_ins(context: Context) -> exp.Query:  # noqa: ARG001 every step is called alike
    """One row per anonymous id of these calls.

    Columns: anonymous_id, user_id and mapped_at of its latest log-in among them, NULL if there is none,
    least_user_id and greatest_user_id of these, and is_undecided: whether only its whole history tells whose it is now
    (R6).
    """
    steps = [
        Step.of(
            "log_ins_seen",
            "The calls that tell whose an anonymous id is, the latest in front (R7).",
            """
            SELECT anonymous_id, own_user_id AS user_id, timestamp AS mapped_at,
                min(own_user_id) OVER (PARTITION BY anonymous_id) AS least_user_id,
                max(own_user_id) OVER (PARTITION BY anonymous_id) AS greatest_user_id,
                row_number() OVER (
                    PARTITION BY anonymous_id
                    ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
                ) AS recency
            FROM stage.calls_after
            WHERE anonymous_id IS NOT NULL AND own_user_id IS NOT NULL
            """,
        ),
        Step.of(
            "latest",
            "One per anonymous id.",
            "SELECT anonymous_id, user_id, mapped_at, least_user_id, greatest_user_id FROM log_ins_seen "
            "WHERE recency = 1",
        ),
        Step.of(
            "disturbed",
            "Anonymous ids that lose a call: the one that told whose they are, perhaps, or their last.",
            "SELECT DISTINCT anonymous_id FROM stage.calls_before WHERE anonymous_id IS NOT NULL",
        ),
        Step.of(
            "visitors",
            "Every anonymous id that has a call among these.",
            """
            SELECT anonymous_id FROM stage.calls_after WHERE anonymous_id IS NOT NULL
            UNION DISTINCT
            SELECT anonymous_id FROM disturbed
            """,
        ),
    ]
    return chain(
        steps,
        """
        SELECT visitors.anonymous_id, latest.user_id, latest.mapped_at, latest.least_user_id, latest.greatest_user_id,
            disturbed.anonymous_id IS NOT NULL
                OR coalesce(latest.mapped_at = user_map.mapped_at AND latest.user_id <> user_map.user_id, FALSE)
                AS is_undecided
        FROM visitors
        LEFT JOIN latest ON visitors.anonymous_id = latest.anonymous_id
        LEFT JOIN disturbed ON visitors.anonymous_id = disturbed.anonymous_id
        LEFT JOIN model.user_map AS user_map ON visitors.anonymous_id = user_map.anonymous_id
        """,
    )


def user_map_changed(context: Context) -> exp.Query:
    """One row per anonymous id whose row in the map changes.

    Columns: anonymous_id, user_id, mapped_at and is_shared as they are now, user_id_before, is_new, and is_there:
    FALSE where no good call carries the id any more.
    """
    steps = [
        Step.of(
            "undecided",
            "The anonymous ids of which the whole history has to be read: few, if any.",
            "SELECT anonymous_id FROM stage.log_ins WHERE is_undecided",
        ),
        Step("histories", "All their calls, as they are now.", _histories(context, "undecided")),
        Step.of(
            "told",
            "Those that carried a user id in front, and of these the latest (R6, R7).",
            """
            SELECT anonymous_id, user_id, CASE WHEN user_id IS NOT NULL THEN timestamp END AS mapped_at,
                coalesce(
                    min(user_id) OVER (PARTITION BY anonymous_id) <> max(user_id) OVER (PARTITION BY anonymous_id),
                    FALSE
                ) AS is_shared,
                row_number() OVER (
                    PARTITION BY anonymous_id
                    ORDER BY CASE WHEN user_id IS NULL THEN 1 ELSE 0 END,
                        timestamp DESC, source DESC, call_type DESC, event_id DESC
                ) AS recency
            FROM histories
            """,
        ),
        Step.of(
            "decided",
            "The row of each of them; an id without any call has none.",
            "SELECT anonymous_id, user_id, mapped_at, is_shared FROM told WHERE recency = 1",
        ),
        Step("beside", "What the map says now beside what it said.", _beside()),
    ]
    return chain(
        steps,
        """
        SELECT anonymous_id, user_id, mapped_at, is_shared, user_id_before, is_new, is_there
        FROM beside
        WHERE is_new OR NOT is_there OR is_shared <> is_shared_before
            OR coalesce(user_id <> user_id_before, (user_id IS NULL) <> (user_id_before IS NULL))
            OR coalesce(mapped_at <> mapped_at_before, (mapped_at IS NULL) <> (mapped_at_before IS NULL))
        """,
    )


def _histories(context: Context, ids: str) -> exp.Query:
    """Return the query of all good calls of those anonymous ids that a table has, as they are now."""
    kept = """
        SELECT calls.source, '{name}' AS call_type, calls.{id} AS event_id, calls.timestamp,
            calls.user_id, calls.anonymous_id
        FROM model.{kept} AS calls
        JOIN {ids} AS ids ON calls.anonymous_id = ids.anonymous_id
        WHERE calls.reject_reason IS NULL
        """.replace("{ids}", ids)
    arrived = query(
        f"""
        SELECT calls.source, calls.call_type, calls.event_id, calls.timestamp, calls.own_user_id AS user_id,
            calls.anonymous_id
        FROM stage.calls_after AS calls
        JOIN {ids} AS ids ON calls.anonymous_id = ids.anonymous_id
        """
    )
    return union_all([of_each(context.all_types, kept + f" AND {stays(context, 'calls', '{table}', '{id}')}"), arrived])


def _beside() -> exp.Query:
    newer = "log_ins.mapped_at IS NOT NULL AND (user_map.mapped_at IS NULL OR log_ins.mapped_at > user_map.mapped_at)"

    def now(name: str) -> str:
        return (
            f"CASE WHEN log_ins.is_undecided THEN decided.{name} WHEN {newer} THEN log_ins.{name} "
            f"ELSE user_map.{name} END"
        )

    return query(
        f"""
        SELECT log_ins.anonymous_id,
            {now("user_id")} AS user_id,
            {now("mapped_at")} AS mapped_at,
            CASE WHEN log_ins.is_undecided THEN coalesce(decided.is_shared, FALSE)
                ELSE coalesce(user_map.is_shared, FALSE)
                    OR coalesce(log_ins.least_user_id <> log_ins.greatest_user_id, FALSE)
                    OR coalesce(log_ins.least_user_id <> user_map.user_id, FALSE)
            END AS is_shared,
            coalesce(user_map.is_shared, FALSE) AS is_shared_before,
            user_map.user_id AS user_id_before,
            user_map.mapped_at AS mapped_at_before,
            user_map.anonymous_id IS NULL AS is_new,
            NOT log_ins.is_undecided OR decided.anonymous_id IS NOT NULL AS is_there
        FROM stage.log_ins AS log_ins
        LEFT JOIN model.user_map AS user_map ON log_ins.anonymous_id = user_map.anonymous_id
        LEFT JOIN decided ON log_ins.anonymous_id = decided.anonymous_id
        """
    )


def shared_touched(context: Context) -> exp.Query:  # noqa: ARG001 every step is called alike
    """One row per shared anonymous id, shared now or before, of which a call is new, changed or gone (R6a).

    Columns: anonymous_id, and is_shared: whether it is now.
    """
    return query(
        """
        SELECT log_ins.anonymous_id, coalesce(changed.is_shared, user_map.is_shared, FALSE) AS is_shared
        FROM stage.log_ins AS log_ins
        LEFT JOIN stage.user_map_changed AS changed ON log_ins.anonymous_id = changed.anonymous_id
        LEFT JOIN model.user_map AS user_map ON log_ins.anonymous_id = user_map.anonymous_id
        WHERE coalesce(changed.is_shared, user_map.is_shared, FALSE) OR coalesce(user_map.is_shared, FALSE)
        """
    )


def shared_owned(context: Context) -> exp.Query:
    """One row per call without a user id of those ids that are shared now: the rows of shared_calls, as they are now.

    Their whole histories are read; those of other ids have not changed, because an owner depends on the calls of the
    id alone (R6c).
    """
    steps = [
        Step.of(
            "shared_now",
            "The shared ids of which a call is new, changed or gone.",
            "SELECT anonymous_id FROM stage.shared_touched WHERE is_shared",
        ),
        Step("histories", "All their calls, as they are now.", _histories(context, "shared_now")),
        *owned(context),
    ]
    return chain(steps, query(OWNED))


_MAPPED_NOW = "CASE WHEN changed.anonymous_id IS NOT NULL THEN changed.user_id ELSE user_map.user_id END"
"""Whose an anonymous id is now: ``changed`` is what changes of the map, where it does."""


def calls_moved(context: Context) -> exp.Query:
    """One row per kept call that belongs to another person now, because its anonymous id does, or its visit.

    Columns: source, call_type, event_id, timestamp, user_id_before and user_id (the persons).
    """
    if not by_call(context.config):
        return _moved_with_ids(context)
    ids = Step.of(
        "re_owned",
        "The anonymous ids that belong to somebody else now, and the shared ones whose calls may.",
        """
        SELECT anonymous_id FROM stage.user_map_changed
        WHERE coalesce(user_id_before, anonymous_id) <> coalesce(user_id, anonymous_id)
        UNION DISTINCT
        SELECT anonymous_id FROM stage.shared_touched
        """,
    )
    beside = """
        SELECT calls.source, '{name}' AS call_type, calls.{id} AS event_id, calls.timestamp,
            coalesce(shared_calls.user_id, user_map.user_id, calls.anonymous_id) AS user_id_before,
            coalesce(shared_owned.user_id, :mapped, calls.anonymous_id) AS user_id
        FROM model.{kept} AS calls
        JOIN re_owned ON calls.anonymous_id = re_owned.anonymous_id
        LEFT JOIN model.user_map AS user_map ON calls.anonymous_id = user_map.anonymous_id
        LEFT JOIN stage.user_map_changed AS changed ON calls.anonymous_id = changed.anonymous_id
        LEFT JOIN model.shared_calls AS shared_calls
          ON calls.source = shared_calls.source AND shared_calls.call_type = '{name}'
            AND calls.{id} = shared_calls.event_id
        LEFT JOIN stage.shared_owned AS shared_owned
          ON calls.source = shared_owned.source AND shared_owned.call_type = '{name}'
            AND calls.{id} = shared_owned.event_id
        WHERE calls.user_id IS NULL AND calls.reject_reason IS NULL
        """
    whose = of_each(context.all_types, beside, mapped=piece(_MAPPED_NOW))
    persons = Step("persons", "Whose each of their calls was, and whose it is.", whose)
    return chain(
        [ids, persons],
        """
        SELECT source, call_type, event_id, timestamp, user_id_before, user_id
        FROM persons
        WHERE user_id_before <> user_id
        """,
    )


def _moved_with_ids(context: Context) -> exp.Query:
    re_owned = Step.of(
        "re_owned",
        "The anonymous ids that belong to somebody else now.",
        """
        SELECT anonymous_id, coalesce(user_id_before, anonymous_id) AS user_id_before,
            coalesce(user_id, anonymous_id) AS user_id
        FROM stage.user_map_changed
        WHERE coalesce(user_id_before, anonymous_id) <> coalesce(user_id, anonymous_id)
        """,
    )
    moved = """
        SELECT calls.source, '{name}' AS call_type, calls.{id} AS event_id, calls.timestamp,
            re_owned.user_id_before, re_owned.user_id
        FROM model.{kept} AS calls
        JOIN re_owned ON calls.anonymous_id = re_owned.anonymous_id
        WHERE calls.user_id IS NULL AND calls.reject_reason IS NULL
        """
    return chain([re_owned], of_each(context.all_types, moved))


def calls_arrived(context: Context) -> exp.Query:
    """One row per good call that is new or changed, with its person as it is now.

    Columns: source, call_type, event_id, timestamp, user_id, own_user_id, anonymous_id.
    """
    mapped = piece(_MAPPED_NOW)
    owner = [column("user_id", "shared_owned")] if by_call(context.config) else []
    whose = exp.func("coalesce", column("own_user_id", "calls"), *owner, mapped, column("anonymous_id", "calls"))
    shared = """
        LEFT JOIN stage.shared_owned AS shared_owned
          ON calls.source = shared_owned.source AND calls.call_type = shared_owned.call_type
            AND calls.event_id = shared_owned.event_id
        """
    return query(
        f"""
        SELECT calls.source, calls.call_type, calls.event_id, calls.timestamp, :person AS user_id,
            calls.own_user_id, calls.anonymous_id
        FROM stage.calls_after AS calls
        LEFT JOIN stage.user_map_changed AS changed ON calls.anonymous_id = changed.anonymous_id
        LEFT JOIN model.user_map AS user_map ON calls.anonymous_id = user_map.anonymous_id
        {shared if owner else ""}
        """,
        person=whose,
    )


def touched(context: Context) -> exp.Query:
    """One row per person who wins, loses or changes a call.

    Columns: user_id, and touched_at, the time of the earliest such event; NULL where there are identifies only.
    """
    moments = """
        SELECT user_id, call_type, timestamp FROM stage.calls_before
        UNION ALL
        SELECT user_id, call_type, timestamp FROM stage.calls_arrived
        UNION ALL
        SELECT user_id_before AS user_id, call_type, timestamp FROM stage.calls_moved
        UNION ALL
        SELECT user_id, call_type, timestamp FROM stage.calls_moved
        """
    changes = [query(moments)]
    steps = []
    if revalued := calls_revalued(context):
        steps.append(
            Step("revalued", "The calls that count otherwise now: by their properties, or by a key (V2).", revalued)
        )
        changes.append(
            query(
                """
                SELECT events.user_id, 'track' AS call_type, events.timestamp
                FROM model.sessionized_events AS events
                JOIN revalued ON events.source = revalued.source AND events.track_id = revalued.track_id
                """
            )
        )
    every = union_all(changes)
    return chain(
        [*steps, Step("moments", "Every change, for the person who had the call and the one who has it.", every)],
        """
        SELECT user_id, min(CASE WHEN call_type <> 'identify' THEN timestamp END) AS touched_at
        FROM moments
        GROUP BY user_id
        """,
    )


def cuts(context: Context) -> exp.Query:
    """One row per person whose events changed.

    Columns: user_id, cut_at (the start of the session that the earliest change may belong to: their last one that
    starts at or before it; where that had ended by then, or there is none, the change itself), sessions_kept (the
    sessions that end before it). Calls between that session and the cut are in no session, and stay so (R8a). Where
    midnight or campaigns start sessions, too, it is the last start that follows a gap: what comes after another may
    belong to the session before (R8b, R8c).
    """
    split = context.config.session_midnight or context.config.session_campaign
    return chain(
        _gap_starts(context) if split else [_sessions_before(context)],
        query(
            """
            SELECT touched.user_id,
                CASE WHEN :after_gap THEN touched.touched_at ELSE earlier.start_at END AS cut_at,
                CASE WHEN :after_gap THEN coalesce(earlier.sessions, 0) ELSE earlier.start_index - 1 END
                    AS sessions_kept
            FROM stage.touched AS touched
            LEFT JOIN sessions_before AS earlier ON touched.user_id = earlier.user_id
            WHERE touched.touched_at IS NOT NULL
            """,
            after_gap=exp.paren(context.is_after_gap(column("end_at", "earlier"), column("touched_at", "touched"))),
        ),
    )


def _sessions_before(context: Context) -> Step:
    return Step.of(
        "sessions_before",
        "How many sessions of those people start at or before their earliest change, when the last of them starts, and "
        "the time of the last event that is no server's.",
        """
        SELECT touched.user_id, max(events.session_index) AS sessions,
            max(CASE WHEN events.session_start_event THEN events.timestamp END) AS start_at,
            max(events.session_index) AS start_index, max(:of_clients) AS end_at
        FROM model.sessionized_events AS events
        JOIN stage.touched AS touched ON events.user_id = touched.user_id
        WHERE events.timestamp <= touched.touched_at
        GROUP BY touched.user_id
        """,
        of_clients=of_clients(context, column("timestamp", "events"), "events"),
    )


def _gap_starts(context: Context) -> list[Step]:
    spans = Step.of(
        "spans",
        "The sessions of those people, from their first to their last event that is no server's.",
        """
        SELECT events.user_id, events.session_index, min(events.timestamp) AS start_at, max(:of_clients) AS end_at
        FROM model.sessionized_events AS events
        JOIN stage.touched AS touched ON events.user_id = touched.user_id
        WHERE events.session_index IS NOT NULL AND events.timestamp <= touched.touched_at
        GROUP BY events.user_id, events.session_index
        """,
        of_clients=of_clients(context, column("timestamp", "events"), "events"),
    )
    beside = Step.of(
        "beside",
        "Each beside the one before.",
        """
        SELECT user_id, session_index, start_at, end_at,
            lag(end_at) OVER (PARTITION BY user_id ORDER BY session_index) AS previous_end_at
        FROM spans
        """,
    )
    before = Step.of(
        "sessions_before",
        "How many start at or before the earliest change, the last of them that a gap started, and the last event.",
        """
        SELECT user_id, max(session_index) AS sessions,
            max(CASE WHEN :after_gap THEN start_at END) AS start_at,
            max(CASE WHEN :after_gap THEN session_index END) AS start_index, max(end_at) AS end_at
        FROM beside
        GROUP BY user_id
        """,
        after_gap=context.is_after_gap(column("previous_end_at"), column("start_at")),
    )
    return [spans, beside, before]


def events_before(context: Context) -> exp.Query:
    """One row per event of those people from their cut on, as the last run built it.

    Columns: the columns of sessionized_events that the new ones are made from, call_type and event_id.
    """
    types = context.config.call_types
    before = query(
        """
        SELECT events.source, :call_type AS call_type, :event_id AS event_id, events.timestamp, events.user_id,
            events.anonymous_id, events.session_start_event, events.session_id
        FROM model.sessionized_events AS events
        JOIN stage.cuts AS cuts ON events.user_id = cuts.user_id
        WHERE events.timestamp >= cuts.cut_at
        """,
        call_type=kind_of_event(types, "events"),
        event_id=id_of_event(types, "events"),
    )
    within = after_first_cut(context, column("timestamp", "events"))
    return before.where(within) if within else before


Derived = Callable[[Context], exp.Query]


def steps(context: Context) -> Mapping[str, Derived]:
    """Return every such table by its name, in the order they are made in.

    They come after ``<table>_arrived``, ``_known`` and ``_changed`` of each call type; then comes ``events_rebuilt``,
    the part of sessionized_events that is built again.
    """
    whose: tuple[Derived, ...] = (calls_before, calls_after, log_ins, user_map_changed)
    shared: tuple[Derived, ...] = (shared_touched, shared_owned) if by_call(context.config) else ()
    worth: tuple[tuple[str, Derived], ...] = conversions.steps() if conversions.exists(context.config) else ()
    rest: tuple[Derived, ...] = (calls_moved, calls_arrived, touched, cuts, events_before)
    return {
        **{one.__name__: one for one in (*whose, *shared)},
        **dict(worth),
        **{one.__name__: one for one in rest},
    }


def events_now() -> exp.Query:
    """Return the query of everyone's events from their cut on, as they are now, each with its person.

    Columns: source, call_type, event_id, timestamp, user_id (the person, R6), anonymous_id.
    """
    return query(
        """
        SELECT events.source, events.call_type, events.event_id, events.timestamp,
            coalesce(moved.user_id, events.user_id) AS user_id, events.anonymous_id
        FROM stage.events_before AS events
        LEFT JOIN stage.calls_moved AS moved
          ON events.source = moved.source AND events.call_type = moved.call_type AND events.event_id = moved.event_id
        WHERE NOT EXISTS (
            SELECT 1 FROM stage.calls_before AS changed
            WHERE events.source = changed.source AND events.call_type = changed.call_type
                AND events.event_id = changed.event_id
        )
        UNION ALL
        SELECT source, call_type, event_id, timestamp, user_id, anonymous_id
        FROM stage.calls_arrived
        WHERE call_type <> 'identify'
        """
    )


def touches_now() -> exp.Query:
    """Return the query of what pages tell of where their visitors came from, as it is now.

    Columns: source, page_id, touch, traffic_source, traffic_medium, traffic_campaign, click_id.
    """
    names = "source, page_id, touch, traffic_source, traffic_medium, traffic_campaign, click_id"
    return query(
        f"""
        SELECT {", ".join(f"kept.{name}" for name in names.split(", "))}
        FROM model.touches AS kept
        WHERE NOT EXISTS (
            SELECT 1 FROM stage.pages_changed AS changed
            WHERE kept.source = changed.source AND kept.page_id = changed.page_id
        )
        UNION ALL
        SELECT {names} FROM stage.touches_rebuilt
        """
    )
