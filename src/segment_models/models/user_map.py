"""`segment_user_map`: which user an anonymous id belongs to."""

from sqlglot import exp

from segment_models.fields import IDENTIFY
from segment_models.models.calls import all_calls, judged_calls
from segment_models.models.chain import Context, Step, chain


def user_map(context: Context) -> exp.Query:
    """One row per anonymous id, with the user of the latest call that carried both (R6).

    Columns: anonymous_id, user_id, mapped_at, is_shared.
    """
    steps = [
        *judged_calls(context, IDENTIFY),
        Step("calls", "Every good call of every type: a log-in shows in any of them (R6).", all_calls(context)),
        Step.of(
            "visitors",
            "Every anonymous id there is; a log-out or no log-in at all does not lose it.",
            "SELECT DISTINCT anonymous_id FROM calls WHERE anonymous_id IS NOT NULL",
        ),
        Step.of(
            "log_ins",
            "The calls that tell whose an anonymous id is, the latest in front (R7), and if it is shared (R6a).",
            """
            SELECT
                anonymous_id,
                user_id,
                timestamp AS mapped_at,
                min(user_id) OVER (PARTITION BY anonymous_id) <> max(user_id) OVER (PARTITION BY anonymous_id)
                    AS is_shared,
                row_number() OVER (
                    PARTITION BY anonymous_id
                    ORDER BY timestamp DESC, source DESC, call_type DESC, event_id DESC
                ) AS recency
            FROM calls
            WHERE anonymous_id IS NOT NULL AND user_id IS NOT NULL
            """,
        ),
        Step.of(
            "latest_log_ins",
            "One per anonymous id.",
            "SELECT anonymous_id, user_id, mapped_at, is_shared FROM log_ins WHERE recency = 1",
        ),
    ]
    return chain(
        steps,
        """
        SELECT
            visitors.anonymous_id, latest_log_ins.user_id, latest_log_ins.mapped_at,
            coalesce(latest_log_ins.is_shared, FALSE) AS is_shared
        FROM visitors
        LEFT JOIN latest_log_ins ON visitors.anonymous_id = latest_log_ins.anonymous_id
        """,
    )
