"""Who is forgotten, in Dataform: a table that a project has from the start, and that no run changes."""

from collections.abc import Mapping

from segment_models import forget
from segment_models.dataform.sqlx import Setting, place
from segment_models.fields import FORGOTTEN_BY_TOOL
from segment_models.graph import Graph


def own_list(graph: Graph) -> tuple[Mapping[str, Setting], str] | None:
    """Return the settings and the text of the table; None where a run of ours has made one, which is read instead."""
    if graph.context.forgotten:
        return None
    there, tags = forget.place(graph), list(graph.context.config.default_config.tags)
    why = "Who is forgotten: the MD5 of each of their ids. Their calls stay out of every model."
    settings = {"type": "operations", "hasOutput": True, **place(there.schema, there.name)}
    engine = graph.context.dialect.name
    columns = ", ".join(f"{one.name} {graph.type_of(one).sql(engine)}" for one in FORGOTTEN_BY_TOOL)
    told: dict[str, Setting] = {**settings, "tags": tags, "description": why}
    return told, f"CREATE TABLE IF NOT EXISTS ${{self()}} ({columns})"
