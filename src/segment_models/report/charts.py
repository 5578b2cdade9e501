"""Charts: Vega-Lite, drawn to SVG when the page is written, so that the page needs no script.

Colours stand in the SVG as variables of the page's style, so one drawing is right in the light and in the dark. Each
chart is drawn for a wide and for a narrow screen: one picture made smaller would have letters nobody can read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from json import dumps
from typing import TYPE_CHECKING, Any

from segment_models.errors import not_installed
from segment_models.report.content import Drawing

if TYPE_CHECKING:
    import altair as alt

WIDE, NARROW = 860, 330
"""Pixels of a chart's inside and of its labels together."""

SERIES = tuple(f"#c0ffe{place}" for place in range(8))
"""What stands for the colours of series until the SVG is written."""
HEAT = tuple(f"#c0ffd{place}" for place in range(6))
"""Likewise for steps from little to much."""
_TEXT, _FAINT, _GRID = "#c0ffb0", "#c0ffb1", "#c0ffb2"
_VARIABLES = {
    **{colour: f"var(--s{place})" for place, colour in enumerate(SERIES)},
    **{colour: f"var(--h{place})" for place, colour in enumerate(HEAT)},
    _TEXT: "var(--text)",
    _FAINT: "var(--faint)",
    _GRID: "var(--grid)",
    "#c0ffb3": "var(--card)",
}
_FONT = "sans-serif"
_PADDING = {"left": 14, "right": 8, "top": 4, "bottom": 4}
"""Room for letters that are wider where the page is read than where it was written."""

Row = Mapping[str, Any]
Make = Callable[[int], "alt.Chart | alt.LayerChart"]
"""Returns a chart of so many pixels."""


def require_altair() -> None:
    """Raise WarehouseError where the extra ``report`` is not installed."""
    for name, package in (("altair", "altair"), ("jinja2", "jinja2"), ("vl_convert", "vl-convert-python")):
        try:
            __import__(name)
        except ModuleNotFoundError:
            raise not_installed(package, "report") from None


@dataclass
class Draughtsman:
    """Draws the charts of one page: what they call their parts by is told apart on it."""

    numbers: count[int]

    def draw(self, make: Make, label: str) -> Drawing:
        """Return a chart in both widths."""
        return Drawing(self._svg(make(WIDE), label), self._svg(make(NARROW), label), label)

    def _svg(self, chart: alt.Chart | alt.LayerChart, label: str) -> str:
        import vl_convert  # noqa: PLC0415 an extra

        spec = chart.to_dict() | {
            "config": _config(),
            "autosize": {"type": "fit-x", "contains": "padding"},
            "padding": _PADDING,
        }
        return _placed(vl_convert.vegalite_to_svg(spec), label, f"d{next(self.numbers)}")


def _config() -> dict[str, Any]:
    axis = {"labelColor": _FAINT, "titleColor": _FAINT, "gridColor": _GRID, "domainColor": _GRID, "tickColor": _GRID}
    sizes = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    legend = {"labelColor": _TEXT, "titleColor": _TEXT, "labelFontSize": 12, "orient": "top", "title": None}
    return {
        "background": None,
        "font": _FONT,
        "view": {"stroke": None},
        "axis": axis | sizes,
        "axisX": {"grid": False},
        "axisY": {"domain": False, "ticks": False},
        "legend": legend | {"symbolType": "square", "columnPadding": 12},
        "text": {"color": _TEXT, "fontSize": 12},
    }


_MARK = re.compile(r'<(path|rect|circle|line|text)([^>]*?) aria-label="([^"]*)"([^>]*?)/>')
_ROLES = re.compile(r' (?:role="graphics-[^"]*"|aria-[a-z]+="[^"]*"|pointer-events="none")')


def _placed(svg: str, label: str, own: str) -> str:
    """Return an SVG for the page: with its colours, a name, and the values of its marks to be pointed at."""
    width, height = re.findall(r' (?:width|height)="([\d.]+)"', svg.partition(">")[0])[:2]
    body = svg.partition(">")[2].rpartition("</svg>")[0]
    body = _MARK.sub(lambda at: f"<{at[1]}{at[2]}{at[4]}><title>{at[3]}</title></{at[1]}>", body)
    body = _ROLES.sub("", body)
    body = re.sub(r'(id="|url\(#)', rf"\1{own}-", body)
    for colour, variable in _VARIABLES.items():
        body = body.replace(colour, variable)
    head = f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
    return f'{head} aria-label="{escape(label)}">{body}</svg>'


# Kinds of charts


def _data(rows: Iterable[Row]) -> alt.Data:
    import altair as alt  # noqa: PLC0415 an extra

    return alt.Data(values=[dict(row) for row in rows])  # type: ignore[no-untyped-call]


