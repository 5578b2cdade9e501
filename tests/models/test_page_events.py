"""`segment_page_events`: page calls that can be used, of all sources (R1, R2), with clean ids (R3), each once (R4)."""

import pytest

from stories import Raw, at, page, web


class TestUniting:
    """R1: columns are united by name; R2: what is missing is NULL."""

    def test_two_sources_with_other_columns_in_another_order(self, warehouse):
        """Columns meet by name, whatever their order and case; one that a source lacks is NULL there."""
        first = Raw(
            [page("p1", "10:00:00", url="u1", title="T1")], columns=("title", "url", "anonymous_id", "timestamp", "id")
        )
        second = Raw(
            [{"ID": "p1", "Timestamp": at("10:00:00"), "USER_ID": "u", "Path": "/2", "Title": "T2"}],
            columns=("ID", "USER_ID", "Timestamp", "Path", "Title"),
        )
        built = warehouse.build({"web": {"pages": first}, "app": {"pages": second}})
        assert built("page_events", "source", "page_id", "user_id", "anonymous_id", "title", "url", "path") == [
            ("app", "p1", "u", None, "T2", None, "/2"),
            ("web", "p1", None, "d", "T1", "u1", None),
        ]

    def test_a_table_name_in_capitals(self, warehouse):
        """Some destinations write every name in capitals."""
        built = warehouse.build(web(PAGES=[page("p1", "10:00:00")]))
        assert built("page_events", "page_id") == [("p1",)]

    def test_a_user_id_that_is_a_number_in_one_source(self, warehouse):
        """An id is text: the number 42 and the text 42 are the same user, and 007 keeps its zeros."""
        numbers = Raw([page("p1", "10:00:00", user=42)], {"user_id": "integer"})
        texts = [page("p2", "10:00:00", user="42"), page("p3", "10:00:00", user="007")]
        built = warehouse.build({"web": {"pages": numbers}, "app": {"pages": texts}})
        assert built("page_events", "page_id", "user_id") == [("p1", "42"), ("p2", "42"), ("p3", "007")]

    def test_campaigns(self, warehouse):
        """The columns of the campaign are known by their short names."""
        parts = {"content": "c", "medium": "m", "source": "s", "name": "n", "term": "t"}
        raw = page("p1", "10:00:00", **{f"context_campaign_{part}": value for part, value in parts.items()})
        row = warehouse.build(web(pages=[raw])).one("page_events")
        names = ("utm_content", "utm_medium", "utm_source", "utm_campaign", "utm_term")
        assert tuple(row[name] for name in names) == ("c", "m", "s", "n", "t")

    def test_a_source_without_the_table(self, warehouse):
        """A source that never sent a page has no table of pages, and that is no mistake."""
        built = warehouse.build({"web": {"pages": [page("p1", "10:00:00")]}, "server": {"tracks": []}})
        assert built("page_events", "source", "page_id") == [("web", "p1")]

    def test_a_table_with_nothing_but_ids(self, warehouse):
        """Every standard column may be missing."""
        built = warehouse.build(web(pages=[{"id": "p1", "anonymous_id": "d", "timestamp": at("10:00:00")}]))
        row = built.one("page_events")
        given = {"source": "web", "page_id": "p1", "anonymous_id": "d", "timestamp": at("10:00:00")}
        assert {name: value for name, value in row.items() if value is not None} == given
        assert any(
            "web.pages has no columns `received_at`, `user_id`, `url`, " in warning for warning in built.report.warnings
        )


