"""The drawings of the graph: complete, safe with any name, and with no line through a box."""

import dataclasses
import re
from xml.etree import ElementTree as ET

import pytest

from segment_models import segment
from segment_models.drawing import html, mermaid, picture, svg
from segment_models.warehouses.relation import Relation

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<b>\"&'`x`</title><script>alert(1)</script> #quot; 😀]]>--> end style:#f; _a_ \x00\ud800\n| %%{}"
SHOWN = HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
SIZES = (12, *[10.2] * 20)  # of the first line of a box, and of those beneath
SOURCES = [
    "web",
    "ios",
    "android",
    "server",
    "project.shop_production_events",
    "kiosk",
    "pos",
    "tv",
    "a-b",
    "ü",
]


def graph_of(**options):
    return segment(**{"segment_schema": ["web", "ios"], "include_screens": True} | options).graph()


def hostile_graph():
    graph = graph_of()
    models = dict(graph.models)
    place = Relation('my "schema" <1>', HOSTILE)
    models["sessions"] = dataclasses.replace(models["sessions"], relation=place, description=HOSTILE)
    models["page_events"] = dataclasses.replace(models["page_events"], reads_raw=(f"{HOSTILE}.pages",))
    return dataclasses.replace(graph, models=models)


def parsed(drawing):
    return ET.fromstring(drawing)  # noqa: S314 - our own drawing


def titles(drawing):
    return [title.text for title in parsed(drawing).iter(f"{SVG}title")]


GRAPHS = {
    "two sources": graph_of,
    "one source": lambda: graph_of(segment_schema="web", include_screens=False),
    "ten sources": lambda: graph_of(segment_schema=SOURCES),
    "pages only": lambda: graph_of(segment_schema="web", include_screens=False, include_tracks=False),
    "everything a table": lambda: graph_of(default_config={"type": "table"}),
    "other names": lambda: graph_of(model_prefix="the_long_prefix_of_another_team_"),
    "hostile names": hostile_graph,
}


@pytest.fixture(scope="module", params=GRAPHS.values(), ids=GRAPHS.keys())
def graph(request):
    return request.param()


def test_svg_shows_every_model_with_its_type():
    """A box says the table's name and its type, and tells the rest when pointed at."""
    root = parsed(svg(graph_of()))
    boxes = {
        box.find(f"{SVG}title").text: [text.text for text in box.iter(f"{SVG}text")]
        for box in root.iter(f"{SVG}g")
        if box.get("class").startswith("box")
    }
    told = "segment_models.segment_user_map (table)\nOne row per anonymous id, with the user it belongs to (R6)."
    assert boxes[told] == ["segment_user_map", "table"]
    assert boxes["web.pages\nios.pages"] == ["pages", "raw: web, ios"]
    shown = [name for name, *_ in boxes.values()]
    assert sorted(shown) == [
        "identifies",
        "pages",
        "screens",
        "segment_active_days",
        "segment_daily",
        "segment_page_events",
        "segment_page_views",
        "segment_rejected_events",
        "segment_screen_events",
        "segment_session_facts",
        "segment_session_sources",
        "segment_sessionized_events",
        "segment_sessionized_pages",
        "segment_sessionized_screens",
        "segment_sessionized_tracks",
        "segment_sessions",
        "segment_shared_calls",
        "segment_touches",
        "segment_track_events",
        "segment_traffic_sources",
        "segment_user_map",
        "segment_users",
        "tracks",
    ]


def test_svg_has_every_raw_table(graph):
    """Each raw table that a model reads is named in the drawing, also where a box has no room for all."""
    told = {line for title in titles(svg(graph)) for line in title.split("\n")}
    for model in graph.models.values():
        for table in model.reads_raw:
            assert set(table.replace("\x00", "\ufffd").replace("\ud800", "\ufffd").split("\n")) <= told


def test_svg_has_every_edge(graph):
    """One line for each model and what it reads; the raw tables of one call type count once."""
    wanted = [
        f"{name} → {model.relation.name}"
        for model in graph.models.values()
        for name in {
            *(graph.models[parent].relation.name for parent in model.reads),
            *(table.split(".")[-1] for table in model.reads_raw),
        }
    ]
    wanted = [edge.replace(HOSTILE, SHOWN) for edge in wanted]
    drawn = [title for title in titles(svg(graph)) if "→" in title]
    assert sorted(drawn) == sorted(wanted)


