"""``saveface check`` without the parsing of its options: find, check, fix, report, exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

from .model import SEVERITIES
from .options import DEFAULT, Options
from .plan import Plan
from .readers.files import STDIN
from .reporters import FOR_PEOPLE, reporter
from .reporters.place import Checked
from .rules import refuse_unknown
from .session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def check(paths: Iterable[str], options: Options = DEFAULT) -> int:
    """Check files and print what is found.

    The exit code: 0 nothing found, 1 findings at or above the fail level, 2 something could not be read. With ``diff`` it is
    1 where there is something to fix.
    """
    paths = list(paths)
    plan = Plan(options)
    config = plan.run_config(paths)
    if options.select or options.ignore:
        refuse_unknown((*(options.select or ()), *(options.ignore or ())), config.lexicons() if config else ())
    known = options.baseline or (config.path("baseline") if config else None)
    baseline = None
    if known is not None:
        from .baseline import read

        baseline = read(known)
    wants_cache = options.cache if options.cache is not None else bool(config is None or config.run("cache", True))
    session = Session(plan, baseline, wants_cache and not (options.explain_match or options.acts))
    checked: list[Checked] = []
    try:
        checked.extend(session.check(paths))
    finally:
        session.close()
    told = ""
    if options.fix or options.diff:
        from .fixing import fix_all

        told, differs = fix_all(session, checked, options)
        if options.diff:
            return 2 if session.errors else int(differs and not options.exit_zero)
    if baseline is not None and (lapsed := baseline.lapsed(checked)):
        print(
            f"saveface: {baseline.path}: {len(lapsed)} entries hold no longer; saveface baseline --prune takes them away", file=sys.stderr
        )
    _write(_report(checked, options, session.errors, told), options, options.fix and STDIN in paths)
    if session.errors:
        return 2
    fail_level = options.fail_level or (config.run("fail-level") if config else None) or "warning"
    failing = any(SEVERITIES.index(f.severity) >= SEVERITIES.index(fail_level) for text in checked for f in text.findings)
    return int(failing and not options.exit_zero)


def _write(pieces: Iterator[str], options: Options, beside: bool) -> None:
    """The report to its file, whole or not at all; or to standard output, unless a fixed text stands there (``beside``)."""
    if options.output is not None:
        from .writing import write_whole

        write_whole(options.output, "".join(pieces).encode("utf-8", "backslashreplace"))
        return
    out: TextIO = sys.stderr if beside else sys.stdout
    out.writelines(pieces)
    out.flush()


def _report(checked: list[Checked], options: Options, errors: int, told: str) -> Iterator[str]:
    colour = options.output is None and _colour()
    if options.statistics:
        from .reporters.statistics import report

        yield from report(checked, options.format not in FOR_PEOPLE)
    else:
        yield from reporter(options.format)(checked, colour)
    if options.explain_match:
        from .engine.explain import explain

        for text in checked:
            for reply in text.texts:
                yield from explain(reply, options.language)
    if options.acts:
        from .talk.files import shown

        for text in checked:
            yield from shown(text.path, text.text, text.texts, options.language)
    if options.format in FOR_PEOPLE:
        yield told + _summary(checked, errors)


def _colour() -> bool:
    """Colour on a terminal only, and never against NO_COLOR (no-color.org: set and not empty)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _summary(checked: Sequence[Checked], errors: int) -> str:
    findings = [f for text in checked for f in text.findings]
    read = [text for text in checked if text.error is None]
    replies = sum(len(text.replies) for text in read)
    files = f"{replies} {'text' if replies == 1 else 'texts'}"
    if replies != len(read):
        files += f" in {len(read)} {'file' if len(read) == 1 else 'files'}"
    files += " checked"
    if skipped := [language for text in checked for language in text.skipped]:
        files += f", {len(skipped)} in other languages ({', '.join(sorted(set(skipped)))}) left out"
    if suppressed := sum(len(text.suppressed) for text in checked):
        files += f", {suppressed} suppressed"
    if errors:
        files += f", {errors} could not be read"
    if not findings:
        return f"Nothing found; {files}.\n"
    counts = [(s, sum(f.severity == s for f in findings)) for s in reversed(SEVERITIES)]
    parts = ", ".join(f"{n} {s}{'s' if n > 1 and s != 'info' else ''}" for s, n in counts if n)
    return f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'} ({parts}); {files}.\n"


def utf8_streams() -> None:
    """UTF-8 whatever the console's code page; a lone surrogate is shown escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
