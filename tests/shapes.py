"""One shape for the rows of every engine: where an engine has no structs, its columns are put back into them.

Only the encoding changes, never a value: a session without pages has no first page, which flat columns tell by the
count of pages, and structs by being NULL.
"""


def nested(row: dict) -> dict:
    """Return a session's row as engines with structs have it; any other row as it is."""
    if "duration_millis" not in row or "session_date" in row:  # session facts and days are flat everywhere
        return row
    stats = {name: value for name, value in row.items() if name.startswith("total_") or name == "duration_millis"}
    structs: dict[str, dict] = {}
    for name, value in row.items():
        which, _, field = name.partition("_")
        if which not in ("first", "last"):
            continue
        of_screen = field.startswith("screen_") and "total_screens" in stats
        call, field = ("screen", field.removeprefix("screen_")) if of_screen else ("page", field)
        structs.setdefault(f"{which}_{call}_values", {})[f"{which}_{field}"] = value
    whole = {name: values if stats[f"total_{name.split('_')[1]}s"] else None for name, values in structs.items()}
    head = ("session_id", "session_index", "user_id", "session_start_timestamp", "session_end_timestamp")
    listed = {"records": row["records"]} if "records" in row else {}
    return {**{name: row[name] for name in head}, "stats": stats, **whole, **listed}


def in_any_order(value):
    """Return a value with the fields of every struct sorted by name, for an engine whose structs keep no order."""
    if isinstance(value, dict):
        return {name: in_any_order(value[name]) for name in sorted(value)}
    return [in_any_order(one) for one in value] if isinstance(value, list) else value