def test_svg_knows_the_edges_of_sessions():
    """Written by hand: sessions reads the sessionized events and the fields of each call type."""
    edges = [title for title in titles(svg(graph_of())) if title.endswith("→ segment_sessions")]
    assert sorted(edges) == [
        "segment_page_events → segment_sessions",
        "segment_screen_events → segment_sessions",
        "segment_sessionized_events → segment_sessions",
        "segment_track_events → segment_sessions",
    ]


def points(path):
    """Return points along a path of M, C and H, close to each other."""
    x = y = 0.0
    for letter, numbers in re.findall(r"([MCH])([^MCH]*)", path):
        to = [float(number) for number in numbers.split()]
        if letter == "M":
            x, y = to
        elif letter == "H":
            yield from ((x + (to[0] - x) * step / 16, y) for step in range(17))
            x = to[0]
        else:
            (a, b, c, d, e, f) = to
            for step in range(17):
                t, s = step / 16, 1 - step / 16
                yield (
                    s**3 * x + 3 * s * s * t * a + 3 * s * t * t * c + t**3 * e,
                    s**3 * y + 3 * s * s * t * b + 3 * s * t * t * d + t**3 * f,
                )
            x, y = e, f


def places(root):
    for box in root.iter(f"{SVG}g"):
        if (rect := box.find(f"{SVG}rect")) is not None:
            yield tuple(float(rect.get(key)) for key in ("x", "y", "width", "height"))


def test_no_line_runs_through_a_box(graph):
    """Lines start and end at the borders of boxes and pass all others at a distance."""
    root = parsed(svg(graph))
    lines = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("class") == "edge"]
    for x, y, width, height in places(root):
        for line in lines:
            for at_x, at_y in points(line):
                assert not (x + 1 < at_x < x + width - 1 and y - 2 < at_y < y + height + 2)


def test_boxes_stand_apart_within_the_page(graph):
    """No box covers another or is cut by the edge of the drawing, and raw tables stand at the left."""
    root = parsed(svg(graph))
    _, _, page_width, page_height = map(float, root.get("viewBox").split())
    boxes = list(places(root))
    for index, (x, y, width, height) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        assert x + width <= page_width
        assert y + height <= page_height
        for to_x, to_y, to_width, to_height in boxes[index + 1 :]:
            beside = x + width < to_x or to_x + to_width < x
            assert beside or y + height < to_y or to_y + to_height < y
    raw = len([node for node in picture(graph)[0] if node.type == "raw"])
    assert {x for x, *_ in boxes[:raw]} == {min(x for x, *_ in boxes)}


def test_lines_run_from_left_to_right(graph):
    """A model stands to the right of all it reads."""
    root = parsed(svg(graph))
    x = [x for x, *_ in places(root)]
    assert all(x[parent] < x[child] for parent, child in picture(graph)[1])


def test_text_has_room_in_its_box(graph):
    """Letters are of one width, so a box can be made to fit: 0.602 em in the widest of the fonts named."""
    for box in parsed(svg(graph)).iter(f"{SVG}g"):
        if (rect := box.find(f"{SVG}rect")) is not None:
            texts = box.iter(f"{SVG}text")
            for text, size in zip(texts, SIZES, strict=False):
                end = float(text.get("x")) + 0.602 * size * len(text.text)
                assert end < float(rect.get("x")) + float(rect.get("width"))
                assert float(text.get("y")) < float(rect.get("y")) + float(rect.get("height")) - 4


def test_ten_sources_share_boxes():
    """Raw tables of one call type are one box that lists its sources in the order configured."""
    root = parsed(svg(graph_of(segment_schema=SOURCES)))
    pages = next(box for box in root.iter(f"{SVG}g") if box.get("class") == "box0")
    name, *sources = [text.text for text in pages.iter(f"{SVG}text")]
    assert name == "pages"
    listed = "raw: web, ios, android, server, project.shop_production…, kiosk, pos, tv, a-b, ü"
    assert " ".join(sources) == listed


