"""`segment_touches`: what each page call says of where its visitor came from."""

from functools import reduce

from sqlglot import exp

from segment_models import fields
from segment_models.config.traffic import CAMPAIGN
from segment_models.fields import PAGE, Field
from segment_models.models import addresses
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.models.click_ids import click_ids
from segment_models.models.touch_values import SAID, SENT, apart, followed, has
from segment_models.sql import aliased, column, piece, query

KINDS = ("utm", "click_id", "referrer")
"""What a touch comes from."""

_UTM = tuple(f"utm_{name}" for name in CAMPAIGN)
_KEY = "source, page_id, timestamp"


def touches(context: Context) -> exp.Query:
    """One row per page call that says where its visitor came from (A1 to A7).

    Columns: `columns`.
    """
    steps = [
        *judged_calls(context, PAGE),
        _queried(context),
        _candidates(context),
        _parsed(context),
        *followed(context),
    ]
    return chain(steps, _of_each_page(context))


def columns(_: Context) -> tuple[Field, ...]:
    """Return the page call, and what it says."""
    return (fields.SOURCE, PAGE.id, *fields.TOUCHED)


def _queried(context: Context) -> Step:
    dialect = context.dialect
    query_text = addresses.query_text(dialect, column("search"), column("url"))
    return Step.of(
        "queried",
        "What columns have of the campaign; the query of the address (A2), and both addresses without what follows "
        "their hosts.",
        f"""
        SELECT {_KEY}, :sent, replace(:query_text, '?', '&') || '&' AS query_text,
            :page_start AS page_start, :referrer_start AS referrer_start
        FROM pages_judged
        WHERE reject_reason IS NULL
        """,
        sent=[
            aliased(piece("coalesce(:utm, '')", utm=column(utm)), sent) for utm, sent in zip(_UTM, SENT, strict=True)
        ],
        query_text=query_text,
        page_start=addresses.start(dialect, piece("coalesce(url, '')")),
        referrer_start=addresses.start(dialect, piece("coalesce(referrer, '')")),
    )


def _candidates(context: Context) -> Step:
    """Return the step that leaves out what is no touch for sure; the dearest tests stand last, for few rows."""
    named = ("utm_", *(f"{name}=" for name in click_ids(context.config)))
    return apart(
        context,
        "candidates",
        "Pages that may tell a source: with a campaign, a click id, or a referrer that is not their own host.",
        f"""
        SELECT {_KEY}, {", ".join(SENT)}, query_text, page_start, referrer_start
        FROM queried
        WHERE CASE
            WHEN :has_campaign THEN TRUE
            WHEN :has_value AND (:has_parameter) THEN TRUE
            WHEN referrer_start = '' THEN FALSE
            WHEN referrer_start = page_start AND NOT referrer_start LIKE '% %' THEN FALSE
            ELSE TRUE
        END
        """,
        has_campaign=exp.or_(*(piece(f"{name} <> ''") for name in SENT)),
        has_value=has(context, "query_text", "="),
        has_parameter=exp.or_(*(has(context, "query_text", one) for one in named)),
    )


def _parsed(context: Context) -> Step:
    dialect, query_text = context.dialect, column("query_text")
    sent = [addresses.parameter(dialect, query_text, name) for name in _UTM]
    clicked = exp.case()
    for name in click_ids(context.config):
        has_value = addresses.has_value(dialect, query_text, name)
        clicked = clicked.when(has_value, dialect.constant(name), copy=False)
    return apart(
        context,
        "parsed",
        "The first click id of the address (A5); where no column has a campaign, its values in the query, & between "
        "them (A2).",
        f"""
        SELECT {_KEY}, query_text, {", ".join(SENT)},
            CASE WHEN :in_columns OR NOT :has_utm THEN '' ELSE :encoded END AS encoded,
            CASE WHEN :has_equals THEN :clicked ELSE '' END AS click_id_name,
            page_start, referrer_start
        FROM candidates
        """,
        in_columns=exp.or_(*(piece(":sent <> ''", sent=dialect.trim_spaces(column(name))) for name in SENT)),
        has_utm=has(context, "query_text", "utm_"),
        encoded=reduce(lambda some, one: piece(":some || '&' || :one", some=some, one=one), sent),
        has_equals=has(context, "query_text", "="),
        clicked=clicked.else_(dialect.constant(""), copy=False),
    )


def _of_each_page(context: Context) -> exp.Query:
    """Return each page with what follows from what it says, and the value of its click id as sent (A5)."""
    place = context.dialect.position(column("query_text", "parsed"), piece("'&' || parsed.click_id_name || '='"))
    after = piece("substr(parsed.query_text, :place + length(parsed.click_id_name) + 2)", place=place)
    return query(
        f"""
        SELECT parsed.source, parsed.page_id, parsed.timestamp, channelled.touch, :traffic, channelled.channel,
            nullif(parsed.click_id_name, '') AS click_id_name,
            CASE WHEN parsed.click_id_name <> '' THEN :click_id END AS click_id, channelled.referrer_host
        FROM parsed
        JOIN channelled ON {" AND ".join(f"parsed.{name} = channelled.{name}" for name in SAID)}
        """,
        traffic=[column(f"traffic_{name}", "channelled") for name in (*CAMPAIGN, "category")],
        click_id=context.dialect.split_part(after, "&", 1),
    )
