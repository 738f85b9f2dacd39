"""The parts of a build that pyproject.toml cannot say: the matcher in C, and the compiled lexicons of a wheel."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithLexicons(build_py):  # type: ignore[misc]  # setuptools' types are not read
    """Puts the lexicons and their compiled tables into the package, so that an installed saveface never compiles."""

    def run(self) -> None:
        """Compile for the Python that builds; another Python compiles for itself at its first run."""
        super().run()
        if self.editable_mode:  # a checkout's lexicons are compiled when they change
            return
        package = Path(self.build_lib) / "saveface"
        for name in ("lexicons", "compiled"):  # what an earlier build left
            shutil.rmtree(package / name, ignore_errors=True)
        shutil.copytree(ROOT / "lexicons", package / "lexicons")
        (package / "compiled").mkdir()
        sys.path.insert(0, str(ROOT / "src"))
        from saveface.lexicon.build import build
        from saveface.lexicon.store import dump, tag

        for name, tables in build(ROOT / "lexicons").items():
            (package / "compiled" / f"{name}.{tag()}.bin").write_bytes(dump(tables))


setup(
    # Where it cannot be built, saveface runs in Python alone.
    ext_modules=[Extension(f"saveface.engine.{name}", [f"src/saveface/engine/{name}.c"], optional=True) for name in ("_fast", "_weigh")],
    cmdclass={"build_py": BuildWithLexicons},
)
