"""JSON and JSON lines, scanned with places: the standard library's parser has none."""

from __future__ import annotations

import json
import re
from functools import partial

from ..model import SavefaceError
from .directive import line_of
from .layer import Builder, Layer, stretch
from .tree import DEPTH, Branch, Leaf

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\["\\/bfnrtu][^"\\\x00-\x1f]*)*"')
_ATOM = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null|NaN|-?Infinity)\b")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^u])")


def parse(path: str, text: str) -> Leaf | Branch:
    """The tree of one JSON value."""
    scanner = _Scanner(path, text)
    node, at = scanner.scan(scanner.skip(0))
    if at < len(text):
        raise scanner.broken(at, "the JSON value has ended, but the file goes on; for a value a line use the format json-lines")
    return node


def parse_lines(path: str, text: str) -> Branch:
    """The values of JSON lines as a list."""
    scanner = _Scanner(path, text)
    root = Branch(0, is_list=True)
    at = scanner.skip(0)
    while at < len(text):
        node, end = scanner.scan(at)
        root.items.append((len(root.items), at, node))
        at = end
    root.end = len(text)
    return root


class _Scanner:
    """Goes through the text once, without recursion; ``opened`` are the objects and lists around the place it is at."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.opened: list[Branch] = []
        self.write = _write_ascii if text.isascii() and "\\u" in text else _write  # as the file's author writes

    def broken(self, at: int, what: str) -> SavefaceError:
        """The mistake at a place."""
        column = at - max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at))
        return SavefaceError(f"{self.path}:{line_of(self.text, at)}:{column}: {what}")

    def _expected(self, at: int, what: str) -> SavefaceError:
        if at >= len(self.text):
            outer = self.opened[-1] if self.opened else None
            kind = "a list" if outer and outer.is_list else "an object"
            inside = f"; {kind} begun in line {line_of(self.text, outer.start)} is not closed" if outer else ""
            return self.broken(at, f"the JSON ends too early{inside}")
        if self.text[at] == '"':
            return self.broken(at, "this string is not closed, or holds a line break or an unknown escape")
        return self.broken(at, f"not JSON: {what} expected, not {self.text[at : at + 12].splitlines()[0]!r}")

    def skip(self, at: int) -> int:
        """The end of the white space at a place."""
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]  # matches the empty string

    def scan(self, at: int) -> tuple[Leaf | Branch, int]:
        """The value that begins at a place, and where what comes after it begins."""
        while True:
            key, begin, at = self._entry(at)
            node, at = self._node(at)
            if self.opened:
                self.opened[-1].items.append((key, begin, node))
            if isinstance(node, Branch):
                self.opened.append(node)
                if not self.text.startswith("]" if node.is_list else "}", at):
                    continue
            while self.opened:
                if self.text.startswith(",", at) and node is not self.opened[-1]:
                    at = self.skip(at + 1)
                    break
                node, at = self._close(at)
            else:
                return node, at

    def _entry(self, at: int) -> tuple[str | int, int, int]:
        """The key or index of the entry that begins at a place, that place, and where its value begins."""
        if not self.opened:
            return "", at, at
        if self.opened[-1].is_list:
            return len(self.opened[-1].items), at, at
        name = _STRING.match(self.text, at)
        if name is None:
            raise self._expected(at, "a key in double quotes")
        colon = self.skip(name.end())
        if not self.text.startswith(":", colon):
            raise self._expected(colon, "a colon")
        return str(_string(self, at, name.end()).text), at, self.skip(colon + 1)

    def _node(self, at: int) -> tuple[Leaf | Branch, int]:
        """The scalar at a place, or the object or list that opens there, and where what follows begins."""
        string = _STRING.match(self.text, at)
        if string is not None:
            return Leaf(at, string.end(), True, partial(_string, self, at, string.end())), self.skip(string.end())
        if self.text.startswith(("{", "["), at):
            if len(self.opened) == DEPTH:
                raise self.broken(at, f"nested deeper than {DEPTH} levels")
            return Branch(at, self.text[at] == "["), self.skip(at + 1)
        atom = _ATOM.match(self.text, at)
        if atom is None:
            raise self._expected(at, "a value")
        return Leaf(at, atom.end(), False, partial(stretch, self.text, at, atom.end())), self.skip(atom.end())

    def _close(self, at: int) -> tuple[Branch, int]:
        branch = self.opened[-1]
        if not self.text.startswith("]" if branch.is_list else "}", at):
            raise self._expected(at, f"a comma or a closing {'bracket' if branch.is_list else 'brace'}")
        self.opened.pop()
        branch.end = at + 1
        return branch, self.skip(at + 1)


def _string(scanner: _Scanner, start: int, end: int) -> Layer:
    """The layer of a string between its quotes."""
    text, write = scanner.text, scanner.write
    if text.find("\\", start, end) < 0:
        return stretch(text, start + 1, end - 1, write)
    out = Builder(text, start + 1)
    at = start + 1
    while (mark := text.find("\\", at, end)) >= 0:
        escape = _ESCAPE.match(text, mark, end - 1)
        if escape is None:
            raise scanner.broken(mark, r"an escape like \u00e9 takes four hexadecimal digits")
        out.plain(at, mark)
        out.atom(json.loads(f'"{escape.group()}"'), mark, escape.end())
        at = escape.end()
    out.plain(at, end - 1)
    return out.layer(write)


def _write(_: Layer, text: str, __: int, ___: int) -> str | None:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _write_ascii(_: Layer, text: str, __: int, ___: int) -> str | None:
    return json.dumps(text)[1:-1]
