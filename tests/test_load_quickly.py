"""What `load` does in a quicker way for what is usual gives the same as the way that takes anything."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from segment_models.load import reading
from segment_models.load.columns import TIMESTAMP, VARCHAR, texts_of, type_of
from segment_models.load.flattening import Flattener, tables_of
from segment_models.load.gathering import gathered
from segment_models.load.pieces import Batch, Stack, joined, piece_of
from segment_models.load.times import are_usual, utc_text
from segment_models.load.values import Number

NUMBERS = (
    *("0", "-0", "-0.0", "1.10", "0.1", "1e5", "1E5", "1.0e+05", "1e400", "1e-400", "0e0", "100000000000000000000.5"),
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1" * 30),
    *("1" * 4301, "01", "1.", ".5", "+1", "-", "NaN", "Infinity", "-Infinity"),
)
TEXTS = (
    *(r'"\ud800"', r'"\udc00\ud800"', r'"\ud83d\ude00"', r'"\u0000"', r'"\/"', r'"\x"', '"\x7f"', '"\x01"', '"\t"'),
    *('"é"', '"\U0001f600"', '"unfinished', "true", "null", "nul", "[1,]", "{}", '{"a" : 1}', '{"a":1,"a":2}', "[]x"),
    *("[" * 99 + "]" * 99, "[" * 100 + "]" * 100, "[" * 2000 + "]" * 2000, json.dumps([{"n": i} for i in range(200)])),
)
KEYS = ("a", "A", "a_b", "b", "id", "name", "userId", "context", "context_ip", "properties", "_timestamp", "ip", "")
USUAL = ("2026-03-04T20:00:00.000Z", "1999-12-31T23:59:59.999Z", "2024-02-29T00:00:00.001Z", "0001-01-01T00:00:00.000Z")


def slowly(raw):
    """What is made of a line by the way that takes anything."""
    text = reading._text(raw)
    return [one for document in reading._of_line(1, text) for one in reading._calls(document)]


def line(value):
    return f'{{"type":"track","event":"Clicked","messageId":"m","properties":{{"value":{value}}}}}\n'.encode()


@pytest.mark.parametrize("value", [*NUMBERS, *TEXTS])
def test_a_line_that_is_read_quickly_is_read_the_same(value):
    """Where msgspec takes a line, every value is the one that the standard library reads; else that one is asked."""
    raw = line(value)
    quick = reading._usual(raw)
    if quick is not None:
        (slow,) = slowly(raw)
        assert repr(quick[:2]) == repr(slow[:2])
        assert repr(quick.message["properties"]) == repr(slow.message["properties"])


def test_most_lines_are_read_quickly():
    """A usual line is, with each number as it was sent."""
    quick = reading._usual(line('{"price": 1.10, "count": 123456789012345678901234567890, "name": "é"}'))
    assert quick.message["properties"]["value"] == {
        "price": Number("1.10"),
        "count": 123456789012345678901234567890,
        "name": "é",
    }


@pytest.mark.parametrize(
    "raw",
    [
        b'{"type":"track"}',
        b'{"type":"order","event":"x"}',
        b"[]",
        b'{"batch":[{"type":"page"}]}',
        b'{"type":"page"}{"type":"page"}',
        b'\xef\xbb\xbf{"type":"page"}',
        b'{"type":"page","name":"\xff"}',
        b"",
        b"\n",
    ],
)
def test_what_is_not_plainly_one_call_is_looked_at_closely(raw):
    """A batch, several values, another encoding, a reject: no quick way."""
    assert reading._usual(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        b'{"type":"page"}{"type":"page"}\n{"type":"page","properties":\n{}}\n',
        b'{"type":"page"}{"type":"page"}\n{"type":"page"}\n',
        b'{"type":"page"}\n\n{"type":"page"}\n',
        b'{"type":"page"}\n{"type":"order"}\n',
        b'{"type":"page"}\n{"batch":[{"type":"page"}]}\n',
        b'{"type":"page","properties":' + b"[" * 101 + b"]" * 101 + b"}\n",
        b'{"type":"page","name":"\xff"}\n',
        b'{"type":"page","name":"\x01"}\n',
        b'{"type":"page"}\n{"type":"page"',
    ],
)
def test_lines_of_which_one_is_not_plainly_a_call_are_looked_at_one_by_one(raw):
    """Also where there are as many values as lines, but not one on each."""
    assert reading._all_usual(raw) is None


def test_usual_lines_are_read_together():
    """Each is the call that it is alone, and counts with its line feed."""
    lines = [line(value) for value in ("1.10", '"é}"', "{}", '[{"a":1}]', "null")]
    assert reading._all_usual(b"".join(lines)) == [reading._usual(one) for one in lines]
    assert [call.size for call in reading._all_usual(b"".join(lines))] == [len(one) for one in lines]


VALUES = st.recursive(
    st.sampled_from((None, True, 1, 2**63, 1.5, Number("1.10"), "", "x", *USUAL)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    *("messageId", "anonymousId", "userId", "sentAt", "receivedAt", "originalTimestamp", "timestamp", "context"),
    *("properties", "traits", "name", "category", "groupId", "previousId"),
)
ENVELOPES = (reading.ALONE, reading.Envelope(sent_at=USUAL[0]), reading.Envelope(context={"a": 1, "ip": "x"}))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@example("page", [({"properties": {"a": 1, "A": 2}}, reading.ALONE), ({"properties": {"A": 1, "a": 2}}, reading.ALONE)])
@example("page", [({"context": 5}, reading.ALONE), ({"context": {"b": {"a": 1}}}, reading.ALONE)])
@example("page", [({"name": None, "properties": {"name": "b"}}, reading.ALONE), ({"name": "a"}, reading.ALONE)])
@example("identify", [({}, ENVELOPES[2]), ({"sentAt": USUAL[1], "timestamp": USUAL[0]}, ENVELOPES[1])])
@given(
    st.sampled_from(sorted(reading.CALLS)),
    st.lists(
        st.tuples(st.dictionaries(st.sampled_from(FIELDS), VALUES), st.sampled_from(ENVELOPES)),
        min_size=1,
        max_size=5,
    ),
)
def test_columns_gathered_are_the_columns_of_the_rows(kind, drawn):
    """Whatever calls have in common or not, and whichever of their values want the same column."""
    flattener = Flattener()
    calls = [reading.Call({"type": kind, "event": "Clicked", **fields}, envelope, 1) for fields, envelope in drawn]
    for table in tables_of(calls[0].message):
        rows = [flattener.row(call, table) for call in calls]
        names = dict.fromkeys(name for row in rows for name in row)
        (columns,) = gathered(calls, flattener, table)
        assert list(columns) == list(names)
        assert repr(columns) == repr({name: [row.get(name) for row in rows] for name in names})


SAMPLES = (
    *([1, None, 2**53], [2**53 + 1], [2**63, 1], [True, None], [1.5, 2], [Number("1e400")], [1, "1"], [False, 0]),
    *(
        ["a", None],
        [USUAL[0], None],
        [USUAL[0], "a"],
        ["1990-01-01T00:00:00+01:00"],
        ["a\x1fb", "\x1e"],
        [""],
        [4.0, -0.0],
    ),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.sampled_from(SAMPLES), min_size=1, max_size=4))
def test_pieces_together_are_the_values_in_one(samples):
    """The type, and the texts for it, do not tell how many pieces the values came in."""
    whole = [value for sample in samples for value in sample]
    batches = [Batch(len(sample), {"x": piece_of("x", sample)}) for sample in samples]
    stack = Stack("x", [*batches, Batch(2, {})])
    assert stack.type == type_of(whole)
    for type_name in {stack.type, VARCHAR}:
        read = utc_text if type_name == TIMESTAMP else str  # a time may be written in two ways
        texts = [*texts_of("x", whole, type_name), None, None]
        separator, null, (text,) = joined({"x": stack}, {"x": type_name})
        for found in (stack.texts(type_name), [None if one == null else one for one in text.split(separator)]):
            assert [one if one is None else read(one) for one in found] == [
                one if one is None else read(one) for one in texts
            ]


def test_usual_times_are_known_all_at_once():
    """Each alone, and all together."""
    assert all(are_usual([one]) for one in USUAL)
    assert are_usual(USUAL)
    assert [utc_text(one) for one in USUAL] == [one[:-1] for one in USUAL]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-02-29T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "0000-01-01T00:00:00.000Z",
            "2026-00-10T00:00:00.000Z",
        ),
        *("2026-03-04T24:00:00.000Z", "2026-03-04T20:60:00.000Z", "2026-03-04T20:00:60.000Z", "2026-03-04T20:00:00Z"),
        *("2026-03-04T20:00:00.000+01:00", "2026-03-04 20:00:00.000Z", "2026-03-04T20:00:00.0000", "", "Z", "\n"),
        *(
            "2026-03-04T20:00:00.000z",
            "2026-03-04T20:00:00,000Z",
            "٢٠٢٦-03-04T20:00:00.000Z",
            "2026-03-04T29:00:00.000Z",
        ),
        f"{USUAL[0]}\n{USUAL[0]}",
    ],
)
def test_any_other_text_is_not_a_usual_time(text):
    """Nor are texts among which there is one."""
    for texts in ([text], [USUAL[0], text], [text, USUAL[0]], [text, ""], [text, text], [*USUAL, text, *USUAL]):
        assert not are_usual(texts)
