"""``saveface serve``: the HTTP API and the agent's page."""

from __future__ import annotations

import os
from pathlib import Path

import click

from ..model import SEVERITIES, SavefaceError
from .check import _names

TOKEN_VARIABLE = "SAVEFACE_TOKEN"  # noqa: S105  # the variable's name


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; beyond this machine a token is required.")
@click.option("--port", type=click.IntRange(0, 65535), default=7283, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--token-file", type=click.Path(path_type=Path), help=f"File with the token that clients must send (or set {TOKEN_VARIABLE})."
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="A further host name to answer to, such as that of a proxy.")
@click.option(
    "--origin", multiple=True, metavar="ORIGIN", help="Let pages of this origin use the API (CORS), such as https://desk.example.com."
)
@click.option("--select", multiple=True, callback=_names, metavar="RULES", help="Only these rules or families (comma separated).")
@click.option("--ignore", multiple=True, callback=_names, metavar="RULES", help="Not these rules or families.")
@click.option("--min-severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="Leave out milder findings.")
@click.option("--body-limit", type=click.IntRange(1024), default=512 * 1024, show_default=True, help="Largest request in bytes.")
@click.option("--time-limit", type=click.FloatRange(0.1), default=10.0, show_default=True, help="Longest check in seconds.")
@click.option("--open", "open_", is_flag=True, help="Open the page in the browser.")
def command(
    host: str,
    port: int,
    token_file: Path | None,
    allow_host: tuple[str, ...],
    origin: tuple[str, ...],
    select: list[str],
    ignore: list[str],
    min_severity: str,
    body_limit: int,
    time_limit: float,
    open_: bool,
) -> None:
    """Serve the page and the API on this machine until interrupted. No draft is stored, logged or sent anywhere."""
    try:
        from ..desk.findings import Checker
        from ..desk.server import run
        from ..desk.settings import Settings
    except ModuleNotFoundError as error:
        raise SavefaceError(f"saveface serve needs {error.name}; install it with: pip install 'saveface[server]'") from None
    settings = Settings(
        host=host,
        port=port,
        token=_token(token_file),
        hosts=frozenset(name.lower() for name in allow_host),
        origins=tuple(name.rstrip("/") for name in origin),
        body_limit=body_limit,
        time_limit=time_limit,
    )
    checker = Checker(select=select or (), ignore=ignore or (), min_severity=min_severity)

    def announce(address: str) -> None:
        click.echo(f"saveface serves {address} (Ctrl+C ends it)")
        if open_:
            click.launch(address)

    run(settings, checker, announce)


def _token(path: Path | None) -> str | None:
    if path is None:
        return os.environ.get(TOKEN_VARIABLE) or None
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SavefaceError(f"{path}: cannot read the token: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
