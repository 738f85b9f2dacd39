"""Read a language's YAML files into plain values that know their file and line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..model import SavefaceError
from .notation import Node, NotationError, parse

RULE_KEYS = ("title", "why", "words", "phrases", "unless", "needs", "instead", "examples")
ACT_KEYS = ("title", "words", "phrases", "unless", "needs", "examples")
PHRASE_KEYS = ("say", "all", "none", "within", "unless", "needs", "instead")
SPEECH = "speech"
"""The folder of a language's speech acts, and the family of their ids."""
SCOPES = ("overlap", "clause", "sentence", "before", "after", "previous", "next", "near", "rest", "reply")
PLACES = ("match", "clause", "sentence", "none")


class Text(str):
    """A YAML string that knows its line (counted from 1)."""

    line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was written."""

    file: Path
    line: int

    def error(self, message: str) -> SavefaceError:
        """The user's mistake at this place."""
        return SavefaceError(f"{self.file}:{self.line}: {message}")


@dataclass(slots=True)
class Phrase:
    """A phrase as read: its notation and its tree."""

    text: str
    node: Node
    place: Place


@dataclass(slots=True)
class Instead:
    """A suggestion's template and what it replaces."""

    text: str
    at: str
    place: Place


@dataclass(slots=True)
class Condition:
    """One item of ``unless`` or ``needs``: phrases by scope, any of which is enough; or the name of a context."""

    groups: list[tuple[str, list[Phrase]]]
    name: str | None
    place: Place


@dataclass(slots=True)
class Pattern:
    """One entry of ``phrases``: a sequence, or words that stand together in any order."""

    say: Phrase | None
    together: list[Phrase]
    none: list[Phrase]
    within: str
    unless: list[Condition]
    needs: list[Condition]
    instead: list[Instead]
    place: Place


@dataclass(slots=True)
class Rule:
    """One rule of one language."""

    id: str
    title: str
    why: str
    patterns: list[Pattern]
    unless: list[Condition]
    needs: list[Condition]
    instead: list[Instead]
    flag: list[tuple[str, Place]]
    passing: list[tuple[str, Place]]
    place: Place


@dataclass(slots=True)
class Source:
    """All of one language's lexicon."""

    language: str
    classes: dict[str, list[Phrase]] = field(default_factory=dict)
    class_places: dict[str, Place] = field(default_factory=dict)
    contexts: dict[str, list[Condition]] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    acts: dict[str, Rule] = field(default_factory=dict)
    """Speech acts, read like rules: they have no reason and no suggestions."""
    spelled: dict[str, list[str]] = field(default_factory=dict)
    fused: dict[str, list[str]] = field(default_factory=dict)


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]  # mypy: a class chosen at run time
    """Strings only: a lexicon writes no, yes and 3 as words, never as truth values or numbers."""


def _string(_: _Loader, node: yaml.ScalarNode) -> Text:
    text = Text(node.value)
    text.line = node.start_mark.line + 1
    return text


for _tag in ("str", "int", "float", "bool", "null", "timestamp"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _string)


def read_yaml(path: Path) -> Any:
    """One file's values; syntax errors and duplicate keys are named with their line."""
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SavefaceError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    try:
        node = yaml.compose(text, Loader=_Loader)
        _refuse_twice(node, path)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 — a safe loader that makes strings only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise SavefaceError(f"{path}:{line}: not YAML: {error.problem}; put phrases with special characters in quotes") from None


