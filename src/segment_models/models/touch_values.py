"""What follows from what a page call says: the steps of `segment_touches` after its pages. Not a model itself.

Few texts about sources differ, so each is looked at once, for all pages that say the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from segment_models.config.traffic import CAMPAIGN
from segment_models.models import addresses, channels
from segment_models.models.chain import Context, Step
from segment_models.models.click_ids import click_ids
from segment_models.sql import aliased, column, piece, text

SENT = tuple(f"sent_{name}" for name in CAMPAIGN)
"""The columns with a campaign as sent."""

SAID = ("encoded", *SENT, "click_id_name", "page_start", "referrer_start")
"""What a page call says, in texts that are never NULL. The rest of its touch, but the click id itself, follows.

What differs most stands first: an engine that joins by sorting compares it first.
"""

_ALL_SAID = ", ".join(SAID)

_NAMED = (*SAID, "touch", *(f"traffic_{name}" for name in CAMPAIGN), "referrer_host", "looked_up")
_ALL_NAMED = ", ".join(_NAMED)


def followed(context: Context) -> Iterator[Step]:
    """Yield the steps from ``parsed``, whose rows have the columns `SAID`, to ``channelled``, which has a row of each.

    Its columns: those, touch, traffic_source, and so on to channel, and referrer_host.
    """
    yield Step.of(
        "said",
        "What pages say, each once: far fewer rows than pages, and all that follows is found out for these.",
        f"SELECT DISTINCT {_ALL_SAID} FROM parsed",
    )
    yield from _decoded(context)
    yield _cut(context)
    yield _addressed(context)
    yield _hosted(context)
    yield _labelled(context)
    yield _sited(context)
    yield _told(context)
    yield _named(context)
    yield from _keyed(context)
    yield _found()
    yield _valued(context)
    yield _paid(context)
    yield _channelled(context)


def apart(context: Context, name: str, why: str, sql: str, **parts: exp.Expr | Sequence[exp.Expr]) -> Step:
    """Return a step whose values are computed once, however often the next one asks for each."""
    return replace(Step.of(name, why, sql, **parts), apart=context.dialect.can_inline)


def has(context: Context, name: str, part: str) -> exp.Expr:
    """Return whether a column has a text in it."""
    return exp.GT(this=context.dialect.position(column(name), text(part)), expression=exp.Literal.number(0))


def _decoded(context: Context) -> Iterator[Step]:
    """Yield the steps that decode the values of campaigns once, but for & and %, which would be taken for others."""
    yield Step.of(
        "escaped",
        "The values that have escapes, each once; + is a space (A2).",
        "SELECT encoded, replace(encoded, '+', ' ') AS decoded FROM (SELECT DISTINCT encoded FROM said) AS texts "
        "WHERE :has_escapes",
        has_escapes=exp.or_(has(context, "encoded", "%"), has(context, "encoded", "+")),
    )
    before = "escaped"
    for name, codes in addresses.DECODED.items():
        why = f"The same with {' '.join(codes.values()).strip()} for their escapes."
        decoded = addresses.decoded(column("decoded"), name)
        yield Step.of(name, why, f"SELECT encoded, :decoded AS decoded FROM {before}", decoded=decoded)
        before = name


def _cut(context: Context) -> Step:
    dialect, referrer = context.dialect, context.dialect.split_part(column("referrer_start"), " ", 1)
    return apart(
        context,
        "cut",
        "Where both addresses lead.",
        f"""
        SELECT {_ALL_SAID},
            :referrer_scheme AS referrer_scheme, :referrer_place AS referrer_place,
            :page_scheme AS page_scheme, :page_place AS page_place
        FROM said
        """,
        referrer_scheme=addresses.scheme(dialect, referrer),
        referrer_place=addresses.place(dialect, referrer),
        page_scheme=addresses.scheme(dialect, column("page_start")),
        page_place=addresses.place(dialect, column("page_start")),
    )


def _addressed(context: Context) -> Step:
    dialect = context.dialect
    hosts = [
        aliased(
            addresses.authority(dialect, column(f"{one}_scheme"), column(f"{one}_place")),
            f"{one}_authority",
        )
        for one in ("referrer", "page")
    ]
    return apart(
        context,
        "addressed",
        "The hosts of both addresses as they are written, without users and ports (A3).",
        f"SELECT {_ALL_SAID}, :hosts FROM cut",
        hosts=hosts,
    )


def _hosted(context: Context) -> Step:
    hosts = [
        aliased(addresses.host(context.dialect, column(f"{one}_authority")), f"{one}_host")
        for one in ("referrer", "page")
    ]
    return apart(context, "hosted", "The hosts (A3).", f"SELECT {_ALL_SAID}, :hosts FROM addressed", hosts=hosts)


def _labelled(context: Context) -> Step:
    labels = [
        aliased(addresses.label(context.dialect, column(f"{one}_host"), place), f"{one}_label_{place}")
        for one in ("referrer", "page")
        for place in (1, 2, 3)
    ]
    return apart(
        context,
        "labelled",
        "The last three labels of both hosts, from their ends.",
        f"SELECT {_ALL_SAID}, referrer_host, page_host, :labels FROM hosted",
        labels=labels,
    )


def _sited(context: Context) -> Step:
    sites = []
    for one in ("referrer", "page"):
        labels = [column(f"{one}_label_{place}") for place in (1, 2, 3)]
        site = addresses.site(context.dialect, column(f"{one}_host"), labels)
        sites.append(aliased(site, f"{one}_site"))
    return apart(
        context,
        "sited",
        "The sites of both hosts (A3); the values as decoded, or as sent where they have no escapes (A2).",
        f"""
        SELECT {", ".join(f"labelled.{name}" for name in SAID)}, referrer_host, :sites,
            coalesce(decoded_brackets.decoded, labelled.encoded) AS decoded
        FROM labelled
        LEFT JOIN decoded_brackets ON labelled.encoded = decoded_brackets.encoded
        """,
        sites=sites,
    )


def _told(context: Context) -> Step:
    """Return the step that has what each part of an address tells by itself; NULL where it tells nothing."""
    dialect, config = context.dialect, context.config
    campaign = []
    for place, (name, sent) in enumerate(zip(CAMPAIGN, SENT, strict=True), start=1):
        value = addresses.value(dialect, column("decoded"), place)
        one = dialect.trim_spaces(piece(f"CASE WHEN encoded = '' THEN {sent} ELSE :value END", value=value))
        one = dialect.ascii_lower(one) if name in ("source", "medium") else one
        campaign.append(aliased(piece("nullif(:one, '')", one=one), f"utm_{name}"))
    domains = [*config.own_domains, *config.ignored_referrers]
    return apart(
        context,
        "told",
        "What the campaign says (A4), what the click id does (A5), and the referrer's host where it is external (A3).",
        f"""
        SELECT {_ALL_SAID}, :campaign, :of_click, referrer_host,
            CASE WHEN referrer_site = page_site OR :ignored THEN NULL ELSE referrer_host END AS external_host
        FROM sited
        """,
        campaign=campaign,
        of_click=_of_click(context),
        ignored=addresses.is_under(column("referrer_host"), domains),
    )


def _of_click(context: Context) -> list[exp.Expr]:
    """Return what the click ids say, each with its column."""
    found = []
    for name in ("source", "medium", "campaign"):
        by_value: dict[str, list[str]] = {}
        for click_id, said in click_ids(context.config).items():
            if (value := getattr(said, name)) is not None:
                by_value.setdefault(value, []).append(click_id)
        case = exp.case()
        for value, names in by_value.items():
            is_one = column("click_id_name").isin(*map(text, names))
            case = case.when(is_one, context.dialect.constant(value), copy=False)
        found.append(aliased(case, f"click_{name}"))
    return found


def _named(context: Context) -> Step:
    constant = context.dialect.constant
    touch = exp.case()
    touch = touch.when(
        piece("utm_source IS NOT NULL OR utm_medium IS NOT NULL OR utm_campaign IS NOT NULL"), constant("utm")
    )
    touch = touch.when(piece("click_id_name <> ''"), constant("click_id"))
    source = piece("coalesce(utm_source, click_source, external_host, '(not set)')")
    return Step.of(
        "named",
        "What is missing of a campaign comes from the click id, and its source else from the referrer (A4). "
        "What has none of them has no touch (A7).",
        f"""
        SELECT {_ALL_SAID}, :touch AS touch, :source AS traffic_source,
            coalesce(utm_medium, click_medium, '(not set)') AS traffic_medium,
            coalesce(utm_campaign, click_campaign, '(not set)') AS traffic_campaign,
            utm_term AS traffic_term, utm_content AS traffic_content, referrer_host,
            CASE WHEN :is_referrer THEN external_host ELSE :own END AS looked_up
        FROM told
        WHERE utm_source IS NOT NULL OR utm_medium IS NOT NULL OR utm_campaign IS NOT NULL
            OR click_id_name <> '' OR external_host IS NOT NULL
        """,
        touch=touch.else_(constant("referrer")),
        source=source,
        is_referrer=piece("utm_source IS NULL AND utm_medium IS NULL AND utm_campaign IS NULL AND click_id_name = ''"),
        own=addresses.without_www(source),
    )


def _keyed(context: Context) -> Iterator[Step]:
    """Yield the steps that say by what else the source or host may be listed than by itself (A8)."""
    dialect = context.dialect
    labels = [aliased(addresses.label(dialect, column("looked_up"), place), f"label_{place}") for place in (1, 2)]
    yield Step.of(
        "with_labels",
        "What is looked up in the list of sources, with its last two labels.",
        f"SELECT {_ALL_NAMED}, :labels FROM named",
        labels=labels,
    )
    yield Step.of(
        "without_none",
        "The same with * for the ending of its country (A8).",
        f"SELECT {_ALL_NAMED}, :starred AS starred, looked_up AS under_0 FROM with_labels",
        starred=addresses.starred(dialect, column("looked_up"), [column("label_1"), column("label_2")]),
    )
    before = "without_none"
    for number, word in enumerate(("one", "two", "three"), start=1):
        rest = addresses.first_label_removed(dialect, column(f"under_{number - 1}"))
        under = ", ".join(f"under_{place}" for place in range(number))
        sql = f"SELECT {_ALL_NAMED}, starred, {under}, :rest AS under_{number} FROM {before}"
        why = f"The same without {word} of its labels; no domain of the list has a single one (A8)."
        before = f"without_{word}"
        yield Step.of(before, why, sql, rest=rest)


def _found() -> Step:
    places = ("itself", "starred", "under_1", "under_2", "under_3")
    joins = "".join(
        f"""
        LEFT JOIN model.traffic_sources AS by_{place}
          ON keyed.{"looked_up" if place == "itself" else place} = by_{place}.key
          {"AND by_" + place + ".match = 'domain'" if place.startswith("under") else ""}
        """
        for place in places
    )

    def first(name: str) -> str:
        return f"coalesce({', '.join(f'by_{place}.{name}' for place in places)})"

    return Step.of(
        "found",
        "What the list says of it: of the first that is in it (A8).",
        f"""
        SELECT {", ".join(f"keyed.{name}" for name in _NAMED)},
            {first("source")} AS listed_source, {first("category")} AS traffic_category
        FROM without_three AS keyed
        {joins}
        """,
    )


def _valued(context: Context) -> Step:
    constant = context.dialect.constant
    medium, campaign = (exp.case().when(piece("touch <> 'referrer'"), column(one)) for one in _OF_ALL)
    for listed, (one, other) in _OF_REFERRERS.items():
        is_listed = exp.EQ(this=column("traffic_category"), expression=text(listed))
        medium = medium.when(is_listed.copy(), constant(one), copy=False)
        campaign = campaign.when(is_listed, constant(other), copy=False)
    return Step.of(
        "valued",
        "A referrer's host says the medium by its category, and a search engine has a name (A6).",
        f"""
        SELECT {_ALL_SAID}, touch,
            CASE WHEN touch = 'referrer' AND traffic_category = 'search' THEN listed_source
                ELSE traffic_source END AS traffic_source,
            :medium AS traffic_medium,
            :campaign AS traffic_campaign,
            traffic_term, traffic_content, traffic_category, referrer_host
        FROM found
        """,
        medium=medium.else_(constant("referral")),
        campaign=campaign.else_(constant("(referral)")),
    )


_OF_ALL = ("traffic_medium", "traffic_campaign")
_OF_REFERRERS = {
    "search": ("organic", "(organic)"),
    "ai": ("ai-assistant", "(ai-assistant)"),
    "email": ("email", "(referral)"),
}
"""Medium and campaign of what a referrer tells, by the category of its host (A6)."""


def _paid(context: Context) -> Step:
    return Step.of(
        "paid",
        "Whether the medium is paid, and whether the campaign is of a shop: several channels ask.",
        f"""
        SELECT {_ALL_SAID}, touch, traffic_source, traffic_medium, traffic_campaign, traffic_term, traffic_content,
            traffic_category, referrer_host, :is_paid AS is_paid, :is_shop AS is_shop
        FROM valued
        """,
        is_paid=channels.is_paid(),
        is_shop=channels.is_shop(context),
    )


def _channelled(context: Context) -> Step:
    return apart(
        context,
        "channelled",
        "The channel: the first whose rule holds (C1 to C20).",
        f"""
        SELECT {_ALL_SAID}, touch, traffic_source, traffic_medium, traffic_campaign, traffic_term, traffic_content,
            traffic_category, :channel AS channel, referrer_host
        FROM paid
        """,
        channel=channels.channel(context),
    )
