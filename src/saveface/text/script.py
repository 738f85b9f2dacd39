"""Which Chinese script and region a draft is written in."""

from __future__ import annotations

from collections.abc import Mapping

# Characters of written Cantonese that no other Chinese uses.
_CANTONESE = frozenset("哋嘅咗喺唔冇啲嗰咁嚟畀俾睇攞搵諗")


def chinese_interface(text: str, to_simplified: Mapping[int, str]) -> str:
    """``zh-hk`` or ``zh-hant`` for a draft in traditional characters (Cantonese ones tell Hong Kong), ``zh`` for simplified."""
    if any(c in _CANTONESE for c in text):
        return "zh-hk"
    return "zh-hant" if any(ord(c) in to_simplified for c in text) else "zh"


def has_han(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return not text.isascii() and any("\u3400" <= c <= "\u9fff" for c in text)
