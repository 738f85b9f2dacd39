"""The golden conversations: what a talk must show, turn by turn, and in the cases what is missing or said against the book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import HERE
from saveface import Conversation, Linter
from saveface.model import LANGUAGES

GOLDEN = HERE / "golden" / "conversations"
FAMILIES = ("conversation", "case")
Findings = set[tuple[str, int | None]]

LOOP, BLAME, ARGUMENT = "conversation/argument-loop", "case/blame", "case/argument"
KNOWN: dict[str, tuple[Findings, Findings, str]] = {
    "en/03": (
        {(LOOP, 3), (BLAME, 1)},
        {(BLAME, 3)},
        "'you'd have wanted to look it up' is not read as blame/should-have; without it the talk has one reproach",
    ),
    "en/10": ({(ARGUMENT, 1)}, set(), "'the only one asking for money back' is not read as argue/nobody-else"),
    "en/25": ({(LOOP, 7)}, set(), "'already told you, why are we going over this' is not read as blame/repeat"),
    "en/30": (set(), {(ARGUMENT, 4)}, "a calm 'my answer stays no' is read as argue/brush-off"),
    "ru/01": ({(BLAME, 3)}, {(BLAME, 6)}, "'вы выбирали сами' is found as argue/contradict only, so the first blame comes later"),
    "ru/08": ({(LOOP, 3)}, set(), "'вы льёте дешёвое топливо' as the cause is not read as blame/fault"),
    "ru/15": (set(), {(ARGUMENT, 6)}, "a calm 'решение остаётся прежним' is read as argue/brush-off"),
    "ru/16": (
        set(),
        {("conversation/unanswered-complaint", 7)},
        "'так говорить мы не должны были' silences its whole sentence, and with it the apology that stands there",
    ),
    "ru/22": ({(LOOP, 5)}, set(), "'сами задели при распаковке' is not read as blame/fault"),
    "ru/28": ({(LOOP, 3)}, set(), "'волос, скорее всего, ваш' is not read as blame"),
    "zh/21": ({(LOOP, 4)}, set(), "Cantonese: 你讲嘅嘢唔成立 is not read as argue/contradict"),
}
"""Known misses: file → (not found, found though not expected, why). All but ru/16 are misses of the rules for phrases."""


def expected(data: dict[str, Any]) -> Findings:
    return {(row["rule"], row["turn"]) for row in data["expected"]}


def found(linter: Linter, data: dict[str, Any]) -> Findings:
    findings = linter.check_conversation(Conversation(data["turns"], data.get("case")))
    return {(f.rule, f.turn) for f in findings if f.finding.family in FAMILIES}


@pytest.mark.parametrize("path", sorted(GOLDEN.rglob("*.json")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_golden_conversation(linter: Linter, path: Path) -> None:
    data = json.loads(path.read_text("utf-8"))
    missed, surplus, _ = KNOWN.get(f"{path.parent.name}/{path.stem}", (set(), set(), ""))
    wanted = expected(data)
    assert missed <= wanted and surplus.isdisjoint(wanted)
    assert found(linter, data) == (wanted - missed) | surplus


def test_there_are_thirty_in_each_language_a_third_of_them_cases() -> None:
    for language in LANGUAGES:
        talks = [json.loads(path.read_text("utf-8")) for path in sorted((GOLDEN / language).glob("*.json"))]
        assert len(talks) == 30
        assert sum("case" in talk for talk in talks) == 10
        assert {rule.partition("/")[0] for talk in talks for rule, _ in expected(talk)} <= set(FAMILIES)