def _refuse_twice(node: yaml.Node | None, path: Path) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise SavefaceError(f"{path}:{key.start_mark.line + 1}: {key.value!r} stands here twice; merge the two")
            seen.add(key.value)
            _refuse_twice(value, path)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_twice(value, path)


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for an unknown word: the nearest known one, or all of them."""
    options = list(known)
    close = difflib.get_close_matches(word, options, 1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(sorted(options)[:40])}"


class Reader:
    """Reads one language's folder."""

    least_insteads = 3

    def __init__(self, folder: Path, rule_ids: Iterable[str]) -> None:
        self.folder = folder
        self.rule_ids = list(rule_ids)
        self.source = Source(folder.name)
        self.path = folder
        self.errors: list[SavefaceError] = []

    def read(self) -> Source:
        """The whole folder, every file accounted for; the first mistake is raised."""
        self.collect()
        if self.errors:
            raise self.errors[0]
        return self.source

    def collect(self) -> Source:
        """The whole folder; a file with a mistake is left out and its first mistake kept in ``errors``."""
        for path in sorted(self.folder.rglob("*.yaml")):
            self.path = path
            try:
                self._file(path)
            except SavefaceError as error:
                self.errors.append(error)
        return self.source

    def _file(self, path: Path) -> None:
        data = read_yaml(path)
        if data is None:
            raise SavefaceError(f"{path}:1: the file is empty; delete it or write the rule")
        if not isinstance(data, dict):
            raise SavefaceError(f"{path}:1: keys are expected at the top, as in docs/lexicons.md")
        if path.name in ("words.yaml", "acts.yaml"):
            self._classes(data)
        elif path == self.folder / "contexts.yaml":
            self._contexts(data)
        elif path == self.folder / "spelling.yaml":
            self._spelling(data)
        elif path.parent == self.folder / SPEECH:
            self._act(data)
        else:
            self._rule(data)

    def _place(self, value: Any) -> Place:
        while isinstance(value, (list, dict)) and value:
            value = next(iter(value))
        return Place(self.path, getattr(value, "line", 1))

    def _keys(self, data: dict[Any, Any], known: Iterable[str]) -> None:
        for key in data:
            if key not in known:
                raise self._place(key).error(f"unknown key {str(key)!r}; {nearest(str(key), known)}")

    def _list(self, value: Any, at: Any) -> list[Any]:
        if not isinstance(value, list):
            raise self._place(at).error(f"{str(at)!r} wants a list, one entry a line, each after '- '")
        return value

    def _phrase(self, value: Any, open_end: bool = False) -> Phrase:
        if not isinstance(value, str):
            raise self._place(value).error("a phrase is expected here; put it in quotes if it has a colon or a bracket")
        place = self._place(value)
        try:
            return Phrase(str(value), parse(value, open_end), place)
        except NotationError as error:
            raise place.error(str(error)) from None

    def _phrases(self, value: Any, at: Any, open_end: bool = False) -> list[Phrase]:
        return [self._phrase(item, open_end) for item in self._list(value, at)]

    def _classes(self, data: dict[Any, Any]) -> None:
        for name, entries in data.items():
            place = self._place(name)
            if not str(name).isidentifier() or str(name) != str(name).lower():
                raise place.error(f"class name {str(name)!r}: use lower case letters, digits and _")
            if str(name) in self.source.classes:
                raise place.error(
                    f"class {str(name)!r} is already defined at {self.source.class_places[str(name)].file}; names are unique in a language"
                )
            self.source.classes[str(name)] = self._phrases(entries, name, open_end=True)
            self.source.class_places[str(name)] = place

    def _contexts(self, data: dict[Any, Any]) -> None:
        for name, items in data.items():
            self.source.contexts[str(name)] = self._conditions(items, name)

    def _spelling(self, data: dict[Any, Any]) -> None:
        self._keys(data, ("spelled", "fused"))
        for word, others in (data.get("spelled") or {}).items():
            self.source.spelled[str(word)] = [str(o).lower() for o in self._list(others, word)]
        for word, parts in (data.get("fused") or {}).items():
            self.source.fused[str(word).lower()] = [str(p).lower() for p in self._list(parts, word)]

    def _conditions(self, value: Any, at: Any) -> list[Condition]:
        out = []
        for item in self._list(value, at):
            place = self._place(item)
            if isinstance(item, dict):
                self._keys(item, SCOPES)
                out.append(
                    Condition([(str(scope), self._phrases(phrases, scope, open_end=True)) for scope, phrases in item.items()], None, place)
                )
            elif isinstance(item, str) and item.startswith("@"):
                out.append(Condition([], str(item[1:]), place))
            else:
                out.append(Condition([("overlap", [self._phrase(item, open_end=True)])], None, place))
        return out

    def _insteads(self, value: Any, at: Any) -> list[Instead]:
        out = []
        for item in self._list(value, at):
            if isinstance(item, dict):
                self._keys(item, ("text", "at"))
                if "text" not in item:
                    raise self._place(item).error("a suggestion wants 'text:'")
                where = str(item.get("at", "clause"))
                if where not in PLACES:
                    raise self._place(item).error(f"unknown 'at: {where}'; {nearest(where, PLACES)}")
                out.append(Instead(" ".join(str(item["text"]).split()), where, self._place(item["text"])))
            elif isinstance(item, str):
                out.append(Instead(" ".join(str(item).split()), "clause", self._place(item)))
            else:
                raise self._place(item).error("a suggestion is a text, or 'text:' with 'at:'")
        return out

    def _pattern(self, item: Any) -> Pattern:
        place = self._place(item)
        if not isinstance(item, dict):
            return Pattern(self._phrase(item), [], [], "clause", [], [], [], place)
        self._keys(item, PHRASE_KEYS)
        if ("say" in item) == ("all" in item):
            raise place.error("a phrase wants either 'say:' or 'all:'")
        within = str(item.get("within", "clause"))
        if within not in ("clause", "sentence"):
            raise place.error(f"'within: {within}' is unknown; write clause or sentence")
        return Pattern(
            self._phrase(item["say"]) if "say" in item else None,
            self._phrases(item.get("all", []), "all"),
            self._phrases(item.get("none", []), "none"),
            within,
            self._conditions(item.get("unless", []), "unless"),
            self._conditions(item.get("needs", []), "needs"),
            self._insteads(item.get("instead", []), "instead"),
            place,
        )

    def _act(self, data: dict[Any, Any]) -> None:
        act_id = f"{SPEECH}/{self.path.stem}"
        place = Place(self.path, 1)
        self._keys(data, ACT_KEYS)
        for key in ("title", "phrases", "examples"):
            if not data.get(key):
                raise place.error(f"{key!r} is missing")
        self.source.acts[act_id] = self._read(act_id, data, place)

    def _rule(self, data: dict[Any, Any]) -> None:
        rule_id = self.path.relative_to(self.folder).with_suffix("").as_posix()
        place = Place(self.path, 1)
        if rule_id not in self.rule_ids:
            raise place.error(f"no rule {rule_id!r} in catalogue.yaml; {nearest(rule_id, self.rule_ids)}")
        self._keys(data, RULE_KEYS)
        for key in ("title", "why", "phrases", "instead", "examples"):
            if not data.get(key):
                raise place.error(f"{key!r} is missing")
        rule = self._read(rule_id, data, place)
        if len(rule.instead) < self.least_insteads:
            wanted = (None, "one", "two", "three")[self.least_insteads]
            raise place.error(f"{len(rule.instead)} suggestions; a rule wants at least {wanted}")
        self.source.rules[rule_id] = rule

    def _read(self, rule_id: str, data: dict[Any, Any], place: Place) -> Rule:
        """What rules and acts have in common."""
        if data.get("words"):
            self._classes(data["words"])
        examples = data["examples"]
        self._keys(examples, ("flag", "pass"))
        for key in ("flag", "pass"):
            if not examples.get(key):
                raise place.error(f"examples want at least one under {key!r}")
        return Rule(
            rule_id,
            " ".join(str(data["title"]).split()),
            " ".join(str(data.get("why", "")).split()),
            [self._pattern(item) for item in self._list(data["phrases"], "phrases")],
            self._conditions(data.get("unless", []), "unless"),
            self._conditions(data.get("needs", []), "needs"),
            self._insteads(data.get("instead", []), "instead"),
            [(str(t), self._place(t)) for t in self._list(examples["flag"], "flag")],
            [(str(t), self._place(t)) for t in self._list(examples["pass"], "pass")],
            place,
        )


def read_catalogue(folder: Path) -> dict[str, dict[str, Any]]:
    """Rule id → severity and sources, in the catalogue's order; ``sources`` has their full names."""
    path = folder / "catalogue.yaml"
    if not path.is_file():
        raise SavefaceError(f"{path}: not found; a lexicon folder holds catalogue.yaml")
    data = read_yaml(path)
    names = {str(k): str(v) for k, v in data["sources"].items()}
    out: dict[str, dict[str, Any]] = {}
    for rule_id, row in data["rules"].items():
        unknown = [s for s in row["source"] if s not in names]
        if unknown:
            raise SavefaceError(f"{path}:{rule_id.line}: unknown source {unknown[0]!r}; {nearest(unknown[0], names)}")
        out[str(rule_id)] = {"severity": str(row["severity"]), "sources": [names[s] for s in row["source"]]}
    return out


def iter_conditions(source: Source) -> Iterator[Condition]:
    """Every condition of a language, wherever it stands."""
    for items in source.contexts.values():
        yield from items
    for rule in (*source.rules.values(), *source.acts.values()):
        yield from rule.unless
        yield from rule.needs
        for pattern in rule.patterns:
            yield from pattern.unless
            yield from pattern.needs
