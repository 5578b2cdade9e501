"""The graph of models as a drawing: Mermaid for a document, SVG for a README, a page to open in a browser.

The layout is our own because no library fits a core dependency: grandalf is GPL or EPL and rests since 2023,
fast-sugiyama and graphlay are compiled, without wheels for musl (and graphlay is a month old), and networkx
and rustworkx put boxes into layers but do not order them.
"""

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate, pairwise
from statistics import fmean
from typing import Literal, Protocol

from segment_models.configured import Model
from segment_models.models.chain import Context

Type = Literal["raw", "view", "table"]
Edge = tuple[int, int]
Pull = tuple[float, int]  # a wanted place, and how much it counts

COLOURS: dict[Type, str] = {"raw": "#5f6b7c", "view": "#2f6fd0", "table": "#14795f"}
WORDS: dict[Type, str] = {"raw": "raw table, one for each source", "view": "view", "table": "table"}
POINTED = "#d9730d"
GREY = "#7d8794"  # reads on a white page and on a black one
MONO = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"


# What is drawn


class Graph(Protocol):
    """The models, each with what it reads, and the configuration, which orders the sources."""

    @property
    def context(self) -> Context:
        """What the models are made for."""

    @property
    def models(self) -> Mapping[str, Model]:
        """The models in building order."""


@dataclass(frozen=True)
class Node:
    """One box: a model, or the raw tables of one call type in every source."""

    name: str
    type: Type
    sources: tuple[str, ...] = ()
    place: str = ""
    description: str = ""

    @property
    def tooltip(self) -> str:
        """Return what the box has no room for."""
        if self.type == "raw":
            return "\n".join(f"{source}.{self.name}" for source in self.sources)
        return f"{self.place} ({self.type})\n{self.description}"


def picture(graph: Graph) -> tuple[list[Node], list[Edge]]:
    """Return every box, each after those it reads, and who is read by whom as pairs of positions."""
    models = list(graph.models.values())
    sources: dict[str, list[str]] = {}
    for table in dict.fromkeys(table for model in models for table in model.reads_raw):
        schema, _, name = table.rpartition(".")
        sources.setdefault(name, []).append(schema)
    order = [*graph.context.config.segment_schema]
    for schemas in sources.values():
        schemas.sort(key=lambda schema: (order.index(schema) if schema in order else len(order), schema))
    raw = [Node(name, "raw", tuple(schemas)) for name, schemas in sources.items()]
    tables = {name: index for index, name in enumerate(sources)}
    position = {model.name: len(raw) + index for index, model in enumerate(models)}
    edges: set[Edge] = set()
    for model in models:
        edges |= {(tables[table.rpartition(".")[2]], position[model.name]) for table in model.reads_raw}
        edges |= {(position[name], position[model.name]) for name in model.reads}
    nodes = [Node(one.relation.name, one.kind, place=str(one.relation), description=one.description) for one in models]
    return raw + nodes, sorted(edges, key=lambda edge: (edge[1], edge[0]))


# Mermaid


def mermaid(graph: Graph) -> str:
    """Return the graph as a Mermaid flowchart, which GitHub and most wikis draw by themselves."""
    nodes, edges = picture(graph)
    slugs = [re.sub("[^A-Za-z0-9]+", "_", node.name) for node in nodes]
    ids = [f"{node.type[0]}{index}_{slugs[index]}" for index, node in enumerate(nodes)]  # never a keyword
    lines = ["flowchart LR"]
    for key, node in zip(ids, nodes, strict=True):
        beneath = [node.type, *_wrapped(", ".join(node.sources), 40)]
        label = "<br/>".join(_mermaid_text(text) for text in (node.name, *beneath))
        lines.append(f'  {key}["{label}"]:::{node.type}')
    lines += [f"  {ids[parent]} --> {ids[child]}" for parent, child in edges]
    lines += [f"  classDef {kind} fill:{fill},stroke:{fill},color:#ffffff" for kind, fill in COLOURS.items()]
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    """Return text that means itself in a quoted label: no quote, tag, entity or Markdown is left."""
    plain = r"[^\W_]|(?<=[^\W_])[_.-](?=[^\W_])|[ ,]"
    return re.sub(rf"({plain})|.", lambda at: at[1] or f"#{ord(at[0])};", _printable(text), flags=re.DOTALL)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _printable(text: str) -> str:
    """Return text without characters that XML has no way to write."""
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


SWEEPS, STRAIGHT = 200, 200


# Layout: the layer of each box by its longest path, the order within a layer by its neighbours. Edges that
# leave one box and pass a layer share one stop in it, so they run as one line until they part.


