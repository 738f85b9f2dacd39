"""``saveface mcp``: the linter as tools of a language model."""

from __future__ import annotations

from pathlib import Path

import click

from ..model import SEVERITIES, SavefaceError
from .check import _names


@click.command("mcp")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A folder whose drafts may be read; the working folder when not given.",
)
@click.option("--select", multiple=True, callback=_names, metavar="RULES", help="Only these rules or families (comma separated).")
@click.option("--ignore", multiple=True, callback=_names, metavar="RULES", help="Not these rules or families.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="Leave out milder findings.")
def command(root: tuple[Path, ...], select: list[str], ignore: list[str], min_severity: str) -> None:
    """Serve the tools lintText, lintFile, getLintFixedTextContent and getLintFixedFileContent on standard input and output.

    They read and answer; they write nothing.
    """
    try:
        from ..desk.mcp import server
    except ModuleNotFoundError as error:
        raise SavefaceError(f"saveface mcp needs {error.name}; install it with: pip install 'saveface[mcp]'") from None
    from ..linter import Linter

    linter = Linter(select=select or (), ignore=ignore or (), min_severity=min_severity)
    server(linter, root or (Path(),)).run()
