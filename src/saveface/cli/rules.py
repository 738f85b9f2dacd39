"""``saveface rules``: the catalogue, and how each language covers it."""

from __future__ import annotations

import json

import click

from ..lexicon import store
from ..model import LANGUAGES


@click.command("rules")
@click.option("--coverage", is_flag=True, help="Phrases and examples by language instead of titles.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the titles.")
def command(coverage: bool, format_: str, language: str) -> None:
    """List the catalogue: id, severity, title; --coverage counts phrases and examples by language."""
    rules = store.load("manual")["rules"]
    if format_ == "json":
        click.echo(json.dumps(rules, ensure_ascii=False, indent=2))
        return
    wide = max(len(rule) for rule in rules)
    if not coverage:
        for rule, row in rules.items():
            page = row["languages"].get(language)
            click.echo(f"{rule:{wide}}  {row['severity']:7}  {page['title'] if page else '(not in this language)'}")
        return
    click.echo(f"{'':{wide}}  " + "  ".join(f"{name + ' phrases':>10} {'examples':>8}" for name in LANGUAGES))
    for rule, row in rules.items():
        cells = []
        for name in LANGUAGES:
            page = row["languages"].get(name)
            cells.append(f"{page['phrases']:10} {len(page['flag']) + len(page['pass']):8}" if page else f"{'missing':>10} {'':8}")
        click.echo(f"{rule:{wide}}  " + "  ".join(cells))
