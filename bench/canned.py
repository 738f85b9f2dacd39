"""A library of replies, one a file: saveface without and with its cache, and proselint's API with as many phrases.

``python bench/canned.py FOLDER PHRASES.json [--rounds N]`` prints medians of whole processes, taken in turn.
``FOLDER`` holds the replies (200 of about 55 words), ``PHRASES.json`` maps 60 phrases to what to say instead; proselint
(``pip install proselint``) is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROSELINT = """
import json, sys
from pathlib import Path
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check, types
from proselint.tools import LintFile
phrases = json.loads(Path(sys.argv[2]).read_text())
check = Check(check_type=types.PreferredFormsSimple(items=phrases), path="replies.phrases", message="Say '{}', not '{}'.")
CheckRegistry().register(check)
config = {"max_errors": 1000, "checks": {"replies": True}}
found = sum(len(LintFile(path).lint(config)) for path in sorted(Path(sys.argv[1]).iterdir()))
print(found, file=sys.stderr)
"""


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process."""
    start = time.perf_counter()
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start


def main() -> None:
    """Print the medians and their ratios to proselint's."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("phrases", type=Path)
    parser.add_argument("--rounds", type=int, default=11)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "SAVEFACE_CACHE": os.environ.get("SAVEFACE_CACHE", home)}
        saveface = [sys.executable, "-m", "saveface", "check", str(given.folder), "--isolated", "--format", "concise"]
        commands = {"saveface --no-cache": [*saveface, "--no-cache"], "saveface from its cache": saveface}
        if importlib.util.find_spec("proselint"):
            commands = {"proselint's API": [sys.executable, "-c", PROSELINT, str(given.folder), str(given.phrases)], **commands}
        for command in commands.values():  # lexicons are compiled, results kept
            seconds(command, environment)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.rounds):
            for name, command in commands.items():
                times[name].append(seconds(command, environment))
    base = statistics.median(next(iter(times.values())))
    for name, taken in times.items():
        print(f"{name:26} {statistics.median(taken) * 1000:7.0f} ms   {statistics.median(taken) / base:.2f} ×")


if __name__ == "__main__":
    main()
