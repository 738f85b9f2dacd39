"""The hooks and the action: what pre-commit runs on a fresh repository, and what a pull request may not do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import REPOSITORY

HOOKS = yaml.safe_load((REPOSITORY / "pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text("utf-8"))


def test_two_hooks_for_texts_and_for_libraries() -> None:
    assert [hook["id"] for hook in HOOKS] == ["saveface", "saveface-replies"]
    for hook in HOOKS:
        assert hook["entry"].split()[:2] == ["saveface", "check"] and "--force-exclude" in hook["entry"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("replies/late.yaml", True),
        ("support/canned-responses/a.json", True),
        ("macros.csv", True),
        ("zendesk/macro_12.json", True),
        (".github/workflows/ci.yaml", False),
        ("package.json", False),
        ("src/replying/a.json", False),
    ],
)
def test_which_files_are_libraries_unless_told_otherwise(path: str, meant: bool) -> None:
    assert bool(re.search(HOOKS[1]["files"], path)) is meant


def test_the_action_puts_no_input_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_actions_script_runs(tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not here: GitHub runs the action's script with it")
    script = ACTION["runs"]["steps"][-1]["run"]
    home = tmp_path / "saveface" / "bin"
    home.mkdir(parents=True)
    (home / "saveface").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m saveface "$@"\n')
    (home / "saveface").chmod(0o755)
    (tmp_path / "a.txt").write_text("I'm sorry you feel that way.\n", "utf-8")
    environment = {
        **os.environ,
        "RUNNER_TEMP": str(tmp_path),
        "SAVEFACE_PATHS": "a.txt",
        "SAVEFACE_FORMAT": "github",
        "SAVEFACE_OUTPUT": "",
        "SAVEFACE_ARGS": "--min-severity error",
    }
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stdout.startswith("::error file=a.txt,line=1,"), done.stderr
    environment["SAVEFACE_OUTPUT"] = "report.sarif"
    environment["SAVEFACE_FORMAT"] = "sarif"
    subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (tmp_path / "report.sarif").stat().st_size > 100


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.slow
def test_pre_commit_on_a_fresh_repository(tmp_path: Path) -> None:
    """Installs this checkout as pre-commit does: a minute or two."""
    if shutil.which("git") is None:
        pytest.skip("git is not here: pre-commit works on repositories")
    if subprocess.run([sys.executable, "-m", "pre_commit", "--version"], capture_output=True, check=False).returncode:
        pytest.skip("pre-commit is not installed: pip install -e '.[dev]'")
    repository = tmp_path / "repository"
    (repository / "replies").mkdir(parents=True)
    (repository / "replies" / "a.yaml").write_text('late: "This is our policy."\n', "utf-8")
    (repository / "b.md").write_text("I'm sorry you feel that way.\n", "utf-8")
    (repository / "c.yaml").write_text("late: This is our policy.\n", "utf-8")
    git(repository, "init")
    git(repository, "add", ".")
    hooks = tmp_path / "hooks"  # a repository of this checkout as it stands, committed or not
    ignored = shutil.ignore_patterns(
        ".git", ".venv", "venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis", "*.so"
    )
    shutil.copytree(REPOSITORY, hooks, symlinks=True, ignore=ignored)
    git(hooks, "init")
    git(hooks, "add", "-A")
    git(hooks, "commit", "-m", "as it stands")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHONPATH", "SAVEFACE_"))}
    environment |= {"PRE_COMMIT_HOME": str(tmp_path / "home"), "SAVEFACE_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(hooks), "--ref", "HEAD", "--all-files", "--verbose"]
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    if "No matching distribution" in done.stdout or "Could not fetch" in done.stdout:
        pytest.skip("no package registry can be reached, and pre-commit installs a hook's dependencies from one")
    assert done.returncode == 1, done.stdout + done.stderr
    texts, replies = done.stdout.split("hook id: saveface-replies")
    assert "b.md:1:" in texts and "a.yaml" not in texts
    assert "a.yaml:1:" in replies and "policy/shield" in replies and "c.yaml" not in replies
