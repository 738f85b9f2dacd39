"""What a program that writes replies may rely on: the verdict, the rewriting, the instruction."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from saveface import Linter, SavefaceError
from saveface.guard import Verdict, check_reply
from saveface.rewrite import rewrite

GOOD = "I'm sorry we sent the wrong size; the right one leaves today."
PIECES = (
    "This is our policy.",
    "Please calm down.",
    "Nobody else has complained.",
    "Your refund of $40 left on 12 May.",
    "See https://example.com/returns.",
    "Hello {{customer.name}},",
    "We are looking into it.",
    "您冷静一点。",
    "这是公司的规定。",
    "退款40元已经退回。",
    "Успокойтесь.",
    "Таковы правила компании.",
    "😀",
)


def test_nothing_to_find_is_allowed() -> None:
    assert check_reply(GOOD) == Verdict("allow", (), GOOD, None)
    assert check_reply("") == Verdict("allow", (), "", None)


def test_mild_findings_do_not_stop_a_reply() -> None:
    text = "We will answer as soon as possible."
    verdict = check_reply(text)
    assert (verdict.decision, verdict.text, verdict.instruction) == ("allow", text, None)
    assert [f.severity for f in verdict.findings] == ["info"]
    assert check_reply(text, level="info").decision == "rewrite"


@pytest.mark.parametrize(
    ("text", "rest", "interface"),
    [
        ("Please calm down. Your refund of $40 left today.", " Your refund of $40 left today.", "en"),
        ("您冷静一点。您的退款40元已经退回。", "您的退款40元已经退回。", "zh"),
        ("您冷靜一點。退款40元已經退回，請查收。", "退款40元已經退回，請查收。", "zh-hant"),
        ("Успокойтесь. Деньги вернутся 5 мая.", " Деньги вернутся 5 мая.", "ru"),
    ],
)
def test_what_can_be_replaced_safely_is(text: str, rest: str, interface: str, linter: Linter) -> None:
    verdict = check_reply(text)
    assert verdict.decision == "rewrite"
    assert verdict.text is not None and verdict.text.endswith(rest) and verdict.text != text
    assert linter.check(verdict.text) == []
    assert verdict.findings[0].interface == interface


def test_what_only_a_person_knows_blocks_the_graver() -> None:
    verdict = check_reply("This is our policy.")
    assert (verdict.decision, verdict.text) == ("block", None)
    assert check_reply("We are looking into it.").decision == "rewrite"
    assert check_reply("We are looking into it.").text is None
    assert check_reply("We are looking into it.", block_level="warning").decision == "block"


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("This is our policy.", "Rewrite this reply"),
        ("这是公司的规定。", "请改写"),
        ("這是公司的規定。", "請改寫"),
        ("Таковы правила компании.", "Перепишите"),
    ],
)
def test_the_instruction_speaks_the_drafts_language(text: str, opening: str) -> None:
    verdict = check_reply(text)
    assert verdict.instruction is not None and verdict.instruction.startswith(opening)
    finding = verdict.findings[0]
    assert finding.quote in verdict.instruction and finding.why in verdict.instruction
    assert finding.suggestions[0].text in verdict.instruction


def test_one_language_for_a_mixed_draft() -> None:
    verdict = check_reply("Your parcel has been on its way since Monday and arrives today. Please calm down. 您冷静一点。")
    assert {f.interface for f in verdict.findings} == {"en"}


def test_a_linter_of_ones_own() -> None:
    assert check_reply("This is our policy.", linter=Linter(ignore=["policy"])).decision == "allow"
    russian = check_reply("This is our policy.", linter=Linter(ui_language="ru")).instruction
    assert russian is not None and russian.startswith("Перепишите")


@pytest.mark.parametrize("wrong", [{"level": "grave"}, {"block_level": "grave"}, {"language": "de"}])
def test_what_does_not_exist_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SavefaceError, match="unknown"):
        check_reply("Hello.", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Please calm down, your refund of $40 left today.",
        "You need to calm down and call {{agent.phone}}.",
        "Order 7: calm down.",
    ],
)
def test_no_fact_is_lost_to_a_replacement(text: str, linter: Linter) -> None:
    after = rewrite(text, linter).text
    for fact in ("$40", "{{agent.phone}}", "Order 7"):
        assert (fact in text) == (fact in after)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.sampled_from([" ", "\n", ""]))
def test_a_rewriting_is_clean_keeps_the_facts_and_is_the_same_each_time(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    verdict = check_reply(text)
    assert check_reply(text) == verdict
    assert (verdict.decision == "allow") == (verdict.instruction is None)
    if verdict.text is not None:
        assert check_reply(verdict.text).decision == "allow"
        for fact in ("$40", "12 May", "https://example.com/returns", "{{customer.name}}", "40元", "😀"):
            assert text.count(fact) == verdict.text.count(fact)


def test_a_long_text_is_rewritten_whole(linter: Linter) -> None:
    after = rewrite("Please calm down. Your order left.\n" * 60 + "This is our policy.", linter)
    assert after.count == 60
    assert [f.rule for f in after.findings] == ["policy/shield"]
    assert after.text.count("Your order left.") == 60


def test_what_the_manual_shows() -> None:
    manual = (REPOSITORY / "docs" / "programs.md").read_text("utf-8")
    shown, loop = re.findall(r"```python\n(.*?)```", manual, re.S)[:2]
    names: dict[str, Any] = {}
    exec(shown, names)  # noqa: S102
    verdict = names["verdict"]
    assert repr(verdict.decision) in shown and repr(verdict.text) in shown and verdict.findings
    exec(loop, {**names, "check_reply": check_reply}, names)  # noqa: S102
    drafts = iter(["This is our policy.", "Thank you for waiting."])
    told: list[Any] = []

    def write(said: str | None) -> str:
        told.append(said)
        return next(drafts)

    assert names["reply"](write, None) == "Thank you for waiting."
    assert told[0] is None and told[1].startswith("Rewrite")


def test_it_needs_no_library() -> None:
    code = (
        "import sys; from saveface.guard import check_reply; check_reply('This is our policy. 您冷静一点。 Успокойтесь.');"
        "heavy = {'spacy', 'jieba', 'opencc', 'yaml', 'click', 'numpy', 'pymorphy3', 'lemminflect', 'pydantic', 'msgspec'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or None)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
