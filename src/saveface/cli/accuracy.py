"""``saveface accuracy``: recall and precision on labelled replies, a company's own or the project's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..accuracy import Tally, measure, read
from ..linter import Linter

FIRST_CONTACT = "first-contact.json"


@click.command("accuracy")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--by", type=click.Choice(["family", "rule"]), default="family", show_default=True)
@click.option("--markdown", type=click.Path(path_type=Path), help="Also write the tables, by rule and with first contact, to this file.")
def command(path: Path, by: str, markdown: Path | None) -> None:
    """Measure on labelled replies: a YAML or JSON-lines file, or a folder of them.

    A reply has text, findings (rule and exact quote; occurrence where the quote stands more than once) and maybe.
    """
    replies = list(read(path))
    linter = Linter()
    click.echo(_table(measure(replies, linter, by), by))
    if markdown is not None:
        recorded = path / FIRST_CONTACT
        first = json.loads(recorded.read_text("utf-8")) if recorded.is_file() else {}
        markdown.write_text(_page(measure(replies, linter, "rule"), measure(replies, linter), first), "utf-8")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _table(tallies: dict[tuple[str, str], Tally], by: str) -> str:
    lines = [f"{'':8} {by:34} {'spans':>6} {'said':>6} recall  prec.   clean  alarmed"]
    for (language, row), t in sorted(tallies.items()):
        clean = f"{t.clean:7} {t.alarmed:8}" if row == "all" else ""
        lines.append(f"{language:8} {row:34} {t.labelled:6} {t.said:6} {_share(t.recall):>6} {_share(t.precision):>6} {clean}".rstrip())
    return "\n".join(lines)


def _page(rules: dict[tuple[str, str], Tally], families: dict[tuple[str, str], Tally], first: dict[str, Any]) -> str:
    languages = sorted({language for language, _ in families})
    lines = [
        "# Accuracy",
        "",
        "Made by `saveface accuracy tests/corpus --markdown docs/accuracy.md`. A labelled span is found where a finding of its",
        "family overlaps it; a finding is false where it overlaps no labelled span of its family. Half of the replies are innocent",
        "ones made to resemble the others.",
        "",
        "## First contact",
        "",
        "Each batch is wording that the phrases and weights had not seen, measured once before anything was changed for it. "
        "b7 and b11 are whole replies as they are sent; b9, b10 and b12 single lines, each fault beside its harmless likeness.",
        "",
        "| batch | " + " | ".join(f"{name} recall | prec." for name in languages) + " |",
        "|---|" + "--:|--:|" * len(languages),
    ]
    batches = sorted(first, key=lambda name: (len(name), name))  # b2 before b10
    for batch in batches:
        cells = [_recorded(first[batch].get(f"{name} all")) for name in languages]
        lines.append(f"| {batch} | " + " | ".join(cells) + " |")
    for batch in batches[-2:]:
        lines += ["", f"### {batch} by family, at first contact", "", *_recorded_families(first[batch], languages)]
    lines += [
        "",
        "## Now",
        "",
        "The learned weights have read these replies, so these figures say how well they are learnt, not how the next reply fares.",
        "",
        "| rule | " + " | ".join(f"{name} recall | prec." for name in languages) + " |",
        "|---|" + "--:|--:|" * len(languages),
    ]
    for row in ["all", *sorted({row for _, row in rules} - {"all"})]:
        cells = []
        for name in languages:
            tally = rules.get((name, row), Tally())
            cells.append(f"{_share(tally.recall)} | {_share(tally.precision)}")
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _recorded(row: dict[str, int] | None) -> str:
    if row is None:
        return "- | -"
    tally = Tally(row["labelled"], row["found"], row["said"], row["false"])
    return f"{_share(tally.recall)} | {_share(tally.precision)}"


def _recorded_families(batch: dict[str, dict[str, int]], languages: list[str]) -> list[str]:
    families = sorted({key.split(" ")[1] for key in batch if "/" not in key} - {"all"})
    lines = ["| family | " + " | ".join(f"{name} recall | prec." for name in languages) + " |", "|---|" + "--:|--:|" * len(languages)]
    for family in families:
        lines.append(f"| {family} | " + " | ".join(_recorded(batch.get(f"{name} {family}")) for name in languages) + " |")
    return lines
