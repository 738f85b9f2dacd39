"""Folding, masking and cutting: offsets stay true, and what is not the agent's wording is not read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from saveface.text.fold import fold
from saveface.text.lexer import SLOT_TOKEN, TIME, sentences
from saveface.text.mask import mask, placeholders

ANY = st.text(alphabet=st.characters(codec=None), max_size=300)
PROSE = st.text(alphabet="aбё您錯 .,!?…\n'’-()«»\"{}%[]<>:0123pm🙂\u200b\u00a0й\u0306", max_size=200)


@given(ANY)
@example("İß\ufb01 ＡＢｃ１２：３０")
@example("\ud800 lone surrogate")
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(mask(text, fold(text))) == len(text)


@given(ANY | PROSE)
def test_tokens_lie_in_order_inside_the_text(text: str) -> None:
    last = 0
    for sentence in sentences(mask(text, fold(text))):
        assert len(sentence.starts) == len(sentence.ends) == len(sentence.words) == len(sentence.kinds) > 0
        for start, end in zip(sentence.starts, sentence.ends, strict=True):
            assert last <= start < end <= len(text)
            last = end
        assert last <= sentence.end <= len(text)
        assert all(0 < at <= len(sentence.words) for at in sentence.clause_starts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ёжик\u00a0ПРИШЁЛ", ["ежик", "пришел"]),
        ("мо\u0438\u0306 не\u00adдо\u200bчёт", ["мой", "недочет"]),
        ("You’re “wrong”", ["you're", "wrong"]),
        ("ＡＢＣ　ｄ", ["abc", "d"]),
    ],
)
def test_what_looks_the_same_reads_the_same(text: str, words: list[str]) -> None:
    assert [w for s in sentences(mask(text, fold(text))) for w in s.words] == words


def _cut(text: str) -> list[str]:
    return [text[s.starts[0] : s.end] for s in sentences(mask(text, fold(text)))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Mr. Lee paid 3.50. Fine!", ["Mr. Lee paid 3.50.", "Fine!"]),
        ("спасибо) ждём вас)", ["спасибо)", "ждём вас)"]),
        ("Т. е. мы вернём 1.5 тыс. рублей. Хорошо.", ["Т. е. мы вернём 1.5 тыс.", "рублей.", "Хорошо."]),
        ("好的。您放心！我们查", ["好的。", "您放心！", "我们查"]),
        ("One\n\nTwo", ["One", "Two"]),
        ("well... wait. Hm...\nFine", ["well... wait.", "Hm...", "Fine"]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert _cut(text) == parts


def test_a_wrapped_line_goes_on() -> None:
    text = "We looked at every parcel that left the house on that very day\nand found yours."
    assert _cut(text) == [text]


@pytest.mark.parametrize("text", ["by 17:00.", "at 5pm", "at 5 p.m. sharp", "в 9:30,"])
def test_clock_times(text: str) -> None:
    assert TIME in [k for s in sentences(mask(text, fold(text))) for k in s.kinds]


@pytest.mark.parametrize(
    "slot",
    [
        "{{name}}",
        "%{x}",
        "#{ticket.id}",
        "[NAME]",
        "{% render a %}",
        "<%= a %>",
        "$name",
        "%1$s",
        "{{{a}}}",
        "{0}",
        "{d, date, long}",
        "$t(key)",
        "*|FNAME|*",
        "%(n)s",
        "${{ x }}",
        "{name}",
        "%name%",
        "___",
    ],
)
def test_placeholders_are_one_token(slot: str) -> None:
    parsed = sentences(mask(f"Dear {slot}, hello", fold(f"Dear {slot}, hello")))
    assert [k for s in parsed for k in s.kinds].count(SLOT_TOKEN) == 1
    assert [w for s in parsed for w in s.words if w.isalpha()] == ["dear", "hello"]


@pytest.mark.parametrize(
    "hidden",
    [
        "> this is our policy",
        "`this is our policy`",
        "```\nthis is our policy\n```",
        "https://example.com/this-is-our-policy",
        "<!-- this is our policy -->",
        "You wrote: this is our policy",
        'He answered "this is our policy" again',
        "«таковы правила этой компании»: не ответ",
        "On Mon, 12 Oct 2026, Ann <a@b.co> wrote:\nthis is our policy",
        "-----Original Message-----\nthis is our policy",
        "пн, 12 окт. 2026 г. в 10:31, Анна <a@b.co> пишет:\nthis is our policy",
        "发件人: 王\n发送时间: 今天\nthis is our policy",
        "在 2026年10月12日，王女士写道：\nthis is our policy",
    ],
)
def test_what_others_said_is_not_read(hidden: str) -> None:
    parsed = sentences(mask(f"Hello.\n{hidden}", fold(f"Hello.\n{hidden}")))
    words = {w for s in parsed for w in s.words}
    assert not words & {"policy", "правила"}


def test_a_quoted_word_is_emphasis() -> None:
    assert "забыли" in [w for s in sentences(mask("Вы «забыли» оплатить", fold("Вы «забыли» оплатить"))) for w in s.words]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello there", "en"),
        ("Здравствуйте, Ann", "ru"),
        ("您的 order 到了", "zh"),
        ("Дякуємо, їдемо", None),
        ("これはペンです", None),
        ("123 …", None),
    ],
)
def test_language_of_a_sentence(text: str, language: str | None) -> None:
    found = [s.language for s in sentences(mask(text, fold(text)))]
    assert found == [language]


@pytest.mark.parametrize("unit", ["{{", "{%", "%(", "%((", "${{", "[[", "a@", "a-", "<a_b "])
def test_what_opens_and_never_closes_is_read_to_the_end(unit: str) -> None:
    """Patterns that look for the other end from every beginning would take minutes for each of these."""
    text = unit * (60_000 // len(unit)) + " .com <" + "a_" * 40 + "!"
    assert len(mask(text, fold(text))) == len(text)


def _words(text: str) -> list[str]:
    return [w for s in sentences(mask(text, fold(text))) for w in s.words if w.isalpha()]


@pytest.mark.parametrize(
    "text",
    [
        'Hi {{user.name|fallback:"there"}} again',
        "Hi {{ user.name | default: 'there' }} again",
        "Hi {{ name|default('there', true) }} again",
        "Hi {%customer.firstName,fallback=there%} again",
        'Hi <attribute key="user.name" default="there"/> again',
        "Hi {% if a %}there{% endif %} again",
        "Hi <% if a %>there<% end %> again",
        "Hi {{#if a}}there{{/if}} again",
        "Hi {# a note #}there{% comment %}a note{% endcomment %} again",
        "Hi {a, select, other {there}} again",
    ],
)
def test_what_a_template_may_print_is_read(text: str) -> None:
    assert _words(text) == ["hi", "there", "again"]


@pytest.mark.parametrize(
    "text",
    [
        "You {% if a %}wait{% else %}pay{% endif %} now",
        "You <% if a %>wait<% else %>pay<% end %> now",
        "You {{#if a}}wait{{else}}pay{{/if}} now",
        "You {n, plural, one {wait} other {pay}} now",
    ],
)
def test_branches_are_texts_of_their_own(text: str) -> None:
    assert [[w for w in s.words if w.isalpha()] for s in sentences(mask(text, fold(text)))] == [["you", "wait"], ["pay", "now"]]


@given(st.text(alphabet="{}%#'<>|,= plural,select a\n", max_size=80))
@example("{a, plural, one {{b} of {c}} other {# '{' {d, select, x {y} other {}}}}")
def test_placeholders_lie_in_order(text: str) -> None:
    last = 0
    for start, end in placeholders(text):
        assert last <= start < end <= len(text)
        last = end
