"""What a text is written in, as one answer for the whole of it."""

from __future__ import annotations

from .lexicon import store
from .model import LANGUAGES
from .text.fold import fold
from .text.lexer import sentences
from .text.mask import mask
from .text.script import chinese_interface, has_han

_SAMPLE = 2000
"""Code points of a text that tell its language."""


def spoken(text: str, language: str | None = None) -> str | None:
    """What a text is written in: en, ru, zh, zh-hant or zh-hk; None where it is nothing that saveface reads."""
    if language is None:
        sample = text[:_SAMPLE]
        words = dict.fromkeys(LANGUAGES, 0)
        for sentence in sentences(mask(sample, fold(sample, store.load("zh")["fold"] if has_han(sample) else None))):
            if sentence.language is not None:
                words[sentence.language] += len(sentence.words)
        language = max(words, key=lambda name: words[name]) if any(words.values()) else None
    return chinese_interface(text, store.load("zh")["fold"]) if language == "zh" else language
