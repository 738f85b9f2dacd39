"""Plain text and HTML pages: a file is one reply, as it stands or as it is seen."""

from __future__ import annotations

import re

from .directive import in_record
from .language import of_path, primary
from .layer import stretch
from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .record import Ignore

_LANG = re.compile(r"(?i)<html\b[^>]*?\blang\s*=\s*[\"']?([\w-]+)")


def read(path: str, text: str, _: Mapping[str, Any]) -> tuple[list[Record], list[Ignore]]:
    """Plain text."""
    return _one(Record((stretch(text, 0, len(text)),), "", of_path(path)), path, text)


def read_html(path: str, text: str, _: Mapping[str, Any]) -> tuple[list[Record], list[Ignore]]:
    """A page or a fragment of HTML."""
    from .html import decode

    said = _LANG.search(text, 0, 4000)
    language = (primary(said.group(1)) if said else None) or of_path(path)
    return _one(Record((stretch(text, 0, len(text)), decode(text)), "", language), path, text)


def _one(record: Record, path: str, text: str) -> tuple[list[Record], list[Ignore]]:
    ignores = in_record(record, path, text)
    return [record._replace(ignores=tuple(ignores))], ignores
