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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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
    acts: bool = False,
    answering: str | None = None,
    case: str | None = None,
) -> int:
    """Check drafts and conversations and print what is found.

    ``answering`` names a file with the customer's message, ``case`` says which playbook holds: both go before what a
    draft's front matter says.

    The exit code: 0 nothing found, 1 findings at or above ``fail_level``, 2 something could not be read.
    """
    checked: list[Checked] = []
    errors = 0
    shown: list[str] = []
    message = None if answering is None else read(answering, encoding)
    for path in expand(paths):
        try:
            if isinstance(path, SavefaceError):
                raise path
            text = read(path, encoding)
            checked += _checked(path, text, linter, language, encoding, message, case)
            if acts:
                shown += _acts(path, text, linter, language)
        except SavefaceError as error:
            print(f"saveface: {error}", file=sys.stderr)
            errors += 1
    sys.stdout.writelines(_report(checked, format_, errors, language if explain_match else None, explain_match))
    sys.stdout.writelines(shown)
    sys.stdout.flush()
    if errors:
        return 2
    failing = [f for text in checked for f in text.findings if SEVERITIES.index(f.severity) >= SEVERITIES.index(fail_level)]
    return 1 if failing and not exit_zero else 0


def _checked(
    path: str, text: str, linter: Linter, language: str | None, encoding: str | None, answering: str | None, case: str | None
) -> list[Checked]:
    """One file: a conversation turn by turn, or a draft with what its front matter says."""
    name = "<stdin>" if path == STDIN else path
    if path.endswith(".json") or path == STDIN:
        data = _conversation(text, name)
        if data is not None:
            from .talk.files import check, conversation

            return check(name, conversation(data, name, case), linter, language)
    draft = text
    if text.startswith("---"):
        from .talk.front import split

        draft, own_message, own_case = split(text, path, encoding)
        answering, case = answering or own_message, case or own_case
    try:
        return [Checked(name, text, linter.check(draft, language, answering=answering, case=case))]
    except SavefaceError as error:
        raise SavefaceError(f"{name}: {error}") from None


def _conversation(text: str, name: str) -> Any:
    """The values of a conversation's file, None where it is a draft."""
    if '"turns"' not in text:
        return None
    from .talk.files import parse

    return parse(text, name)


def _acts(path: str, text: str, linter: Linter, language: str | None) -> Iterator[str]:
    """The speech acts of a draft, or of every turn of a conversation."""
    from .talk.files import acts, conversation

    data = _conversation(text, path)
    if data is None:
        if text.startswith("---"):
            from .talk.front import split

            text = split(text, path)[0]
        yield from acts(path, text, linter, language)
        return
    for number, turn in enumerate(conversation(data, path).turns, 1):
        if turn.role in ("agent", "customer"):
            yield from acts(f"{path}[turn {number}]", turn.text, linter, language, turn.role == "customer")


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
