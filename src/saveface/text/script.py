"""Which Chinese script and region a draft is written in."""

from __future__ import annotations

from collections.abc import Mapping

# Characters of written Cantonese that no other Chinese uses.
_CANTONESE = frozenset("哋嘅咗喺唔冇啲嗰咁嚟畀俾睇攞搵諗")


def chinese_interface(text: str, to_simplified: Mapping[int, str]) -> str:
    """``zh-hk`` or ``zh-hant`` for a draft in traditional characters (Cantonese ones tell Hong Kong), ``zh`` for simplified."""
    if not _CANTONESE.isdisjoint(text):
        return "zh-hk"
    return "zh" if to_simplified.keys().isdisjoint(map(ord, text)) else "zh-hant"


def has_han(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return not text.isascii() and max(text) >= "\u3400" and any("\u3400" <= c <= "\u9fff" for c in text)
