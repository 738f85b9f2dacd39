"""The promises about the project itself that a machine can hold."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY
from saveface.cli.rules import write_pages
from saveface.lexicon import store

SOURCES = sorted((REPOSITORY / "src").rglob("*.py"))


def test_rule_pages_are_up_to_date(tmp_path: Path) -> None:
    write_pages(store.load("manual")["rules"], tmp_path)
    kept = {p.name: p.read_text("utf-8") for p in (REPOSITORY / "docs" / "rules").glob("*.md")}
    made = {p.name: p.read_text("utf-8") for p in tmp_path.glob("*.md")}
    assert kept == made, "run: saveface rules --markdown docs/rules"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_a_module_says_its_job(path: Path) -> None:
    assert path.read_text("utf-8").startswith(('"""', 'r"""'))


def test_hooks_of_both_names_are_one_file() -> None:
    dotted = REPOSITORY / ".pre-commit-hooks.yaml"
    assert dotted.is_symlink()
    hooks = yaml.safe_load(dotted.read_text("utf-8"))
    assert {"id", "name", "entry", "language"} <= set(hooks[0])


def test_no_two_tools_to_run_the_tests() -> None:
    readme = (REPOSITORY / "README.md").read_text("utf-8")
    ci = (REPOSITORY / ".ci" / "run").read_text("utf-8")
    assert "python -m pytest -q" in readme
    assert "python -m pytest -q" in ci
