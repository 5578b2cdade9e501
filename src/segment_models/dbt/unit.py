"""A unit test of the session rule (R8) for dbt: three calls, of which the third comes after the timeout."""

import re
from datetime import datetime, timedelta

from segment_models.dbt.names import Names
from segment_models.graph import Graph

_START = datetime(2024, 3, 1, 10)  # noqa: DTZ001 as all moments here
_READ = re.compile(r"\bref\('([^']+)'\)")
_PLAIN = re.compile(r"[A-Za-z_]\w*")
_DAY_IS_SAFE = timedelta(hours=6)


def session_rule(graph: Graph, names: Names, model: str, text: str, read: str) -> list[dict[str, object]]:
    """Return the unit test of the model of a text, whose calls come from the model that is ``read``.

    A run reads the restart point, too; whatever else is read is empty. None where a day may end between the calls, and
    where dbt cannot name what stands in the place of a model.
    """
    config = graph.context.config
    timeout = timedelta(milliseconds=config.session_timeout_millis)
    plain = all(_PLAIN.fullmatch(one.relation.name) for one in graph.models.values())
    if timeout > _DAY_IS_SAFE or not plain:
        return []
    one = config.call_types[0]
    moments = (_START, _START + timeout - timedelta(milliseconds=1), _START + 2 * timeout)
    ids = ("first", "within", "after")
    calls = [
        {"source": "web", "call_type": one.name, "event_id": name, one.id_name: name, "timestamp": str(moment)}
        | {"user_id": "ada", "own_user_id": "ada", "anonymous_id": "device"}
        for name, moment in zip(ids, moments, strict=True)
    ]
    asked = ("call_type", "event_id", "own_user_id") if read.endswith("calls_arrived") else (one.id_name,)
    known = {"source", "timestamp", "user_id", "anonymous_id", *asked}
    rows = [{name: value for name, value in call.items() if name in known} for call in calls]
    cut = {"user_id": "ada", "cut_at": str(_START), "sessions_kept": 0}
    held = {read: rows, names.run_table("cuts"): [cut]}
    given = [{"input": f"ref('{name}')", "rows": held.get(name, [])} for name in dict.fromkeys(_READ.findall(text))]
    expected = [
        {one.id_name: name, "session_index": index, "session_start_event": starts}
        for name, index, starts in zip(ids, (1, 1, 2), (True, False, True), strict=True)
    ]
    return [
        {
            "name": f"{names.name}_a_gap_starts_a_session",
            "description": "A call within the timeout is in the same session, one after it starts the next (R8).",
            "model": model,
            "overrides": {"vars": {names.timeout_variable: config.session_timeout_millis}},
            "given": given,
            "expect": {"rows": expected},
        }
    ]