@dataclass
class Layout:
    """Layers from left to right, each a list from top to bottom, and the stops of every edge."""

    layers: list[list[int]]
    routes: dict[Edge, list[int]]
    links: list[Edge]

    def near(self, layer: int, step: int) -> dict[int, list[int]]:
        """Return what each box or stop of a layer is linked with in the layer before (-1) or behind (1)."""
        found: dict[int, list[int]] = {item: [] for item in self.layers[layer]}
        for left, right in self.links:
            item, other = (right, left) if step < 0 else (left, right)
            if item in found:
                found[item].append(other)
        return found

    def crossings(self) -> int:
        """Return how often two edges cross."""
        at = {item: index for layer in self.layers for index, item in enumerate(layer)}
        level = {item: index for index, layer in enumerate(self.layers) for item in layer}
        ends = sorted((level[left], at[left], at[right]) for left, right in self.links)
        return sum(
            one[0] == two[0] and one[1] < two[1] and one[2] > two[2]
            for index, one in enumerate(ends)
            for two in ends[index + 1 :]
        )


def layered(nodes: Sequence[Node], edges: Sequence[Edge]) -> Layout:
    """Return the boxes in layers, with few crossings."""
    rank = [0 if node.type == "raw" else 1 for node in nodes]
    for parent, child in edges:
        rank[child] = max(rank[child], rank[parent] + 1)
    layers = [
        [index for index in range(len(nodes)) if rank[index] == level] for level in range(max(rank, default=0) + 1)
    ]
    stops: dict[Edge, int] = {}
    routes: dict[Edge, list[int]] = {}
    for parent, child in edges:
        passed = range(rank[parent] + 1, rank[child])
        for level in passed:
            if (parent, level) not in stops:
                stops[parent, level] = len(nodes) + len(stops)
                layers[level].append(stops[parent, level])
        routes[parent, child] = [parent, *(stops[parent, level] for level in passed), child]
    links = dict.fromkeys(link for route in routes.values() for link in pairwise(route))
    layout = Layout(layers, routes, list(links))
    _order(layout)
    return layout


def _order(layout: Layout) -> None:
    """Sort each layer by the middle of its neighbours, back and forth; then swap while that helps."""
    best = (layout.crossings(), [list(layer) for layer in layout.layers])
    for sweep in range(16):
        step = (-1, 1)[sweep % 2]
        for level in range(len(layout.layers))[::-step]:
            at = {item: index for layer in layout.layers for index, item in enumerate(layer)}
            near = layout.near(level, step)
            middle = {item: fmean([at[one] for one in ends] or [at[item]]) for item, ends in near.items()}
            layout.layers[level].sort(key=middle.__getitem__)
        best = min(best, (layout.crossings(), [list(layer) for layer in layout.layers]))
    crossings, layout.layers = best
    swapped = True
    while swapped:
        swapped = False
        for layer in layout.layers:
            for index in range(len(layer) - 1):
                layer[index : index + 2] = layer[index : index + 2][::-1]
                if (now := layout.crossings()) < crossings:
                    crossings, swapped = now, True
                else:
                    layer[index : index + 2] = layer[index : index + 2][::-1]


def _placed(layout: Layout, heights: dict[int, float], boxes: int) -> dict[int, float]:
    """Return the middle of each box and stop: near what it is linked with, in order, not overlapping."""
    y = {item: float(index) for layer in layout.layers for index, item in enumerate(layer)}
    for sweep in range(SWEEPS):
        step = (-1, 1)[sweep % 2]
        for level in range(len(layout.layers))[::-step]:
            left, right = layout.near(level, -1), layout.near(level, 1)
            layer = layout.layers[level]
            # a line that only passes by should be straight
            weights = {
                item: {one: STRAIGHT if min(one, item) >= boxes else 1 for one in left[item] + right[item]} or {item: 1}
                for item in layer
            }
            pulls = [[(y[one], weight) for one, weight in weights[item].items()] for item in layer]
            y |= zip(layer, _apart(pulls, [heights[item] for item in layer]), strict=True)
    return y


