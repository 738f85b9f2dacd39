"""The language that a name says: ``reply.ru.md``, ``locales/zh-TW/orders.json``, ``pt_BR``."""

from __future__ import annotations

import os
import re

# Two letters are a language only if they are one of these: readme.me, how.to and shop.it must not be.
_CODES = frozenset([
    "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu",
    "he", "hi", "hr", "hu", "hy", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "nb", "nl", "nn",
    "pa", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "tg", "th", "tk", "tl", "tr", "uk", "ur", "uz", "vi",
    "yue", "zh",
])  # fmt: skip
_OTHERS = frozenset({"id", "is", "it", "no", "my"})  # languages that are words too: only with a region, or as a locale's name
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[.@][\w-]+)?\Z")
_FOLDERS = 3


def primary(tag: str) -> str | None:
    """The primary subtag of a language tag (``ru-RU`` gives ``ru``, ``yue`` gives ``zh``), or None if it is no tag."""
    match = _TAG.match(tag.strip())
    if match is None:
        return None
    code = match.group(1).lower()
    if code in ("yue", "cmn"):
        return "zh"
    return code if code in _CODES or code in _OTHERS else None


def _sure(tag: str) -> str | None:
    return None if tag.lower() in _OTHERS or (tag[:1].isupper() and not tag[1:2].isupper() and len(tag) == 2) else primary(tag)


def of_path(path: str, folders: bool = False) -> str | None:
    """The language of a file by its name; with ``folders`` also by the folders it lies in, as message catalogues do."""
    name = os.path.basename(path)
    parts = name.split(".")
    for part in reversed(parts[1:-1] if not folders else parts[:-1]):
        found = _sure(part) or (primary(part) if folders else None)
        if found:
            return found
    if folders:
        stem = parts[0]
        tail = re.search(r"[_-]([a-z]{2}(?:[-_][A-Z][A-Za-z]{1,3})?)\Z", stem)
        if tail and _sure(tail.group(1)):
            return _sure(tail.group(1))
        for folder in reversed(os.path.dirname(path).replace("\\", "/").split("/")[-_FOLDERS:]):
            if _sure(folder.removesuffix(".lproj")):
                return _sure(folder.removesuffix(".lproj"))
    return None
