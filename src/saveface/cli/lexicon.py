"""``saveface lexicon check``: the mistakes of a lexicon folder."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..lexicon.check import check
from ..lexicon.store import lexicon_folder
from ..model import LANGUAGES, SavefaceError


@click.group("lexicon")
def command() -> None:
    """Check lexicons."""


@command.command("check")
@click.option("--folder", type=click.Path(path_type=Path), help="The lexicon folder; the checkout's own when not given.")
@click.option("--language", type=click.Choice(LANGUAGES), multiple=True, help="Only these languages.")
@click.option("--rule", "only", default="", metavar="PREFIX", help="Only rules whose id begins so.")
def check_command(folder: Path | None, language: tuple[str, ...], only: str) -> None:
    """Print every mistake with file, line and remedy; exit 1 if there is one."""
    folder = folder or lexicon_folder()
    if folder is None:
        raise SavefaceError("no lexicon folder here; name one with --folder")
    errors = [error for name in language or LANGUAGES for error in check(folder, name, only)]
    for error in errors:
        click.echo(error)
    click.echo(f"{len(errors)} mistake{'' if len(errors) == 1 else 's'}")
    sys.exit(1 if errors else 0)