def _apart(pulls: list[list[Pull]], heights: list[float]) -> list[float]:
    """Return the places nearest to the wanted ones that keep the order and leave room for the heights."""
    offsets = [below - height / 2 for below, height in zip(accumulate(heights), heights, strict=True)]
    blocks: list[tuple[int, list[Pull]]] = []  # of boxes that touch and so move as one
    for wanted, offset in zip(pulls, offsets, strict=True):
        blocks.append((1, [(place - offset, weight) for place, weight in wanted]))
        while len(blocks) > 1 and _middle(blocks[-2][1]) > _middle(blocks[-1][1]):
            (one, above), (two, under) = blocks[-2:]
            blocks[-2:] = [(one + two, above + under)]
    starts = [_middle(block) for count, block in blocks for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def _middle(pulls: Sequence[Pull]) -> float:
    return sum(place * weight for place, weight in pulls) / sum(weight for _, weight in pulls)


# SVG

CHAR, SMALL, LINE = 7.25, 6.2, 14.0  # widths of a letter at 12 and at 10.2 pixels; height of a line
PAD, GAP, MARGIN, LEGEND = 11.0, 14.0, 8.0, 36.0
WIDEST, MOST_SOURCES = 40, 12


@dataclass(frozen=True)
class Box:
    """A place on the page."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Return the height at which lines leave it."""
        return self.y + self.height / 2


def svg(graph: Graph) -> str:
    """Return the graph as one SVG: no script, no font, nothing to fetch, readable on light and dark pages."""
    nodes, edges = picture(graph)
    layout = layered(nodes, edges)
    boxes = _boxes(nodes, layout)
    width = max((box.x + box.width for box in boxes.values()), default=0.0) + MARGIN
    bottom = max((box.y + box.height for box in boxes.values()), default=0.0)
    width, height = max(width, 400.0), bottom + LEGEND + MARGIN
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} class="segment-models"',
        '  role="img" aria-label="The models and what each of them reads">',
        *_style(nodes),
        *(_edge(nodes, layout.routes[edge], boxes, _port(edge, layout, boxes)) for edge in edges),
        *(_box(index, node, boxes[index]) for index, node in enumerate(nodes)),
        *_legend(bottom + LEGEND),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _style(nodes: Sequence[Node]) -> Iterable[str]:
    root = ".segment-models"
    yield "<style>"
    yield f"{root} text {{ font: 12px {MONO}; fill: #ffffff; white-space: pre }}"
    yield f"{root} .name {{ font-weight: 600 }}"
    yield f"{root} .small {{ font-size: 10.2px; fill: #e8eef5 }}"
    yield f"{root} .legend {{ font: 12px {SANS}; fill: {GREY} }}"
    yield f"{root} .edge {{ fill: none; stroke: {GREY}; stroke-width: 1.3 }}"
    yield f"{root} .tip {{ fill: {GREY} }}"
    for kind, colour in COLOURS.items():
        yield f"{root} .{kind} {{ fill: {colour} }}"
    yield f"{root}:has([class^=box]:hover) :is(.edge, .tip) {{ opacity: 0.3 }}"
    for index in range(len(nodes)):  # point at a box to see what it reads and what reads it
        yield f"{root}:has(.box{index}:hover) .of{index} .edge {{ stroke: {POINTED}; opacity: 1 }}"
        yield f"{root}:has(.box{index}:hover) .of{index} .tip {{ fill: {POINTED}; opacity: 1 }}"
    yield "</style>"


def _boxes(nodes: Sequence[Node], layout: Layout) -> dict[int, Box]:
    """Return where each box stands, and each stop: as wide as its column, so that lines pass it level."""
    heights = {item: GAP for layer in layout.layers for item in layer}
    heights |= {index: GAP + 2 * PAD + LINE * (1 + len(_beneath(node))) for index, node in enumerate(nodes)}
    middle = _placed(layout, heights, len(nodes))
    top = min((middle[item] - heights[item] / 2 for item in heights), default=0.0) - MARGIN + GAP / 2
    boxes: dict[int, Box] = {}
    x = MARGIN
    for layer in layout.layers:
        width = max((_width(nodes[item]) for item in layer if item < len(nodes)), default=0.0)
        for item in layer:
            height = heights[item] - GAP
            boxes[item] = Box(x, middle[item] - height / 2 - top, width, height)
        x += width + 36 + 2.4 * sum(left in layer for left, _ in layout.links)  # many lines need room to bend
    return boxes


def _beneath(node: Node) -> list[str]:
    """Return the small lines of a box: its type and, for raw tables, the sources."""
    if node.type != "raw":
        return [node.type]
    sources = [_short(source, 24) for source in node.sources]
    more = [f"+\u00a0{len(sources) - MOST_SOURCES}\u00a0more"] if len(sources) > MOST_SOURCES else []
    text = "raw: " + ", ".join(sources[:MOST_SOURCES] + more)
    return _wrapped(text, 26)


def _width(node: Node) -> float:
    return max(CHAR * _cells(_short(node.name)), *(SMALL * _cells(line) for line in _beneath(node))) + 2 * PAD


