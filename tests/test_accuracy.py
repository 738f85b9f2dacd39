"""Measuring on labelled replies: what counts as found, what as false, and bad input."""

from __future__ import annotations

from pathlib import Path

import pytest

from saveface import Linter
from saveface.accuracy import measure, read
from saveface.model import SavefaceError

REPLIES = """
- text: "I'm sorry you feel that way. The parcel left today at 9:00."
  findings: [{rule: pseudo-apology/feelings, quote: sorry you feel that way}]
- text: "The parcel left today at 9:00."
- text: "This is our policy. This is our policy."
  findings: [{rule: policy/shield, quote: our policy, occurrence: 2}]
  maybe: [{rule: policy/shield, quote: This is our policy.}]
"""


def test_tallies(tmp_path: Path, linter: Linter) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(REPLIES, "utf-8")
    tallies = measure(read(path), linter)
    everything = tallies["en", "all"]
    assert (everything.labelled, everything.found, everything.said, everything.false) == (2, 2, 3, 0)
    assert (everything.clean, everything.alarmed) == (1, 0)
    assert tallies["en", "policy"].precision == 1.0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {text: a, findings: [{rule: x/y, quote: b}]}", "reply 1: the quote 'b' does not stand in the text"),
        ("- {tetx: a}", "reply 1: 'text:' is missing"),
        ("text: a", "a list of labelled replies is expected"),
        ("- {text: [", "not YAML"),
    ],
)
def test_bad_replies(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SavefaceError, match=says.replace("[", r"\[")):
        list(read(path))
