"""What `load` does in a quicker way for what is usual gives the same as the way that takes anything."""

from __future__ import annotations

import json

import pytest

from segment_models.load import reading
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


USUAL = ("2026-03-04T20:00:00.000Z", "1999-12-31T23:59:59.999Z", "2024-02-29T00:00:00.001Z", "0001-01-01T00:00:00.000Z")


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
