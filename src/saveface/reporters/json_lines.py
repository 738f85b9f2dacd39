"""One JSON object a line and a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .json_ import dumps, record
from .place import Checked


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """A line a finding, nothing where there are none."""
    for text in texts:
        for located in text.located:
            yield dumps(record(text, located)) + "\n"
