"""Read a configuration and those that it extends into one."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..model import SavefaceError
from ..rules import hint, known
from .find import PROJECT, nearest
from .patterns import fits
from .schema import OF_FILES, OF_RUNS, Document, Path, any_table, checked, rules, text, texts
from .settings import DEFAULT, Settings

FIELDS = {
    "select": "select",
    "min-severity": "min_severity",
    "language": "language",
    "ui-language": "ui_language",
    "encoding": "encoding",
    "format": "format",
}
OPTIONS = {"include-keys": "include", "exclude-keys": "exclude", "columns": "columns", "heading": "heading", "mapping": "mapping"}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one file: the top, or an override with the paths that it holds for.

    Files that it names stand relative to ``folder``, where it stands; its patterns are relative to ``root``, which for a
    table out of an installed package is the folder of the project that extends it.
    """

    document: Document
    folder: str
    root: str
    values: dict[str, Any]
    paths: tuple[str, ...] | None
    at: Path

    def where(self, key: str) -> str:
        """File and line of a key, for people."""
        return str(self.document.error((*self.at, key), "")).removesuffix(": ")


@dataclass(frozen=True, slots=True)
class Suppression:
    """What [[suppress]] says: findings of these records and rules are known and meant."""

    table: Table
    records: tuple[str, ...]
    rules: tuple[str, ...]
    reason: str

    def names(self, path: str, key: str) -> bool:
        """Whether it means a reply of a file; ``*`` in a record's id stands for anything."""
        if self.table.paths is not None and not fits(path, self.table.root, self.table.paths):
            return False
        return any(re.fullmatch(re.escape(record).replace(r"\*", ".*"), key, re.DOTALL) for record in self.records)

    def covers(self, rule: str) -> bool:
        """Whether it means a rule."""
        return not self.rules or rule in self.rules or rule.partition("/")[0] in self.rules


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration with all that it extends: ``tables`` in the order in which they hold, the last word last."""

    file: str
    tables: tuple[Table, ...]
    suppressions: tuple[Suppression, ...] = ()

    @property
    def folder(self) -> str:
        """Where it stands; paths in a report of it are relative to this."""
        return os.path.dirname(self.file)

    def run(self, key: str, default: Any = None) -> Any:
        """A key that holds for all files: the nearest table's."""
        return next((t.values[key] for t in reversed(self.tables) if t.paths is None and key in t.values), default)

    def table_of(self, key: str) -> Table | None:
        """The table whose ``key`` holds for all files."""
        return next((t for t in reversed(self.tables) if t.paths is None and key in t.values), None)

    def path(self, key: str) -> str | None:
        """A key that names a file, which stands relative to the configuration that says it."""
        table = self.table_of(key)
        return os.path.normpath(os.path.join(table.folder, table.values[key])) if table else None

    def lexicons(self) -> tuple[str, ...]:
        """All folders of company words, of what is extended first."""
        return tuple(
            os.path.normpath(os.path.join(t.folder, folder))
            for t in self.tables
            if t.paths is None
            for folder in t.values.get("lexicons", ())
        )

    def holding(self, path: str) -> list[Table]:
        """The tables that hold for a file, in their order."""
        return [t for t in self.tables if t.paths is None or fits(path, t.root, t.paths)]

    def settings(self, path: str) -> Settings:
        """What holds for a file. Severities and what overrides ignore add up; of the rest the last word counts."""
        fields: dict[str, Any] = {}
        options: dict[str, Any] = {}
        ignore: tuple[str, ...] = ()
        severity: tuple[tuple[str, str], ...] = ()
        for table in self.holding(path):
            for key, value in table.values.items():
                if key in FIELDS:
                    fields[FIELDS[key]] = value
                elif key in OPTIONS:
                    options[OPTIONS[key]] = value
                elif key == "ignore":
                    ignore = value if table.paths is None else (*ignore, *value)
                elif key == "severity":
                    severity = (*severity, *value)
        return DEFAULT._replace(**fields, ignore=ignore, severity=severity, options=options, lexicons=self.lexicons())

    def excluded(self, path: str) -> str | None:
        """The pattern that leaves a file out, if one does."""
        table = self.table_of("exclude")
        return fits(path, table.root, table.values["exclude"]) if table else None

    def included(self, path: str) -> bool | None:
        """Whether ``include`` takes a file; None where there is no such key."""
        table = self.table_of("include")
        return None if table is None else fits(path, table.root, table.values["include"]) is not None


def for_folder(folder: str) -> Config | None:
    """The configuration that holds in a folder, if there is one."""
    path = nearest(os.path.abspath(folder))
    return load(path) if path else None


