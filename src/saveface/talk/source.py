"""Read the rules over acts: ``lexicons/{reply,conversation,playbooks}`` and ``lexicons/groups.yaml``, to plain values."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..lexicon.source import nearest, read_catalogue, read_yaml
from ..model import LANGUAGES, SEVERITIES, SavefaceError
from .scopes import CONVERSATION, DERIVED, REPLY

CONDITION_KEYS = ("find", "least", "with", "without", "once", "longer")
RULE_KEYS = ("severity", "source", *CONDITION_KEYS, "languages")
CASE_KEYS = ("liable", "motive", "names", "rules")
CASE_RULE_KEYS = ("must", "first", *RULE_KEYS)
PAGE_KEYS = ("title", "why", "instead")
ITEM_KEYS = ("title", "side", *CONDITION_KEYS)
EXAMPLE_KEYS = ("answering", "flag", "pass")


def read_talk(folder: Path, acts: Iterable[str]) -> dict[str, Any]:
    """The rules by level, the groups and the cases; ``acts`` are the ids of all speech acts."""
    catalogue = read_catalogue(folder)
    sources = {str(k): str(v) for k, v in read_yaml(folder / "catalogue.yaml")["sources"].items()}
    known = {act.partition("/")[2] for act in acts} | set(catalogue) | {rule.partition("/")[0] for rule in catalogue} | set(DERIVED)
    groups = _groups(folder / "groups.yaml", known)
    reader = _Reader(sources, known | set(groups))
    out: dict[str, Any] = {"groups": groups, "reply": {}, "conversation": {}, "cases": []}
    for level, scopes in (("reply", REPLY), ("conversation", CONVERSATION)):
        for path in sorted((folder / level).glob("*.yaml")):
            data = read_yaml(path)
            reader.keys(path, data, RULE_KEYS)
            out[level][f"{level}/{path.stem}"] = reader.rule(path, data, scopes)
    for path in sorted((folder / "playbooks").glob("*.yaml")):
        out["cases"].append(reader.case(path, read_yaml(path)))
    out["review"] = reader.review(folder / "review.yaml")
    for rule in out["reply"]:
        out["reply"][rule]["examples"] = _examples(folder / "reply" / "examples", rule.partition("/")[2])
    return out


def pages(talk: dict[str, Any]) -> dict[str, Any]:
    """The rows that these rules add to the manual, in the order: reply, conversation, the cases."""
    rows = [*talk["reply"].items(), *talk["conversation"].items(), *((r["id"], r) for case in talk["cases"] for r in case["rules"])]
    out: dict[str, Any] = {}
    for rule_id, rule in rows:
        if rule_id in out:  # a fault that two cases name
            continue
        languages = {}
        for language, page in rule["languages"].items():
            examples = rule.get("examples", {}).get(language, {"flag": [], "pass": []})
            texts = {key: [text for text, _ in examples[key]] for key in ("flag", "pass")}
            languages[language] = {**page, "phrases": 1, **texts}
        out[rule_id] = {"severity": rule["severity"], "sources": rule["sources"], "languages": languages}
    return out


def _groups(path: Path, known: set[str]) -> dict[str, Any]:
    """Group → the acts, and groups above it, that it is made of, and those whose sentence does not count."""
    out: dict[str, Any] = {}
    for name, row in (read_yaml(path) or {}).items():
        place = f"{path}:{name.line}"
        for key in row:
            if key not in ("any", "but"):
                raise SavefaceError(f"{place}: unknown key {str(key)!r}; {nearest(str(key), ('any', 'but'))}")
        for act in (*row.get("any", ()), *row.get("but", ())):
            if act not in known and act not in out:
                raise SavefaceError(f"{path}:{act.line}: unknown act or rule {str(act)!r}; {nearest(str(act), known)}")
        out[str(name)] = (tuple(map(str, row["any"])), tuple(map(str, row.get("but", ()))))
    return out


def _examples(folder: Path, name: str) -> dict[str, dict[str, list[tuple[str, str | None]]]]:
    """Language → flag and pass → (reply, the message it answers or None)."""
    out: dict[str, dict[str, list[tuple[str, str | None]]]] = {}
    for language in LANGUAGES:
        path = folder / f"{name}.{language}.yaml"
        if not path.is_file():
            raise SavefaceError(f"{path}: not found; a reply rule wants examples in every language")
        data = read_yaml(path)
        _Reader.keys(path, data, EXAMPLE_KEYS)
        usual = str(data["answering"]) if "answering" in data else None
        page: dict[str, list[tuple[str, str | None]]] = {"flag": [], "pass": []}
        for key in ("flag", "pass"):
            for item in data.get(key) or ():
                answering = item.get("answering", usual) if isinstance(item, dict) else usual
                page[key].append((str(item["text"] if isinstance(item, dict) else item), answering and str(answering)))
            if not page[key]:
                raise SavefaceError(f"{path}:1: examples want at least one under {key!r}")
        out[language] = page
    return out


def _plain(row: dict[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in row.items()}


class _Reader:
    """Checks one file after another against the acts and sources that there are."""

    def __init__(self, sources: dict[str, str], known: set[str]) -> None:
        self.sources = sources
        self.known = known

    @staticmethod
    def keys(path: Path, data: Any, known: Iterable[str]) -> None:
        """Refuse what is no mapping and keys that nobody reads."""
        if not isinstance(data, dict):
            raise SavefaceError(f"{path}:1: keys are expected at the top, as in docs/lexicons.md")
        for key in data:
            if key not in known:
                raise SavefaceError(f"{path}:{getattr(key, 'line', 1)}: unknown key {str(key)!r}; {nearest(str(key), known)}")

    def names(self, path: Path, value: Any) -> tuple[str, ...]:
        """A list of acts, groups, rules or families."""
        if not isinstance(value, list):
            raise SavefaceError(f"{path}:{getattr(value, 'line', 1)}: a list of acts is expected: [apology, plan]")
        for name in value:
            if name not in self.known:
                raise SavefaceError(f"{path}:{name.line}: unknown act or rule {str(name)!r}; {nearest(str(name), self.known)}")
        return tuple(map(str, value))

    def condition(self, path: Path, data: dict[Any, Any], scopes: Iterable[str]) -> dict[str, Any]:
        """``find`` with its surroundings: (scope, names) pairs of what must and must not stand there."""
        if "find" not in data:
            raise SavefaceError(f"{path}:1: 'find' is missing: the acts that the finding points to")
        out: dict[str, Any] = {"find": self.names(path, data["find"]), "least": int(data.get("least", "1"))}
        for key in ("with", "without"):
            rows = []
            for scope, names in (data.get(key) or {}).items():
                if scope not in scopes:
                    raise SavefaceError(f"{path}:{scope.line}: unknown scope {str(scope)!r}; {nearest(str(scope), scopes)}")
                rows.append((str(scope), self.names(path, names)))
            out[key] = tuple(rows)
        once = str(data.get("once", "talk"))
        if once not in ("talk", "run", "stretch"):
            raise SavefaceError(f"{path}:{data['once'].line}: 'once: {once}' is unknown; write talk, run or stretch")
        return {**out, "once": once, "longer": {str(k): int(v) for k, v in (data.get("longer") or {}).items()}}

    def rule(self, path: Path, data: dict[Any, Any], scopes: Iterable[str]) -> dict[str, Any]:
        """A rule: its condition, severity, full names of its sources, and its texts in every language."""
        severity = str(data.get("severity", ""))
        if severity not in SEVERITIES:
            raise SavefaceError(f"{path}:1: 'severity' wants one of {', '.join(SEVERITIES)}")
        for name in data.get("source") or ():
            if name not in self.sources:
                raise SavefaceError(f"{path}:{name.line}: unknown source {str(name)!r}; {nearest(str(name), self.sources)}")
        languages: dict[str, Any] = {}
        for language in LANGUAGES:
            page = (data.get("languages") or {}).get(language)
            if page is None:
                raise SavefaceError(f"{path}:1: 'languages' wants {language}: title, why and instead")
            self.keys(path, page, PAGE_KEYS)
            languages[language] = {
                "title": " ".join(str(page["title"]).split()),
                "why": " ".join(str(page["why"]).split()),
                "instead": [" ".join(str(text).split()) for text in page["instead"]],
            }
        sources = [self.sources[str(s)] for s in data.get("source") or ()]
        return {"severity": severity, "sources": sources, "languages": languages, **self.condition(path, data, scopes)}

    def review(self, path: Path) -> dict[str, Any]:
        """The review sheet: its words, and of each section the items with their conditions."""
        data = read_yaml(path)
        self.keys(path, data, ("words", "sections"))
        sections = []
        for name, section in data["sections"].items():
            self.keys(path, section, ("title", "source", "items"))
            items = []
            for item_name, item in section["items"].items():
                self.keys(path, item, ITEM_KEYS)
                side = str(item.get("side", "agent"))
                if side not in ("agent", "customer"):
                    raise SavefaceError(f"{path}:{item['side'].line}: 'side: {side}' is unknown; write agent or customer")
                row = self.condition(path, item, CONVERSATION)
                items.append({"id": str(item_name), "title": _plain(item["title"]), "side": side, **row})
            sources = [self.sources[str(s)] for s in section["source"]]
            sections.append({"id": str(name), "title": _plain(section["title"]), "sources": sources, "items": items})
        return {"words": {str(name): _plain(row) for name, row in data["words"].items()}, "sections": sections}

    def case(self, path: Path, data: dict[Any, Any]) -> dict[str, Any]:
        """One of the four cases: when it holds, its name, and what must and must not be said."""
        self.keys(path, data, CASE_KEYS)
        rules = []
        for row in data["rules"]:
            name, body = next(iter(row.items()))
            self.keys(path, body, CASE_RULE_KEYS)
            rule = self.rule(path, body, CONVERSATION)
            first = self.names(path, body["first"]) if "first" in body else ()
            rules.append({"id": f"case/{name}", "must": str(body.get("must", "no")) == "yes", "first": first, **rule})
        return {
            "liable": str(data["liable"]),
            "motive": str(data["motive"]),
            "names": {str(k): str(v) for k, v in data["names"].items()},
            "rules": rules,
        }
