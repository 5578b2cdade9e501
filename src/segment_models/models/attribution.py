"""`segment_attribution`: the sessions that led to each conversion, and what share of it each has by seven rules."""

from datetime import timedelta

from sqlglot import exp

from segment_models import fields
from segment_models.config import Config
from segment_models.fields import Field, FieldType
from segment_models.models import channels
from segment_models.models.bounds import after_lookback, lookback_micros
from segment_models.models.chain import Context, Step, chain
from segment_models.models.session_sources import DIRECT, NONE
from segment_models.sql import aliased, column, piece, query

_KEY = ("conversion", "source", "track_id")
_CONVERSION = (*_KEY, "timestamp", "user_id", "value")
_SOURCE = ("channel", "traffic_source", "traffic_medium", "traffic_campaign")
_VISIT = ("session_id", "session_index", "is_touch", "touches_so_far", *_SOURCE)
_DAY = 86_400_000_000
_WHOLE = 1_000_000_000
_HALF_LIFE = 7


def exists(config: Config) -> bool:
    """Return whether there are conversions, and sources of sessions to attribute them to."""
    return bool(config.conversions) and all(config.enabled(name) for name in ("conversions", "session_sources"))


def attribution(context: Context) -> exp.Query:
    """One row per conversion that counts and session of its path (T1 to T3).

    Columns: `columns`.
    """
    return _attributed(context, "model.conversions")


def attribution_again(context: Context) -> exp.Query:
    """Return the same of the conversions that are built again; their sessions are looked back at, as they are now."""
    return _attributed(context, "stage.conversions_rebuilt", again=True)


def columns(_: Context) -> tuple[Field, ...]:
    """Return the conversion, the session and its place in the path, its source, and the seven weights."""
    return fields.ATTRIBUTION


def decay(days: int) -> int:
    """Return the weight of a session so many days before: halved each week, in thousand millionths (T3)."""
    return max(1, round(2 ** (-days / _HALF_LIFE) * _WHOLE))


def _attributed(context: Context, conversions: str, *, again: bool = False) -> exp.Query:
    steps = [
        _buyers(conversions),
        _visits(context, again=again),
        _path(context, conversions),
        *_aged(context),
        *_placed(),
    ]
    return chain(steps, _weighed(context))


def _buyers(conversions: str) -> Step:
    return Step.of(
        "buyers",
        "Those who converted. Nobody else's sessions are looked at.",
        f"SELECT DISTINCT user_id FROM {conversions} AS conversions WHERE NOT is_repeat",
    )


def _visits(context: Context, *, again: bool) -> Step:
    within = after_lookback(context, column("session_start_timestamp", "sessions")) if again else None
    visits = query(
        """
        SELECT sessions.user_id, session_id, session_index, session_start_timestamp, :is_touch AS is_touch,
            count(CASE WHEN :is_touch THEN 1 END) OVER (
                PARTITION BY sessions.user_id ORDER BY session_index ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS touches_so_far,
            :source
        FROM model.session_sources AS sessions
        JOIN buyers ON sessions.user_id = buyers.user_id
        """,
        is_touch=piece(f"touch NOT IN ('{DIRECT}', '{NONE}')"),
        source=[column(name) for name in _SOURCE],
    )
    why = (
        "The sessions, each with its own source, whether that is a touch (T2), and how many touches the person had "
        "until then."
    )
    return Step("visits", why, visits.where(within) if within else visits)


def _path(context: Context, conversions: str) -> Step:
    age = context.dialect.micros_between(
        column("session_start_timestamp", "visits"), column("timestamp", "conversions")
    )
    on = piece(
        "conversions.user_id = visits.user_id AND conversions.timestamp >= visits.session_start_timestamp "
        "AND :age <= :lookback AND coalesce(visits.session_index <= conversions.session_index, TRUE)",
        age=age,
        lookback=lookback_micros(context),
    )
    path = (
        exp.select(*(column(name, "conversions") for name in _CONVERSION))
        .select(
            *(
                column(name, "visits")
                for name in ("session_id", "session_index", "is_touch", "touches_so_far", *_SOURCE)
            ),
            aliased(age.copy(), "micros_before"),
        )
        .from_(exp.to_table(conversions, alias="conversions"))
        .join("visits", on=on, join_type="left")
        .where(piece("NOT conversions.is_repeat"))
    )
    why = "Each conversion beside the person's sessions that started before it, no more than the lookback ago (T1)."
    return Step("path", why, path)


def _whole_days(micros: exp.Expr) -> exp.Expr:
    """Return how many whole days microseconds are: what is divided has no rest, so every engine divides it exactly."""
    day = exp.Literal.number(_DAY)
    return piece("CAST((:micros - MOD(:micros, :day)) / :day AS BIGINT)", micros=micros, day=day)


