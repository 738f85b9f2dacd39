"""Cut a masked, folded text into sentences of tokens, each sentence with its language."""

from __future__ import annotations

import re
from functools import cache

from ..model import Record
from .mask import BREAK, OPAQUE, QUOTE, SLOT

WORD, NUMBER, TIME, HAN, SLOT_TOKEN, QUOTE_TOKEN, OPAQUE_TOKEN = range(7)
"""Kinds of tokens."""

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_GROUPS = ("plain", "han", "time", "num", "word", "stop", "line", "clause", "slot", "quote", "opaque", "brk")
_TOKEN_KINDS = {
    "plain": WORD,
    "han": HAN,
    "time": TIME,
    "num": NUMBER,
    "word": WORD,
    "slot": SLOT_TOKEN,
    "quote": QUOTE_TOKEN,
    "opaque": OPAQUE_TOKEN,
}
_KIND_OF = (-1, *(_TOKEN_KINDS.get(name, -1) for name in _GROUPS))
"""Of each group's number the kind of token, -1 for what is none."""
_PLAIN, _CHINESE, _WORD, _STOP, _LINE, _CLAUSE = (_GROUPS.index(g) + 1 for g in ("plain", "han", "word", "stop", "line", "clause"))


@cache
def _lexer(chinese: bool) -> re.Pattern[str]:
    """The tokens' pattern. The one for texts with Chinese characters takes 4 ms more to compile, so others do without.

    ``plain`` is a run of simple words with a space between any two, ``han`` one of Chinese characters: a match each
    for a whole clause. Behind a plain word comes what surely does not belong to it.
    """
    letter = rf"[^\W_{_HAN}]" if chinese else r"[^\W_]"
    # Sets in branches of their own are what makes this quick to compile: re writes a wide set out bit by bit.
    joining = "[\u0300-\u036f]|[\u00ad]|[\u200b-\u200d]|\u2060|\ufeff"
    plain = r"[a-zа-я]++(?![^ \n.,!?;:()])"
    return re.compile(
        rf"(?P<plain>{plain}(?: {plain})*+)"
        rf"|(?P<han>{f'[{_HAN}]++' if chinese else '(?!)'})"
        r"|(?P<time>\d{1,2}[:.]\d{2}(?:[ ]?[ap]\.?m\b)?(?!\d|[.:]\d)|\d{1,2}[ ]?[ap]\.?m\b)"
        r"|(?P<num>\d+(?:[.,]\d+)*)"
        rf"|(?P<word>(?!')(?:'?(?:{letter}|{joining}))+)"
        r"|(?P<stop>[.!?…。]+)"
        r"|(?P<line>[ \t]*\n\s*)"
        r"|(?P<clause>[,;:，；：()—–]|(?<=\s)-+(?=\s))"
        rf"|(?P<slot>{SLOT}+)|(?P<quote>{QUOTE}+)|(?P<opaque>{OPAQUE}+)|(?P<brk>{BREAK}+)"
    )


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
_NOT_RUSSIAN = frozenset("іїєґўјљњћђџәғқңөұүһ")


class Sentence(Record):
    """One sentence: its tokens as parallel lists, offsets in code points of the draft, half-open.

    ``clause_starts`` are indexes of tokens before which a clause mark stands; ``end`` is where the sentence ends,
    its closing mark included.
    """

    __slots__ = ("clause_starts", "end", "ends", "kinds", "language", "question", "starts", "words")

    def __init__(
        self,
        starts: list[int],
        ends: list[int],
        words: list[str],
        kinds: list[int],
        clause_starts: list[int],
        question: bool = False,
        end: int = 0,
        language: str | None = None,
    ) -> None:
        self.starts = starts
        self.ends = ends
        self.words = words
        self.kinds = kinds
        self.clause_starts = clause_starts
        self.question = question
        self.end = end
        self.language = language


def _clean(word: str) -> str:
    """A word without zero-width characters, its letters composed (й written as и and a breve)."""
    import unicodedata

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
    han = kinds.count(HAN)
    if han == len(kinds):
        return "zh" if han else None
    latin = cyrillic = 0
    for word, kind in zip(words, kinds, strict=True):
        if kind == WORD:
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
        return "ru" if _NOT_RUSSIAN.isdisjoint("".join(words)) else None
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
            spoken = language or (("en" if WORD in kinds else None) if ascii_ else language_of(words, kinds))
            out.append(Sentence(starts, ends, words, kinds, clauses, question, end, spoken))
            starts, ends, words, kinds, clauses = [], [], [], [], []
        elif out and question:
            out[-1].question = True

    ascii_ = masked.isascii()
    chinese = not ascii_ and max(masked) >= "\u3400"
    for match in _lexer(chinese).finditer(masked):
        group = match.lastindex
        assert group is not None
        kind = kind_of[group]
        if group == _PLAIN:
            at = match.start()
            for word in match.group().split(" "):
                starts.append(at)
                at += len(word)
                ends.append(at)
                at += 1
                words.append(word)
                kinds.append(WORD)
        elif group == _CHINESE:
            start, end = match.span()
            starts += range(start, end)
            ends += range(start + 1, end + 1)
            words += match.group()
            kinds += [HAN] * (end - start)
        elif kind >= 0:
            word = match.group()
            if group == _WORD and not (word.isascii() or word.isalnum()):
                word = _clean(word)
                if not word:
                    continue
            start, end = match.span()
            starts.append(start)
            ends.append(end)
            words.append(word)
            kinds.append(kind)
        elif group == _STOP:
            mark = match.group()
            if _ends_sentence(masked, match.start(), match.end(), mark, words[-1] if words else ""):
                if ("…" in mark or ".." in mark) and masked[match.end() : match.end() + 2].strip(" \t") not in ("", "\n"):
                    if words:
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