@cache
def load(path: str) -> Config:
    """A configuration file (absolute path) with what it extends; mistakes are errors with file and line."""
    read = _tables(path, os.path.dirname(path), ())
    config = Config(
        path, tuple(t for t in read if "records" not in t.values), tuple(_suppression(t) for t in read if "records" in t.values)
    )
    _refuse_unknown_rules(config)
    return config


def _suppression(table: Table) -> Suppression:
    return Suppression(table, table.values["records"], table.values.get("rules", ()), table.values["reason"])


def _refuse_unknown_rules(config: Config) -> None:
    names = known(config.lexicons())
    for table in (*config.tables, *(s.table for s in config.suppressions)):
        for key in ("select", "ignore", "severity", "rules"):
            for item in table.values.get(key, ()):
                name = item[0] if key == "severity" else item
                if name not in names:
                    at = (*table.at, key, name) if key == "severity" else (*table.at, key)
                    raise table.document.error(at, f"unknown rule or family {name!r}; {hint(name, names)}")


def _tables(path: str, root: str, above: tuple[str, ...]) -> tuple[Table, ...]:
    document = _document(path)
    overrides, suppress = (_rows(document, key) for key in ("overrides", "suppress"))
    top = {key: value for key, value in document.values.items() if key not in ("overrides", "suppress")}
    folder = os.path.dirname(path)
    keys = {**OF_RUNS, **OF_FILES, "overrides": any_table, "suppress": any_table}  # so that a misspelt [[overides]] is told
    tables = [Table(document, folder, root, checked(document, top, keys, ()), None, ())]
    for number, row in enumerate(overrides):
        at: Path = ("overrides", number)
        if "paths" not in row:
            raise document.error(at, 'an override wants paths, like paths = ["legal/**"]')
        values = checked(document, row, {"paths": texts, **OF_FILES}, at)
        tables.append(Table(document, folder, root, values, values["paths"], at))
    for number, row in enumerate(suppress):
        at = ("suppress", number)
        for key in ("records", "reason"):
            if not row.get(key):
                raise document.error(at, 'a suppression wants records, like ["macro 12"], and a reason; paths and rules narrow it')
        values = checked(document, row, {"paths": texts, "records": texts, "rules": rules, "reason": text}, at)
        tables.append(Table(document, folder, root, values, values.get("paths"), at))
    if "extend" not in tables[0].values:
        return tuple(tables)
    base = _extended(document, folder, tables[0].values["extend"])
    if base in (path, *above):
        raise document.error(("extend",), f"{base} extends this file in turn; take one of the two away")
    of_package = tables[0].values["extend"].startswith("pkg:")
    return (*_tables(base, root if of_package else os.path.dirname(base), (path, *above)), *tables)


def _rows(document: Document, key: str) -> list[dict[str, Any]]:
    rows = document.values.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise document.error((key,), f"this is written under [[{key}]], with two brackets")
    return rows


def _document(path: str) -> Document:
    shown = os.path.relpath(path)
    try:
        with open(path, "rb") as file:
            source = file.read().decode()
    except OSError as error:
        raise SavefaceError(f"{shown}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise SavefaceError(f"{shown}: not UTF-8 at byte {error.start}; TOML is always UTF-8") from None
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at line ")
        line = place.partition(",")[0] if place else str(source.count("\n") + 1)
        raise SavefaceError(f"{shown}:{line}: not TOML: {message}") from None
    if os.path.basename(path) != PROJECT:
        return Document(path, source, values)
    own = values.get("tool", {}).get("saveface", {})
    document = Document(path, source, own, ("tool", "saveface"))
    if not isinstance(own, dict):
        raise document.error((), "[tool.saveface] wants to be a table")
    return document


def _extended(document: Document, folder: str, name: str) -> str:
    """The file that ``extend`` means: a path, or ``pkg:package`` or ``pkg:package/file.toml`` of an installed package."""
    if not name.startswith("pkg:"):
        path = os.path.normpath(os.path.join(folder, name))
        if not os.path.isfile(path):
            raise document.error(("extend",), f"{name}: no such file")
        return path
    from importlib.util import find_spec

    package, _, inside = name.removeprefix("pkg:").partition("/")
    spec = find_spec(package) if package.isidentifier() else None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        raise document.error(("extend",), f"no package {package!r} is installed here; install it, or name a file")
    path = os.path.join(places[0], inside or "saveface.toml")
    if not os.path.isfile(path):
        raise document.error(("extend",), f"package {package!r} has no file {inside or 'saveface.toml'}")
    return path