def test_more_sources_than_a_box_holds_are_counted():
    """Beyond twelve sources a box says how many more there are; pointing at it lists them."""
    drawing = svg(graph_of(segment_schema=[f"source_{number}" for number in range(15)]))
    assert "+\u00a03\u00a0more" in drawing
    assert "source_14.pages" in drawing


def test_svg_needs_nothing_else(graph):
    """No script, no link, no font, no picture: it can be shown anywhere."""
    root = parsed(svg(graph))
    assert {node.tag.removeprefix(SVG) for node in root.iter()} == {
        *("svg", "style", "g", "title", "rect", "text", "path")
    }
    assert "url(" not in root.find(f"{SVG}style").text
    assert "@import" not in root.find(f"{SVG}style").text


def test_svg_has_a_legend():
    """The three types are explained."""
    root = parsed(svg(graph_of()))
    legend = [text.text for text in root.iter(f"{SVG}text") if text.get("class") == "legend"]
    assert legend == ["raw table, one for each source", "view", "table"]


def test_hostile_names_stay_text():
    """A name is shown as it is, except for characters that XML cannot hold."""
    assert f'my "schema" <1>.{SHOWN} (table)\n{SHOWN}' in titles(svg(hostile_graph()))
    page = html(hostile_graph())
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert page.encode()


def unquoted(label):
    return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label)


def test_mermaid_says_the_whole_graph(graph):
    """Each box is a line with its name, type and sources; each line of the picture is an arrow."""
    head, *lines = mermaid(graph).splitlines()
    assert head == "flowchart LR"
    boxes = [re.fullmatch(r'  (\w+)\["([^"]*)"\]:::(\w+)', line) for line in lines]
    boxes = [box for box in boxes if box]
    arrows = [re.fullmatch(r"  (\w+) --> (\w+)", line) for line in lines]
    arrows = [arrow.groups() for arrow in arrows if arrow]
    classes = [line for line in lines if line.startswith("  classDef ")]
    assert len(boxes) + len(arrows) + len(classes) == len(lines)
    nodes, edges = picture(graph)
    ids = [box[1] for box in boxes]
    assert arrows == [(ids[parent], ids[child]) for parent, child in edges]
    for node, box in zip(nodes, boxes, strict=True):
        name, kind, *sources = [unquoted(text) for text in box[2].split("<br/>")]
        clean = re.sub("[\x00\ud800]", "\ufffd", node.name)
        assert (name, kind, box[3]) == (clean, node.type, node.type)
        listed = re.sub("[\x00\ud800]", "\ufffd", ", ".join(node.sources))
        assert " ".join(sources).split() == listed.split()


def test_mermaid_leaves_nothing_to_interpret():
    """In a label, only letters, digits and separators within words stand as they are."""
    labels = re.findall(r'\["(.*)"\]', mermaid(hostile_graph()))
    for label in labels:
        bare = re.sub(r"#\d+;|<br/>", "", label)
        assert re.fullmatch(r"[\w .,-]*", bare)
    assert "#95;a#95;" in "".join(labels)
    assert "segment_user_map<br/>table" in labels


def test_html_lists_the_models():
    """The page has the drawing and one row for each model: name, type, description."""
    page = html(graph_of())
    rows = re.findall(r'<tr><td><code>(.*)</code></td><td class="\w+">(.*)</td><td>(.*)</td></tr>', page)
    assert len(rows) == 19
    told = "One row per anonymous id, with the user it belongs to (R6)."
    assert ("segment_user_map", "table", told) in rows
    assert svg(graph_of()) in page
    assert not re.search(r'<script|<link|src=|href=|url\(|https?://(?!www\.w3\.org/2000/svg")', page)


@pytest.mark.parametrize("draw", [mermaid, svg, html])
def test_the_same_graph_gives_the_same_drawing(draw):
    """A drawing kept in a repository changes only when the graph does."""
    assert draw(graph_of()) == draw(graph_of())


def test_a_graph_without_models_can_be_drawn():
    """Nothing to draw is no error."""
    empty = dataclasses.replace(graph_of(), models={})
    parsed(svg(empty))
    assert mermaid(empty).startswith("flowchart LR\n")