def _cells(text: str) -> float:
    """Return how many letters wide a text is; an emoji or an ideograph takes the room of two and a bit."""
    wide = sum(char > "\u2000" or unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + 1.3 * wide


def _short(text: str, most: int = WIDEST) -> str:
    text = " ".join(_printable(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _port(edge: Edge, layout: Layout, boxes: dict[int, Box]) -> float:
    """Return the height at which an edge enters its box: from the uppermost origin to the lowest."""
    child = boxes[edge[1]]
    siblings = [one for one in layout.routes if one[1] == edge[1]]
    siblings.sort(key=lambda one: (boxes[layout.routes[one][-2]].middle, one))
    step = min(9.0, (child.height - 14) / max(len(siblings) - 1, 1))
    return child.middle + (siblings.index(edge) - (len(siblings) - 1) / 2) * step


def _edge(nodes: Sequence[Node], route: Sequence[int], boxes: dict[int, Box], port: float) -> str:
    parent, *stops, child = route
    x, y = boxes[parent].x + boxes[parent].width, boxes[parent].middle
    path = f"M{x:.1f} {y:.1f}"
    for box in (boxes[stop] for stop in stops):
        path += f"{_curve(x, y, box.x, box.y)}H{box.x + box.width:.1f}"
        x, y = box.x + box.width, box.y
    tip = boxes[child].x - 1
    path += _curve(x, y, tip - 7, port)
    head = f"M{tip:.1f} {port:.1f}l-8 -3.6v7.2z"
    title = f"{_xml(nodes[parent].name)} → {_xml(nodes[child].name)}"
    drawn = f'<path class="edge" d="{path}"/><path class="tip" d="{head}"/>'
    return f'<g class="of{parent} of{child}"><title>{title}</title>{drawn}</g>'


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    half = (x + to_x) / 2
    return f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"


def _box(index: int, node: Node, box: Box) -> str:
    x = f"{box.x + PAD:.1f}"
    y = box.y + PAD + LINE - 4
    texts = [f'<text class="name" x="{x}" y="{y:.1f}">{_xml(_short(node.name))}</text>']
    for number, line in enumerate(_beneath(node), start=1):
        texts.append(f'<text class="small" x="{x}" y="{y + number * LINE:.1f}">{_xml(line)}</text>')
    frame = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="7"'
    drawn = f'<rect class="{node.type}" {frame}/>{"".join(texts)}'
    return f'<g class="box{index}"><title>{_xml(node.tooltip)}</title>{drawn}</g>'


def _legend(y: float) -> Iterable[str]:
    x = MARGIN
    for kind, words in WORDS.items():
        yield f'<rect class="{kind}" x="{x:.1f}" y="{y - 10:.1f}" width="18" height="12" rx="3"/>'
        yield f'<text class="legend" x="{x + 24:.1f}" y="{y:.1f}">{words}</text>'
        x += 24 + 6.5 * len(words) + 22


def _xml(text: str) -> str:
    return escape(_printable(text))


# A page


def html(graph: Graph) -> str:
    """Return a page that needs nothing else: the drawing, and the models with what each has a row for."""
    nodes, _ = picture(graph)
    rows = [
        f'<tr><td><code>{_xml(node.name)}</code></td><td class="{node.type}">{node.type}</td>'
        f"<td>{_xml(node.description)}</td></tr>"
        for node in nodes
        if node.type != "raw"
    ]
    return PAGE.format(**COLOURS, sans=SANS, mono=MONO, svg=svg(graph), rows="\n".join(rows))


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>segment-models: the models</title>
<style>
  :root {{ color-scheme: light dark }}
  body {{ font: 15px/1.5 {sans}; color: #1f2630; background: #fff }}
  body {{ max-width: 1180px; margin: 2.5rem auto; padding: 0 1.5rem }}
  svg {{ max-width: 100%; height: auto }}
  h1 {{ font-size: 1.4rem; font-weight: 600 }}
  table {{ border-collapse: collapse; width: 100%; margin: 2.5rem 0 }}
  th, td {{ text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0 }}
  tr {{ border-bottom: 1px solid #8884 }}
  td:first-child {{ overflow-wrap: anywhere }}
  code {{ font: 13px {mono} }}
  td.view::before, td.table::before {{ content: ""; display: inline-block; margin-right: .5em }}
  td.view::before, td.table::before {{ width: .7em; height: .7em; border-radius: 3px }}
  td.view::before {{ background: {view} }}
  td.table::before {{ background: {table} }}
  @media (prefers-color-scheme: dark) {{ body {{ color: #d7dde5; background: #0f141a }} }}
</style>
</head>
<body>
<h1>The models and what each of them reads</h1>
{svg}<table>
<thead><tr><th>Model</th><th>Type</th><th>Description</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
</body>
</html>
"""
