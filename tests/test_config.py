"""What a configuration says, whose word counts, and how its mistakes are told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from saveface import SavefaceError
from saveface.config.find import nearest
from saveface.config.load import for_folder, load
from saveface.config.patterns import fits
from saveface.config.schema import line_of


def write(folder: Path, text: str, name: str = "saveface.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    nearest.cache_clear()
    load.cache_clear()
    return path


def refused(folder: Path, text: str, name: str = "saveface.toml") -> str:
    path = write(folder, text, name)
    with pytest.raises(SavefaceError) as caught:
        load(str(path))
    return str(caught.value).replace(os.path.relpath(path), name)


WHOLE = """\
select = ["blame", "policy"]
ignore = ["blame/wrong"]
min-severity = "warning"
ui-language = "zh-hk"
fail-level = "error"
exclude = ["archive/"]

[severity]
policy = "warning"
"policy/terms" = "error"

[[overrides]]
paths = ["legal/**", "*.po"]
ignore = ["policy"]
language = "ru"
include-keys = ["**.text"]

[overrides.severity]
blame = "info"

[[overrides]]
paths = ["legal/old.yaml"]
select = ["blame"]
"""


def test_what_holds_for_a_file(tmp_path: Path) -> None:
    config = load(str(write(tmp_path, WHOLE)))
    plain = config.settings(str(tmp_path / "a.txt"))
    assert plain.select == ("blame", "policy") and plain.ignore == ("blame/wrong",) and plain.language is None
    assert (plain.min_severity, plain.ui_language) == ("warning", "zh-hk")
    legal = config.settings(str(tmp_path / "legal" / "new" / "b.yaml"))
    assert legal.ignore == ("blame/wrong", "policy") and legal.language == "ru" and legal.options == {"include": ("**.text",)}
    assert legal.severity[-1] == ("blame", "info")
    assert config.settings(str(tmp_path / "legal" / "old.yaml")).select == ("blame",)
    assert config.settings(str(tmp_path / "deep" / "x.po")).language == "ru"
    assert config.excluded(str(tmp_path / "archive" / "x" / "y.md")) and not config.excluded(str(tmp_path / "a.txt"))
    assert config.run("fail-level") == "error"


def test_pyproject_and_the_nearest_file(tmp_path: Path) -> None:
    write(tmp_path, '[tool.other]\nx = 1\n\n[tool.saveface]\nselect = ["blame"]\n', "pyproject.toml")
    (tmp_path / "a" / "b").mkdir(parents=True)
    found = for_folder(str(tmp_path / "a" / "b"))
    assert found is not None and found.settings(str(tmp_path / "a" / "x.txt")).select == ("blame",)
    write(tmp_path / "a", 'select = ["policy"]\n')
    found = for_folder(str(tmp_path / "a" / "b"))
    assert found is not None and found.settings(str(tmp_path / "a" / "x.txt")).select == ("policy",)


def test_a_pyproject_of_others_is_none_of_ours(tmp_path: Path) -> None:
    write(tmp_path, '[tool.ruff]\nextend-exclude = ["saveface"]\n', "pyproject.toml")
    assert nearest(str(tmp_path)) is None
    write(tmp_path, '[project]\nname = "x"\nbroken', "pyproject.toml")
    assert nearest(str(tmp_path)) is None


def test_extend_from_a_file_and_from_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "acme_replies"
    write(
        package,
        'select = ["blame"]\nignore = ["blame/wrong"]\n[severity]\nblame = "info"\n[[overrides]]\npaths = ["legal/**"]\nlanguage = "zh"\n',
    )
    (package / "__init__.py").write_text('raise RuntimeError("a configuration runs no code")\n')
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    write(tmp_path / "team", 'extend = "pkg:acme_replies"\nignore = []\n', "base.toml")
    config = load(str(write(tmp_path / "team" / "app", 'extend = "../base.toml"\n[severity]\n"blame/fault" = "error"\n')))
    settings = config.settings(str(tmp_path / "team" / "app" / "x.txt"))
    assert settings.select == ("blame",) and settings.ignore == ()
    assert settings.severity == (("blame", "info"), ("blame/fault", "error"))
    assert config.settings(str(tmp_path / "team" / "legal" / "x.txt")).language == "zh"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('# one\nselct = ["blame"]\n', "saveface.toml:2: unknown key 'selct'; did you mean 'select'?"),
        ("select = 3\n", "saveface.toml:1: 'select' wants a list of texts"),
        ('\n\nselect = ["blame/wrnog"]\n', "saveface.toml:3: unknown rule or family 'blame/wrnog'; did you mean 'blame/wrong'?"),
        ('[severity]\nblame = "high"\n', "saveface.toml:2: 'blame' is 'high'; known: info, warning, error"),
        ('[severity]\nx = "info"\n"blam" = "info"\n', "saveface.toml:2: unknown rule or family 'x'"),
        (
            '[[overrides]]\npaths = ["a"]\n\n[[overrides]]\npaths = ["b"]\nlangauge = "en"\n',
            "saveface.toml:6: unknown key 'langauge'; did you mean 'language'?",
        ),
        ('[[overrides]]\npaths = ["a"]\n[[overrides]]\nlanguage = "en"\n', "saveface.toml:3: an override wants paths"),
        ('[[overrides]]\npaths = ["a"]\nbaseline = "x"\n', "saveface.toml:3: unknown key 'baseline'"),
        ('[overrides]\npaths = ["a"]\n', "saveface.toml:1: this is written under [[overrides]]"),
        ('[[suppress]]\nrecords = ["a"]\n', "saveface.toml:1: a suppression wants records, like"),
        ('[[suppress]]\nrecords = ["a"]\nreason = "x"\nrules = ["blame/x"]\n', "saveface.toml:4: unknown rule or family 'blame/x'"),
        ('[[overides]]\npaths = ["a"]\n', "saveface.toml:1: unknown key 'overides'; did you mean 'overrides'?"),
        ('a = 1\nselect = ["x"\nb = 2', "saveface.toml:3: not TOML"),
        ('encoding = "utf-9"\n', "saveface.toml:1: unknown encoding 'utf-9'"),
        ('cache = "yes"\n', "saveface.toml:1: 'cache' wants true or false"),
        ('extend = "nowhere.toml"\n', "saveface.toml:1: nowhere.toml: no such file"),
        ('extend = "pkg:nowhere_at_all"\n', "saveface.toml:1: no package 'nowhere_at_all'"),
        ('extend = "saveface.toml"\n', "extends this file in turn"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_would_be_right(tmp_path: Path, text: str, told: str) -> None:
    assert told in refused(tmp_path, text)


def test_a_mistake_in_pyproject_has_its_own_line(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.saveface]\nselect = ["blame"]\n\n[[tool.saveface.overrides]]\npaths = ["a"]\nformt = "yaml"\n'
    assert refused(tmp_path, text, "pyproject.toml").startswith("pyproject.toml:9: unknown key 'formt'; did you mean 'format'?")


def test_the_line_of_a_key() -> None:
    text = '"a" = 1\n[t]\nb.c = 2\n[[l]]\n[[l]]\nd = 3\n[l.m]\ne = 4\n'
    assert [line_of(text, p) for p in [("a",), ("t", "b", "c"), ("l", 1, "d"), ("l", 1, "m", "e"), ("l", 0)]] == [1, 3, 6, 8, 4]


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("*.md", "a/b/c.md", True),
        ("*.md", "c.mdx", False),
        ("/*.md", "a/c.md", False),
        ("archive/", "x/archive/y/z.txt", True),
        ("archive/", "archived/z.txt", False),
        ("a/**/z.txt", "a/z.txt", True),
        ("a/**/z.txt", "a/b/c/z.txt", True),
        ("a/*/z.txt", "a/b/c/z.txt", False),
        ("legal/**", "legal/a/b", True),
        ("legal/**", "x/legal/a", False),
        ("[ab]?.txt", "b1.txt", True),
        ("[!ab].txt", "b.txt", False),
        ("回复/*.txt", "回复/一.txt", True),
        ("a+(b).txt", "a+(b).txt", True),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, path: str, meant: bool) -> None:
    assert bool(fits(str(tmp_path / path), str(tmp_path), (pattern,))) is meant


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "saveface", *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


BAD = "I'm sorry you feel that way. The right size leaves today.\n"


def test_check_follows_it_and_the_command_line_goes_first(tmp_path: Path) -> None:
    write(tmp_path, 'exclude = ["old/"]\n[[overrides]]\npaths = ["quiet/"]\nignore = ["pseudo-apology"]\n')
    for name in ("a.txt", "quiet/b.txt", "old/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BAD, "utf-8")
    done = run(tmp_path, "check", ".", "--format", "concise")
    assert "a.txt:1:5:" in done.stdout and "b.txt" not in done.stdout and "c.txt" not in done.stdout
    assert "c.txt:1:5:" in run(tmp_path, "check", "old/c.txt", "--format", "concise").stdout
    assert run(tmp_path, "check", "old/c.txt", "--force-exclude").returncode == 0
    assert run(tmp_path, "check", "a.txt", "--ignore", "pseudo-apology/feelings").returncode == 0
    assert "b.txt" in run(tmp_path, "check", "quiet", "--isolated", "--format", "concise").stdout
    assert run(tmp_path, "check", "a.txt", "--config", "nowhere.toml").returncode == 2


def test_a_severity_decides_the_exit_code(tmp_path: Path) -> None:
    write(tmp_path, '[severity]\n"pseudo-apology/feelings" = "info"\n')
    (tmp_path / "a.txt").write_text(BAD, "utf-8")
    done = run(tmp_path, "check", "a.txt", "--format", "concise")
    assert done.returncode == 0 and " info pseudo-apology/feelings" in done.stdout
    write(tmp_path, 'fail-level = "info"\n[severity]\npseudo-apology = "info"\n')
    assert run(tmp_path, "check", "a.txt").returncode == 1


def test_a_wrong_configuration_is_one_line_and_exit_2(tmp_path: Path) -> None:
    write(tmp_path, 'selct = ["blame"]\n')
    (tmp_path / "a.txt").write_text(BAD, "utf-8")
    done = run(tmp_path, "check", "a.txt")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == "saveface: saveface.toml:1: unknown key 'selct'; did you mean 'select'?\n"


def test_config_says_what_holds_and_why(tmp_path: Path) -> None:
    write(tmp_path, WHOLE)
    out = run(tmp_path, "config", "legal/old.yaml").stdout
    assert "select         blame  (saveface.toml:23; its paths legal/old.yaml)" in out
    assert "saveface.toml:2)" in out and "saveface.toml:14; its paths legal/**, *.po)" in out
    assert "cache          true  (default)" in out
    rules = {line.split()[0]: line.split()[1] for line in out.split("Rules:\n")[1].splitlines()}
    assert rules["blame/fault"] == "off" and rules["policy/terms"] == "off"
    assert "excluded by 'archive/'" in run(tmp_path, "config", "archive/x.txt").stdout


def test_init_looks_at_what_is_there(tmp_path: Path) -> None:
    for name, text in {
        "replies/a.yaml": "late: Thank you.\n",
        "replies/b.md": "Hello.\n",
        "notes.txt": "x\n",
        "package.json": "{}\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = run(tmp_path, "init")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "saveface.toml").read_text("utf-8")
    assert 'include = ["/*.txt", "replies/**/*.md", "replies/**/*.yaml"]' in text
    assert run(tmp_path, "check", ".").returncode == 0
    again = run(tmp_path, "init")
    assert again.returncode == 2 and "--force" in again.stderr
    # every key that it offers is one that is taken
    lines = [line[2:] if line.startswith("# ") and ("=" in line or "[" in line) else line for line in text.splitlines()]
    offered = "\n".join(
        line for line in lines if not line.startswith(("What", "Files", "Rules", "Other", "extend", "lexicons")) or " = " in line
    )
    offered = "\n".join(
        line for line in offered.splitlines() if not line.startswith(("extend", "lexicons", "What", "Files", "Rules", "Other"))
    )
    load(str(write(tmp_path / "all", offered)))
