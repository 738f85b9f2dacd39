"""Fold a text for comparison: one character in, one character out, so that every offset stays true."""

from __future__ import annotations

from collections.abc import Mapping

_APOSTROPHES = "’‘ʼ＇`´′‛"
_DASHES = "‒―﹣−"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _base() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
    table |= {ord(c): "'" for c in _APOSTROPHES}
    table |= {ord(c): "—" for c in _DASHES}
    table |= {ord(c): " " for c in _SPACES}
    # Control characters would collide with the mask's fillers; line breaks and tabs keep their meaning.
    table |= {code: " " for code in range(32) if chr(code) not in "\n\r\t"}
    table |= {ord("ё"): "е", ord("İ"): "i", ord("\u2028"): "\n", ord("\u2029"): "\n", ord("\r"): "\n"}
    return table


_BASE = {chr(code): to for code, to in _base().items()}
_FOLDED = frozenset(_BASE)


def fold(text: str, extra: Mapping[int, str] | None = None) -> str:
    """Lower case, ё→е, full width→half width, curly→straight; ``extra`` adds traditional→simplified.

    The result has the length of ``text``. No NFKC and no casefold(): both change lengths.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    # A text has few of these characters, often none: to replace each is quicker than to look up every letter.
    # In order, because a wide grave accent becomes a narrow one, which stays as it is then.
    for char in sorted(_FOLDED.intersection(lowered)):
        lowered = lowered.replace(char, _BASE[char])
    if extra is None or extra.keys().isdisjoint(map(ord, lowered)):
        return lowered
    return lowered.translate(extra)
