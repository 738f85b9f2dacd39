"""A baseline knows what a library has: by file, reply, rule and text, not by line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from saveface import SavefaceError
from saveface.baseline import NAME, Baseline, Entry, digest, read

LIBRARY = """\
late: "I'm sorry you feel that way. The right size leaves today."
rule: "This is our policy."
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "saveface", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "a.yaml").write_text(LIBRARY, "utf-8")
    (tmp_path / "replies" / "b.txt").write_text("Calm down, please.\n", "utf-8")
    return tmp_path


def left(folder: Path) -> list[str]:
    rows = json.loads(run(folder, "check", "replies", "--baseline", NAME, "--format", "json").stdout)
    return [row["rule"] for row in rows]


def test_what_is_known_is_not_told_until_its_reply_changes(library: Path) -> None:
    made = run(library, "baseline", "replies")
    assert made.returncode == 0 and "3 entries (3 new" in made.stdout, made.stderr
    assert left(library) == []
    path = library / "replies" / "a.yaml"
    path.write_text("# a comment\n\nnew: Hello.\n" + LIBRARY, "utf-8")  # lines move, replies stay
    assert left(library) == []
    path.write_text(LIBRARY.replace("This is our policy.", "Well, this is our policy."), "utf-8")
    assert left(library) == ["policy/shield"]
    told = run(library, "check", "replies", "--baseline", NAME)
    assert "1 entries hold no longer" in told.stderr and "2 suppressed" in told.stdout
    log = json.loads(run(library, "check", "replies", "--baseline", NAME, "--format", "sarif").stdout)
    assert [r["suppressions"][0]["kind"] for r in log["runs"][0]["results"] if "suppressions" in r] == ["external", "external"]


def test_prune_takes_away_and_adds_nothing(library: Path) -> None:
    run(library, "baseline", "replies")
    (library / "replies" / "b.txt").unlink()
    (library / "replies" / "a.yaml").write_text(LIBRARY.replace("late:", "later:"), "utf-8")
    done = run(library, "baseline", "replies", "--prune")
    assert "1 entries (0 new, 2 taken away; there were 3)" in done.stdout, done.stderr
    assert left(library) == ["pseudo-apology/feelings"]
    assert "2 entries (1 new" in run(library, "baseline", "replies").stdout
    assert left(library) == []


def test_entries_of_other_files_stay_and_the_file_is_the_same_again(library: Path) -> None:
    run(library, "baseline", "replies")
    before = (library / NAME).read_bytes()
    run(library, "baseline", "replies/b.txt")
    assert (library / NAME).read_bytes() == before
    (library / "saveface.toml").write_text('baseline = "known/list.json"\n')
    (library / "known").mkdir()
    assert "known/list.json: 3 entries" in run(library, "baseline", "replies").stdout.replace("\\", "/")
    assert run(library, "check", "replies").returncode == 0
    assert {e.file for e in read(str(library / "known" / "list.json")).entries} == {"../replies/a.yaml", "../replies/b.txt"}


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"version": 2, "entries": []}', b'{"version": 1, "entries": [{"file": "a"}]}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_baseline_is_one_line(library: Path, data: bytes) -> None:
    (library / NAME).write_bytes(data)
    done = run(library, "check", "replies", "--baseline", NAME)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and NAME in done.stderr and done.stdout == ""


def test_without_a_file_it_says_how_to_make_one(library: Path) -> None:
    assert "saveface baseline makes one" in run(library, "check", "replies", "--baseline", "nowhere.json").stderr
    assert run(library, "baseline", "replies", "--prune").returncode == 2
    with pytest.raises(SavefaceError):
        read(str(library / "nowhere.json"))


def test_it_reads_what_it_writes(tmp_path: Path) -> None:
    entries = {Entry("a/б.yaml", 'key "x"\n', "blame/wrong", digest("\ud800")), Entry("a/б.yaml", "", "blame/wrong", digest(""))}
    path = tmp_path / NAME
    path.write_bytes(Baseline(str(path), entries).dump())
    assert read(str(path)).entries == entries
    assert path.read_text("utf-8").count("\n") == 4
