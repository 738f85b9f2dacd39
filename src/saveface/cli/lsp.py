"""``saveface lsp``: the linter in an editor."""

from __future__ import annotations

import click

from ..model import SavefaceError


@click.command("lsp")
@click.option("--stdio", is_flag=True, help="Over standard input and output, as always; for editors that say so.")
def command(stdio: bool) -> None:
    """Serve an editor over the language server protocol, on standard input and output, until it says goodbye."""
    try:
        from ..desk.lsp.server import server
    except ModuleNotFoundError as error:
        raise SavefaceError(f"saveface lsp needs {error.name}; install it with: pip install 'saveface[lsp]'") from None
    server().start_io()
