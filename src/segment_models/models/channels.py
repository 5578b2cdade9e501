"""The channel of a touch or of a session: the first rule that holds (C1 to C20), those of the configuration first."""

from collections.abc import Iterator

from sqlglot import exp

from segment_models.config import ChannelRule, Config
from segment_models.models.chain import Context
from segment_models.sql import column, piece, text

DIRECT, UNASSIGNED = "Direct", "Unassigned"

_PAID = "(traffic_medium LIKE '%cp%' OR traffic_medium IN ('ppc', 'retargeting') OR traffic_medium LIKE 'paid%')"

_RULES = (
    (DIRECT, "traffic_source IN ('direct', '(direct)') AND traffic_medium IN ('(not set)', '(none)')"),
    ("Cross-network", "traffic_campaign LIKE '%cross-network%'"),
    ("Paid Shopping", "is_paid AND (traffic_category = 'shopping' OR is_shop)"),
    ("Paid Search", "is_paid AND traffic_category = 'search'"),
    ("Paid Social", "is_paid AND traffic_category = 'social'"),
    ("Paid Video", "is_paid AND traffic_category = 'video'"),
    ("Display", "traffic_medium IN ('display', 'banner', 'expandable', 'interstitial', 'cpm')"),
    ("Paid Other", "is_paid"),
    (
        "AI Assistant",
        "traffic_medium = 'ai-assistant' OR (traffic_category = 'ai' AND traffic_medium IN ('referral', '(not set)'))",
    ),
    ("Organic Shopping", "traffic_category = 'shopping' OR is_shop"),
    (
        "Organic Social",
        """
        traffic_category = 'social'
        OR traffic_medium IN ('social', 'social-network', 'social-media', 'sm', 'social network', 'social media')
        """,
    ),
    ("Organic Video", "traffic_category = 'video' OR traffic_medium LIKE '%video%'"),
    ("Organic Search", "traffic_category = 'search' OR traffic_medium = 'organic'"),
    ("Referral", "traffic_medium IN ('referral', 'app', 'link')"),
    (
        "Email",
        """
        traffic_source IN ('email', 'e-mail', 'e_mail', 'e mail')
        OR traffic_medium IN ('email', 'e-mail', 'e_mail', 'e mail')
        """,
    ),
    ("Affiliates", "traffic_medium = 'affiliate'"),
    ("Audio", "traffic_medium = 'audio'"),
    ("SMS", "traffic_source = 'sms' OR traffic_medium = 'sms'"),
    (
        "Mobile Push Notifications",
        """
        traffic_medium LIKE '%push' OR traffic_medium LIKE '%mobile%' OR traffic_medium LIKE '%notification%'
        OR traffic_source = 'firebase'
        """,
    ),
)
"""C1 to C19, each with its channel; C20 is what is left."""


def names(config: Config) -> tuple[str, ...]:
    """Return every channel that there can be, those of the configuration first."""
    own = (rule.channel for rule in config.channels)
    return tuple(dict.fromkeys((*own, *(name for name, _ in _RULES), UNASSIGNED)))


def is_paid() -> exp.Expr:
    """Return whether a medium is paid."""
    return piece(_PAID)


def is_shop(context: Context) -> exp.Expr:
    """Return whether a campaign is of a shop: has ``shop`` at the beginning of a word, or ``shopping``, roughly."""
    campaign = context.dialect.ascii_lower(column("traffic_campaign"))
    return context.dialect.matches(campaign, "(^|[^a-df-z])shop|shopping")


def channel(context: Context) -> exp.Expr:
    """Return the channel of a row of ``traffic_…`` columns, ``is_paid`` and ``is_shop``."""
    found = exp.case()
    for rule in context.config.channels:
        found = found.when(exp.and_(*_conditions(context, rule)), context.dialect.constant(rule.channel), copy=False)
    for name, test in _RULES:
        found = found.when(piece(test), context.dialect.constant(name), copy=False)
    return found.else_(context.dialect.constant(UNASSIGNED), copy=False)


def _conditions(context: Context, rule: ChannelRule) -> Iterator[exp.Expr]:
    if rule.source:
        yield column("traffic_source").isin(*map(text, rule.source))
    if rule.medium:
        yield column("traffic_medium").isin(*map(text, rule.medium))
    if rule.campaign_contains:
        found = context.dialect.position(column("traffic_campaign"), text(rule.campaign_contains))
        yield exp.GT(this=found, expression=exp.Literal.number(0))


def of_direct(config: Config) -> str:
    """Return the channel of a session without a touch, which no rule of the package changes."""
    direct = {"source": "(direct)", "medium": "(none)"}
    for rule in config.channels:
        known = all(not (wanted := getattr(rule, name)) or value in wanted for name, value in direct.items())
        if known and rule.campaign_contains in "(direct)":
            return rule.channel
    return DIRECT
