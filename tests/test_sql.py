"""SQL is composed of syntax trees: of texts parsed once, and of parts that are copied where they have to be."""

import gc

import pytest
from sqlglot import exp, parse_one

from segment_models.models.chain import Step, chain
from segment_models.sql import aliased, column, found_in, many_trees, owned, piece, query


def test_a_part_is_taken_as_it_is_and_copied_when_it_is_in_a_tree_already():
    """Each place has a node of its own, so that what is changed in one query stays as it is in the other."""
    part = column("user_id")
    assert owned(part) is part
    one = query("SELECT :part AS person FROM people", part=part)
    other = query("SELECT :part AS person, :part AS again FROM people", part=part)
    assert owned(part) is not part
    for node in found_in(other, exp.Identifier):
        if node.name == "user_id":
            node.set("this", "anonymous_id")
    assert one.sql() == "SELECT user_id AS person FROM people"
    assert other.sql() == "SELECT anonymous_id AS person, anonymous_id AS again FROM people"
    assert aliased(part, "someone").sql() == "user_id AS someone"
    assert one.sql() == "SELECT user_id AS person FROM people"


def test_a_text_with_names_in_braces_is_the_text_with_the_names():
    """In names and in texts, however often, and with parts beside them; another type's text is another."""
    text = "SELECT {id}, '{name}' AS call_type, :more FROM model.{name}_events AS {table} WHERE {table}.{id} > 1"

    def told(name, table, call_id):
        names = (("name", name), ("table", table), ("id", call_id))
        return query(text, names, more=[column("x"), column("y")]).sql()

    for _ in range(2):
        assert told("page", "pages", "page_id") == (
            "SELECT page_id, 'page' AS call_type, x, y FROM model.page_events AS pages WHERE pages.page_id > 1"
        )
        assert told("track", "tracks", "track_id") == (
            "SELECT track_id, 'track' AS call_type, x, y FROM model.track_events AS tracks WHERE tracks.track_id > 1"
        )


def test_a_placeholder_alone_is_its_part():
    """A copy of it, as everywhere in a piece."""
    part = column("user_id")
    assert piece(":part", part=part) == part
    assert piece(":part", part=part) is not part


def test_steps_that_are_shared_are_copied_into_each_query():
    """What is changed in one of the queries is not in the next one; the query of any other step becomes a part."""
    shared = Step("events", "All of them.", query("SELECT id FROM model.page_events"), shared=True)
    own = Step("ids", "Their ids.", query("SELECT id FROM events"))
    first = chain([shared, own], "SELECT id FROM ids")
    for table in found_in(first, exp.Table):
        table.set("db", exp.to_identifier("changed"))
    again = chain([shared], "SELECT id FROM events")
    assert [table.sql() for table in found_in(again, exp.Table)] == ["events", "model.page_events"]
    assert own.query.root() is first


def test_nodes_are_found_as_sqlglot_finds_them():
    """All of a kind, in the same order."""
    tree = parse_one(
        "SELECT a, (SELECT max(b) FROM t AS u WHERE u.c IN (1, 2)) FROM s JOIN (SELECT d FROM v) AS w ON w.d = a"
    )
    for kind in (exp.Column, exp.Table, exp.Literal, exp.Expr):
        assert found_in(tree, kind) == list(tree.find_all(kind))
        assert all(one is other for one, other in zip(found_in(tree, kind), tree.find_all(kind), strict=True))


@pytest.mark.parametrize("is_on", [True, False])
def test_garbage_is_looked_for_afterwards_where_it_was_before(is_on):
    """Not meanwhile; and whatever happens, it is as it was."""
    was_on = gc.isenabled()
    (gc.enable if is_on else gc.disable)()
    try:
        with pytest.raises(ValueError, match="planned"), many_trees():  # noqa: PT012 the state inside is what is asked
            assert not gc.isenabled()
            raise ValueError("planned")
        assert gc.isenabled() is is_on
    finally:
        (gc.enable if was_on else gc.disable)()
