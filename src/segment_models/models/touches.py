"""`segment_touches`: what each page call says of where its visitor came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from sqlglot import exp

from segment_models import fields
from segment_models.config import ClickId, Config
from segment_models.config.traffic import CAMPAIGN
from segment_models.fields import PAGE, Field
from segment_models.models import addresses, channels
from segment_models.models.calls import judged_calls
from segment_models.models.chain import Context, Step, chain
from segment_models.sql import aliased, column, piece, text

_CPC = {
    **dict.fromkeys(("gclid", "gbraid", "wbraid", "gclsrc", "gad_source", "dclid"), "google"),
    "msclkid": "bing",
    "ttclid": "tiktok",
    "twclid": "twitter",
    "li_fat_id": "linkedin",
    "rdt_cid": "reddit",
    "ScCid": "snapchat",
    "epik": "pinterest",
    "qclid": "quora",
    "yclid": "yandex",
}
CLICK_IDS: Mapping[str, ClickId] = {
    **{name: ClickId(source=source, medium="cpc") for name, source in _CPC.items()},
    "irclickid": ClickId(source="impact", medium="affiliate"),
    "srsltid": ClickId(source="google", medium="organic", campaign="Shopping Free Listings"),
    "fbclid": ClickId(source="facebook", medium="referral"),  # it is on unpaid links as well
    "igshid": ClickId(source="instagram", medium="referral"),
    "mc_cid": ClickId(source="mailchimp", medium="email"),
    "_kx": ClickId(source="klaviyo", medium="email"),
}
"""The click ids in the order in which one of several in an address counts (A5)."""

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
        _cut(context),
        _addressed(context),
        _hosted(context),
        *_decoded(context),
        _sited(context),
        _told(context),
        _named(context),
        *_keyed(context),
        _found(),
        _valued(context),
        _paid(context),
    ]
    last = exp.select(*(column(name) for name in ("source", "page_id", "timestamp", "touch"))).from_("paid")
    traffic = ("source", "medium", "campaign", "term", "content", "category")
    last = last.select(*(column(f"traffic_{name}") for name in traffic))
    last = last.select(aliased(channels.channel(context), "channel"))
    return chain(steps, last.select(*(column(name) for name in ("click_id_name", "click_id", "referrer_host"))))


def columns(_: Context) -> tuple[Field, ...]:
    """Return the page call, and what it says."""
    return (fields.SOURCE, PAGE.id, *fields.TOUCHED)


def click_ids(config: Config) -> Mapping[str, ClickId]:
    """Return the click ids in their order: those of the configuration take a place that is there, or come last."""
    return {**CLICK_IDS, **config.click_ids}


def _queried(context: Context) -> Step:
    return Step.of(
        "queried",
        "The text of each address's query: as sent by itself, else what stands in the address (A2).",
        f"""
        SELECT {_KEY}, url, referrer, {", ".join(_UTM)}, :query AS query_text
        FROM pages_judged
        WHERE reject_reason IS NULL
        """,
        query=addresses.query_text(context.dialect, column("search"), column("url")),
    )


def _candidates(context: Context) -> Step:
    """Return the step that leaves out what is no touch for sure; the dearest tests stand last, for few rows."""
    dialect = context.dialect
    named = ("utm_", *(f"{name}=" for name in click_ids(context.config)))
    has_campaign = exp.or_(*(piece(f"{name} <> ''") for name in _UTM))
    has_parameter = exp.or_(*(_has(context, "query_text", one) for one in named))
    second_slash = [dialect.split_part(column(name), "/", 3) for name in ("url", "referrer")]
    same_place = piece(
        "(referrer LIKE 'https://%' OR referrer LIKE 'http://%') AND (url LIKE 'https://%' OR url LIKE 'http://%') "
        "AND :url = :referrer AND NOT :referrer LIKE '% %'",
        url=second_slash[0],
        referrer=second_slash[1],
    )
    return Step.of(
        "candidates",
        "Pages that may tell a source: with a campaign, a click id, or a referrer that is not their own host.",
        f"""
        SELECT {_KEY}, url, referrer, {", ".join(_UTM)}, query_text
        FROM queried
        WHERE CASE
            WHEN :has_campaign THEN TRUE
            WHEN :has_value AND (:has_parameter) THEN TRUE
            WHEN referrer IS NULL OR referrer = '' THEN FALSE
            WHEN :same_place THEN FALSE
            ELSE TRUE
        END
        """,
        has_campaign=has_campaign,
        has_value=_has(context, "query_text", "="),
        has_parameter=has_parameter,
        same_place=same_place,
    )


def _has(context: Context, name: str, part: str) -> exp.Expr:
    return exp.GT(this=context.dialect.position(column(name), text(part)), expression=exp.Literal.number(0))


def _apart(context: Context, name: str, why: str, sql: str, **parts: exp.Expr | Sequence[exp.Expr]) -> Step:
    """Return a step whose values are computed once, however often the next one asks for each."""
    return replace(Step.of(name, why, sql, **parts), apart=context.dialect.can_inline)


def _cut(context: Context) -> Step:
    dialect = context.dialect
    referrer, page = dialect.split_part(piece("coalesce(referrer, '')"), " ", 1), piece("coalesce(url, '')")
    return _apart(
        context,
        "cut",
        "Where both addresses lead; the campaign where columns have one; the query with & before each name.",
        f"""
        SELECT {_KEY}, :campaign, :in_columns AS has_columns,
            replace(query_text, '?', '&') AS query_text,
            :referrer_scheme AS referrer_scheme, :referrer_place AS referrer_place,
            :page_scheme AS page_scheme, :page_place AS page_place
        FROM candidates
        """,
        campaign=[aliased(dialect.trim_spaces(column(name)), name) for name in _UTM],
        in_columns=exp.or_(
            *(piece("coalesce(:trimmed, '') <> ''", trimmed=dialect.trim_spaces(column(name))) for name in _UTM)
        ),
        referrer_scheme=addresses.scheme(dialect, referrer),
        referrer_place=addresses.place(dialect, referrer),
        page_scheme=addresses.scheme(dialect, page),
        page_place=addresses.place(dialect, page),
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
    return _apart(
        context,
        "addressed",
        "The hosts of both addresses as they are written, without users and ports (A3).",
        f"SELECT {_KEY}, {', '.join(_UTM)}, has_columns, query_text, :hosts FROM cut",
        hosts=hosts,
    )


def _hosted(context: Context) -> Step:
    dialect, query_text = context.dialect, column("query_text")
    sent = [addresses.parameter(dialect, query_text, name) for name in _UTM]
    clicked = exp.case()
    for name in click_ids(context.config):
        value = addresses.parameter(dialect, query_text, name)
        clicked = clicked.when(piece(":value <> ''", value=value), dialect.constant(name), copy=False)
    return _apart(
        context,
        "hosted",
        "The first click id of the address (A5), and the values of a campaign in the query, & between them (A2).",
        f"""
        SELECT {_KEY}, {", ".join(_UTM)}, has_columns, query_text,
            :referrer AS referrer_host, :page AS page_host,
            CASE WHEN has_columns OR NOT :has_utm THEN NULL ELSE :encoded END AS encoded,
            CASE WHEN :has_value THEN :clicked END AS click_id_name
        FROM addressed
        """,
        referrer=addresses.host(dialect, column("referrer_authority")),
        page=addresses.host(dialect, column("page_authority")),
        has_utm=_has(context, "query_text", "utm_"),
        has_value=_has(context, "query_text", "="),
        encoded=reduce(lambda some, one: piece(":some || '&' || :one", some=some, one=one), sent),
        clicked=clicked,
    )


def _decoded(context: Context) -> Iterator[Step]:
    """Yield the steps that decode the values of campaigns once, but for & and %, which would be taken for others."""
    yield Step.of(
        "escaped",
        "Each text that has escapes, once; + is a space (A2).",
        "SELECT encoded, replace(encoded, '+', ' ') AS decoded FROM (SELECT DISTINCT encoded FROM hosted) AS texts "
        "WHERE :has_escapes",
        has_escapes=exp.or_(_has(context, "encoded", "%"), _has(context, "encoded", "+")),
    )
    before = "escaped"
    for name, codes in addresses.DECODED.items():
        why = f"The same with {' '.join(codes.values()).strip()} for their escapes."
        decoded = addresses.decoded(column("decoded"), name)
        yield Step.of(name, why, f"SELECT encoded, :decoded AS decoded FROM {before}", decoded=decoded)
        before = name


def _sited(context: Context) -> Step:
    dialect = context.dialect
    place = dialect.position(column("query_text"), piece("'&' || click_id_name || '='"))
    after = piece("substr(query_text, :place + length(click_id_name) + 2)", place=place)
    return _apart(
        context,
        "sited",
        "The sites of both hosts (A3), the value of the click id as sent (A5), and the campaign as decoded (A2).",
        f"""
        SELECT {_KEY}, {", ".join(_UTM)}, has_columns, referrer_host, click_id_name,
            coalesce(decoded_brackets.decoded, hosted.encoded) AS decoded,
            CASE WHEN click_id_name IS NOT NULL THEN :click_id END AS click_id,
            :referrer AS referrer_site, :page AS page_site
        FROM hosted
        LEFT JOIN decoded_brackets ON hosted.encoded = decoded_brackets.encoded
        """,
        click_id=dialect.split_part(after, "&", 1),
        referrer=addresses.site(dialect, column("referrer_host")),
        page=addresses.site(dialect, column("page_host")),
    )


def _told(context: Context) -> Step:
    """Return the step that has what each part of an address tells by itself; NULL where it tells nothing."""
    dialect, config = context.dialect, context.config
    campaign = []
    for place, name in enumerate(CAMPAIGN, start=1):
        sent = dialect.trim_spaces(addresses.value(dialect, column("decoded"), place))
        one = piece(f"CASE WHEN has_columns THEN utm_{name} ELSE :sent END", sent=sent)
        one = dialect.ascii_lower(one) if name in ("source", "medium") else one
        campaign.append(aliased(piece("nullif(:one, '')", one=one), f"utm_{name}"))
    domains = [*config.own_domains, *config.ignored_referrers]
    return _apart(
        context,
        "told",
        "What the campaign says (A4), what the click id does (A5), and the referrer's host where it is external (A3).",
        f"""
        SELECT {_KEY}, :campaign, click_id_name, click_id, :of_click, referrer_host,
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
    touch = touch.when(piece("click_id_name IS NOT NULL"), constant("click_id"))
    source = piece("coalesce(utm_source, click_source, external_host, '(not set)')")
    return Step.of(
        "named",
        "What is missing of a campaign comes from the click id, and its source else from the referrer (A4). "
        "What has none of them has no touch (A7).",
        f"""
        SELECT {_KEY}, :touch AS touch, :source AS traffic_source,
            coalesce(utm_medium, click_medium, '(not set)') AS traffic_medium,
            coalesce(utm_campaign, click_campaign, '(not set)') AS traffic_campaign,
            utm_term AS traffic_term, utm_content AS traffic_content, click_id_name, click_id, referrer_host,
            CASE WHEN :is_referrer THEN external_host ELSE :own END AS looked_up
        FROM told
        WHERE utm_source IS NOT NULL OR utm_medium IS NOT NULL OR utm_campaign IS NOT NULL
            OR click_id_name IS NOT NULL OR external_host IS NOT NULL
        """,
        touch=touch.else_(constant("referrer")),
        source=source,
        is_referrer=piece(
            "utm_source IS NULL AND utm_medium IS NULL AND utm_campaign IS NULL AND click_id_name IS NULL"
        ),
        own=addresses.without_www(source),
    )


