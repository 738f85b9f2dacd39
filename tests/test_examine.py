"""What is read without a reader is what a reader would have read."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from saveface import Linter
from saveface.config.settings import DEFAULT
from saveface.examine import _reads_as_it_stands, examine, examine_source
from saveface.readers import read

lines = st.sampled_from(
    ["Hello Anna,", "this is our policy.", "- one", "1. two", "> quoted", "", "  indented", "a: b", "+ x", "title", "您好。"]
)
texts = st.lists(lines, max_size=6).map("\n".join) | st.text(max_size=40) | st.lists(lines, max_size=6).map("\r\n".join)


@settings(max_examples=100, deadline=None)
@given(texts, st.sampled_from(["a.md", "a.txt", "a.b.md"]))
@example("one  \ntwo", "a.md")
@example("title\n-\n", "a.md")
@example("---\nx: 1\n---\n", "a.md")
def test_a_text_without_markup_reads_as_it_stands(text: str, path: str) -> None:
    text = text.encode("utf-8", "replace").decode().removeprefix("\ufeff")
    if _reads_as_it_stands(path, text):
        source = read(path, text.encode())
        assert [record.text for record in source.records] in ([text], []) and not source.ignores


def test_both_ways_find_the_same(linter: Linter) -> None:
    data = "Hello,\r\n\r\nI'm sorry you feel that way. 这是公司的规定。\r\n".encode()
    for name in ("a.txt", "a.md"):
        short, long = examine(name, data, DEFAULT, lambda _: linter), examine_source(name, data, DEFAULT, lambda _: linter)
        assert short.source is None and long.source is not None
        assert [i._replace(reply="") for i in long.located] == short.located and short.located


def test_a_language_that_is_not_ours_is_left_out(linter: Linter) -> None:
    for name in ("reply.de.txt", "reply.de.md"):
        checked = examine(name, b"This is our policy.", DEFAULT, lambda _: linter)
        assert checked.skipped == ["de"] and not checked.located
    assert examine("reply.en.txt", b"This is our policy.", DEFAULT, lambda _: linter).located
