"""What ``--select`` and ``--tag`` choose."""

from collections.abc import Sequence

from segment_models.errors import ConfigError, nearest, texts
from segment_models.graph import Graph


def select(graph: Graph, selectors: str | Sequence[str] = (), tags: str | Sequence[str] = ()) -> tuple[str, ...]:
    """Return the chosen models in building order; all where nothing is chosen.

    A selector is a model's name, with or without the prefix; ``+`` before it adds what it reads, ``+`` behind it
    what reads it, and ``tag:NAME`` is every model of a tag, as in dbt. Several selectors add up.

    Raises:
        ConfigError: a selector or a tag names no model, or is empty.
    """
    selectors, tags = _given(selectors, "select"), _given(tags, "tag")
    if not selectors and not tags:
        return tuple(graph.models)
    chosen: set[str] = set()
    for selector in (part for text in selectors for part in _parts(text)):
        chosen |= _selected(graph, selector)
    for tag in tags:
        chosen |= _tagged(graph, tag)
    return tuple(name for name in graph.models if name in chosen)


def _given(told: str | Sequence[str], option: str) -> Sequence[str]:
    """Return what an option was given, each of it not empty: an unset variable would choose nothing, unsaid."""
    given = texts(told, f"--{option}")
    if not all(_parts(text) for text in given):
        raise ConfigError(
            f"--{option} is empty, so it names no model. Name one, or leave --{option} out for all models."
        )
    return given


def _parts(text: str) -> list[str]:
    return text.replace(",", " ").split()


def with_all_incremental(graph: Graph, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return a choice with every incremental model in it, if it has one: they are brought up to date together."""
    incremental = {name for name, model in graph.models.items() if model.incremental}
    wanted = {*chosen, *(incremental if incremental & set(chosen) else ())}
    return tuple(name for name in graph.models if name in wanted)


def _selected(graph: Graph, selector: str) -> set[str]:
    core = selector.strip("+")
    roots = _tagged(graph, core.removeprefix("tag:")) if core.startswith("tag:") else {find(graph, core)}
    chosen = set(roots)
    if selector.startswith("+"):
        chosen |= {name for root in roots for name in graph.ancestors(root)}
    if selector.endswith("+"):
        chosen |= {name for root in roots for name in graph.descendants(root)}
    return chosen


def _tagged(graph: Graph, tag: str) -> set[str]:
    found = {name for name, model in graph.models.items() if tag in model.tags}
    if not found:
        tags = {tag for model in graph.models.values() for tag in model.tags}
        raise ConfigError(f"No model has the tag {tag!r}.{nearest(tag, tags)} Tags in use: {', '.join(sorted(tags))}.")
    return found


def find(graph: Graph, text: str) -> str:
    """Return the model that a person means: its own name, or its name in the warehouse."""
    for name, model in graph.models.items():
        if text.lower() in (name, model.relation.name.lower()):
            return name
    known = [name for item in graph.models.values() for name in (item.name, item.relation.name)]
    raise ConfigError(f"There is no model {text!r}.{nearest(text, known)} Models: {', '.join(graph.models)}.")
