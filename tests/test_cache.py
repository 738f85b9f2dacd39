"""Results of unchanged files come from a cache; nothing that matters goes unnoticed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from saveface.cache import Cache
from saveface.config.settings import DEFAULT
from saveface.lexicon import store
from saveface.options import Options
from saveface.plan import Plan
from saveface.session import Session

LIBRARY = '# saveface: ignore blame/wrong -- x\na: "I\'m sorry you feel that way. 😀"\nb: >\n  This is\n  our policy.\nc: 您好，这是公司的规定。\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(store, "cache_folder", lambda: str(tmp_path / "cache"))
    (tmp_path / "a.yaml").write_text(LIBRARY, "utf-8")
    return tmp_path


def rows(folder: Path) -> int:
    with sqlite3.connect(folder / "cache" / "results.sqlite3") as connection:
        return int(connection.execute("SELECT count(*) FROM results").fetchone()[0])


def check(folder: Path, options: Options | None = None) -> tuple[object, ...]:
    session = Session(Plan(options or Options()))
    (checked,) = session.check([str(folder / "a.yaml")])
    session.close()
    return checked.text, checked.located, checked.replies, checked.suppressed, checked.skipped


def test_what_is_kept_is_what_was_found(folder: Path) -> None:
    first = check(folder)
    assert first[1] and rows(folder) == 1
    assert check(folder) == first and rows(folder) == 1
    assert os.stat(folder / "cache" / "results.sqlite3").st_mode & 0o077 == 0


def test_a_kept_result_is_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check(folder)
    monkeypatch.setattr("saveface.session.examine", lambda *_: pytest.fail("checked again"))
    check(folder)


def test_content_settings_and_version_make_another_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache()
    key = cache.key("a.yaml", b"x", DEFAULT)
    others = {
        cache.key("a.yaml", b"y", DEFAULT),
        cache.key("b.yaml", b"x", DEFAULT),
        cache.key("a.yaml", b"x", DEFAULT._replace(ignore=("blame",))),
        cache.key("a.yaml", b"x", DEFAULT._replace(severity=(("blame", "info"),))),
        cache.key("a.yaml", b"x", DEFAULT._replace(options={"include": ("a",)})),
    }
    monkeypatch.setattr(store, "mark", lambda: b"another version")
    assert len(others | {key, Cache().key("a.yaml", b"x", DEFAULT)}) == 7
    before = check(folder)
    assert check(folder, Options(ignore=("pseudo-apology",)))[1] != before[1]


@pytest.mark.parametrize("data", [b"no database at all" * 99, b"SQLite format 3\0" + b"\xff" * 999, b""])
def test_a_damaged_file_is_made_anew(folder: Path, data: bytes) -> None:
    first = check(folder)
    (folder / "cache" / "results.sqlite3").write_bytes(data)
    assert check(folder) == first
    assert check(folder) == first and rows(folder) == 1


def test_where_nothing_can_be_kept_the_check_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "cache").write_text("a file, not a folder")
    assert check(folder)[1]
    assert "results are not kept" in capsys.readouterr().err


def test_runs_side_by_side_share_it(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"r{number}.yaml").write_text(LIBRARY.replace("policy", f"policy {number}"), "utf-8")
    (tmp_path / "home").mkdir()
    environment = {**os.environ, "SAVEFACE_CACHE": store.cache_folder()}
    check(tmp_path)
    command = [sys.executable, "-m", "saveface", "check", ".", "--format", "json"]
    runs = [subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    outputs = {run.communicate()[0] for run in runs}
    assert len(outputs) == 1 and {run.returncode for run in runs} == {1}
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert again.stdout in outputs
