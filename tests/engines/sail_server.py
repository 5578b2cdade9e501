"""Answers SQL on Delta tables with LakeSail's Sail: run by the Python that has it installed, asked over its pipes.

A question is a line of JSON, and behind it as many bytes of Arrow as its ``bytes`` says: the temporary view `texts`.
``sql`` is carried out; where there is ``create``, a table of that name is made of the query. The answer is a line of
JSON, with ``bytes`` or an ``error``, and the rows as Arrow.

There is one session, because each has a catalog of its own, in memory.

Usage: python sail_server.py FOLDER
"""

import json
import sys

import pyarrow as pa
from pysail.spark import SparkConnectServer
from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, StringType, StructField, StructType


def kind(found):
    """Return a type as SQL, in which everything may be NULL."""
    match found:
        case StructType():
            return f"STRUCT<{', '.join(f'`{field.name}`: {kind(field.dataType)}' for field in found.fields)}>"
        case ArrayType():
            return f"ARRAY<{kind(found.elementType)}>"
    return found.simpleString().upper()


def create(session, table, query):
    """Make a Delta table of a query, whose columns are those of the query and may be NULL."""
    columns = ", ".join(f"`{field.name}` {kind(field.dataType)}" for field in session.sql(query).schema.fields)
    session.sql(f"DROP TABLE IF EXISTS {table}")
    session.sql(f"CREATE TABLE {table} ({columns}) USING delta")
    session.sql(f"INSERT INTO {table} {query}")


def answer(session, asked, texts):
    """Return the rows that a question has for an answer, as Arrow."""
    if texts:
        with pa.ipc.open_stream(texts) as reader:
            found = reader.read_all()
        fields = StructType([StructField(name, StringType()) for name in found.column_names])
        session.createDataFrame(found, fields).createOrReplaceTempView("texts")
    if "create" in asked:
        create(session, asked["create"], asked["sql"])
        return b""
    rows = session.sql(asked["sql"]).toArrow()
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return sink.getvalue().to_pybytes()


def main(folder):
    """Serve until nobody asks any more."""
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    _, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    session.conf.set("spark.sql.warehouse.dir", folder)
    session.conf.set("spark.sql.sources.default", "delta")
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        texts = sys.stdin.buffer.read(asked.get("bytes", 0))
        try:
            found, error = answer(session, asked, texts), None
        except Exception as raised:  # noqa: BLE001 (whatever it is, it is the answer)
            found, error = b"", f"{type(raised).__name__}: {raised}"
        sys.stdout.buffer.write(json.dumps({"bytes": len(found), "error": error}).encode() + b"\n" + found)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1])