def _keyed(context: Context) -> list[Step]:
    """Return the steps that say by what else each text may be listed than by itself (A8)."""
    dialect = context.dialect
    steps = [
        Step.of(
            "texts",
            "Each source and each host once, and with * for the ending of its country (A8).",
            """
            SELECT looked_up, :starred AS starred, looked_up AS under_0
            FROM (SELECT DISTINCT looked_up FROM named) AS names
            """,
            starred=addresses.starred(dialect, column("looked_up")),
        )
    ]
    for number, word in enumerate(("one", "two", "three"), start=1):
        rest = addresses.first_label_removed(dialect, column(f"under_{number - 1}"))
        before = ", ".join(f"under_{place}" for place in range(number))
        sql = f"SELECT looked_up, starred, {before}, :rest AS under_{number} FROM {steps[-1].name}"
        why = f"The same without {word} of its labels, while two are left (A8)."
        steps.append(Step.of(f"without_{word}", why, sql, rest=rest))
    return steps


def _found() -> Step:
    places = ("itself", "starred", "under_1", "under_2", "under_3")
    joins = "".join(
        f"""
        LEFT JOIN model.traffic_sources AS by_{place}
          ON texts.{"looked_up" if place == "itself" else place} = by_{place}.key
          {"AND by_" + place + ".match = 'domain'" if place.startswith("under") else ""}
        """
        for place in places
    )

    def first(name: str) -> str:
        return f"coalesce({', '.join(f'by_{place}.{name}' for place in places)}) AS {name}"

    return Step.of(
        "found",
        "What the list says of each: of the first that is in it (A8).",
        f"SELECT texts.looked_up, {first('source')}, {first('category')} FROM without_three AS texts {joins}",
    )


