"""``saveface check`` without the parsing of its options: read, check, report, exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from .linter import Linter
from .model import SEVERITIES, SavefaceError
from .readers.files import STDIN, expand, read
from .reporters import reporter
from .reporters.place import Checked


def check(
    paths: Iterable[str],
    linter: Linter,
    *,
    format_: str = "full",
    fail_level: str = "warning",
    exit_zero: bool = False,
    language: str | None = None,
    encoding: str | None = None,
    explain_match: bool = False,
) -> int:
    """Check drafts and print what is found.

    The exit code: 0 nothing found, 1 findings at or above ``fail_level``, 2 something could not be read.
    """
    checked: list[Checked] = []
    errors = 0
    for path in expand(paths):
        try:
            if isinstance(path, SavefaceError):
                raise path
            text = read(path, encoding)
        except SavefaceError as error:
            print(f"saveface: {error}", file=sys.stderr)
            errors += 1
            continue
        checked.append(Checked("<stdin>" if path == STDIN else path, text, linter.check(text, language)))
    sys.stdout.writelines(_report(checked, format_, errors, language if explain_match else None, explain_match))
    sys.stdout.flush()
    if errors:
        return 2
    failing = [f for text in checked for f in text.findings if SEVERITIES.index(f.severity) >= SEVERITIES.index(fail_level)]
    return 1 if failing and not exit_zero else 0


def _report(checked: list[Checked], format_: str, errors: int, language: str | None, explain_match: bool) -> Iterator[str]:
    yield from reporter(format_)(checked, _colour())
    if explain_match:
        from .engine.explain import explain

        for text in checked:
            yield from explain(text.text, language)
    if format_ in ("full", "concise"):
        yield _summary(checked, errors)


def _colour() -> bool:
    """Colour on a terminal only, and never against NO_COLOR (no-color.org: set and not empty)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _summary(checked: Sequence[Checked], errors: int) -> str:
    findings = [f for text in checked for f in text.findings]
    files = f"{len(checked)} {'text' if len(checked) == 1 else 'texts'} checked"
    unread = f", {errors} could not be read" if errors else ""
    if not findings:
        return f"Nothing found; {files}{unread}.\n"
    counts = [(s, sum(f.severity == s for f in findings)) for s in reversed(SEVERITIES)]
    parts = ", ".join(f"{n} {s}{'s' if n > 1 and s != 'info' else ''}" for s, n in counts if n)
    return f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'} ({parts}); {files}{unread}.\n"


def utf8_streams() -> None:
    """UTF-8 whatever the console's code page; a lone surrogate is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
