"""A run that would reject most calls of a raw table stops before it publishes, and says which column it is."""

from contextlib import closing

import duckdb
import pytest

from segment_models import RunError, segment

OPTIONS = {"segment_schema": "web", "include_tracks": False}
BUILT = "SELECT count(*) FROM segment_models.segment_sessionized_events"
KINDS = ("view", "incremental")


@pytest.fixture(params=KINDS)
def shop(request):
    """120 pages of 120 people, built; and the models, of each kind."""
    with closing(duckdb.connect()) as connection:
        connection.execute("CREATE SCHEMA web; CREATE TABLE web.pages (id TEXT, timestamp TIMESTAMP, user_id TEXT)")
        connection.execute(pages("TIMESTAMP '2026-01-01' + i * INTERVAL 1 HOUR"))
        default = {} if request.param == "view" else {"default_config": {"type": request.param}}
        segment(**OPTIONS, **default).run(connection)
        assert connection.execute(BUILT).fetchall() == [(120,)]
        yield connection, default


def pages(timestamp, calls=120, kind="p"):
    return f"INSERT INTO web.pages SELECT '{kind}' || i, {timestamp}, 'u' || i FROM range({calls}) t(i)"


def change_time(connection):
    """The loader writes another type; times that are no longer there are NULL, as in a column it cannot read."""
    connection.execute("DELETE FROM web.pages; ALTER TABLE web.pages ALTER timestamp TYPE BOOLEAN USING NULL")
    connection.execute(pages("NULL", kind="q"))


def test_a_time_that_cannot_be_read_any_more_stops_the_run(shop):
    """All 120 calls have no time: the tables stay as they were, and the message has the column and its type."""
    connection, default = shop
    change_time(connection)
    with pytest.raises(RunError) as error:
        segment(**OPTIONS, **default).run(connection)
    assert str(error.value) == (
        "web.pages: 120 of 120 calls were rejected as missing_timestamp. Today its column `timestamp` is BOOLEAN. "
        "Nothing was published. Correct the raw table. If these calls should be rejected, raise max_rejected_share or "
        "rejected_floor in the configuration."
    )
    assert connection.execute(BUILT).fetchall() == [(120,)]


def test_an_id_of_another_name_is_named(shop):
    """A raw table with message_id instead of id: the message offers the column that it has."""
    connection, default = shop
    connection.execute("ALTER TABLE web.pages RENAME COLUMN id TO message_id")
    with pytest.raises(RunError, match="Today it has no column `id`, but `message_id`"):
        segment(**OPTIONS, **default).run(connection)
    assert connection.execute(BUILT).fetchall() == [(120,)]


def test_a_person_that_is_gone_is_named_by_both_columns(shop):
    """Without a user id and without an anonymous id there is nobody."""
    connection, default = shop
    connection.execute("UPDATE web.pages SET user_id = NULL, id = 'n' || id")
    with pytest.raises(RunError, match="Today its column `user_id` is TEXT and it has no column `anonymous_id`"):
        segment(**OPTIONS, **default).run(connection)


def rejected(report):
    """Return how many calls of the first raw table a run has rejected."""
    return report.account.values[0][report.account.columns.index("rejected")]


@pytest.mark.parametrize("limit", [{"max_rejected_share": 1}, {"rejected_floor": 121}])
def test_a_run_may_be_told_that_calls_are_to_be_rejected(shop, limit):
    """With a share of 1, or a floor above what is rejected, the run publishes."""
    connection, default = shop
    change_time(connection)
    report = segment(**OPTIONS, **default, **limit).run(connection)
    assert rejected(report) == 120


def test_a_share_below_the_limit_publishes(shop):
    """90 % of what was read are not more than 90 %; one call more is, and is below the floor in a run of few."""
    connection, default = shop
    connection.execute("DELETE FROM web.pages")
    connection.execute(pages("NULL", calls=180, kind="bad"))
    connection.execute(pages("TIMESTAMP '2026-02-01'", calls=20, kind="good"))
    segment(**OPTIONS, **default).run(connection)


def test_a_few_rejected_calls_stop_nothing():
    """99 calls without a time, and nothing else, are below the floor of 100."""
    with closing(duckdb.connect()) as connection:
        connection.execute("CREATE SCHEMA web; CREATE TABLE web.pages (id TEXT, timestamp TIMESTAMP, user_id TEXT)")
        connection.execute(pages("NULL", calls=99))
        assert rejected(segment(**OPTIONS).run(connection)) == 99
        connection.execute(pages("NULL", calls=1, kind="one more"))
        with pytest.raises(RunError, match="100 of 100 calls were rejected"):
            segment(**OPTIONS).run(connection)


def test_nothing_keeps_a_person_from_being_forgotten(shop):
    """Forgetting goes on where most of what is read is rejected."""
    connection, default = shop
    change_time(connection)
    segment(**OPTIONS, **default).forget(["u7"], connection)
    left = connection.execute("SELECT count(*) FROM segment_models.segment_users WHERE user_id = 'u7'").fetchall()
    assert left == [(0,)]