def _valued(context: Context) -> Step:
    constant = context.dialect.constant
    category = column("category", "found")
    medium, campaign = (exp.case().when(piece("named.touch <> 'referrer'"), column(one, "named")) for one in _OF_ALL)
    for listed, (one, other) in _OF_REFERRERS.items():
        is_listed = exp.EQ(this=category, expression=text(listed))
        medium = medium.when(is_listed.copy(), constant(one), copy=False)
        campaign = campaign.when(is_listed, constant(other), copy=False)
    return Step.of(
        "valued",
        "A referrer's host says the medium by its category, and a search engine has a name (A6).",
        """
        SELECT named.source, named.page_id, named.timestamp, named.touch,
            CASE WHEN named.touch = 'referrer' AND found.category = 'search' THEN found.source
                ELSE named.traffic_source END AS traffic_source,
            :medium AS traffic_medium,
            :campaign AS traffic_campaign,
            named.traffic_term, named.traffic_content, found.category AS traffic_category,
            named.click_id_name, named.click_id, named.referrer_host
        FROM named
        JOIN found ON named.looked_up = found.looked_up
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
        SELECT {_KEY}, touch, traffic_source, traffic_medium, traffic_campaign, traffic_term, traffic_content,
            traffic_category, click_id_name, click_id, referrer_host, :is_paid AS is_paid, :is_shop AS is_shop
        FROM valued
        """,
        is_paid=channels.is_paid(),
        is_shop=channels.is_shop(context),
    )
