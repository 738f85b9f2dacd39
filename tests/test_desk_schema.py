"""The API against its own description: schemathesis asks what the description allows and what it forbids."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from serving import serving

COMMAND = (sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()", "run")


def test_answers_are_as_described_and_never_5xx(tmp_path: Path) -> None:
    with serving() as address:
        done = subprocess.run(
            [*COMMAND, f"{address}/openapi.json", "--max-examples", "25", "--phases", "examples,coverage,fuzzing", "--no-color"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout
