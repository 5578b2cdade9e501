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

_CONVERSION = ("conversion", "source", "track_id", "timestamp", "user_id", "value")
_SOURCE = ("channel", "traffic_source", "traffic_medium", "traffic_campaign")
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
    return chain([_path(context, conversions, again=again), *_placed(context)], _weighed(context))


def _path(context: Context, conversions: str, *, again: bool) -> Step:
    age = context.dialect.micros_between(
        column("session_start_timestamp", "sessions"), column("timestamp", "conversions")
    )
    within = after_lookback(context, column("session_start_timestamp", "sessions")) if again else None
    sessions = query(
        f"""
        SELECT user_id, session_id, session_index, session_start_timestamp,
            touch NOT IN ('{DIRECT}', '{NONE}') AS is_touch, :source
        FROM model.session_sources AS sessions
        """,
        source=[column(name) for name in _SOURCE],
    )
    joined = sessions.where(within) if within else sessions
    on = piece(
        "conversions.user_id = sessions.user_id AND sessions.session_start_timestamp <= conversions.timestamp "
        "AND :age <= :lookback AND coalesce(sessions.session_index <= conversions.session_index, TRUE)",
        age=age,
        lookback=lookback_micros(context),
    )
    path = (
        exp.select(*(column(name, "conversions") for name in _CONVERSION))
        .select(
            *(column(name, "sessions") for name in ("session_id", "session_index", "is_touch", *_SOURCE)),
            aliased(_whole_days(age), "days_before"),
        )
        .from_(exp.to_table(conversions, alias="conversions"))
        .join(joined.subquery("sessions"), on=on, join_type="left")
        .where(piece("NOT conversions.is_repeat"))
    )
    why = "Each conversion beside the person's sessions that started before it, no more than the lookback ago (T1)."
    return Step("path", why, path)


def _whole_days(micros: exp.Expr) -> exp.Expr:
    """Return how many whole days microseconds are: what is divided has no rest, so every engine divides it exactly."""
    return piece(
        "CAST((:micros - MOD(:micros, :day)) / :day AS BIGINT)",
        micros=exp.paren(micros.copy()),
        day=exp.Literal.number(_DAY),
    )


def _placed(context: Context) -> list[Step]:
    names = [column(name) for name in (*_CONVERSION, "session_id", "session_index", *_SOURCE, "days_before")]
    own = "PARTITION BY conversion, source, track_id"
    numbered = query(
        f"""
        SELECT :names,
            count(session_id) OVER ({own}) AS touches,
            CASE WHEN session_id IS NOT NULL THEN row_number() OVER ({own} ORDER BY session_index) END AS touch_number,
            coalesce(is_touch, FALSE)
                OR count(CASE WHEN is_touch THEN 1 END) OVER ({own}) = 0 AS is_counted
        FROM path
        """,
        names=names,
    )
    decayed = exp.case()
    days = context.config.lookback // timedelta(days=1)
    for day in range(days + 1):
        decayed = decayed.when(
            piece("days_before = :day", day=exp.Literal.number(day)), exp.Literal.number(decay(day)), copy=False
        )
    decayed = decayed.else_(exp.Literal.number(decay(days)), copy=False)
    again = [column(name) for name in (*_CONVERSION, "session_id", "session_index", *_SOURCE, "days_before")]
    placed = query(
        f"""
        SELECT :names, touches, touch_number, is_counted,
            row_number() OVER ({own}, is_counted ORDER BY session_index) AS place,
            count(*) OVER ({own}, is_counted) AS places,
            :decayed AS decayed
        FROM numbered
        """,
        names=again,
        decayed=decayed,
    )
    return [
        Step("numbered", "Those with a touch count; where none has one, all of them do (T2).", numbered),
        Step("placed", "The place of each among those that count.", placed),
    ]


def _weighed(context: Context) -> exp.Query:
    dialect = context.dialect
    double = dialect.type(FieldType.DOUBLE)
    own = "PARTITION BY conversion, source, track_id"

    def one_if(test: str) -> exp.Expr:
        return exp.cast(piece(f"CASE WHEN {test} THEN 1 ELSE 0 END"), double.copy())

    def share(part: str, whole: str) -> exp.Expr:
        """Return one division of whole numbers, which every engine rounds alike (T3)."""
        divided = exp.Div(
            this=exp.cast(piece(part), double.copy()),
            expression=exp.cast(piece(whole), double.copy()),
            typed=False,
            safe=False,
        )
        return exp.case().when(piece("is_counted"), divided).else_(exp.cast(exp.Literal.number(0), double.copy()))

    position = {
        "places = 1": ("10", "10"),
        "places = 2": ("5", "10"),
        "place IN (1, places)": ("4", "10"),
    }
    by_place = exp.case()
    for test, (part, whole) in position.items():
        by_place = by_place.when(piece(test), share(part, whole))
    by_place = by_place.else_(share("2", "10 * CASE WHEN places > 2 THEN places - 2 ELSE 1 END"))
    is_alone = "session_id IS NULL"
    weights = {
        "first_weight": one_if(f"{is_alone} OR touch_number = 1"),
        "last_weight": one_if(f"{is_alone} OR touch_number = touches"),
        "first_non_direct_weight": one_if("is_counted AND place = 1"),
        "last_non_direct_weight": one_if("is_counted AND place = places"),
        "linear_weight": share("1", "places"),
        "position_weight": by_place,
        "time_decay_weight": share("decayed", f"sum(decayed) OVER ({own}, is_counted)"),
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
