"""What rows mean fails closed: a key of the configuration that nobody has named changes what rows mean."""

import pytest
from pydantic import Field

from segment_models import config, segment, traffic_sources
from segment_models.incremental.meaning import MEANS_NOTHING, differences, meaning

CHANGES_WHAT_ROWS_MEAN = {
    *("segment_schema", "columns", "session_timeout_millis", "include_tracks", "include_pages", "include_screens"),
    *("custom_track_fields", "custom_page_fields", "custom_screen_fields", "custom_user_fields"),
    *("include_anonymous_users", "max_clock_ahead", "earliest_timestamp", "junk_ids", "junk_id_pattern", "nested"),
    *("shared_devices", "shared_id_limit", "server_events", "server_sources"),
    *("session_midnight", "session_campaign"),
    *("own_domains", "ignored_referrers", "click_ids", "channels", "traffic_sources", "lookback"),
    *("time_zone", "engaged_after_millis", "daily_dimensions", "event_properties", "conversions"),
}


def test_every_key_is_on_one_side():
    """Whoever adds a key decides which; until then an incremental run refuses another value of it."""
    assert set(config.Config.model_fields) == CHANGES_WHAT_ROWS_MEAN | MEANS_NOTHING
    assert set() == CHANGES_WHAT_ROWS_MEAN & MEANS_NOTHING


@pytest.mark.parametrize("key", sorted(CHANGES_WHAT_ROWS_MEAN))
def test_a_key_that_changes_rows_is_written_down(key):
    """The log of runs has its value, so that the next run sees another one."""
    assert key in meaning(segment(segment_schema="web").config)


def test_the_list_of_traffic_sources_is_written_down(monkeypatch):
    """Another version of the package may bring another list: rows that are kept then mean something else."""
    before = meaning(segment(segment_schema="web").config)
    monkeypatch.setattr(traffic_sources, "version", lambda: "another")
    now = meaning(segment(segment_schema="web").config)
    assert differences(before, now) == [f'traffic_source_list was "{before["traffic_source_list"]}" and is "another"']


@pytest.mark.parametrize("key", sorted(MEANS_NOTHING))
def test_a_key_that_changes_no_row_is_not(key):
    """A connection, for one, may hold a secret."""
    assert key not in meaning(segment(segment_schema="web", connection="duckdb:///x.duckdb").config)


def test_a_key_that_nobody_has_named():
    """A new key is written down without a word about it, and another value is told apart."""

    class Later(config.Config):
        split_sessions_at: tuple[str, ...] = Field((), description="When sessions end, however short the gap is.")

    before, now = Later(segment_schema="web"), Later(segment_schema="web", split_sessions_at=("midnight",))
    assert differences(meaning(before), meaning(now)) == ['split_sessions_at was [] and is ["midnight"]']
