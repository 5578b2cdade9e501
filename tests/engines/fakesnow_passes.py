"""Spares fakesnow the passes over a statement's tree that would find nothing to change.

fakesnow makes DuckDB's SQL of Snowflake's in 76 passes. Each visits every node of the tree, and most look for what our
statements never have: SHOW, PUT, samples, sequences. `CHANGES` says for each pass which nodes it could change: by their
class, and where most statements have nodes of that class, by a condition that each node changed fulfils. A pass that
finds no such node in a tree leaves the tree as it is, so it is left out. One that is not listed here is never left out.
"""

from collections import defaultdict

import fakesnow.transforms
from sqlglot import exp

TIMES = (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ)
WHOLE = (exp.DType.DECIMAL, exp.DType.INT, exp.DType.SMALLINT, exp.DType.TINYINT)
LOOSE = (exp.DType.ARRAY, exp.DType.OBJECT, exp.DType.VARIANT)


def always(_node):
    """Let every node of a class count."""
    return True


def typed(*types):
    """Let a type count that is one of these."""
    return lambda node: node.this in types


def called(*names):
    """Let a function count that has one of these names."""
    return lambda node: node.name.upper() in names


def of_kind(*kinds):
    """Let a statement count that is about something of one of these kinds."""
    return lambda node: str(node.args.get("kind")).upper() in kinds


def casts_to(*types):
    """Let a cast count that is to one of these types."""
    return lambda node: node.to.this in types


def casts(kind):
    """Let a node count whose operand is of a class."""
    return lambda node: isinstance(node.this, kind)


def in_small_letters(node):
    """Let an identifier count that is without quotes, and not in capitals."""
    return not node.quoted and isinstance(node.this, str) and node.this != node.this.upper()


def joins_by_one_column(node):
    """Let a query count one of whose joins may name a column first that has no table."""
    conditions = [join.args.get("on") for join in node.args.get("joins") or ()]
    return any(on is not None and isinstance(on.this, exp.Column) and not on.this.table for on in conditions)


