"""``saveface check``: findings of drafts and reply libraries, and an exit code for whoever runs it."""

from __future__ import annotations

import sys
from typing import Any

import click

from ..checking import check
from ..model import INTERFACES, LANGUAGES, SEVERITIES
from ..options import Options
from ..readers import FORMATS as INPUTS
from ..reporters import FORMATS


def _names(_: click.Context, __: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...] | None:
    names = tuple(name.strip() for part in value for name in part.split(",") if name.strip())
    return names if value else None


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--format", type=click.Choice(list(FORMATS)), default="full", show_default=True, help="How findings are printed.")
@click.option("--output", metavar="FILE", help="Write the report to a file, whole or not at all.")
@click.option("--statistics", is_flag=True, help="Count findings by rule instead.")
@click.option("--select", multiple=True, callback=_names, metavar="RULES", help="Only these rules or families (comma separated).")
@click.option("--ignore", multiple=True, callback=_names, metavar="RULES", help="Not these rules or families.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), help="Leave out milder findings; info when not given.")
@click.option(
    "--fail-level", type=click.Choice(SEVERITIES), help="The mildest severity that makes the exit code 1; warning when not given."
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@click.option("--fix", is_flag=True, help="Apply the suggestions that replace a span and leave nothing to fill in.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--unsafe-fixes", is_flag=True, help="Say how many suggestions need a person; no option applies those.")
@click.option("--baseline", metavar="FILE", help="Leave out the findings that this file knows (saveface baseline makes it).")
@click.option("--language", type=click.Choice(LANGUAGES), help="The replies' language; detected sentence by sentence when not given.")
@click.option("--ui-language", type=click.Choice(INTERFACES), help="The language of titles and reasons; the reply's own when not given.")
@click.option("--encoding", metavar="NAME", help="The files' encoding when it is not UTF-8 (a byte order mark goes first).")
@click.option(
    "--input-format",
    type=click.Choice(list(INPUTS)),
    metavar="NAME",
    help="The files' format; recognised by name and shape when not given.",
)
@click.option("--stdin-filename", metavar="PATH", help="The path whose settings and format hold for standard input.")
@click.option("--config", metavar="FILE", help="This configuration instead of the nearest saveface.toml or pyproject.toml.")
@click.option("--isolated", is_flag=True, help="No configuration file at all.")
@click.option("--force-exclude", is_flag=True, help="Leave out excluded files also when they are named.")
@click.option("--cache/--no-cache", default=None, help="Whether results of unchanged files are kept and used.")
@click.option("--explain-match", is_flag=True, help="Show which phrase of which lexicon file matched (for lexicon authors).")
@click.option("--acts", is_flag=True, help="Show the speech acts found, on which reply and conversation rules rest (for lexicon authors).")
@click.option("--answering", metavar="FILE", help="The customer's message that the drafts answer; needed by the rules about complaints.")
@click.option("--case", metavar="CASE", help="liable=yes|no,motive=reasonable|unreasonable: check the playbook of that case.")
def command(paths: tuple[str, ...], **given: Any) -> None:
    """Check drafts, reply libraries and conversations: files, folders, or - for standard input.

    Exit code: 0 nothing found, 1 findings at or above --fail-level, 2 something could not be read or was asked wrongly.
    """
    sys.exit(check(paths, Options(**given)))
