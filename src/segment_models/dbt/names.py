"""What things are called in dbt: models, sources, variables; and how SQL refers to them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from segment_models.configured import Model
from segment_models.export.references import FORGOTTEN, References
from segment_models.graph import Graph
from segment_models.sources import RawTable
from segment_models.warehouses.relation import Relation

DEFAULT_NAME = "segment"
TIME_SPINE = "metricflow_time_spine"
"""The model of days, by the only name under which dbt 1.8 finds it. A project has one, whatever prefixes there are."""
_OPENS_JINJA = re.compile(r"\{[{%#]")


def literal(value: object) -> str:
    """Return a value as Jinja writes it: a text in single quotes, a list, a dictionary, a number, ``true``."""
    match value:
        case bool():
            return str(value).lower()
        case Expression():
            return str(value)
        case list() | tuple():
            return f"[{', '.join(literal(item) for item in value)}]"
        case dict():
            return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


class Expression(str):
    """Jinja that stands as it is, where `literal` would put a text in quotes."""

    __slots__ = ()


def escaped(text: str) -> str:
    """Return a text so that Jinja gives it back as it is."""
    return _OPENS_JINJA.sub(lambda found: f"{{{{ '{found[0]}' }}}}", text)


def word(text: str) -> str:
    """Return a text as a name that dbt takes: letters, digits and underscores."""
    return re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")


def bare(name: str) -> tuple[str, bool]:
    """Return a name without double quotes around it, and whether it had them."""
    quoted = len(name) > 2 and name[0] == name[-1] == '"'  # noqa: PLR2004 the quotes
    return (name[1:-1], True) if quoted else (name, False)


@dataclass(frozen=True)
class Names(References):
    """The names of one export. Those of two exports into one project differ if their ``model_prefix`` does."""

    prefix: str
    sources: Mapping[str, str] = field(default_factory=dict)
    """Each raw schema's source in dbt, by the schema as it is configured."""

    @property
    def name(self) -> str:
        """What folders and variables are called after: the prefix of the models."""
        return word(self.prefix) or DEFAULT_NAME

    def model_name(self, key: str) -> str:
        """Return a model's name in dbt, which is unique there, whatever it is called in the warehouse."""
        return word(self.prefix + key)

    @property
    def timeout_variable(self) -> str:
        """The variable that holds the session timeout."""
        return f"{self.name}_session_timeout_millis"

    @property
    def models_schema_variable(self) -> str:
        """The variable that holds the schema of the models."""
        return f"{self.name}_models_schema"

    @property
    def run_schema_variable(self) -> str:
        """The variable that holds the schema of what an incremental run works out."""
        return f"{self.name}_run_schema"

    def run_table(self, name: str) -> str:
        """Return the name in dbt of a model of an incremental run's own."""
        return f"{self.name}_run_{name}"

    def built_source(self, schema: str, default: str) -> str:
        """Return the source that has the models of a schema where `segment-models run` builds them."""
        return f"{self.name}_models" if schema == default else f"{self.name}_{word(schema)}"

    def built_schema_variable(self, schema: str, default: str) -> str:
        """Return the variable that holds the name of such a schema."""
        return f"{self.name}_built_schema" + ("" if schema == default else f"_{word(schema)}")

    def schema_variable(self, schema: str) -> str:
        """Return the variable that holds the name of a raw schema; with several, each has its own."""
        return f"{self.name}_schema" + (f"_{self.sources[schema]}" if len(self.sources) > 1 else "")

    def model(self, model: Model) -> str:
        """Return ``ref``."""
        return f"{{{{ ref({literal(self.model_name(model.name))}) }}}}"

    def raw(self, table: RawTable) -> str:
        """Return ``source``."""
        return f"{{{{ source({literal(self.sources[table.schema])}, {literal(source_table(table))}) }}}}"

    @property
    def forgotten_model(self) -> str:
        """The model that is the export's own table of who is forgotten."""
        return self.model_name(FORGOTTEN)

    def who_is_forgotten(self) -> str:
        """Return ``ref``."""
        return f"{{{{ ref({literal(self.forgotten_model)}) }}}}"

    @property
    def forgotten_source(self) -> str:
        """The source that has the table of who is forgotten."""
        return f"{self.name}_forgetting"

    def forgotten(self, relation: Relation) -> str:
        """Return ``source``, too."""
        return f"{{{{ source({literal(self.forgotten_source)}, {literal(word(relation.name))}) }}}}"

    def timeout_micros(self, configured_millis: int) -> str:
        """Return the variable in microseconds, computed by Jinja, whose whole numbers have no end.

        ``default`` is for dbt 1.8, which reads a model with a unit test once without any ``var``.
        """
        return f"{{{{ var({literal(self.timeout_variable)}, {configured_millis}) | default(0) | int * 1000 }}}}"

    @property
    def is_linted(self) -> bool:
        """True: sqlfluff is the linter of most projects of dbt."""
        return True

    def escaped(self, sql: str) -> str:
        """Return SQL in which Jinja finds nothing."""
        return escaped(sql)


def source_table(table: RawTable) -> str:
    """Return a raw table's name in dbt."""
    return bare(table.name)[0].lower()


def names_of(graph: Graph) -> Names:
    """Return the names of an export. A source is called as its schema, which is what most projects call it."""
    config = graph.context.config
    sources: dict[str, str] = {}
    for schema in config.segment_schema:
        last = word(schema.rpartition(".")[2])
        unique = last if last and last not in sources.values() else word(schema)
        sources[schema] = unique if unique and unique not in sources.values() else f"source_{len(sources) + 1}"
    return Names(config.model_prefix, sources)