SHOW = {exp.Show: always}
CHANGES = {
    "identifier": {exp.Table: lambda node: not isinstance(node.this, exp.Identifier)},
    "upper_case_unquoted_identifiers": {exp.Identifier: in_small_letters},
    "alter_session": {exp.Alter: always},
    "update_variables": {
        exp.Set: always,
        exp.Alias: lambda node: "UNSET" in str(node.this.args.get("this")).upper(),
    },
    "current_version": {exp.CurrentVersion: always},
    "set_schema": {exp.Use: always},
    "create_database": {exp.Create: of_kind("DATABASE")},
    "extract_comment_on_table": {
        exp.Create: lambda node: node.args.get("properties") is not None,
        exp.Comment: always,
        exp.Alter: always,
    },
    "extract_comment_on_columns": {exp.Alter: always},
    "information_schema_fs": {exp.Table: lambda node: node.db == "INFORMATION_SCHEMA"},
    "information_schema_databases": {exp.Table: lambda node: node.name == "DATABASES"},
    "drop_schema_cascade": {exp.Drop: always},
    "tag": {exp.Alter: always, exp.Command: always, exp.Create: of_kind("TAG"), exp.Drop: of_kind("TAG")},
    "semi_structured_types": {exp.DataType: typed(*LOOSE)},
    "try_parse_json": {exp.Anonymous: called("TRY_PARSE_JSON")},
    "split": {exp.Split: always},
    "trim_cast_varchar": {exp.Trim: always},
    "indices_to_json_extract": {exp.Bracket: always},
    "json_extract_cast_as_varchar": {exp.Cast: casts(exp.JSONExtract)},
    "json_extract_cased_as_varchar": {exp.Upper: casts(exp.JSONExtract), exp.Lower: casts(exp.JSONExtract)},
    "json_extract_precedence": {exp.JSONExtract: always, exp.JSONExtractScalar: always},
    "flatten_value_cast_as_varchar": {
        exp.Cast: lambda node: isinstance(node.this, exp.Column) and node.this.name.upper() == "VALUE"
    },
    "flatten": {exp.Lateral: always, exp.TableFromRows: always},
    "regex_replace": {exp.RegexpReplace: always},
    "regex_substr": {exp.RegexpExtract: always},
    "result_scan": {exp.TableFromRows: always},
    "sequence_nextval": {exp.Column: lambda node: node.name.upper() == "NEXTVAL"},
    "values_columns": {exp.Values: always},
    "to_date": {exp.Anonymous: called("TO_DATE")},
    "timestamp_offsets": {exp.Cast: casts(exp.Literal)},
    "to_decimal": {exp.ToNumber: always},
    "to_timestamp": {
        exp.UnixToTime: always,
        exp.Anonymous: called("TO_TIMESTAMP", "TO_TIMESTAMP_NTZ"),
        exp.Cast: casts_to(*TIMES),
    },
    "to_variant": {exp.ToVariant: always},
    "object_construct": {exp.StarMap: always, exp.Struct: always, exp.JSONObject: always},
    "timestamp_ntz": {exp.DataType: typed(exp.DType.TIMESTAMPNTZ)},
    "float_to_double": {exp.DataType: typed(exp.DType.FLOAT)},
    "integer_precision": {exp.DataType: typed(*WHOLE)},
    "extract_text_length": {exp.Create: always, exp.Alter: always},
    "sample": {exp.TableSample: always},
    "array_size": {exp.ArraySize: always},
    "random": {exp.Rand: always},
    "array_agg_within_group": {exp.WithinGroup: always},
    "array_agg": {exp.ArrayAgg: always},
    "object_agg": {exp.ObjectAgg: always},
    "array_construct_etc": {exp.ArrayConstructCompact: always, exp.Array: always, exp.ArrayConcat: always},
    "dateadd_date_cast": {exp.DateAdd: always},
    "dateadd_string_literal_timestamp_cast": {exp.DateAdd: always},
    "datediff_string_literal_timestamp_cast": {exp.DateDiff: always},
    "show_databases": SHOW,
    "show_functions": SHOW | {exp.Command: always},
    "show_procedures": SHOW,
    "show_parameters": {exp.Command: always},
    "show_warehouses": SHOW,
    "show_schemas": SHOW,
    "show_tables_etc": SHOW,
    "show_columns": SHOW,
    "show_stages": SHOW,
    "show_sequences": SHOW,
    "show_keys": SHOW,
    "show_users": SHOW,
    "create_user": {exp.Command: always},
    "haversine": {exp.Anonymous: called("HAVERSINE")},
    "hex_string": {exp.HexString: always},
    "sha256": {exp.SHA2: always, exp.SHA2Digest: always, exp.Anonymous: called("SHA2_HEX", "SHA2_BINARY")},
    "create_clone": {exp.Clone: always},
    "alias_in_join": {exp.Select: joins_by_one_column},
    "alias_in_where": {exp.Anonymous: called("_FS_OBJECT_CONSTRUCT")},
    "alter_table_strip_cluster_by": {exp.Alter: always, exp.Command: always},
    "numeric_agg_implicit_cast": dict.fromkeys(fakesnow.transforms.transforms._NUMERIC_ONLY_AGGS, always),
    "create_stage": {exp.Create: of_kind("STAGE")},
    "create_file_format": {exp.Create: of_kind("FILE FORMAT")},
    "list_stage": {exp.ListStage: always},
    "put_stage": {exp.Put: always},
    "create_table_as": {exp.Create: lambda node: isinstance(node.this, exp.Schema)},
}
"""For each pass, the nodes that it could change."""


class Passing:
    """A tree on its way through the passes."""

    def __init__(self, tree, names):
        """Begin with a tree; ``names`` are those of the passes."""
        self.tree, self._names = tree, names
        self._nodes = None

    def transform(self, change, *, copy, **told):
        """Let a pass go over the tree, unless it would change nothing."""
        if self._could_be_changed_by(self._name(change)):
            self.tree = self.tree.transform(change, copy=copy, **told)
            self._nodes = None
        return self

    def _name(self, change):
        return self._names.get(change) or change.__code__.co_names[1]  # of lambda e: transforms.show_schemas(e, …)

    def _could_be_changed_by(self, name):
        if name not in CHANGES:
            return True
        if self._nodes is None:
            self._nodes = defaultdict(list)
            for node in self.tree.dfs():
                self._nodes[type(node)].append(node)
        return any(
            counts(node)
            for kind, counts in CHANGES[name].items()
            for found in subclasses(kind).intersection(self._nodes)
            for node in self._nodes[found]
        )


def subclasses(kind, known={}):  # noqa: B006 it is kept
    """Return a class and all that are derived from it."""
    if kind not in known:
        known[kind] = {kind}.union(*map(subclasses, kind.__subclasses__()))
    return known[kind]


def in_capitals(expression):
    """Do what fakesnow's pass of this name does, without a copy of each identifier, which it then drops."""
    if isinstance(expression, exp.Identifier) and in_small_letters(expression):
        expression.set("this", expression.this.upper())
    return expression


def sparing(transform):
    """Return a cursor's method that makes DuckDB's tree of Snowflake's, with no more passes than it takes."""
    names = {getattr(fakesnow.transforms, name): name for name in CHANGES}

    def transformed(cursor, expression, params):
        return transform(cursor, Passing(expression, names), params).tree

    return transformed
