"""Puts the compiled lexicons into the wheel, so that an installed saveface never compiles."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileLexicons(BuildHookInterface):  # type: ignore[misc]  # hatchling ships no types
    """Compiles ``lexicons`` with the sources at hand and adds the tables to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile for the Python that builds; another Python compiles for itself at its first run."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from saveface.lexicon.build import build
        from saveface.lexicon.store import dump, tag

        folder = Path(tempfile.mkdtemp())
        for name, value in build(root / "lexicons").items():
            path = folder / f"{name}.{tag()}.bin"
            path.write_bytes(dump(value))
            build_data["force_include"][str(path)] = f"saveface/compiled/{path.name}"