def _aged(context: Context) -> list[Step]:
    both = ", ".join((*_CONVERSION, *_VISIT))
    days = context.config.lookback // timedelta(days=1)
    decayed = exp.case(column("days_before"))
    for day in range(days + 1):
        decayed = decayed.when(exp.Literal.number(day), exp.Literal.number(decay(day)), copy=False)
    return [
        Step.of(
            "aged",
            "How many whole days before the conversion each session started.",
            f"SELECT {both}, :days_before AS days_before FROM path",
            days_before=_whole_days(column("micros_before")),
        ),
        Step.of(
            "halved",
            "What so many days leave of its weight (T3).",
            f"SELECT {both}, days_before, :decayed AS decayed FROM aged",
            decayed=decayed.else_(exp.Literal.number(decay(days)), copy=False),
        ),
    ]


def _placed() -> list[Step]:
    paths = """
        SELECT conversion, source, track_id, count(session_id) AS touches, min(session_index) AS first_index,
            count(CASE WHEN is_touch THEN 1 END) AS counted,
            min(CASE WHEN is_touch THEN touches_so_far END) AS first_counted,
            coalesce(sum(CASE WHEN is_touch THEN decayed END), sum(decayed)) AS decayed_whole
        FROM halved
        GROUP BY conversion, source, track_id
        """
    kept = ", ".join(f"halved.{name}" for name in (*_CONVERSION, *_VISIT, "days_before", "decayed"))
    placed = f"""
        SELECT {kept}, paths.touches, paths.decayed_whole,
            halved.session_index - paths.first_index + 1 AS touch_number,
            paths.counted = 0 OR coalesce(halved.is_touch, FALSE) AS is_counted,
            CASE WHEN paths.touches = 0 THEN 1
                WHEN paths.counted = 0 THEN paths.touches ELSE paths.counted END AS places,
            CASE WHEN paths.touches = 0 THEN 1
                WHEN paths.counted = 0 THEN halved.session_index - paths.first_index + 1
                ELSE halved.touches_so_far - paths.first_counted + 1 END AS place
        FROM halved
        JOIN paths ON {" AND ".join(f"halved.{name} = paths.{name}" for name in _KEY)}
        """
    return [
        Step.of(
            "paths",
            "Each conversion with its sessions: how many, and how many have a touch. A person's sessions and touches "
            "are numbered, so the first number says the place of each.",
            paths,
        ),
        Step.of(
            "placed",
            "Those with a touch count; where none has one, all of them do (T2). The place of each among those.",
            placed,
        ),
    ]


def _weighed(context: Context) -> exp.Query:
    dialect = context.dialect
    double = dialect.type(FieldType.DOUBLE)

    def one_if(test: str) -> exp.Expr:
        return exp.cast(piece(f"CASE WHEN {test} THEN 1 ELSE 0 END"), double.copy())

    def divided(part: str, whole: str) -> exp.Expr:
        """Return one division of whole numbers, which every engine rounds alike (T3)."""
        numbers = (exp.cast(piece(one), double.copy()) for one in (part, whole))
        return exp.Div(this=next(numbers), expression=next(numbers), typed=False, safe=False)

    def share(*by_place: tuple[str, exp.Expr], other: exp.Expr) -> exp.Expr:
        """Return the share of a session by its place; of one that does not count, none."""
        cases = exp.case().when(piece("NOT is_counted"), exp.cast(exp.Literal.number(0), double.copy()))
        for test, value in by_place:
            cases = cases.when(piece(test), value, copy=False)
        return cases.else_(other, copy=False)

    is_alone = "session_id IS NULL"
    weights = {
        "first_weight": one_if(f"{is_alone} OR touch_number = 1"),
        "last_weight": one_if(f"{is_alone} OR touch_number = touches"),
        "first_non_direct_weight": one_if("is_counted AND place = 1"),
        "last_non_direct_weight": one_if("is_counted AND place = places"),
        "linear_weight": share(other=divided("1", "places")),
        "position_weight": share(
            ("places = 1", exp.cast(exp.Literal.number(1), double.copy())),
            ("places = 2", divided("1", "2")),
            ("place IN (1, places)", divided("2", "5")),
            other=divided("1", "5 * nullif(places - 2, 0)"),
        ),
        "time_decay_weight": share(other=divided("decayed", "decayed_whole")),
    }
    nobody = dialect.constant(channels.UNASSIGNED)
    channel = exp.case().when(piece(is_alone), nobody).else_(column("channel"))
    return exp.select(
        *(column(name) for name in (*_CONVERSION, "session_id", "session_index", "touch_number", "touches")),
        column("days_before"),
        aliased(channel, "channel"),
        *(column(name) for name in _SOURCE[1:]),
        *(aliased(value, name) for name, value in weights.items()),
    ).from_("placed")
