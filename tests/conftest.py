"""What several tests share: the real linter, and a small lexicon of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from saveface import Linter
from saveface.lexicon.compile import Compiler
from saveface.lexicon.source import Reader

HERE = Path(__file__).parent
REPOSITORY = HERE.parent


@pytest.fixture(scope="session")
def linter() -> Linter:
    """The linter with the project's own lexicons."""
    return Linter()


def pack_of(folder: Path, files: dict[str, str], language: str = "en") -> dict[str, Any]:
    """A language's compiled tables from the texts of its files."""
    for name, text in files.items():
        path = folder / language / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    source = Reader(folder / language, ["blame/wrong", "blame/fault"]).read()
    return Compiler(source).pack(["blame/wrong", "blame/fault"])


def rule(phrases: str, flag: str = "- x", more: str = "") -> str:
    """A rule's file with these phrases (YAML lines) and placeholders for the rest."""
    return f"title: T\nwhy: W\nphrases:\n{phrases}\n{more}\ninstead: [A., B., C.]\nexamples:\n  flag:\n    {flag}\n  pass:\n    - nothing here\n"
