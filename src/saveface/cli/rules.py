"""``saveface rules``: the catalogue, and how each language covers it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..lexicon import store
from ..model import LANGUAGES


@click.command("rules")
@click.option("--coverage", is_flag=True, help="Phrases and examples by language instead of titles.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the titles.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write a page a rule, and an index, into this folder.")
def command(coverage: bool, format_: str, language: str, markdown: Path | None) -> None:
    """List the catalogue: id, severity, title; --coverage counts phrases and examples by language."""
    rules = store.load("manual")["rules"]
    if markdown is not None:
        write_pages(rules, markdown)
        return
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


def write_pages(rules: dict[str, Any], folder: Path) -> None:
    """A Markdown page a rule with all its languages, and README.md that lists them."""
    folder.mkdir(parents=True, exist_ok=True)
    index = [
        "# Rules",
        "",
        "Made from the lexicons by `saveface rules --markdown docs/rules`.",
        "",
        "| rule | severity | |",
        "|---|---|---|",
    ]
    for rule, row in rules.items():
        name = rule.replace("/", "-") + ".md"
        index.append(f"| [{rule}]({name}) | {row['severity']} | {row['languages']['en']['title']} |")
        (folder / name).write_text(_page(rule, row), "utf-8")
    (folder / "README.md").write_text("\n".join(index) + "\n", "utf-8")


def _page(rule: str, row: dict[str, Any]) -> str:
    lines = [f"# {rule}", "", f"Severity: {row['severity']}. Source: {'; '.join(row['sources'])}."]
    for page in row["languages"].values():
        lines += ["", f"## {page['title']}", "", page["why"]]
        for sign, texts in (("✗", page["flag"][:6]), ("✓", page["pass"][:6]), ("→", page["instead"])):
            lines += ["", *(f"- {sign} {text}" for text in texts)]
    return "\n".join(lines) + "\n"
