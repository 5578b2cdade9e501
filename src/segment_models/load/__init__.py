"""Raw Segment events to the warehouse tables Segment would have made (DuckDB).

``files`` finds what to load, ``unpacking`` unzips it, ``reading`` takes messages out of it,
``flattening`` says which row a message is, ``gathering`` makes the columns of many at a time, ``heaps`` holds them
as ``pieces``, ``tables`` puts the rows in (``columns`` knows the types), ``users`` draws ``users`` from
``identifies``, and ``loading`` is all of it in one transaction.
"""

from segment_models.load.files import LeftOut
from segment_models.load.loading import LeftOutError, LoadReport, load
from segment_models.load.tables import Widened

__all__ = ["LeftOut", "LeftOutError", "LoadReport", "Widened", "load"]
