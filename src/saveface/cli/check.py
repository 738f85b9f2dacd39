"""``saveface check``: findings of drafts, and an exit code for whoever runs it."""

from __future__ import annotations

import sys

import click

from ..checking import check
from ..linter import Linter
from ..model import INTERFACES, LANGUAGES, SEVERITIES
from ..reporters import FORMATS


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
@click.option("--acts", is_flag=True, help="Show the speech acts found, on which reply and conversation rules rest (for lexicon authors).")
@click.option("--answering", metavar="FILE", help="The customer's message that the drafts answer; needed by the rules about complaints.")
@click.option("--case", "case_", metavar="CASE", help="liable=yes|no,motive=reasonable|unreasonable: check the playbook of that case.")
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
    acts: bool,
    answering: str | None,
    case_: str | None,
) -> None:
    """Check drafts: files, folders (their .txt and .md), or - for standard input; and conversations (.json with "turns").

    Exit code: 0 nothing found, 1 findings at or above --fail-level, 2 something could not be read or was asked wrongly.
    """
    linter = Linter(select=select, ignore=ignore, min_severity=min_severity, ui_language=ui_language)
    sys.exit(
        check(
            paths,
            linter,
            format_=format_,
            fail_level=fail_level,
            exit_zero=exit_zero,
            language=language,
            encoding=encoding,
            explain_match=explain_match,
            acts=acts,
            answering=answering,
            case=case_,
        )
    )
