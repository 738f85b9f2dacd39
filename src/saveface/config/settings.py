"""What holds for one file, whatever said so: the values that a check is run with."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Settings(
    namedtuple(
        "Settings",
        (
            "select",
            "ignore",
            "severity",
            "min_severity",
            "language",
            "ui_language",
            "encoding",
            "format",
            "options",
            "lexicons",
            "answering",
            "case",
        ),
        defaults=((), (), (), "info", None, None, None, None, {}, (), None, None),
    )
):
    """The values themselves.

    ``severity`` has pairs of rule or family and severity, the last that fits counts; ``format`` is the file's, not the
    report's; ``options`` are the readers'; ``lexicons`` are the folders of a company's own words; ``answering`` is
    the customer's message, ``case`` the playbook's (``liable=no,motive=unreasonable``).
    """

    __slots__ = ()

    if TYPE_CHECKING:
        select: tuple[str, ...]
        ignore: tuple[str, ...]
        severity: tuple[tuple[str, str], ...]
        min_severity: str
        language: str | None
        ui_language: str | None
        encoding: str | None
        format: str | None
        options: Mapping[str, Any]
        lexicons: tuple[str, ...]
        answering: str | None
        case: str | None

    @property
    def of_linter(self) -> tuple[Any, ...]:
        """The part that a linter is made from: files that share it share the linter."""
        return self.select, self.ignore, self.severity, self.min_severity, self.ui_language, self.lexicons


DEFAULT = Settings()
