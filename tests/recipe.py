"""A model as CONTRIBUTING says to add one: its function, its columns, its record. Nothing else knows of it.

It stays small on purpose: one row per page, its place in its session, and the time to the next page.
"""

from segment_models.fields import PAGE, PERSON, SESSION_ID, SOURCE, TIMESTAMP, Field, FieldType
from segment_models.models.chain import Step, chain
from segment_models.models.changes import FromCut
from segment_models.models.definitions import Definition
from segment_models.sql import aliased, column, query

NAME = "page_engagement"


def page_engagement(context):
    """One row per page of a session.

    Columns: source, page_id, timestamp, user_id, session_id, page_index, millis_to_next_page.
    """
    order = "PARTITION BY session_id ORDER BY timestamp, source, page_id"
    beside = query(
        f"""
        SELECT source, page_id, timestamp, user_id, session_id,
            row_number() OVER ({order}) AS page_index, lead(timestamp) OVER ({order}) AS next_page_at
        FROM model.sessionized_pages
        """
    )
    millis = context.dialect.millis_between(column("timestamp"), column("next_page_at"))
    return chain(
        [Step("beside_next", "Each page beside the next one of its session (R7).", beside)],
        query(
            "SELECT source, page_id, timestamp, user_id, session_id, page_index, :millis FROM beside_next",
            millis=aliased(millis, "millis_to_next_page"),
        ),
    )


DEFINITION = Definition(
    name=NAME,
    grain="One row per page, with its place in its session and the time to the next one.",
    columns=lambda _: (
        SOURCE,
        PAGE.id,
        TIMESTAMP,
        PERSON,
        SESSION_ID,
        Field("page_index", FieldType.INTEGER, "1 for the session's first page, 2 for the next, and so on."),
        Field("millis_to_next_page", FieldType.INTEGER, "Milliseconds to the session's next page; NULL for the last."),
    ),
    key=("source", "page_id"),
    query=page_engagement,
    change=FromCut(rows="page_id IS NOT NULL", looked_up_by=(("user_id", "timestamp"),)),
    call_type=PAGE,
)
