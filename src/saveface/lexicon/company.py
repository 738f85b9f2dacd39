"""A company's own lexicon: words it forbids and what it says instead, rules of its own, words it allows and why."""

from __future__ import annotations

import os
from _blake2 import blake2b
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..model import LANGUAGES, SEVERITIES, SavefaceError
from ..rules import ALLOWED, FORBIDDEN
from . import store
from .compile import Compiler
from .notation import Class
from .source import RULE_KEYS, Condition, Instead, Pattern, Place, Reader, Rule, Source, nearest, read_catalogue, read_yaml

_RESERVED = ("vocabulary", "hygiene")
_VOCABULARY = "vocabulary.yaml"
_PAGES = {
    "en": ("A word that this company does not use", "The company has words of its own for this; customers should hear one voice."),
    "zh": ("公司不用的说法", "公司对此有统一的说法，客户听到的应当始终一致。"),
    "ru": ("Слово, которого компания не употребляет", "У компании для этого есть свои слова; клиент должен слышать один голос."),
}


class CompanyReader(Reader):
    """Reads one language of a company's folder on top of the built-in classes and contexts."""

    def __init__(self, folder: Path, source: Source, builtin: Sequence[str]) -> None:
        super().__init__(folder, ())
        self.source = source
        self.builtin = builtin
        self.families = {rule.partition("/")[0] for rule in builtin} | set(_RESERVED)
        self.severities: dict[str, str] = {}
        self.reasons: list[str | None] = []

    def _file(self, path: Path) -> None:
        if path != self.folder / _VOCABULARY:
            super()._file(path)
            return
        data = read_yaml(path)
        if not isinstance(data, dict):
            raise SavefaceError(f"{path}:1: 'forbid:' or 'allow:' is expected at the top, as in docs/configuration.md")
        self._keys(data, ("forbid", "allow"))
        for item in self._list(data.get("forbid") or [], "forbid"):
            self._add(FORBIDDEN, item, ("say", "instead", "why"), "instead")
        for item in self._list(data.get("allow") or [], "allow"):
            self._add(ALLOWED, item, ("say", "reason"), "reason")

    def _add(self, rule: str, item: Any, keys: Sequence[str], needed: str) -> None:
        """An entry of the vocabulary as a phrase of a rule."""
        place = self._place(item)
        if not isinstance(item, dict):
            raise place.error(f"an entry wants 'say:' and '{needed}:'")
        self._keys(item, keys)
        for key in ("say", needed):
            if not item.get(key):
                raise place.error(f"{key!r} is missing; an entry wants 'say:' and '{needed}:'")
        insteads = item.get("instead", [])
        words = [insteads] if isinstance(insteads, str) else self._list(insteads, "instead")
        own = [Instead(" ".join(str(text).split()), "match", place) for text in words]
        title, why = _PAGES[self.source.language]
        row = self.source.rules.setdefault(rule, Rule(rule, title, why, [], [], [], [], [], [], place))
        row.patterns.append(Pattern(self._phrase(item["say"]), [], [], "clause", [], [], own, place))
        if rule == FORBIDDEN:
            self.reasons.append(" ".join(str(item["why"]).split()) if "why" in item else None)

    def _rule(self, data: dict[Any, Any]) -> None:
        rule = self.path.relative_to(self.folder).with_suffix("").as_posix()
        place = Place(self.path, 1)
        family, slash, name = rule.partition("/")
        if not slash or "/" in name:
            raise place.error(f"a rule's file lies in its family's folder, like house/{family}.yaml; words in words.yaml or {_VOCABULARY}")
        if family in self.families:
            raise place.error(f"the family {family!r} is saveface's own; choose another name for yours, like 'house'")
        if rule in self.source.rules:
            raise place.error(f"the rule {rule!r} stands in two of the company's folders; keep one")
        severity = str(data.get("severity", "warning"))
        if severity not in SEVERITIES:
            raise self._place(data["severity"]).error(f"unknown severity {severity!r}; {nearest(severity, SEVERITIES)}")
        self._keys(data, (*RULE_KEYS, "severity"))
        self.rule_ids = [rule]
        self.least_insteads = 1
        super()._rule({key: value for key, value in data.items() if key != "severity"})
        self.severities[rule] = severity


def _classes_in(value: Any) -> Iterator[str]:
    """The word classes that a value's phrases name."""
    if isinstance(value, Class):
        yield value.name
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _classes_in(getattr(value, field.name))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _classes_in(item)


