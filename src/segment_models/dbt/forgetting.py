"""Who is forgotten, in dbt: a table that a project has from the start, and the operation that writes to it."""

from sqlglot import exp

from segment_models.dbt.names import Names
from segment_models.dbt.text import comment, head, packaged
from segment_models.fields import FORGOTTEN_BY_TOOL
from segment_models.graph import Graph
from segment_models.sql import aliased, column


def model(graph: Graph, names: Names, config: dict[str, object]) -> str:
    """Return the file of the table, which no run changes."""
    dialect = graph.context.dialect
    columns = [aliased(dialect.no_value(dialect.type(one.type)), one.name) for one in FORGOTTEN_BY_TOOL]
    nobody = dialect.render(exp.select(*columns).limit(0))
    why = f"Who is kept out of every model: dbt run-operation {names.name}_forget --args '{{ids: [...]}}'"
    return f"{head({'materialized': f'{names.name}_kept'} | config)}\n\n{comment(why)}\n{nobody}\n"


def macros(graph: Graph, names: Names) -> str:
    """Return how it is made, and how somebody is forgotten."""
    dialect = graph.context.dialect
    return packaged(
        "forgetting.sql",
        names,
        dialect,
        HASH_OF_ANONYMOUS_ID=dialect.render(dialect.md5(column("anonymous_id"))),
        USER_MAP=names.model_name("user_map"),
        FORGOTTEN=names.forgotten_model,
    )
