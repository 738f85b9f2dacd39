"""``saveface review``: a review sheet of one conversation."""

from __future__ import annotations

import click

from ..linter import Linter
from ..model import INTERFACES, LANGUAGES, SavefaceError
from ..readers.files import STDIN, read
from ..talk.files import conversation, parse
from ..talk.review import FORMATS, render, review


@click.command("review")
@click.argument("path", metavar="TALK.json")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="How the sheet is printed.")
@click.option("--case", "case_", metavar="CASE", help="liable=yes|no,motive=reasonable|unreasonable; goes before the file's own.")
@click.option("--language", type=click.Choice(LANGUAGES), help="The conversation's language; detected sentence by sentence when not given.")
@click.option("--ui-language", type=click.Choice(INTERFACES), help="The language of the sheet; the conversation's own when not given.")
@click.option("--encoding", metavar="NAME", help="The file's encoding when it is not UTF-8.")
def command(path: str, format_: str, case_: str | None, language: str | None, ui_language: str | None, encoding: str | None) -> None:
    """Print a review sheet of a conversation in the neutral form (- for standard input).

    Four steps of recovery, four steps of not escalating, and the butterfly check from both sides, each with quotes or "not found".
    """
    name = "<stdin>" if path == STDIN else path
    data = parse(read(path, encoding), name)
    if data is None:
        raise SavefaceError(f'{name}: no conversation; an object with turns is expected: {{"turns": [{{"role": "agent", "text": "…"}}]}}')
    talk = conversation(data, name, case_)
    click.echo(render(review(Linter(ui_language=ui_language), talk, name, language), format_), nl=False)
