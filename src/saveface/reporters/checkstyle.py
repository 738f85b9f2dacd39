"""Checkstyle's XML; columns in code points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .message import message, xml
from .place import Checked


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """An element a file with findings, and one for each that could not be read."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n'
    for text in texts:
        if not text.located and text.error is None:
            continue
        yield f'  <file name="{xml(text.shown_path)}">\n'
        if text.error is not None:
            yield f'    <error line="1" severity="error" message="{xml(text.error)}" source="saveface"/>\n'
        for finding, _, start, *_ in text.located:
            line, column = text.place(start)
            yield (
                f'    <error line="{line}" column="{column}" severity="{finding.severity}" '
                f'message="{xml(message(finding))}" source="saveface.{xml(finding.rule)}"/>\n'
            )
        yield "  </file>\n"
    yield "</checkstyle>\n"
