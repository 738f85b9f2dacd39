"""Cut a masked, folded text into sentences of tokens, each sentence with its language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .mask import BREAK, GLUE, OPAQUE, QUOTE, SLOT

WORD, NUMBER, TIME, HAN, SLOT_TOKEN, QUOTE_TOKEN, OPAQUE_TOKEN = range(7)
"""Kinds of tokens."""

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_JOINING = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_W = rf"(?:[^\W_{_HAN}]|[{_JOINING}])"

_LEX = re.compile(
    rf"(?P<han>[{_HAN}])"
    r"|(?P<time>\d{1,2}[:.]\d{2}(?:[ ]?[ap]\.?m\b)?(?!\d|[.:]\d)|\d{1,2}[ ]?[ap]\.?m\b)"
    r"|(?P<num>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>{_W}+(?:'{_W}+)*)"
    r"|(?P<stop>[.!?…。]+)"
    r"|(?P<line>[ \t]*\n\s*)"
    r"|(?P<clause>[,;:，；：()—–]|(?<=\s)-+(?=\s))"
    rf"|(?P<slot>{SLOT}+)|(?P<quote>{QUOTE}+)|(?P<opaque>{OPAQUE}+)|(?P<brk>{BREAK}+)"
)
_GROUPS = {index: name for name, index in _LEX.groupindex.items()}
_TOKEN_KINDS = {"han": HAN, "time": TIME, "num": NUMBER, "word": WORD, "slot": SLOT_TOKEN, "quote": QUOTE_TOKEN, "opaque": OPAQUE_TOKEN}
_KIND_OF = {index: _TOKEN_KINDS.get(name, -1) for index, name in _GROUPS.items()}
_STOP, _LINE, _CLAUSE = _LEX.groupindex["stop"], _LEX.groupindex["line"], _LEX.groupindex["clause"]
_WORD = _LEX.groupindex["word"]

# A full stop after these ends no sentence. (Single letters, as in initials and т. е., are known by their length.)
_NEVER_LAST = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "vs",
        "eg",
        "ie",
        "approx",
        "no",
        "nos",
        "tel",
        "ext",
        "г-н",
        "г-жа",
        "ул",
        "д",
        "кв",
        "стр",
        "см",
        "им",
        "тел",
        "доб",
        "руб",
        "коп",
    ]
)
_CLOSING = "\"'»”’)]」』】*_"
# Letters that Russian does not have: the text is Ukrainian, Belarusian, Serbian, Kazakh …
_NOT_RUSSIAN = re.compile("[іїєґўјљњћђџәғқңөұүһ]")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


@dataclass(slots=True)
class Sentence:
    """One sentence: its tokens as parallel lists, offsets in code points of the draft, half-open."""

    starts: list[int]
    ends: list[int]
    words: list[str]
    kinds: list[int]
    clause_starts: list[int]
    """Indexes of tokens before which a clause mark stands."""
    question: bool = False
    end: int = 0
    """Where the sentence ends, its closing mark included."""
    language: str | None = None


def _clean(word: str) -> str:
    """A word without zero-width characters, its letters composed (й written as и and a breve)."""
    return unicodedata.normalize("NFC", re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", word)).replace("ё", "е")


def _ends_sentence(text: str, start: int, end: int, mark: str, last_word: str) -> bool:
    """Whether the full stop(s) at ``start:end`` close the sentence."""
    if "!" in mark or "?" in mark or "。" in mark:
        return True
    at = end
    while at < len(text) and text[at] in _CLOSING:
        at += 1
    following = text[at : at + 1]
    if following and not following.isspace() and not "\u2e80" <= following <= "\u9fff":
        return False  # 3.5, example.com, т.е.
    return not (mark == "." and (last_word in _NEVER_LAST or (len(last_word) == 1 and last_word.isalpha() and last_word not in "iяu")))


def language_of(words: list[str], kinds: list[int]) -> str | None:
    """The language of one sentence by its letters; None where it has none that saveface reads."""
    han = latin = cyrillic = 0
    for word, kind in zip(words, kinds, strict=True):
        if kind == HAN:
            han += 1
        elif kind == WORD:
            first = word[0]
            if first <= "\u024f":
                latin += len(word)
            elif "\u0400" <= first <= "\u052f":
                cyrillic += len(word)
            elif "\u3040" <= first <= "\u30ff" or "\uac00" <= first <= "\ud7af":
                return None
    if han and han * 3 >= latin and han * 3 >= cyrillic:
        return "zh"
    if cyrillic > latin:
        return None if any(_NOT_RUSSIAN.search(w) for w in words) else "ru"
    return "en" if latin else None


def sentences(masked: str, language: str | None = None) -> list[Sentence]:
    """The sentences of a text that went through ``fold`` and ``mask``; ``language`` forces one for all."""
    out: list[Sentence] = []
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    kinds: list[int] = []
    clauses: list[int] = []
    kind_of = _KIND_OF

    def close(end: int, question: bool) -> None:
        nonlocal starts, ends, words, kinds, clauses
        if words:
            out.append(Sentence(starts, ends, words, kinds, clauses, question, end, language or language_of(words, kinds)))
            starts, ends, words, kinds, clauses = [], [], [], [], []
        elif out and question:
            out[-1].question = True

    for match in _LEX.finditer(masked):
        group = match.lastindex
        assert group is not None
        kind = kind_of[group]
        if kind >= 0:
            word = match.group()
            if group == _WORD and not word.isalnum():
                word = _clean(word)
                if not word:
                    continue
            starts.append(match.start())
            ends.append(match.end())
            words.append(word)
            kinds.append(kind)
        elif group == _STOP:
            mark = match.group()
            if _ends_sentence(masked, match.start(), match.end(), mark, words[-1] if words else ""):
                if ("…" in mark or ".." in mark) and masked[match.end() : match.end() + 2].strip(" \t") not in ("", "\n"):
                    clauses.append(len(words))  # a pause, not an end
                    continue
                close(match.end(), "?" in mark)
        elif group == _LINE:
            wrapped = (
                match.group().count("\n") == 1
                and words
                and masked[match.end() : match.end() + 1].isalpha()
                and _wraps(masked, match.start(), match.end())
            )
            if not wrapped:
                close(match.start(), False)
        elif group == _CLAUSE:
            mark = match.group()
            if mark == ")" and _is_smile(masked, match.start()):
                close(match.end(), False)
            elif words:
                clauses.append(len(words))
        else:
            close(match.start(), False)
    close(len(masked), False)
    return out


def _wraps(text: str, start: int, end: int) -> bool:
    """A line break inside a paragraph set in lines of even length: the line before it is long and runs on."""
    line_start = text.rfind("\n", 0, start) + 1
    return start - line_start >= 50 and not "\u2e80" <= text[end] <= "\u9fff"


def _is_smile(text: str, at: int) -> bool:
    """«спасибо)» or ":)": a bracket that closes nothing ends a sentence in chats."""
    opening = text.rfind("(", max(0, at - 200), at)
    return opening < 0 or ")" in text[opening:at]


__all__ = ["GLUE", "HAN", "NUMBER", "OPAQUE_TOKEN", "QUOTE_TOKEN", "SLOT_TOKEN", "TIME", "WORD", "Sentence", "language_of", "sentences"]
