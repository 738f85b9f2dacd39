"""The keys of a configuration, what each wants, and errors that name the line."""

from __future__ import annotations

import codecs
import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from ..model import INTERFACES, LANGUAGES, SEVERITIES, SavefaceError

Path = tuple[str | int, ...]
"""Keys and list numbers that lead to a value: ("overrides", 1, "paths")."""


class Document:
    """A configuration's text and values; ``root`` is the path of saveface's own table in it."""

    def __init__(self, file: str, text: str, values: Mapping[str, Any], root: Path = ()) -> None:
        self.file = file
        self.text = text
        self.values = values
        self.root = root

    def error(self, path: Path, message: str) -> SavefaceError:
        """The user's mistake at a value, with its line."""
        return SavefaceError(f"{os.path.relpath(self.file)}:{line_of(self.text, (*self.root, *path))}: {message}")


def line_of(text: str, path: Path) -> int:
    """The line (from 1) where a key stands, as near as it can be told: TOML's parser keeps no places."""
    table: Path = ()
    best = (0, 1)
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = re.match(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$", line)
        key = re.match(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=", line)
        if header and not key:
            name = _parts(header.group(2))
            if header.group(1) == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*name, counts[name])
            else:
                table = _numbered(name, counts)
            here = table
        elif key:
            here = (*table, *_parts(key.group(1)))
        else:
            continue
        if path[: len(here)] == here and len(here) > best[0]:
            best = (len(here), number)
    return best[1]


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(r"[\w-]+|\"[^\"]*\"|'[^']*'", name))


def _numbered(name: Path, counts: dict[Path, int]) -> Path:
    """A table below a list's entry: [overrides.severity] belongs to the last of [[overrides]]."""
    for cut in range(len(name), 0, -1):
        if name[:cut] in counts:
            return (*name[:cut], counts[name[:cut]], *name[cut:])
    return name


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for an unknown word: the nearest known one, or all of them."""
    options = list(known)
    close = difflib.get_close_matches(word, options, 1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(options)}"


def _fail(document: Document, path: Path, wants: str) -> NoReturn:
    raise document.error(path, f"{path[-1]!r} wants {wants}")


def texts(document: Document, path: Path, value: Any) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _fail(document, path, 'a list of texts, like ["one", "two"]')
    return tuple(value)


def text(document: Document, path: Path, value: Any) -> str:
    """One text."""
    if not isinstance(value, str):
        _fail(document, path, 'a text in quotes, like "this"')
    return value


def truth(document: Document, path: Path, value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        _fail(document, path, "true or false")
    return value


def one_of(known: Iterable[str]) -> Callable[[Document, Path, Any], str]:
    """A text out of some."""
    options = tuple(known)

    def checked(document: Document, path: Path, value: Any) -> str:
        if value not in options:
            raise document.error(path, f"{path[-1]!r} is {value!r}; {nearest(str(value), options)}")
        return str(value)

    return checked


def rules(document: Document, path: Path, value: Any) -> tuple[str, ...]:
    """A list of rules or families; whether they exist is known when the lexicons are read."""
    return texts(document, path, value)


def severities(document: Document, path: Path, value: Any) -> tuple[tuple[str, str], ...]:
    """A table of rule or family to severity."""
    if not isinstance(value, dict):
        _fail(document, path, 'a table, like {"blame/wrong" = "warning"}')
    return tuple((rule, one_of(SEVERITIES)(document, (*path, rule), level)) for rule, level in value.items())


def encoding(document: Document, path: Path, value: Any) -> str:
    """The name of an encoding that Python knows."""
    try:
        codecs.lookup(text(document, path, value))
    except LookupError:
        raise document.error(path, f"unknown encoding {value!r}; for example utf-8, gb18030, big5, windows-1251") from None
    return str(value)


def format_(document: Document, path: Path, value: Any) -> str:
    """The name of an input format."""
    from ..readers import FORMATS

    return one_of(FORMATS)(document, path, value)


def level(document: Document, path: Path, value: Any) -> int:
    """The level of a heading."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 6:
        _fail(document, path, "a number from 1 to 6")
    return value


def any_table(document: Document, path: Path, value: Any) -> dict[str, Any]:
    """A table as it stands."""
    if not isinstance(value, dict):
        _fail(document, path, 'a table, like {items = "data.replies[]", text = "body"}')
    return value


OF_FILES: dict[str, Callable[[Document, Path, Any], Any]] = {
    "select": rules,
    "ignore": rules,
    "severity": severities,
    "min-severity": one_of(SEVERITIES),
    "language": one_of(LANGUAGES),
    "ui-language": one_of(INTERFACES),
    "encoding": encoding,
    "format": format_,
    "include-keys": texts,
    "exclude-keys": texts,
    "columns": texts,
    "heading": level,
    "mapping": any_table,
}
"""Keys that may stand at the top and in an override."""

OF_RUNS: dict[str, Callable[[Document, Path, Any], Any]] = {
    "extend": text,
    "include": texts,
    "exclude": texts,
    "force-exclude": truth,
    "fail-level": one_of(SEVERITIES),
    "lexicons": texts,
    "baseline": text,
    "cache": truth,
}
"""Keys that hold for all files together."""


def checked(
    document: Document, values: Mapping[str, Any], known: Mapping[str, Callable[[Document, Path, Any], Any]], at: Path
) -> dict[str, Any]:
    """The values of a table, each as its key wants it; an unknown key is an error with the nearest right one."""
    out = {}
    for key, value in values.items():
        if key not in known:
            raise document.error((*at, key), f"unknown key {key!r}; {nearest(key, known)}")
        out[key] = known[key](document, (*at, key), value)
    return out
