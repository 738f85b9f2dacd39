"""Findings to text: one module an output format, each with a ``report`` of the same shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module

from .place import Checked

Report = Callable[[Sequence[Checked], bool], Iterator[str]]
"""From checked texts, and whether to colour, to pieces of output."""

FORMATS = {
    "full": "full",
    "concise": "concise",
    "grouped": "grouped",
    "json": "json_",
    "json-lines": "json_lines",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "sarif": "sarif",
    "rdjson": "rdjson",
    "checkstyle": "checkstyle",
}
FOR_PEOPLE = ("full", "concise", "grouped")
"""These end with a line that sums up."""


def reporter(name: str) -> Report:
    """The reporter of a format; only the one asked for is imported."""
    report: Report = import_module(f".{FORMATS[name]}", __package__).report
    return report
