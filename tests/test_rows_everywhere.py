"""Rows of a model are the same on every engine: by its key, of a condition, some columns, part by part."""

from segment_models import rows, segment
from segment_models.rows import Wanted
from segment_models.warehouses import relation
from stories import at, page, web

PATHS = {"p3": "/a", "p1": "/tea", "p2": None, "p5": "/tea/sencha", "p4": "/tea"}
PAGES = [page(name, f"10:0{minute}:00", user="u", path=path) for minute, (name, path) in enumerate(PATHS.items())]


def test_rows_by_the_key_of_a_condition(warehouse, monkeypatch):
    """Though they were sent in another order; those that are fetched at a time are fewer than there are."""
    warehouse.build(web(pages=PAGES))
    models = segment(segment_schema="web", default_config={"schema": "out"})
    monkeypatch.setattr(relation, "AT_ONCE", 2)

    def read(columns, where, limit):
        wanted = Wanted.of(columns, where, limit)
        with models.opened(warehouse.connection) as opened:
            graph = models.graph_in(opened)
            model = rows.find_model(graph, "segment_page_events")
            sql = opened.dialect.render(rows.query(graph, model, wanted, ordered=True))
            (number,) = opened.fetch(opened.dialect.render(rows.count(graph, model, wanted))).values[0]
            with rows.reading(graph, opened, model):
                parts = list(opened.parts(sql))
        assert {part.columns for part in parts} == {columns}
        told = [rows.as_data(rows.columns_of(model, wanted), row) for part in parts for row in part.values]
        return int(number), [tuple(row.values()) for row in told]

    columns = ("path", "page_id", "timestamp")
    everything = [
        (PATHS[name], name, f"{at(f'10:0{minute}:00').isoformat()}.000000Z") for minute, name in enumerate(PATHS)
    ]
    by_key = sorted(everything, key=lambda row: row[1])
    assert read(columns, None, None) == (5, by_key)
    assert read(columns, "path LIKE '/tea%' AND user_id = 'u'", None) == (3, [by_key[0], by_key[3], by_key[4]])
    assert read(columns, "path IS NOT NULL AND NOT path = '/a'", 2) == (3, [by_key[0], by_key[3]])
    assert read(columns, "path IS NULL OR path IN ('/b')", 7) == (1, [by_key[1]])
    assert read(columns, "path = 'nowhere'", None) == (0, [])
