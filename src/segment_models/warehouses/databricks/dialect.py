"""How Databricks means things: as Spark does, on Delta tables."""

from collections.abc import Iterator
from dataclasses import replace

from sqlglot.dialects.databricks import Databricks as SqlglotDatabricks

from segment_models.warehouses import layouts
from segment_models.warehouses.dialect import Dialect, LongestName
from segment_models.warehouses.generators import DatabricksGenerator
from segment_models.warehouses.relation import Layout, Relation
from segment_models.warehouses.spark.dialect import Readable, SparkDialect


class _Readable(SqlglotDatabricks):
    """sqlglot's Databricks, laid out for people."""

    class Generator(Readable, DatabricksGenerator):
        """How the SQL of Databricks is written."""

        TRANSFORMS = DatabricksGenerator.TRANSFORMS | Readable.TRANSFORMS


class DatabricksDialect(SparkDialect):
    """Databricks SQL, runtime 15 or newer."""

    name = "databricks"
    sqlglot = _Readable
    title = "Databricks"
    extra = "databricks"
    url = "databricks://host/sql/1.0/warehouses/id"
    nesting = "structs and arrays"
    publishing = "a table is built and checked aside, then replaced at once"
    level = "experimental: its queries run on Spark, its incremental runs on Delta tables through Sail"

    longest_name = LongestName(255, "characters")
    dbt = replace(SparkDialect.dbt, databases=True, labels_views=True, clusters="liquid_clustered_by", no_clusters="")
    notes = {"partition_by": "a column, without cluster_by: Delta divides by columns, and clusters or divides."}  # noqa: RUF012 read only

    aside = Dialect.aside  # Delta replaces a table from any schema

    def unused(self, relation: Relation, layout: Layout) -> Iterator[str]:
        """Yield what a table is not given: partitions beside clusters, and partitions by other than a column."""
        if layout.partition_by and layout.cluster_by:
            yield "partition_by is ignored: on Databricks a table that is clustered has no partitions."
            return
        yield from super().unused(relation, layout)

    def _form(self, relation: Relation, layout: Layout) -> str:  # noqa: ARG002 everywhere alike
        return layouts.file_format(layout.format) if layout.format else ""

    def _is_files(self, relation: Relation, layout: Layout) -> bool:  # noqa: ARG002 no table is a folder to point at
        return False

    def _partition(self, relation: Relation, layout: Layout):  # type: ignore[no-untyped-def]  # noqa: ANN202 as Spark's
        return None if layout.cluster_by else super()._partition(relation, layout)


DIALECT = DatabricksDialect(default_format="delta")
