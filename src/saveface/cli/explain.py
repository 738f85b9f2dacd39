"""``saveface explain``: one rule's page, in all languages."""

from __future__ import annotations

import click

from ..config.load import for_folder
from ..model import LANGUAGES, SavefaceError
from ..rules import hint, table

_LABELS = {
    "en": ("Why", "Flagged", "Not flagged", "Write instead"),
    "zh": ("原因", "会标出", "不会标出", "建议"),
    "ru": ("Почему", "Отмечается", "Не отмечается", "Лучше так"),
}


@click.command("explain")
@click.argument("rule")
@click.option("--language", type=click.Choice(LANGUAGES), help="Only this language.")
def command(rule: str, language: str | None) -> None:
    """Show a rule's title, reason, source, examples and suggestions."""
    config = for_folder(".")
    rules = table(config.lexicons() if config else ())
    if rule not in rules:
        raise SavefaceError(f"unknown rule {rule!r}; {hint(rule, rules)}")
    row = rules[rule]
    click.echo(f"{rule} ({row['severity']})")
    if row["sources"]:
        click.echo(f"Source: {'; '.join(row['sources'])}")
    for name in [language] if language else LANGUAGES:
        page = row["languages"].get(name)
        if page is None:
            continue
        why, flagged, passed, instead = _LABELS[name]
        click.echo(f"\n[{name}] {page['title']}\n\n{why}: {page['why']}")
        for label, texts, sign in ((flagged, page["flag"], "✗"), (passed, page["pass"], "✓"), (instead, page["instead"], "→")):
            if texts:
                click.echo(f"\n{label}:")
            for text in texts[:8]:
                click.echo(f"  {sign} {text}")
