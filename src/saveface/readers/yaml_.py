"""YAML by PyYAML's events: places of all scalars, no recursion, aliases never expanded."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import partial

import yaml

from ..model import SavefaceError
from .directive import WORD, line_of
from .directive import parse as parse_directive
from .tree import DEPTH, Branch, Held, Leaf
from .yaml_scalar import layer_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVERS = yaml.SafeLoader.yaml_implicit_resolvers
_BOMB = 100_000  # values that aliases may stand for beyond those that are written
_COMMENT = re.compile(r"(?:^|(?<=[ \t\r\n]))#+[ \t]*saveface:([^\r\n]*)")
_BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")


def parse(path: str, text: str) -> Leaf | Branch:
    """The tree of a file; several documents are a list."""
    roots = _Parser(path, text).documents()
    if len(roots) == 1:
        return roots[0]
    stream = Branch(0, is_list=True)
    stream.items = [(n, root.start, root) for n, root in enumerate(roots)]
    stream.end = len(text)
    return stream


class _Parser:
    """Builds the tree from events; ``opened`` holds each open branch, its waiting key, and the size of all it stands for."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.opened: list[list[Any]] = []
        self.sizes: dict[str, int] = {}
        self.aliased = 0

    def documents(self) -> list[Leaf | Branch]:
        """The root of each document."""
        roots: list[Leaf | Branch] = []
        for event in self._events():
            node, size = self._node(event)
            if node is None:
                continue
            anchor = getattr(event, "anchor", None)
            if isinstance(node, Branch) and not isinstance(event, yaml.CollectionEndEvent):
                self.opened.append([node, None, 0, anchor])
                if len(self.opened) > DEPTH:
                    raise self._broken(event, f"nested deeper than {DEPTH} levels")
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                anchor = self.opened.pop()[3]
            if anchor is not None and not isinstance(event, yaml.AliasEvent):
                self.sizes[anchor] = size
            if self.opened:
                self._enter(node, size, event)
            else:
                roots.append(node)
        return roots

    def _events(self) -> Iterator[Any]:
        try:
            yield from yaml.parse(self.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            raise self._explained(error) from None
        except yaml.reader.ReaderError as error:
            at = error.position if isinstance(error.position, int) else 0
            raise SavefaceError(
                f"{self.path}:{line_of(self.text, at)}: YAML allows no character U+{ord(self.text[at : at + 1] or ' '):04X} here; write it as an escape"
            ) from None

    def _explained(self, error: yaml.MarkedYAMLError) -> SavefaceError:
        mark = error.problem_mark or error.context_mark
        place = f"{self.path}:{mark.line + 1}:{mark.column + 1}" if mark else self.path
        line = self.text.split("\n")[mark.line] if mark and mark.line < self.text.count("\n") + 1 else ""
        if "\t" in line[: mark.column + 1 if mark else 0].lstrip(" ")[:1] or "'\\t'" in str(error.problem):
            return SavefaceError(f"{place}: a tab where YAML wants spaces; indent with spaces")
        context = f" {error.context}" if error.context else ""
        begun = (
            f" (begun in line {error.context_mark.line + 1})"
            if error.context_mark and mark and error.context_mark.line != mark.line
            else ""
        )
        return SavefaceError(f"{place}: not YAML: {error.problem}{context}{begun}; if it is text, put it in quotes or after |")

    def _broken(self, event: Any, what: str) -> SavefaceError:
        return SavefaceError(f"{self.path}:{event.start_mark.line + 1}:{event.start_mark.column + 1}: {what}")

    def _node(self, event: Any) -> tuple[Leaf | Branch | None, int]:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.ScalarEvent):
            flow = bool(self.opened) and self.opened[-1][0].is_flow
            return Leaf(start, end, _is_text(event), partial(layer_of, self.text, start, end, event.value, event.style, flow)), 1
        if isinstance(event, yaml.CollectionStartEvent):
            return Branch(start, isinstance(event, yaml.SequenceStartEvent), bool(event.flow_style)), 0
        if isinstance(event, yaml.CollectionEndEvent):
            branch, _, size, _ = self.opened[-1]
            branch.end = end if branch.is_flow else max((n.end for _, _, n in branch.items), default=end)
            return branch, size + 1
        if isinstance(event, yaml.AliasEvent):
            size = self.sizes.get(event.anchor or "", 1)
            self.aliased += size
            if self.aliased > _BOMB:
                raise self._broken(event, f"aliases stand for more than {_BOMB} values: the file would never end; write the values out")
            # What an alias stands for is read where it is written.
            return Leaf(start, start, False, partial(layer_of, "", 0, 0, "", None, False)), size
        return None, 0

    def _enter(self, node: Leaf | Branch, size: int, event: Any) -> None:
        row = self.opened[-1]
        branch = row[0]
        row[2] += size
        if branch.is_list:
            branch.items.append((len(branch.items), node.start, node))
        elif row[1] is None:
            row[1] = (getattr(event, "value", "?"), node.start)
        else:
            branch.items.append((*row[1], node))
            row[1] = None


def _is_text(event: Any) -> bool:
    """Whether a scalar is a string: quoted, or resolved to nothing else."""
    if event.tag is not None:
        return bool(
            event.tag != "tag:yaml.org,2002:binary"
            and not (event.tag.startswith("tag:yaml.org,2002:") and event.tag != "tag:yaml.org,2002:str")
        )
    if not event.implicit[0]:
        return True
    value = event.value
    return bool(value) and (" " in value or not any(pattern.match(value) for _, pattern in _RESOLVERS.get(value[0], ())))


def held_by_comments(root: Leaf | Branch, path: str, text: str) -> list[Held]:
    """The suppressions in comments: at a line's end for the entry on that line, alone on a line for the entry that follows."""
    if WORD not in text:
        return []
    entries: list[tuple[int, int]] = []
    scalars: list[tuple[int, int]] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Leaf):
            scalars.append((node.start, node.end))
            continue
        for _, start, child in node.items:
            entries.append((start, max(start, child.end)))
            waiting.append(child)
    entries.sort(key=lambda entry: (entry[0], -entry[1]))
    scalars.sort()
    out = []
    for match in _COMMENT.finditer(text):
        start, end = match.span()
        n = bisect_right(scalars, (start, len(text))) - 1
        if n >= 0 and scalars[n][0] <= start < scalars[n][1] and not _heads(text, *scalars[n], start):
            continue  # a line of a text, not a comment
        directive = parse_directive(match.group(1), f"{path}:{line_of(text, start)}")
        out.append(Held(*_meant(entries, text, start, end), directive.at(start, end)))
    return out


def _meant(entries: list[tuple[int, int]], text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the entry that a comment is about; of entries that begin together the whole below a comment, the last beside it."""
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if text[line:start].strip():
        n = bisect_right(entries, start, key=lambda entry: entry[0]) - 1
    else:
        n = bisect_left(entries, end, key=lambda entry: entry[0])
    return entries[n] if 0 <= n < len(entries) else (end, end)


def _heads(text: str, start: int, end: int, place: int) -> bool:
    """Whether a place is in the header line of a block scalar, where a comment may stand."""
    return text[start : start + 1] in ("|", ">") and _BREAKS.search(text, start, place) is None
