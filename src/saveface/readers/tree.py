"""Nested data with places: what JSON and YAML files are made of, and which of their strings are replies."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import namedtuple
from functools import lru_cache

from ..model import SavefaceError
from .directive import WORD, line_of, parse
from .markup import record_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from .layer import Layer
    from .record import Ignore, Record

    Path = tuple[str | int, ...]

DEPTH = 500
"""Levels of nesting beyond which a file is taken for broken."""


class Leaf:
    """A scalar at its place in the source (half-open, quotes included); ``value`` is its text, whatever its type."""

    __slots__ = ("_layer", "end", "is_text", "start")

    def __init__(self, start: int, end: int, is_text: bool, layer: Callable[[], Layer]) -> None:
        self.start = start
        self.end = end
        self.is_text = is_text
        self._layer = layer

    def layer(self) -> Layer:
        """The scalar's text with its place."""
        return self._layer()

    @property
    def value(self) -> str:
        """The scalar's text."""
        return str(self._layer().text)


class Branch:
    """A mapping or list at its place; ``items`` are (key or index, where the entry begins, node)."""

    __slots__ = ("end", "is_flow", "is_list", "items", "start")

    def __init__(self, start: int, is_list: bool, is_flow: bool = True) -> None:
        self.start = start
        self.end = start
        self.is_list = is_list
        self.is_flow = is_flow  # written in brackets or braces
        self.items: list[tuple[str | int, int, Leaf | Branch]] = []

    def get(self, key: str | int) -> Leaf | Branch | None:
        """The node of a key."""
        return next((node for name, _, node in self.items if name == key), None)


class Held(namedtuple("Held", ("start", "end", "ignore"))):
    """A suppression and the half-open span of the source whose records it holds for."""

    __slots__ = ()

    if TYPE_CHECKING:
        start: int
        end: int
        ignore: Ignore


def spell(path: Path) -> str:
    """A key path as people write it: ``greetings.late[2]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


@lru_cache
def _steps(pattern: str) -> tuple[str, ...]:
    return tuple(index or name for index, name in re.findall(r"\[([^\[\]]*)\]|([^.\[\]]+)", pattern))


def matches(path: Path, pattern: str) -> bool:
    """Whether a key path fits a pattern: ``*`` is one step, ``**`` any number of them; ``late[*]`` and ``late.*`` are the same."""
    if spell(path) == pattern:
        return True
    steps = _steps(pattern)

    def loose(found: set[int]) -> set[int]:
        for n, step in enumerate(steps):
            if step == "**" and n in found:
                found.add(n + 1)
        return found

    possible = loose({0})  # how many steps of the pattern may be used up
    for key in path:
        name = str(key)
        possible = loose({n if steps[n] == "**" else n + 1 for n in possible if n < len(steps) and steps[n] in ("*", "**", name)})
    return len(steps) in possible


def leaves(root: Leaf | Branch) -> Iterator[tuple[Path, Leaf]]:
    """All scalars below a node with their paths, in the order of the file; keys named ``saveface`` are ours."""
    waiting: list[tuple[Path, Leaf | Branch]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Leaf):
            yield path, node
        else:
            waiting.extend(((*path, key), child) for key, _, child in reversed(node.items) if key != "saveface")


def wanted(options: Mapping[str, Any]) -> Callable[[Path], bool]:
    """Whether the options ``include`` and ``exclude`` (lists of path patterns) leave a path in."""
    include, exclude = tuple(options.get("include") or ()), tuple(options.get("exclude") or ())

    def is_wanted(path: Path) -> bool:
        return (not include or any(matches(path, p) for p in include)) and not any(matches(path, p) for p in exclude)

    return is_wanted


def records(
    found: Iterable[tuple[str, Leaf, str, str | None]], held: list[Held], path: str, source: str
) -> tuple[list[Record], list[Ignore]]:
    """Records of (key, leaf, markup, language), with the suppressions that hold for each; and all suppressions."""
    rows = sorted(((leaf.start, key, leaf, markup, language) for key, leaf, markup, language in found), key=lambda row: row[0])
    starts = [row[0] for row in rows]
    ignores: list[list[Ignore]] = [[] for _ in rows]
    for start, end, ignore in held:
        span = range(len(rows)) if ignore.scope == "file" else range(bisect_left(starts, start), bisect_right(starts, end - 1))
        for n in span:
            ignores[n].append(ignore)
    out, own = [], [h.ignore for h in held]
    for (_, key, leaf, markup, language), given in zip(rows, ignores, strict=True):
        record, inside = record_of(leaf.layer(), markup, key, language, tuple(given), path, source)
        own += inside
        out.append(record)
    return out, own


def held_by_keys(root: Leaf | Branch, path: str, source: str) -> list[Held]:
    """The suppressions in keys named ``saveface``: each holds for the mapping it stands in."""
    if "saveface" not in source:
        return []
    out: list[Held] = []
    waiting: list[Leaf | Branch] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Leaf):
            continue
        for key, start, child in node.items:
            if key != "saveface" or node.is_list:
                waiting.append(child)
                continue
            said = [leaf for _, _, leaf in child.items] if isinstance(child, Branch) and child.is_list else [child]
            for leaf in said:
                place = f"{path}:{line_of(source, leaf.start)}"
                if not isinstance(leaf, Leaf):
                    raise SavefaceError(f"{place}: the key saveface takes a string such as: ignore blame/wrong -- the reason")
                directive = parse(leaf.value.strip().removeprefix(WORD), place)
                out.append(Held(node.start, node.end, directive.at(start if len(said) == 1 else leaf.start, leaf.end)))
    return out