class TestTimestamps:
    """R1: a timestamp is UTC with microseconds, whatever type it came in."""

    TEXTS = {  # noqa: RUF012 read only
        "2024-03-01T10:00:00Z": "10:00:00",
        "2024-03-01T10:00:00.123Z": "10:00:00.123",
        "2024-03-01T10:00:00+02:00": "08:00:00",
        "2024-03-01 10:00:00.5-05:30": "15:30:00.500",
        "2024-03-01T10:00:00": "10:00:00",
        "2024-03-10 02:30:00": "2024-03-10 02:30:00",  # an hour that New York skips
        "2024-03-01": "00:00:00",
        "2024-03-01T10:00:00.1234567Z": "10:00:00.123456",
        "1969-12-31T23:59:59.9999999": "1969-12-31 23:59:59.999999",
        "0001-01-01T00:00:00Z": "0001-01-01 00:00:00",
        "9999-12-31 23:59:59.999999": "9999-12-31 23:59:59.999999",
        "2024-03-01 10:00": "10:00:00",
        "2024-03-01T10:00Z": "10:00:00",
        "2024-03-01 10:00 UTC": "10:00:00",
        "2024-03-01T10:00+02": "08:00:00",
        "2024-03-01T10:00 -0200": "12:00:00",
        "2024-03-01 10:00:00 UTC": "10:00:00",
        "2024-03-01 10:00:00UTC": "10:00:00",
        "2024-03-01 10:00:00 +0530": "04:30:00",
        "2024-03-01T10:00:00.5-0530": "15:30:00.500",
        "2024-03-01T10:00:00+05": "05:00:00",
        "2024-03-01T10:00:00-14:00": "2024-03-02 00:00:00",
        "2024-02-29T10:00:00Z": "2024-02-29 10:00:00",
    }
    NOT_TIMES = (
        *("yesterday", "", "2024-02-30T10:00:00Z", "2023-02-29", "1709287200000", "infinity", "-infinity", "epoch"),
        *("2024-3-1", "2024-03-01T1:00:00", "20240301", "2024-03-01T100000Z", "10:00:00", "2024", "2024-03"),
        *("2024-03-01 10:00:00 GMT", "2024-03-01 10:00:00 Europe/Paris", "2024-03-01 10:00:00 PST", "today"),
        *("2024-03-01T24:00:00", "2024-03-01T10:60:00", "2024-03-01T10:00:60", "2024-03-01T10"),
        *(" 2024-03-01", "2024-03-01 ", "2024-03-01  10:00:00", "2024-03-01t10:00:00z", "2024-03-01T10:00:00\n"),
        *("2024-03-01T10:00:00+05:30:15", "2024-03-01T10:00:00+5", "2024-03-01T10:00:00+14:30", "2024-03-01Z"),
        *("0044-03-15 BC", "0044-03-15 (BC)", "-0044-03-15", "0000-01-01", "12024-03-01", "+2024-03-01"),
        *("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "2024-03-01T10:00:00,5Z"),
    )

    def test_text(self, warehouse):
        """A whole text of the ISO form: without a zone it is UTC, with one it is told in UTC; finer digits are cut."""
        rows = [{"id": text, "anonymous_id": "d", "timestamp": text} for text in self.TEXTS]
        built = warehouse.build(web(pages=Raw(rows, {"timestamp": "text"})), earliest_timestamp="0001-01-01")
        assert dict(built("page_events", "page_id", "timestamp")) == {
            text: at(moment) for text, moment in self.TEXTS.items()
        }

    def test_text_that_is_no_time(self, warehouse):
        """It stops no run: the call is rejected for want of a timestamp."""
        rows = [{"id": f"p {text}", "anonymous_id": "d", "timestamp": text} for text in self.NOT_TIMES]
        built = warehouse.build(web(pages=Raw(rows, {"timestamp": "text"})))
        assert built("page_events", "page_id") == []
        expected = sorted((f"p {text}", None, "missing_timestamp") for text in self.NOT_TIMES)
        assert built("rejected_events", "event_id", "timestamp", "reason") == expected

    @pytest.mark.parametrize(
        ("kind", "times"),
        [
            ("timestamp", {"2024-03-01 10:00:00.123456": "10:00:00.123456", "infinity": None, "-infinity": None}),
            ("timestamp with zone", {"2024-03-01 10:00:00+02": "08:00:00", "infinity": None}),
            ("date", {"2024-03-01": "00:00:00", "infinity": None}),
            (
                "timestamp in nanoseconds",
                {
                    "2024-03-01 10:00:00.123456999": "10:00:00.123456",
                    "1969-12-31 23:59:59.999999999": "1969-12-31 23:59:59.999999",
                    "1960-01-01 00:00:00.000000001": "1960-01-01 00:00:00",
                    "infinity": None,
                },
            ),
        ],
    )
    def test_types(self, warehouse, kind, times):
        """Nanoseconds are cut and never rounded, also before 1970; what is not finite is no time."""
        rows = [{"id": text, "anonymous_id": "d", "timestamp": text} for text in times]
        built = warehouse.build(web(pages=Raw(rows, {"timestamp": kind})), earliest_timestamp="0001-01-01")
        assert dict(built("page_events", "page_id", "timestamp")) == {
            text: at(moment) for text, moment in times.items() if moment
        }

    def test_numbers(self, warehouse):
        """A number is seconds, milliseconds or microseconds since 1970, as its magnitude tells; others are no times."""
        whole = {
            "seconds": 1_709_287_200,
            "millis": 1_709_287_200_123,
            "micros": 1_709_287_200_123_456,
            "nanos": 1_709_287_200_123_456_789,
            "negative": -1,
            "last": 99_999_999_999,
            "lowest": -(2**63),
        }
        broken = {"fraction": 1_709_287_200.25, "huge": 1e300}
        sources = {
            source: {
                "pages": Raw(
                    [{"id": name, "anonymous_id": "d", "timestamp": one} for name, one in rows.items()],
                    {"timestamp": kind},
                )
            }
            for source, kind, rows in (("web", "integer", whole), ("app", "double", broken))
        }
        built = warehouse.build(sources)
        assert dict(built("page_events", "page_id", "timestamp")) == {
            "seconds": at("10:00:00"),
            "millis": at("10:00:00.123"),
            "micros": at("10:00:00.123456"),
            "last": at("5138-11-16 09:46:39"),
            "fraction": at("10:00:00.250"),
        }
        rejected = ["huge", "lowest", "nanos", "negative"]
        assert built("rejected_events", "event_id", "reason") == [(name, "missing_timestamp") for name in rejected]


class TestDoubles:
    """R1: a double that becomes text is spelled the same on every engine."""

    SPELLED = {  # noqa: RUF012 read only
        12.0: "12",
        -3.0: "-3",
        1e15: "1000000000000000",
        123456789012.0: "123456789012",
        9007199254740993.0: "9007199254740992",
        1e17: "100000000000000000",
        1e18: "1e18",
        1e20: "1e20",
        1.5e20: "1.5e20",
        -2.5e300: "-2.5e300",
        0.5: "0.5",
        0.1: "0.1",
        0.30000000000000004: "0.30000000000000004",
        0.7999999999999999: "0.7999999999999999",
        0.0001: "0.0001",
        0.00012345: "0.00012345",
        1e-5: "1e-5",
        1.5e-7: "1.5e-7",
        12345678.25: "12345678.25",
        1000000000000000.5: "1000000000000000.5",
    }

    def test_as_ids_and_texts(self, warehouse):
        """A whole number has no point, other numbers have no exponent from 0.0001 on, and an exponent has no sign +."""
        rows = [page(f"p{n}", "10:00:00", user=value, title=value) for n, value in enumerate(self.SPELLED)]
        rows.append(page("zero", "10:00:00", user=7.0, title=-0.0))
        kinds = {"user_id": "double", "title": "double"}
        built = warehouse.build(
            {"web": {"pages": Raw(rows, kinds)}, "app": {"pages": [page("p", "10:00:00", user="12")]}}
        )
        texts = {f"p{n}": (text, text) for n, text in enumerate(self.SPELLED.values())}
        texts |= {"zero": ("7", "0"), "p": ("12", None)}
        found = built("page_events", "page_id", "user_id", "title")
        assert {page_id: (user, title) for page_id, user, title in found} == texts
        assert ("12",) in built("users", "user_id")


class TestCustomFields:
    """R1: a custom field keeps its type; where sources disagree, it gets one that holds both."""

    @staticmethod
    def build(warehouse, *sources):
        """Build from one page a source, given as (type, value) of its custom field."""
        tables = {
            f"web{n}": {"pages": Raw([page(f"p{n}", "10:00:00", depth=value)], {"depth": kind})}
            for n, (kind, value) in enumerate(sources)
        }
        built = warehouse.build(tables, custom_page_fields=["depth"])
        return [value for _, value in built("page_events", "page_id", "depth")]

    def test_one_type(self, warehouse):
        """A number stays a number."""
        assert repr(self.build(warehouse, ("integer", 7))) == "[7]"

    def test_whole_and_broken_numbers(self, warehouse):
        """An integer and a double are doubles."""
        assert repr(self.build(warehouse, ("integer", 7), ("double", 1.5))) == "[7.0, 1.5]"

    def test_a_whole_number_that_no_double_holds(self, warehouse):
        """From 9007199254740993 on it would become another number: it is NULL, and never changed."""
        values = [("integer", 2**53), ("integer", 2**53 + 1), ("double", 1.5)]
        assert self.build(warehouse, *values) == [float(2**53), None, 1.5]

    def test_a_number_and_text(self, warehouse):
        """An integer and a text are texts, so no value is lost."""
        assert self.build(warehouse, ("integer", 7), ("text", "deep")) == ["7", "deep"]

    def test_a_truth_and_text(self, warehouse):
        """A boolean and a text are texts."""
        assert self.build(warehouse, ("boolean", True), ("text", "maybe")) == ["true", "maybe"]

    def test_a_time_and_a_date(self, warehouse):
        """A time and a date are times."""
        values = self.build(warehouse, ("timestamp", at("10:00:00")), ("date", "2024-03-02"))
        assert values == [at("10:00:00"), at("2024-03-02 00:00:00")]

    def test_a_value_that_cannot_be_cast(self, warehouse):
        """A date at the end of time among times is NULL; the run goes on."""
        values = self.build(warehouse, ("timestamp", at("10:00:00")), ("date", "infinity"))
        assert values == [at("10:00:00"), None]

    def test_a_field_that_one_source_lacks(self, warehouse):
        """There it is NULL, with the type it has elsewhere."""
        built = warehouse.build(
            {
                "web": {"pages": Raw([page("p1", "10:00:00", Depth=7)], {"Depth": "integer"})},
                "app": {"pages": [page("p2", "10:00:00")]},
            },
            custom_page_fields=["depth"],
        )
        assert built("page_events", "page_id", "depth") == [("p1", 7), ("p2", None)]


class TestIds:
    """R3: blanks and junk are no ids; anything else is kept as it is."""

    def test_blank_and_junk_ids(self, warehouse):
        """They are NULL, so the person is the user or nobody."""
        junk = (
            "",
            "   ",
            "null",
            "undefined",
            "anonymous",
            "anonymousId",
            "-1",
            "0",
            "---",
            "00000000-0000-0000-0000-000000000000",
        )
        rows = [page(f"p{n}", "10:00:00", user="u", device=value) for n, value in enumerate(junk)]
        built = warehouse.build(web(pages=rows))
        assert built("page_events", "anonymous_id", "user_id") == [(None, "u")] * len(junk)

    def test_ids_that_only_look_like_junk(self, warehouse):
        """Case, spaces and zeros are part of an id."""
        ids = ("NULL", " null", "Anonymous", "0 ", "00x", "0.0", "-2", " a ", "A", "a")
        built = warehouse.build(web(pages=[page(f"p{n}", "10:00:00", device=value) for n, value in enumerate(ids)]))
        assert {row["anonymous_id"] for row in built.rows("page_events")} == set(ids)

    @pytest.mark.in_turn
    def test_a_junk_list_of_ones_own(self, warehouse):
        """It replaces the usual one; the pattern stays."""
        rows = [page(id_, "10:00:00", device=id_) for id_ in ("kiosk", "null", "0-0")]
        built = warehouse.build(web(pages=rows), junk_ids=["kiosk"])
        assert built("page_events", "page_id", "anonymous_id") == [("null", "null")]

    @pytest.mark.in_turn
    def test_a_junk_pattern_of_ones_own(self, warehouse):
        """It finds its text anywhere in an id, and replaces the usual one; the list stays."""
        rows = [page(f"p{n}", "10:00:00", user="u", device=id_) for n, id_ in enumerate(("a-test-b", "--", "null"))]
        built = warehouse.build(web(pages=rows), junk_id_pattern="test")
        assert built("page_events", "page_id", "anonymous_id") == [("p0", None), ("p1", "--"), ("p2", None)]

    @pytest.mark.in_turn
    def test_no_junk_at_all(self, warehouse):
        """An empty list and an empty pattern leave only blanks to be no ids."""
        rows = [page(f"p{n}", "10:00:00", user="u", device=id_) for n, id_ in enumerate(("null", "0", " "))]
        built = warehouse.build(web(pages=rows), junk_ids=[], junk_id_pattern="")
        assert built("page_events", "page_id", "anonymous_id") == [("p0", "null"), ("p1", "0"), ("p2", None)]


class TestDuplicates:
    """R4: one call per source, call type and id."""

    def test_the_copy_loaded_first_stays(self, warehouse):
        """Loaded at is asked first, then uuid_ts, then received at."""
        rows = [
            page(
                "p1",
                "10:00:00",
                title="later",
                loaded_at=at("12:00:00"),
                uuid_ts=at("08:00:00"),
                received_at=at("08:00:00"),
            ),
            page(
                "p1",
                "10:00:00",
                title="first",
                loaded_at=at("11:00:00"),
                uuid_ts=at("09:00:00"),
                received_at=at("09:00:00"),
            ),
            page("p2", "10:00:00", title="first", uuid_ts=at("11:00:00"), received_at=at("12:00:00")),
            page("p2", "10:00:00", title="later", uuid_ts=at("12:00:00"), received_at=at("11:00:00")),
            page("p3", "10:00:00", title="later", received_at=at("12:00:00")),
            page("p3", "10:00:00", title="first", received_at=at("11:00:00")),
            page("p5", "10:00:00", title="later", loaded_at=at("12:00:00")),
            page("p5", "10:30:00", title="first", loaded_at=at("11:00:00")),
            page("p4", "10:00:00", title="later"),
            page("p4", "10:00:00", title="first", received_at=at("23:00:00")),
        ]
        built = warehouse.build(web(pages=rows))
        assert built("page_events", "page_id", "title") == [(f"p{n}", "first") for n in (1, 2, 3, 4, 5)]

    def test_copies_loaded_together(self, warehouse):
        """Then the timestamp decides, then the columns in their order, NULLs last."""
        rows = [
            page("p1", "10:00:01", title="later"),
            page("p1", "10:00:00", title="first"),
            page("p2", "10:00:00", url="a", title="z"),
            page("p2", "10:00:00", url="b", title="a"),
            page("p3", "10:00:00", title=None),
            page("p3", "10:00:00", title="z"),
            page("p4", "10:00:00", title="Z"),
            page("p4", "10:00:00", title="a"),
        ]
        built = warehouse.build(web(pages=rows))
        assert built("page_events", "page_id", "title") == [("p1", "first"), ("p2", "z"), ("p3", "z"), ("p4", "Z")]

    def test_the_same_id_elsewhere(self, warehouse):
        """In another source, or of another type, it is another call."""
        rows = [page("1", "10:00:00")]
        built = warehouse.build({"web": {"pages": rows, "tracks": rows}, "app": {"pages": rows}})
        assert built("page_events", "source", "page_id") == [("app", "1"), ("web", "1")]
        assert built("track_events", "source", "track_id") == [("web", "1")]

    def test_ids_that_differ_in_case(self, warehouse):
        """They are two calls."""
        built = warehouse.build(web(pages=[page("p", "10:00:00"), page("P", "10:00:00")]))
        assert built("page_events", "page_id") == [("P",), ("p",)]
