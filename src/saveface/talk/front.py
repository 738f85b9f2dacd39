"""Front matter of a draft: ``answering:`` and ``case:`` between two lines of three hyphens."""

from __future__ import annotations

import os
import re
from typing import Any

from ..model import SavefaceError
from ..readers.files import read

KEYS = ("answering", "case")
_BLOCK = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def split(text: str, path: str, encoding: str | None = None) -> tuple[str, str | None, Any]:
    """The draft with its front matter blanked, offsets kept; the message it answers; its case.

    A block with neither key is somebody else's and stays. ``answering`` is the message itself, or the name of a file beside
    the draft that holds it.
    """
    match = _BLOCK.match(text)
    if match is None:
        return text, None, None
    import yaml

    try:
        data = yaml.safe_load(match.group(1))
    except yaml.YAMLError as error:
        if not re.search(rf"^(?:{'|'.join(KEYS)})[ \t]*:", match.group(1), re.MULTILINE):
            return text, None, None
        mark = getattr(error, "problem_mark", None)
        raise SavefaceError(
            f"{path}:{mark.line + 2 if mark else 1}: the front matter is not YAML; put texts with a colon in quotes"
        ) from None
    if not isinstance(data, dict) or not any(key in data for key in KEYS):
        return text, None, None
    answering = data.get("answering")
    if answering is not None and not isinstance(answering, str):
        raise SavefaceError(f"{path}:1: 'answering' is {answering!r}; write the customer's message, or the name of a file with it")
    blanked = re.sub(r"[^\r\n]", " ", match.group(0)) + text[match.end() :]
    return blanked, answering and _message(answering, path, encoding), data.get("case")


def _message(answering: str, path: str, encoding: str | None) -> str:
    name = os.path.join(os.path.dirname(path), answering)
    if "\n" in answering or len(answering) > 200:
        return answering
    if os.path.isfile(name):
        return read(name, encoding)
    if re.fullmatch(r"\S+\.(?:txt|md|text|eml)", answering):
        raise SavefaceError(f"{path}:1: 'answering' names {name}, which is not there")
    return answering