def _prune(source: Source, own: set[str]) -> None:
    """Leave out the built-in classes and contexts that nothing names: compiling them takes longest."""
    conditions: list[Condition] = [c for rule in source.rules.values() for c in rule.unless + rule.needs]
    conditions += [c for rule in source.rules.values() for p in rule.patterns for c in p.unless + p.needs]
    named = {c.name for c in conditions if c.name} | {"everywhere"}
    named |= {c.name for name in named for c in source.contexts.get(name, []) if c.name}
    source.contexts = {name: items for name, items in source.contexts.items() if name in named}
    wanted, todo = (
        set[str](),
        [*own, "clause_break", *_classes_in(list(source.rules.values())), *_classes_in(list(source.contexts.values()))],
    )
    while todo:
        name = todo.pop()
        if name not in wanted and name in source.classes:
            wanted.add(name)
            todo += _classes_in(source.classes[name])
    source.classes = {name: phrases for name, phrases in source.classes.items() if name in wanted}


def build(folders: Sequence[str], lexicons: Path) -> dict[str, Any]:
    """The tables of all languages that the folders have, and ``manual``; the first mistake is raised."""
    catalogue = read_catalogue(lexicons)
    packs: dict[str, Any] = {}
    manual: dict[str, Any] = {}
    for language in LANGUAGES:
        parts = [path for folder in folders if (path := Path(os.path.relpath(folder)) / language).is_dir()]
        if not parts:
            continue
        source = Reader(lexicons / language, catalogue).read()
        source.rules = {}
        builtin = set(source.classes)
        reasons: list[str | None] = []
        for part in parts:
            reader = CompanyReader(part, source, list(catalogue))
            reader.read()
            reasons += reader.reasons
            for rule in source.rules:
                manual.setdefault(rule, {"severity": reader.severities.get(rule, "warning"), "sources": [], "languages": {}})
        _prune(source, set(source.classes) - builtin)
        packs[language] = _pack(source, reasons)
        for rule, row in source.rules.items():
            page = {"title": row.title, "why": row.why, "phrases": len(row.patterns)}
            page |= {"flag": [t for t, _ in row.flag], "pass": [t for t, _ in row.passing], "instead": [i.text for i in row.instead]}
            manual[rule]["languages"][language] = page
    if not packs:
        raise SavefaceError(f"{', '.join(folders)}: no lexicon here; a folder has {', '.join(LANGUAGES)} with {_VOCABULARY} and rules")
    return {"manual": {"rules": manual}, **packs}


def _pack(source: Source, reasons: list[str | None]) -> dict[str, Any]:
    from .check import _examples, _said_twice
    from .scripts import chinese_variants, to_traditional

    pack = Compiler(source).pack(list(source.rules))
    pack["learned"] = None
    ids = [row[0] for row in pack["rules"]]
    numbers = [n for n, phrase in enumerate(pack["phrases"]) if ids[phrase[0]] == FORBIDDEN]
    pack["reasons"] = {n: reason for n, reason in zip(numbers, reasons, strict=True) if reason}
    if source.language == "zh":
        pack["variants"] = chinese_variants(pack)
        for region, variants in pack["variants"].items():
            variants |= {reason: to_traditional(reason, region) for reason in pack["reasons"].values()}
    for error in _said_twice(source):
        raise error
    for rule in source.rules:
        if rule not in (FORBIDDEN, ALLOWED):
            for error in _examples(source, pack, rule):
                raise error
    return pack


@cache
def load(folders: tuple[str, ...]) -> dict[str, Any]:
    """``manual`` and tables by language, compiled once for what the folders hold."""
    for folder in folders:
        if not os.path.isdir(folder):
            raise SavefaceError(f"{folder}: no such folder; 'lexicons' names folders of a company's own words")
    name = blake2b(store.mark() + mark(folders), digest_size=16).hexdigest()
    path = os.path.join(store.cache_folder(), "company", f"{name}.{store.tag()}.bin")
    kept = store.read(path)
    if kept is None:
        values = {part: store.dump(value) for part, value in build(folders, store.yaml_folder()).items()}
        kept = store.dump(values)
        store.keep(path, kept)
    whole = store.tables(kept)
    return {part: store.tables(whole[part]) for part in whole.names()}


def manual(folders: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The company's rules as the catalogue has its own; what is allowed is no rule."""
    rules: dict[str, dict[str, Any]] = load(folders)["manual"]["rules"]
    return {rule: row for rule, row in rules.items() if rule != ALLOWED}


@cache
def mark(folders: tuple[str, ...]) -> bytes:
    """Changes whenever a company's words do."""
    digest = blake2b(digest_size=20)
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.yaml")):
            digest.update(str(path).encode("utf-8", "surrogateescape") + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()
