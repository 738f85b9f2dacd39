"""A company's own vocabulary and rules, from its YAML to findings, and how its mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from saveface import Linter, SavefaceError
from saveface.lexicon import company

VOCABULARY = """\
forbid:
  - say: ticket
    instead: [case, request]
    why: Customers have cases, not tickets.
allow:
  - say: per (our | company) policy
    reason: The regulator wants these words.
"""
RULE = """\
title: Names a competitor
why: We speak of ourselves.
severity: error
words:
  rival: [Acme, Globex]
phrases:
  - (than | unlike) $rival
instead: ["We are glad to tell you what we offer."]
examples:
  flag: ["We are faster than Acme."]
  pass: ["Acme called $you."]
"""


def lexicon(folder: Path, files: dict[str, str]) -> tuple[str, ...]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return (str(folder),)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    files = {
        "en/vocabulary.yaml": VOCABULARY,
        "en/house/competitor.yaml": RULE,
        "zh/vocabulary.yaml": "forbid:\n  - {say: 工单, instead: 请求}\n",
    }
    return lexicon(tmp_path_factory.mktemp("own"), files)


def test_forbidden_words_and_what_to_say_instead(own: tuple[str, ...]) -> None:
    text = "We closed your tickets. 您的工單已關閉。"
    english, chinese = Linter(lexicons=own).check(text)
    assert (english.rule, english.quote, english.why) == ("vocabulary/forbidden", "tickets", "Customers have cases, not tickets.")
    assert [s.text for s in english.suggestions] == ["case", "request"] and not english.suggestions[0].blanks
    assert (english.suggestions[0].start, english.suggestions[0].end) == (english.start, english.end)
    assert chinese.quote == "工單" and chinese.suggestions[0].text == "請求" and chinese.title == "公司不用的說法"


def test_allowed_words_are_not_told(own: tuple[str, ...]) -> None:
    text = "Per our policy we do not refund this."
    assert "policy/shield" in {f.rule for f in Linter().check(text)}
    assert Linter(lexicons=own).check(text) == []
    assert "policy/shield" in {f.rule for f in Linter(lexicons=own).check("This is our policy.")}


def test_own_rules_stand_beside_the_others(own: tuple[str, ...]) -> None:
    text = "We are cheaper than Globex. I'm sorry you feel that way. The right size leaves today."
    found = {f.rule: f.severity for f in Linter(lexicons=own).check(text)}
    assert found == {"house/competitor": "error", "pseudo-apology/feelings": "error"}
    assert [f.rule for f in Linter(lexicons=own, select=["house"]).check(text)] == ["house/competitor"]
    assert [f.severity for f in Linter(lexicons=own, severity=[("house", "info")]).check(text)] == ["info", "error"]
    assert "house/competitor" not in {f.rule for f in Linter(lexicons=own, ui_language="ru", ignore=["house"]).check(text)}
    assert Linter(lexicons=own, ui_language="ru", select=["house"]).check(text)[0].title == "Names a competitor"


def test_a_linter_without_it_knows_nothing_of_it() -> None:
    with pytest.raises(SavefaceError, match="unknown rule or family 'house'"):
        Linter(select=["house"])


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("en/vocabulary.yaml", "forbid:\n  - say: ticket\n", "vocabulary.yaml:2: 'instead' is missing"),
        ("en/vocabulary.yaml", "allow:\n  - say: ticket\n", "vocabulary.yaml:2: 'reason' is missing"),
        ("en/vocabulary.yaml", "forbd:\n  - say: ticket\n", "vocabulary.yaml:1: unknown key 'forbd'; did you mean 'forbid'?"),
        ("en/vocabulary.yaml", "forbid:\n  - {say: 'a (b', instead: c}\n", "vocabulary.yaml:2: "),
        ("en/vocabulary.yaml", "forbid:\n  - {say: $nobody_knows, instead: c}\n", "vocabulary.yaml:2: unknown class $nobody_knows"),
        (
            "en/vocabulary.yaml",
            "forbid:\n  - {say: a b, instead: c}\n  - {say: a b, instead: d}\n",
            "vocabulary.yaml:3: 'a b' already stands",
        ),
        ("en/blame/own.yaml", RULE, "own.yaml:1: the family 'blame' is saveface's own; choose another name"),
        ("en/competitor.yaml", RULE, "competitor.yaml:1: a rule's file lies in its family's folder"),
        ("en/house/x.yaml", RULE.replace("faster than", "unlike that"), "x.yaml:10: house/x does not find its example"),
        ("en/house/x.yaml", RULE.replace("severity: error", "severity: high"), "x.yaml:3: unknown severity 'high'"),
        ("en/house/x.yaml", RULE.replace("phrases:", "phases:"), "unknown key 'phases'; did you mean 'phrases'?"),
        ("en/house/x.yaml", RULE.replace("rival:", "you:"), "class 'you' is already defined"),
        ("notes.txt", "", "no lexicon here"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(SavefaceError) as caught:
        company.load(lexicon(tmp_path, {name: text}))
    assert told in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SavefaceError, match="no such folder"):
        Linter(lexicons=[str(tmp_path / "nowhere")])


def test_what_is_kept_is_made_anew_when_a_word_changes(tmp_path: Path) -> None:
    one = tmp_path / "one"
    folders = lexicon(one, {"en/vocabulary.yaml": "forbid:\n  - {say: ticket, instead: case}\n"})
    assert Linter(lexicons=folders).check("Your ticket.")
    lexicon(one, {"en/vocabulary.yaml": "forbid:\n  - {say: docket, instead: case}\n"})
    company.load.cache_clear()
    company.mark.cache_clear()
    assert not Linter(lexicons=folders).check("Your ticket.")
