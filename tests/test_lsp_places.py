"""Places in a document: every offset there and back in every unit, and a suppression that holds where it was put."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lsprotocol import types

from saveface.desk.lsp.document import Located, examine, kind
from saveface.desk.lsp.ignores import insertion
from saveface.desk.lsp.lines import Lines
from saveface.desk.lsp.settings import DEFAULT

ENCODINGS = list(types.PositionEncodingKind)
ODD = st.text(st.sampled_from("ab 您好éё😀👍🏽\u200d\u2028\x0c\x85\r\n\t\ud800"), max_size=40)
BLOCKS = (
    "This is our policy.\n",
    "Thank you.\nCalm down. Your order left.\n",
    "> This is our policy.\n> You wrote so.\n",
    "```\ncode\n\nThis is our policy.\n```\n",
    "- one\n- This is our policy.\n",
    "1. one\n\n   This is our policy, inside.\n",
    "# Calm down\n",
    "| a | b |\n|---|---|\n| This is our policy. | x |\n",
    "> quoted\nThis is our policy.\n",
    "```\ncode\n```\nCalm down.\n",
    "您冷静一点。\n",
    "\n",
    "\n\n",
)


@settings(max_examples=100)
@given(ODD, st.sampled_from(ENCODINGS))
@example("a\r\nb", types.PositionEncodingKind.Utf16)
def test_every_offset_there_and_back(text: str, encoding: types.PositionEncodingKind) -> None:
    lines = Lines(text, encoding)
    places = [lines.position(offset) for offset in range(len(text) + 1)]
    assert [(p.line, p.character) for p in places] == sorted((p.line, p.character) for p in places)
    for offset, place in enumerate(places):
        if text[offset - 1 : offset + 1] != "\r\n":  # nothing stands between the two
            assert lines.offset(place) == offset
    assert lines.offset(types.Position(10**6, 0)) == len(text)


@given(st.integers(0, 50), st.sampled_from(ENCODINGS))
def test_beyond_a_line_is_its_end(beyond: int, encoding: types.PositionEncodingKind) -> None:
    assert Lines("😀a\r\nbc", encoding).offset(types.Position(0, 5 + beyond)) == 2


def test_inside_a_character_is_before_it() -> None:
    assert Lines("a😀b", types.PositionEncodingKind.Utf16).offset(types.Position(0, 2)) == 1
    assert Lines("a😀b", types.PositionEncodingKind.Utf8).offset(types.Position(0, 4)) == 1


def test_an_encoding_that_nobody_named_is_utf16() -> None:
    assert Lines("😀a", None).position(1) == types.Position(0, 2)


def found(text: str) -> list[Located]:
    result = examine("a.md", "markdown", text, DEFAULT)
    assert not result.problems
    return list(result.located)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(BLOCKS), max_size=6), st.booleans(), st.booleans())
def test_a_suppression_holds_where_it_was_put(blocks: list[str], front: bool, windows: bool) -> None:
    text = ("---\ntitle: x\n---\n" if front else "") + "".join(blocks)
    text = text.replace("\n", "\r\n") if windows else text
    for one in found(text):
        at, indent = insertion(text, one.start)
        assert at <= one.start and (at == 0 or text[at - 1] == "\n")
        comment = f"{indent}<!-- saveface: ignore {one.finding.rule} -- reason -->\n"
        left = found(text[:at] + comment + text[at:])
        moved = one.start + len(comment)
        assert not any((item.finding.rule, item.start) == (one.finding.rule, moved) for item in left)
        between = text[at : one.start].replace("\r", "")
        if "\n\n" not in between:  # the next paragraph is another's
            after = [item for item in found(text) if "\n\n" in text[one.end : item.start].replace("\r", "")]
            assert {(i.finding.rule, i.start + len(comment)) for i in after} <= {(i.finding.rule, i.start) for i in left}


@pytest.mark.parametrize(("command", "library"), [("lsp", "pygls"), ("mcp", "mcp")])
def test_a_missing_library_is_one_line(command: str, library: str) -> None:
    code = f"import sys; sys.modules['{library}'] = None; sys.argv = ['saveface', '{command}']; from saveface.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"pip install 'saveface[{command}]'" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("path", "language_id", "expected"),
    [
        ("a.md", "markdown", "markdown"),
        ("a", "gfm", "markdown"),
        ("a.txt", "plaintext", "plaintext"),
        ("a.md", "TEXT", "markdown"),
        ("a", "mail", "plaintext"),
        ("a.MD", None, "markdown"),
        ("a.md", "something-of-ones-own", "markdown"),
        ("a.py", "python", None),
        ("a.json", "json", "library"),
        ("package.json", "json", None),
    ],
)
def test_what_is_read_as_what(path: str, language_id: str | None, expected: str | None) -> None:
    assert kind(path, language_id) == expected


def test_a_library_is_read_by_its_reader() -> None:
    text = "late:\n  reply: >\n    I'm sorry you\n    feel that way.\n"
    (located,) = (item for item in examine("replies.yaml", "yaml", text, DEFAULT).located if item.finding.family == "pseudo-apology")
    assert text[located.start : located.end].split() == located.finding.quote.split()
    broken = examine("replies.json", "json", '{"a": ', DEFAULT)
    assert not broken.located and "replies.json:1" in broken.problems[0].message
