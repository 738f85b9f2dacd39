"""``saveface check``: findings of drafts, and an exit code for whoever runs it."""

from __future__ import annotations

import os
import sys

import click

from ..linter import Linter
from ..model import INTERFACES, LANGUAGES, SEVERITIES, Finding, SavefaceError
from ..readers.files import STDIN, expand, read
from ..reporters import FORMATS, reporter
from ..reporters.place import Checked


def _names(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> list[str]:
    return [name.strip() for part in value for name in part.split(",") if name.strip()]


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="full", show_default=True, help="How findings are printed.")
@click.option("--select", multiple=True, callback=_names, metavar="RULES", help="Only these rules or families (comma separated).")
@click.option("--ignore", multiple=True, callback=_names, metavar="RULES", help="Not these rules or families.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="Leave out milder findings.")
@click.option(
    "--fail-level",
    type=click.Choice(SEVERITIES),
    default="warning",
    show_default=True,
    help="The mildest severity that makes the exit code 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The drafts' language; detected sentence by sentence when not given.")
@click.option("--ui-language", type=click.Choice(INTERFACES), help="The language of titles and reasons; the draft's own when not given.")
@click.option("--encoding", metavar="NAME", help="The files' encoding when it is not UTF-8 (a byte order mark goes first).")
@click.option("--explain-match", is_flag=True, help="Show which phrase of which lexicon file matched (for lexicon authors).")
def command(
    paths: tuple[str, ...],
    format_: str,
    select: list[str],
    ignore: list[str],
    min_severity: str,
    fail_level: str,
    exit_zero: bool,
    language: str | None,
    ui_language: str | None,
    encoding: str | None,
    explain_match: bool,
) -> None:
    """Check drafts: files, folders (their .txt and .md), or - for standard input.

    Exit code: 0 nothing found, 1 findings at or above --fail-level, 2 something could not be read or was asked wrongly.
    """
    linter = Linter(select=select, ignore=ignore, min_severity=min_severity, ui_language=ui_language)
    checked: list[Checked] = []
    errors = 0
    for path in expand(paths):
        try:
            if isinstance(path, SavefaceError):
                raise path
            text = read(path, encoding)
        except SavefaceError as error:
            click.echo(f"saveface: {error}", err=True)
            errors += 1
            continue
        checked.append(Checked("<stdin>" if path == STDIN else path, text, linter.check(text, language)))
    for piece in reporter(format_)(checked, _colour()):
        sys.stdout.write(piece)
    if explain_match:
        from ..engine.explain import explain

        for text in checked:
            sys.stdout.writelines(explain(text.text, language))
    if format_ in ("full", "concise"):
        sys.stdout.write(_summary(checked, errors))
    sys.stdout.flush()
    if errors:
        sys.exit(2)
    failing = [f for text in checked for f in text.findings if SEVERITIES.index(f.severity) >= SEVERITIES.index(fail_level)]
    sys.exit(1 if failing and not exit_zero else 0)


def _colour() -> bool:
    """Colour on a terminal only, and never against NO_COLOR (no-color.org: set and not empty)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _summary(checked: list[Checked], errors: int) -> str:
    findings: list[Finding] = [f for text in checked for f in text.findings]
    files = f"{len(checked)} {'text' if len(checked) == 1 else 'texts'} checked"
    unread = f", {errors} could not be read" if errors else ""
    if not findings:
        return f"Nothing found; {files}{unread}.\n"
    counts = [(s, sum(f.severity == s for f in findings)) for s in reversed(SEVERITIES)]
    parts = ", ".join(f"{n} {s}{'s' if n > 1 and s != 'info' else ''}" for s, n in counts if n)
    return f"{len(findings)} {'finding' if len(findings) == 1 else 'findings'} ({parts}); {files}{unread}.\n"
