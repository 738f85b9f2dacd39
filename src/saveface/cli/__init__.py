"""The command line: one module a command, imported only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

from .. import __version__

COMMANDS = {
    "check": "Check drafts, reply libraries and conversations: files, folders, or - for standard input.",
    "review": "Fill a review sheet of one conversation with quotes.",
    "init": "Write a commented saveface.toml after looking at what is there.",
    "config": "Show what holds for a file, and where it was said.",
    "baseline": "Note the findings that are there, so that only new ones are told.",
    "rules": "List the catalogue, with a coverage table by language.",
    "explain": "Show a rule: what it finds, why, examples, better words.",
    "accuracy": "Measure recall and precision on labelled replies.",
    "serve": "Serve the agent's page and the HTTP API on this machine.",
    "lsp": "Serve an editor over the language server protocol.",
    "mcp": "Serve a language model's tools (Model Context Protocol).",
    "lexicon": "Check lexicons: every mistake with file, line and remedy.",
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{cmd_name}", __package__).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and one line each, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", message="saveface %(version)s")
def group() -> None:
    """Saveface finds what loses a customer in a reply, says why, and offers better words."""
