"""Measure the linter on labelled replies: recall and precision by rule, at first contact and now.

A labelled span is found where a finding of its family overlaps it; a finding is false where it overlaps
no labelled span (nor one marked ``maybe``) of its family.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .linter import Linter
from .model import Finding, SavefaceError


@dataclass(frozen=True, slots=True)
class Label:
    """A labelled span, half-open, in code points of its reply."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled reply."""

    language: str
    batch: str
    text: str
    findings: tuple[Label, ...]
    maybe: tuple[Label, ...]


@dataclass(slots=True)
class Tally:
    """Counts of one row: labelled spans, found ones, findings, false ones; clean texts and those with a grave false alarm."""

    labelled: int = 0
    found: int = 0
    said: int = 0
    false: int = 0
    clean: int = 0
    alarmed: int = 0

    @property
    def recall(self) -> float | None:
        """Share of the labelled spans that were found."""
        return self.found / self.labelled if self.labelled else None

    @property
    def precision(self) -> float | None:
        """Share of the findings that were right."""
        return 1 - self.false / self.said if self.said else None


def read(path: Path) -> Iterator[Labelled]:
    """Labelled replies of a YAML or JSON-lines file, or of all such files of a folder."""
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".jsonl"))
        if not files:
            raise SavefaceError(f"{path}: no .yaml or .jsonl files with labelled replies here")
        for file in files:
            yield from read(file)
        return
    if not path.is_file():
        raise SavefaceError(f"{path}: no such file or folder")
    for number, row in enumerate(_rows(path), 1):
        yield _labelled(row, path, number)


def _rows(path: Path) -> Iterator[Any]:
    if path.suffix == ".jsonl":
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                yield json.loads(line)
            except ValueError as error:
                raise SavefaceError(f"{path}:{number}: not JSON ({error}); one object a line is expected") from None
        return
    import yaml

    try:
        data = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 — safe loaders both
    except yaml.YAMLError as error:
        raise SavefaceError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, list):
        raise SavefaceError(f"{path}:1: a list of labelled replies is expected, each with text: and findings:")
    yield from data


def _labelled(row: Any, path: Path, number: int) -> Labelled:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise SavefaceError(f"{path}: reply {number}: 'text:' is missing")

    def labels(key: str) -> tuple[Label, ...]:
        out = []
        for label in row.get(key) or ():
            at = -1
            for _ in range(label.get("occurrence", 1)):
                at = row["text"].find(label["quote"], at + 1)
                if at < 0:
                    raise SavefaceError(f"{path}: reply {number}: the quote {label['quote']!r} does not stand in the text")
            out.append(Label(label["rule"], at, at + len(label["quote"])))
        return tuple(out)

    language = row.get("lang") or next((part for part in reversed(path.parts) if part in ("en", "zh", "ru")), "en")
    if language == "zh":
        language = f"zh-{row.get('script', 'hans')}"
    return Labelled(language, str(row.get("batch", "")), row["text"], labels("findings"), labels("maybe"))


def measure(replies: Iterable[Labelled], linter: Linter, by: str = "family") -> dict[tuple[str, str], Tally]:
    """Tallies keyed by language and rule (or family), with ``all`` for the sum of a language."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for reply in replies:
        findings = [f for f in linter.check(reply.text) if f.family != "reply"]  # labels are spans of phrases
        name = (lambda rule: rule) if by == "rule" else _family
        for label in reply.findings:
            hit = any(_meets(f, label) for f in findings)
            for row in ("all", name(label.rule)):
                tallies[reply.language, row].labelled += 1
                tallies[reply.language, row].found += hit
        grave = False
        for finding in findings:
            right = any(_meets(finding, label) for label in (*reply.findings, *reply.maybe))
            grave = grave or (not right and finding.severity != "info")
            for row in ("all", name(finding.rule)):
                tallies[reply.language, row].said += 1
                tallies[reply.language, row].false += not right
        if not reply.findings:
            tallies[reply.language, "all"].clean += 1
            tallies[reply.language, "all"].alarmed += grave
    return dict(tallies)


def _family(rule: str) -> str:
    return rule.partition("/")[0]


def _meets(finding: Finding, label: Label) -> bool:
    return finding.family == _family(label.rule) and finding.start < label.end and label.start < finding.end