def _palette(names: Sequence[str]) -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415 an extra

    return {"scale": alt.Scale(domain=list(names), range=list(SERIES[: len(names)])), "sort": list(names)}


def _days(width: int, date_format: str) -> alt.X:
    import altair as alt  # noqa: PLC0415 an extra

    axis = alt.Axis(tickCount=max(3, width // 110), format=date_format, labelOverlap=True, labelFlush=False)
    return alt.X("day:T", title=None, axis=axis)


def lines(rows: Sequence[Row], names: Sequence[str], before: str | None = None, date_format: str = "%-d %b") -> Make:
    """Return lines over days; rows are day, series, value. The line ``before`` is dashed: what was a time ago."""
    import altair as alt  # noqa: PLC0415 an extra

    def make(width: int) -> alt.Chart:
        dash = [[5, 4] if name == before else [1, 0] for name in names]
        base = alt.Chart(_data(rows), width=width, height=240 if width > NARROW else 200)
        drawn: alt.Chart = base.mark_line(strokeWidth=2.2, point=alt.OverlayMarkDef(size=22, filled=True)).encode(
            x=_days(width, date_format),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5, format=",d"), scale=alt.Scale(zero=True)),
            color=alt.Color("series:N", **_palette(names), legend=alt.Legend(columns=0 if width > NARROW else 2)),
            strokeDash=alt.StrokeDash("series:N", scale=alt.Scale(domain=list(names), range=dash), legend=None),
            description="told:N",
        )
        return drawn

    return make


def stacked(rows: Sequence[Row], names: Sequence[str], date_format: str = "%-d %b") -> Make:
    """Return bars over days, one upon the other; rows are day, series, value."""
    import altair as alt  # noqa: PLC0415 an extra

    number = len({row["day"] for row in rows})

    def make(width: int) -> alt.Chart:
        base = alt.Chart(_data(rows), width=width, height=260 if width > NARROW else 240)
        base = base.transform_calculate(place=f"indexof({dumps(list(names))}, datum.series)")
        size = max(1, min(60, 0.78 * (width - 60) / (number + 1)))
        drawn: alt.Chart = base.mark_bar(size=size).encode(
            x=_days(width, date_format).scale(padding=size / 2 + 4),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5, format=",d"), stack="zero"),
            color=alt.Color("series:N", **_palette(names), legend=alt.Legend(columns=0 if width > NARROW else 2)),
            order=alt.Order("place:Q"),
            description="told:N",
        )
        return drawn

    return make


def bars(rows: Sequence[Row], place: int = 0) -> Make:
    """Return bars that lie, each with its value; rows are name, value, said."""
    import altair as alt  # noqa: PLC0415 an extra

    most = max((float(row["value"]) for row in rows), default=0) or 1
    names = [row["name"] for row in rows]

    def make(width: int) -> alt.LayerChart:
        limit = 300 if width > NARROW else 120
        base = alt.Chart(_data(rows), width=width, height=alt.Step(28)).encode(
            y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=limit, domain=False, labelColor=_TEXT)),
            x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, most * (1.25 if width > NARROW else 1.6)])),
        )
        drawn = base.mark_bar(color=SERIES[place], height=18, cornerRadiusEnd=3).encode(description="told:N")
        both: alt.LayerChart = drawn + base.mark_text(align="left", dx=6).encode(text="said:N")
        return both

    return make


def heat(  # noqa: PLR0913 what a table of colours is made of
    rows: Sequence[Row], across: Sequence[str], down: Sequence[str], most: float, *, said: bool = False, less: int = 1
) -> Make:
    """Return squares from little to much; rows are across, down, value, said. ``less`` columns share a label."""
    import altair as alt  # noqa: PLC0415 an extra

    def make(width: int) -> alt.LayerChart:
        every = less if width > NARROW else less * 2
        labels = f"indexof({dumps(list(across))}, datum.value) % {every} == 0 ? datum.label : ''"
        base = alt.Chart(_data(rows), width=width, height=alt.Step(26)).encode(
            x=alt.X(
                "across:O",
                sort=list(across),
                title=None,
                axis=alt.Axis(labelAngle=0, labelExpr=labels, domain=False, ticks=False),
            ),
            y=alt.Y("down:O", sort=list(down), title=None, axis=alt.Axis(domain=False)),
        )
        scale = alt.Scale(type="quantize", domain=[0, most or 1], range=list(HEAT))
        squares = base.mark_rect(cornerRadius=2, stroke="#c0ffb3", strokeWidth=2).encode(
            color=alt.Color("value:Q", scale=scale, legend=None), description="told:N"
        )
        size = 12 if width > NARROW else 9
        texts = base.mark_text(fontSize=size).encode(text="said:N") if said else base.mark_text(text="")
        both: alt.LayerChart = squares + texts
        return both

    return make
