"""The labelled replies of the project: what was learnt stays learnt, and what was measured is kept."""

from __future__ import annotations

import json

import pytest

from conftest import REPOSITORY
from saveface import Linter
from saveface.accuracy import measure, read
from saveface.model import LANGUAGES

CORPUS = REPOSITORY / "tests" / "corpus"


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_do_not_fall(linter: Linter, language: str) -> None:
    for (_, row), tally in measure(read(CORPUS / language), linter).items():
        if row == "all":
            assert tally.recall is not None
            assert tally.precision is not None
            assert tally.recall >= 0.80
            assert tally.precision >= 0.95
            assert tally.alarmed <= 0.02 * tally.clean


@pytest.mark.parametrize("language", LANGUAGES)
def test_spans_are_what_they_quote(linter: Linter, language: str) -> None:
    for reply in read(CORPUS / language):
        for finding in linter.check(reply.text):
            assert reply.text[finding.start : finding.end] == finding.quote != ""
            for suggestion in finding.suggestions:
                assert suggestion.text.strip()
                if suggestion.start is not None:
                    assert suggestion.end is not None
                    assert 0 <= suggestion.start < suggestion.end <= len(reply.text)
                    assert suggestion.start <= finding.start
                    assert suggestion.end >= finding.end


def test_first_contact_is_recorded_for_every_batch() -> None:
    recorded = json.loads((CORPUS / "first-contact.json").read_text("utf-8"))
    for language in LANGUAGES:
        for reply in read(CORPUS / language):
            assert f"{reply.language} all" in recorded[f"b{reply.batch}"]
