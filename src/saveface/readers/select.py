"""Selectors: where in nested data something stands, as in ``macros[].actions[field=comment_value].value[-1]``."""

from __future__ import annotations

import re
from functools import lru_cache

from ..model import SavefaceError
from .tree import Branch, Leaf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .tree import Path

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(-1)\]|\[(?:([^\[\]=]+)=([^\[\]]*))?\]")


@lru_cache
def steps(selector: str) -> tuple[tuple[str, str, str], ...]:
    """A selector's steps: ("key", name, ""), ("each", field, value) with empty strings for all, ("last", "", "")."""
    out: list[tuple[str, str, str]] = []
    at = 0
    while at < len(selector):
        match = _STEP.match(selector, at)
        if match is None:
            raise SavefaceError(f"selector {selector!r}: what is {selector[at:]!r}? Write keys and lists as in data.replies[].text")
        name, last, field, value = match.groups()
        out.append(("key", name, "") if name else ("last", "", "") if last else ("each", field or "", value or ""))
        at = match.end()
    return tuple(out)


def select(node: Leaf | Branch, selector: str) -> Iterator[tuple[Path, Leaf | Branch]]:
    """The nodes a selector means, with their paths from ``node``, in the order of the file."""
    yield from _follow(node, steps(selector), ())


def _follow(node: Leaf | Branch, rest: tuple[tuple[str, str, str], ...], path: Path) -> Iterator[tuple[Path, Leaf | Branch]]:
    if not rest:
        yield path, node
        return
    kind, name, value = rest[0]
    if kind == "last":  # of a list the last item; a text that could have been a list is itself
        if isinstance(node, Branch) and node.is_list and node.items:
            yield from _follow(node.items[-1][2], rest[1:], (*path, *node.items[-1][:1]))
        elif isinstance(node, Leaf):
            yield from _follow(node, rest[1:], path)
    elif isinstance(node, Leaf):
        return
    elif kind == "key":
        child = None if node.is_list else node.get(name)
        if child is not None:
            yield from _follow(child, rest[1:], (*path, name))
    elif node.is_list or not name:
        for key, _, child in node.items:
            if (not name or _field(child, name) == value) and key != "saveface":
                yield from _follow(child, rest[1:], (*path, key))


def _field(node: Leaf | Branch, name: str) -> str | None:
    child = node.get(name) if isinstance(node, Branch) and not node.is_list else None
    return child.value if isinstance(child, Leaf) else None


def first(node: Leaf | Branch, selectors: tuple[str, ...]) -> str:
    """The text of the first selector that means a scalar with one, else the empty string."""
    for selector in selectors:
        for _, found in select(node, selector):
            if isinstance(found, Leaf) and found.value.strip():
                return found.value
    return ""
