"""The phrase notation: what reads how, and what a mistake says."""

from __future__ import annotations

import pytest

from saveface.lexicon.notation import Alt, Capture, Class, Gap, Kind, Mark, Not, NotationError, Opt, Seq, Word, parse


def test_words_classes_and_filters() -> None:
    assert parse("you enter:past the =Wrong $thing:n") == Seq(
        (Word("you"), Word("enter", filters=("past",)), Word("the"), Word("wrong", exact=True), Class("thing", ("n",)))
    )


def test_gaps_options_alternatives_marks() -> None:
    assert parse("a ... b ...7 c ..2 d") == Seq((Word("a"), Gap(3), Word("b"), Gap(7), Word("c"), Gap(2, in_clause=True), Word("d")))
    assert parse("(a | b c)? d, <num> </s>") == Seq(
        (Opt(Alt((Word("a"), Seq((Word("b"), Word("c")))))), Word("d"), Mark(","), Kind("<num>"), Mark("</s>"))
    )
    assert parse("!$x a !<(b | c)") == Seq((Not(Class("x")), Word("a"), Not(Alt((Word("b"), Word("c"))), behind=True)))
    assert parse("sorry about {thing: the $thing}") == Seq(
        (Word("sorry"), Word("about"), Capture("thing", Seq((Word("the"), Class("thing")))))
    )


def test_a_groups_filter_goes_to_each_first_word() -> None:
    assert parse("(pick up | $choose):past") == Alt(
        (Seq((Word("pick", filters=("past",), shared=True), Word("up"))), Class("choose", ("past",)))
    )


def test_chinese_needs_no_spaces() -> None:
    assert parse("您...2没(有)?看清错~") == Seq((Word("您"), Gap(2), Word("没"), Opt(Word("有")), Word("看清错", loose_edge=True)))


@pytest.mark.parametrize(
    ("phrase", "says"),
    [
        ("", "empty"),
        ("(a | b", "')' is missing"),
        ("a ) b", "closes nothing"),
        ("a (|b)", "empty alternative"),
        ("...3 a", "gap at the edge"),
        ("a ...", "gap at the edge"),
        ("a <nope>", "unknown mark"),
        ("a & b", "cannot read"),
        ("a !", "needs a word after it"),
        ("? a", "stands where a word"),
    ],
)
def test_mistakes_say_what_is_wrong(phrase: str, says: str) -> None:
    with pytest.raises(NotationError, match=says.replace("(", r"\(").replace(")", r"\)")):
        parse(phrase)


def test_a_gap_may_end_a_context() -> None:
    assert parse("not ...3", open_end=True) == Seq((Word("not"), Gap(3)))
