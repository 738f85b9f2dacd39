"""The lexicons keep their own promises: every example of every rule in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import REPOSITORY, rule
from saveface.lexicon.check import check
from saveface.lexicon.source import Reader, read_catalogue
from saveface.model import LANGUAGES, SavefaceError

LEXICONS = REPOSITORY / "lexicons"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mistakes(language: str) -> None:
    assert [str(error) for error in check(LEXICONS, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_catalogue_stands_in_every_language(language: str) -> None:
    catalogue = read_catalogue(LEXICONS)
    assert set(Reader(LEXICONS / language, catalogue).read().rules) == set(catalogue)


def _mistakes(folder: Path, text: str, words: str = "you: [you]\n") -> str:
    (folder / "catalogue.yaml").write_text("sources: {a: A}\nrules:\n  blame/wrong: {severity: error, source: [a]}\n", "utf-8")
    (folder / "en" / "blame").mkdir(parents=True)
    (folder / "en" / "words.yaml").write_text(words, "utf-8")
    (folder / "en" / "blame" / "wrong.yaml").write_text(text, "utf-8")
    return "\n".join(str(error) for error in check(folder, "en"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (rule("  - $yuo wrong"), r"wrong.yaml:4: unknown class $yuo; did you mean 'you'?"),
        (rule("  - $you wrong").replace("why: W", "wyh: W"), "wrong.yaml:2: unknown key 'wyh'; did you mean 'why'?"),
        (rule("  - $you wrong").replace("[A., B., C.]", "[A., B.]"), "2 suggestions; a rule wants at least three"),
        (rule("  - $you (wrong", "- You wrong."), "wrong.yaml:4: ')' is missing"),
        (rule("  - $you wrong", "- Nothing at all."), "does not find its example 'Nothing at all.'"),
        (rule("  - $you wrong\n  - $you mistaken", "- You wrong."), "no flag example exercises the phrase '$you mistaken'"),
        (rule("  - nothing here", "- Nothing here."), "flags its pass example 'nothing here'"),
        (rule("  - $you wrong", "- You wrong.").replace("[A.,", "[You wrong.,"), "the suggestion 'You wrong.' is itself flagged"),
        (rule("  - $you wrong\n  - $you wrong", "- You wrong."), "already stands at"),
        (rule("  - $you wrong", more="unless: ['@nobody']"), "unknown context '@nobody'"),
        (rule("  - $you wrong", more="unless: [{everywhere: [x]}]"), "unknown key 'everywhere'"),
        (rule("  - wrong:past:foo"), "unknown form ':foo'"),
        (rule("  - happiness:past"), "has no form 'past'"),
        (rule("  - <num>? </s>"), "needs at least one word of its own"),
        (rule("  - say: a\n    all: [b]"), "either 'say:' or 'all:'"),
        ("title: [", "not YAML"),
        ("title: T\ntitle: U\n", "stands here twice"),
        ("", "the file is empty"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_remedy(tmp_path: Path, text: str, says: str) -> None:
    assert says in _mistakes(tmp_path, text)


def test_a_class_that_contains_itself(tmp_path: Path) -> None:
    assert "contains itself: a → b → a" in _mistakes(tmp_path, rule("  - $a wrong"), "a: [$b]\nb: [$a]\n")


def test_a_rule_outside_the_catalogue(tmp_path: Path) -> None:
    (tmp_path / "en" / "blame").mkdir(parents=True)
    (tmp_path / "en" / "blame" / "wrnog.yaml").write_text(rule("  - x"), "utf-8")
    with pytest.raises(SavefaceError, match="did you mean 'blame/wrong'"):
        Reader(tmp_path / "en", ["blame/wrong"]).read()
