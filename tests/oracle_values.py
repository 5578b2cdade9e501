"""What the rules say of single values and of the order of calls: R1, R3, R7. The other oracles stand on it."""

import re
from datetime import UTC, date
from zoneinfo import ZoneInfo

ORDER_OF_CALL_TYPES = ("identify", "page", "screen", "track")  # R7


def text(value):
    """R1, R3: what should be text is text; a number becomes its digits."""
    return None if value is None else str(value)


def time(value):
    """R1: a timestamp without a zone is UTC; one with a zone is told in UTC."""
    if value is None or value.tzinfo is None:
        return value
    return value.astimezone(UTC).replace(tzinfo=None)


def clean_id(value, options):
    """R3: an id that is empty, only spaces or junk is NULL; any other is kept as it is."""
    value = text(value)
    if value is None or value.strip("\u0020") == "" or value in options.junk_ids:
        return None
    # `$` is the end of the id; Python would also stop it before a last line feed.
    pattern = re.sub(r"(?<!\\)\$$", r"\\Z", options.junk_id_pattern)
    return None if re.search(pattern, value) else value


def utf8(value):
    """R7: text compares by its UTF-8 bytes."""
    return value.encode("utf-8") if isinstance(value, str) else value


def nulls_last(value) -> tuple:
    """R4: ascending, and what is not known comes last."""
    return (value is None, utf8(value))


def order(call: dict) -> tuple:
    """R7: the one order of all accepted calls."""
    rank = ORDER_OF_CALL_TYPES.index(call["call_type"])
    return (call["timestamp"], utf8(call["source"]), rank, utf8(call["id"]))


def key_of(call: dict) -> tuple:
    """R4: what names an accepted call."""
    return (call["source"], call["call_type"], call["id"])


def loaded_at(row: dict):
    """R4: when a raw row was loaded, as far as it says."""
    load_times = [time(row.get(column)) for column in ("loaded_at", "uuid_ts", "received_at")]
    return next((moment for moment in load_times if moment is not None), None)


def local_date(moment, zone: str) -> date:
    """R8b, M1: the date of a moment in UTC on the clocks of a zone."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
