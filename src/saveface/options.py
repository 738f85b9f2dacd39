"""What a run was asked for on the command line; what is None was left to the configuration."""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False


class Options(
    namedtuple(
        "Options",
        (
            "format",
            "fail_level",
            "exit_zero",
            "explain_match",
            "output",
            "statistics",
            "select",
            "ignore",
            "min_severity",
            "language",
            "ui_language",
            "encoding",
            "input_format",
            "config",
            "isolated",
            "force_exclude",
            "stdin_filename",
            "baseline",
            "cache",
            "fix",
            "diff",
            "unsafe_fixes",
            "acts",
            "answering",
            "case",
        ),
        defaults=(
            "full",
            None,
            False,
            False,
            None,
            False,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            False,
            False,
            None,
            None,
            None,
            False,
            False,
            False,
            False,
            None,
            None,
        ),
    )
):
    """``format`` is the report's, ``input_format`` the files'; ``answering`` names a file, ``case`` is as it was written."""

    __slots__ = ()

    if TYPE_CHECKING:
        format: str
        fail_level: str | None
        exit_zero: bool
        explain_match: bool
        output: str | None
        statistics: bool
        select: tuple[str, ...] | None
        ignore: tuple[str, ...] | None
        min_severity: str | None
        language: str | None
        ui_language: str | None
        encoding: str | None
        input_format: str | None
        config: str | None
        isolated: bool
        force_exclude: bool
        stdin_filename: str | None
        baseline: str | None
        cache: bool | None
        fix: bool
        diff: bool
        unsafe_fixes: bool
        acts: bool
        answering: str | None
        case: str | None


DEFAULT = Options()
