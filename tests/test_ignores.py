"""Suppressions with a reason, in each format's own comment or key; one that suppresses nothing is told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BAD = "I'm sorry you feel that way. The right size leaves today."


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "saveface", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def found(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    rows = json.loads(run(folder, "check", ".", "--format", "json", *arguments).stdout)
    return [(row["record"], row["rule"]) for row in rows]


RULE = "pseudo-apology/feelings"
FILES = {
    "a.md": f"<!-- saveface: ignore {RULE} -- quoted by law -->\n{BAD}\n",
    "a.txt": f"<!-- saveface: ignore pseudo-apology -- quoted -->\n{BAD}\n",
    "a.html": f"<!-- saveface: ignore {RULE} -- quoted --><p>{BAD}</p>\n",
    "a.yaml": f'# saveface: ignore {RULE} -- quoted by law\nlate: "{BAD}"\n',
    "a.json": json.dumps({"late": {"text": BAD, "saveface": f"ignore {RULE} -- quoted by law"}}),
    "a.csv": f'id,reply,saveface\n1,"{BAD}",ignore {RULE} -- quoted by law\n',
    "a.po": f'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n#. saveface: ignore {RULE} -- quoted by law\nmsgid "late"\nmsgstr "{BAD}"\n',
}


@pytest.mark.parametrize("name", FILES)
def test_in_each_formats_own_way(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(FILES[name], "utf-8")
    assert found(tmp_path) == []
    assert "1 suppressed" in run(tmp_path, "check", name).stdout
    log = json.loads(run(tmp_path, "check", name, "--format", "sarif").stdout)
    (result,) = log["runs"][0]["results"]
    assert result["ruleId"] == RULE and result["suppressions"][0]["kind"] == "inSource"
    assert result["suppressions"][0]["justification"].startswith("quoted")
    # the reply gets better, the suppression stays
    path.write_text(FILES[name].replace(BAD, "We sent the wrong size."), "utf-8")
    ((_, rule),) = found(tmp_path)
    assert rule == "hygiene/unused-ignore"
    row = json.loads(run(tmp_path, "check", name, "--format", "json").stdout)[0]
    assert "saveface" in row["quote"] or "ignore" in row["quote"]
    assert run(tmp_path, "check", name).returncode == 1


def test_only_what_was_looked_for_can_be_without_use(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("<!-- saveface: ignore blame/wrong -- x -->\nHello.\n", "utf-8")
    assert found(tmp_path) == [("", "hygiene/unused-ignore")]
    assert found(tmp_path, "--select", "policy,hygiene") == []
    assert found(tmp_path, "--ignore", "blame") == []
    assert found(tmp_path, "--ignore", "hygiene") == []
    assert found(tmp_path, "--select", "blame,hygiene/unused-ignore") == [("", "hygiene/unused-ignore")]


def test_a_rule_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"<!-- saveface: ignore pseudo-apology/feeling -- x -->\n{BAD}\n", "utf-8")
    out = run(tmp_path, "check", "a.txt").stdout
    assert "did you mean 'pseudo-apology/feelings'?" in out and "Regret for the customer's feeling" in out


def test_its_title_is_in_the_files_language(tmp_path: Path) -> None:
    for text, title in [("您好。", "多余的忽略标记"), ("Добрый день.", "Пометка, которая ничего не скрывает")]:
        (tmp_path / "a.txt").write_text(f"<!-- saveface: ignore blame/wrong -- x -->\n{text}\n", "utf-8")
        assert title in run(tmp_path, "check", "a.txt").stdout


def test_it_holds_for_its_own_reply_only(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f'# saveface: ignore {RULE} -- x\none: "{BAD}"\ntwo: "{BAD}"\n', "utf-8")
    assert found(tmp_path) == [("two", RULE)]


def test_by_record_id_where_a_format_has_no_comments(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"one": BAD, "two": BAD, "six": "Fine."}), "utf-8")
    text = f'[[suppress]]\npaths = ["*.json"]\nrecords = ["one", "x*"]\nrules = ["{RULE}"]\nreason = "the form is the regulator\'s"\n'
    (tmp_path / "saveface.toml").write_text(text, "utf-8")
    assert found(tmp_path) == [("two", RULE)]
    log = json.loads(run(tmp_path, "check", ".", "--format", "sarif").stdout)
    assert [r["suppressions"] for r in log["runs"][0]["results"] if "suppressions" in r] == [
        [{"kind": "external", "justification": "the form is the regulator's"}]
    ]
    (tmp_path / "saveface.toml").write_text(text.replace('"one"', '"six"'), "utf-8")
    done = run(tmp_path, "check", ".")
    assert "saveface.toml:3: suppresses nothing in ./a.json" in done.stderr.replace("\\", "/")
