from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segment_models.naming import FIXED_TABLES, name_part, snake_case, table_name

VECTORS = {
    "Order Completed": "order_completed",
    "orderCompleted": "order_completed",
    "OrderCompleted": "order_completed",
    "ORDER COMPLETED": "order_completed",
    "Order-Completed": "order_completed",
    "order_completed": "order_completed",
    "orderID": "order_id",
    "orderId": "order_id",
    "productIDs": "product_ids",
    "_id": "id",
    "$id": "id",
    "a__b": "a_b",
    "trailing_": "trailing",
    "2FA Enabled": "2fa_enabled",
    "3D View": "3d_view",
    "100% Off": "100_off",
    "total (USD)": "total_usd",
    "price.usd": "price_usd",
    "A/B Test": "a_b_test",
    "HTMLPage": "htmlpage",
    "iOSVersion": "i_osversion",
    "isIOSApp": "is_iosapp",
    "__typename": "typename",
    "samPLE text": "sam_ple_text",
    "step2Complete": "step2_complete",
    "Öffnen": "ffnen",
    "café Opened": "caf_opened",
    "注文完了": "",
    "userAgent": "user_agent",
    "": "",
}


@pytest.mark.parametrize(("sent", "expected"), VECTORS.items())
def test_vectors(sent, expected):
    """Names fold as Segment folds them."""
    assert snake_case(sent) == expected


@given(st.text())
def test_idempotent(text):
    """A name in snake case is its own snake case."""
    assert snake_case(snake_case(text)) == snake_case(text)


@given(st.text())
def test_alphabet(text):
    """A name in snake case is words of small letters and digits with one underscore between two."""
    assert re.fullmatch(r"([a-z0-9]+(_[a-z0-9]+)*)?", snake_case(text))


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("注文完了", "注文完了"),
        ("  ", "_"),
        ("", "_"),
        ("\u200b\0\n", "_"),
        ("\ud800", "_"),
        ("!!", "!!"),
        ("É", "é"),
    ],
)
def test_name_without_ascii_letters(sent, expected):
    """A name that would fold into nothing is kept as it was sent, so far as it can be printed."""
    assert name_part(sent) == expected


@pytest.mark.parametrize("fixed", sorted(FIXED_TABLES))
def test_table_of_an_event_is_never_a_fixed_one(fixed):
    """An event called like a table of Segment's has a table with an underscore before the name."""
    assert table_name(fixed.title()) == f"_{fixed}"


def test_table_name_with_a_digit_first():
    """A table whose name would start with a digit has an underscore before it: SQL would read a number."""
    assert table_name("2FA Enabled") == "_2fa_enabled"
