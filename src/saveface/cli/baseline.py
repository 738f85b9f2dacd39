"""``saveface baseline``: note the findings that a library has now, so that only new ones are told."""

from __future__ import annotations

import os
import sys

import click

from ..baseline import NAME, Baseline, read
from ..model import SavefaceError
from ..options import Options
from ..plan import Plan
from ..session import Session
from ..writing import write_whole


@click.command("baseline")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--baseline", "file", metavar="FILE", help=f"The file to write; the configuration's, else {NAME}.")
@click.option("--prune", is_flag=True, help="Only take away entries that hold no longer; add none.")
@click.option("--config", metavar="FILE", help="This configuration instead of the nearest saveface.toml or pyproject.toml.")
@click.option("--isolated", is_flag=True, help="No configuration file at all.")
def command(paths: tuple[str, ...], file: str | None, prune: bool, config: str | None, isolated: bool) -> None:
    """Write the findings of PATHs into a baseline; entries of other files stay.

    An entry is known by file, reply, rule and the reply's text, not by line: it lapses when the reply changes.
    """
    plan = Plan(Options(config=config, isolated=isolated))
    found = plan.run_config(paths)
    path = file or (found.path("baseline") if found else None) or NAME
    if prune and not os.path.exists(path):
        raise SavefaceError(f"{path}: no baseline to prune; saveface baseline PATH makes one")
    kept = read(path) if os.path.exists(path) else Baseline(path)
    before = len(kept.entries)
    session = Session(plan)
    try:
        checked = list(session.check(paths))
    finally:
        session.close()
    now = {kept.entry(text, located) for text in checked for located in text.located}
    for text in checked:
        kept.apply(text)
    lapsed = kept.lapsed(checked)
    entries = (kept.entries - lapsed) | (set() if prune else now)
    write_whole(path, Baseline(path, entries).dump())
    added, gone = len(entries - kept.entries), len(lapsed)
    click.echo(f"{path}: {len(entries)} entries ({added} new, {gone} taken away; there were {before}).")
    sys.exit(2 if session.errors else 0)
