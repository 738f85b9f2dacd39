"""The command line as a user meets it: output, exit codes, bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BAD = "I'm sorry you feel that way. The parcel leaves today.\n"
GOOD = "I'm sorry we sent the wrong size; the right one leaves today.\n"


def run(*arguments: str, stdin: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-m", "saveface", *arguments], input=stdin, capture_output=True, env=env, check=False)


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text(BAD, "utf-8")
    (tmp_path / "sub" / "b.md").write_text(GOOD, "utf-8")
    (tmp_path / "c.py").write_text(BAD, "utf-8")
    return tmp_path


def test_a_folder(drafts: Path) -> None:
    done = run("check", str(drafts))
    out = done.stdout.decode()
    assert done.returncode == 1
    assert "a.txt:1:" in out and "pseudo-apology/feelings" in out and "^^^" in out and "→" in out
    assert "c.py" not in out
    assert "2 texts checked" in out


def test_clean_and_exit_zero(drafts: Path) -> None:
    assert run("check", str(drafts / "sub")).returncode == 0
    assert run("check", "--exit-zero", str(drafts)).returncode == 0


def test_standard_input_and_json() -> None:
    done = run("check", "-", "--format", "json", stdin=BAD.encode())
    (finding, *_) = json.loads(done.stdout)
    assert finding["file"] == "<stdin>"
    assert finding["rule"] == "pseudo-apology/feelings"
    assert BAD[finding["start"] : finding["end"]] == finding["quote"]
    lines = run("check", "-", "--format", "json-lines", stdin=BAD.encode()).stdout.decode().splitlines()
    assert json.loads(lines[0]) == finding


def test_json_is_a_list_also_when_clean() -> None:
    assert json.loads(run("check", "-", "--format", "json", stdin=GOOD.encode()).stdout) == []


def test_concise_is_a_line_a_finding(drafts: Path) -> None:
    out = run("check", str(drafts / "a.txt"), "--format", "concise").stdout.decode().splitlines()
    assert out[0].startswith(f"{drafts / 'a.txt'}:1:5: error pseudo-apology/feelings ")


def test_select_ignore_and_levels(drafts: Path) -> None:
    path = str(drafts / "a.txt")
    assert run("check", path, "--select", "blame,policy/shield").returncode == 0
    assert run("check", path, "--ignore", "pseudo-apology").returncode == 0
    vague = b"We will answer as soon as possible.\n"
    assert run("check", "-", stdin=vague).returncode == 0
    assert run("check", "-", "--fail-level", "info", stdin=vague).returncode == 1
    assert b"Nothing found" in run("check", "-", "--min-severity", "warning", stdin=vague).stdout


def test_unknown_rule_names_the_nearest(drafts: Path) -> None:
    done = run("check", str(drafts), "--select", "blame/wrnog")
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and done.stdout == b""
    assert b"did you mean 'blame/wrong'?" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("很遗憾您有这样的感受。", "gb18030"),
        ("很遺憾您有這樣的感受。", "big5"),
        ("Жаль, что вы так это восприняли.", "windows-1251"),
    ],
)
def test_other_encodings_are_named_not_guessed(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode(encoding))
    refused = run("check", str(path))
    assert refused.returncode == 2
    assert f"--encoding {encoding}" in refused.stderr.decode()
    read = run("check", str(path), "--encoding", encoding)
    assert read.returncode == 1
    assert "pseudo-apology/feelings" in read.stdout.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_honoured(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(BAD.encode(encoding))
    done = run("check", str(path), "--format", "json")
    (finding, *_) = json.loads(done.stdout)
    assert finding["column"] == 5


def test_unreadable_things_are_one_line_each_and_the_rest_is_checked(drafts: Path) -> None:
    (drafts / "empty").mkdir()
    (drafts / "x.bin").write_bytes(b"\x89PNG\x00\x00\xff\xfe\xfa" * 50)
    done = run("check", str(drafts / "nowhere.txt"), str(drafts / "empty"), str(drafts / "x.bin"), str(drafts / "a.txt"))
    errors = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert [e.split(": ")[0] for e in errors] == ["saveface"] * 3
    assert "no such file" in errors[0] and "no drafts in this folder" in errors[1] and "binary" in errors[2]
    assert "pseudo-apology/feelings" in done.stdout.decode()
    assert "3 could not be read" in done.stdout.decode()


BROKEN = {
    "half.json": b'{"a": "x", "b": ["y"',
    "tab.yaml": b"a:\n\tb: x\n",
    "bomb.yaml": b"a: &a [x, x]\n"
    + b"".join(b"%c: &%c [*%c, *%c, *%c, *%c]\n" % (c, c, c - 1, c - 1, c - 1, c - 1) for c in range(98, 122)),
    "deep.json": b"[" * 10_000 + b"]" * 10_000,
    "wrong.po": b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=windows-1251\\n"\n\nmsgid "a"\nmsgstr "\xd0\xb0"\n',
    "wrong.txt": b"\xff\xfe\xfa",
}


def test_broken_files_are_one_line_each_and_the_others_are_checked(tmp_path: Path) -> None:
    for name, data in BROKEN.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "z.yaml").write_text(f"late: {BAD}", "utf-8")
    done = run("check", str(tmp_path), "--format", "json")
    errors = done.stderr.decode().splitlines()
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert sorted(Path(e.removeprefix("saveface: ").split(":")[0]).name for e in errors) == sorted(BROKEN)
    assert [Path(row["file"]).name for row in json.loads(done.stdout)] == ["z.yaml"]


def test_a_report_is_written_whole_or_not_at_all(drafts: Path) -> None:
    out = drafts / "report.json"
    done = run("check", str(drafts / "a.txt"), "--format", "json", "--output", str(out))
    assert done.returncode == 1 and done.stdout == b"" and json.loads(out.read_bytes())
    out.write_text("what was there", "utf-8")
    assert run("check", str(drafts / "a.txt"), "--select", "nonsense", "--output", str(out)).returncode == 2
    assert out.read_text("utf-8") == "what was there"
    missing = run("check", str(drafts / "a.txt"), "--output", str(drafts / "nowhere" / "x"))
    assert missing.returncode == 2 and b"cannot be written" in missing.stderr
    assert {path.name for path in drafts.iterdir()} == {"a.txt", "c.py", "sub", "report.json"}


def test_statistics(drafts: Path) -> None:
    out = run("check", str(drafts), "--statistics").stdout.decode().splitlines()
    assert out[0].split()[:3] == ["1", "pseudo-apology/feelings", "error"] and "2 texts checked" in out[1]
    assert json.loads(run("check", str(drafts), "--statistics", "--format", "json").stdout)[0]["count"] == 1


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\x00 hello \x00", "\ufeff".encode(), "🙂".encode()])
def test_little_or_nothing_is_clean(data: bytes) -> None:
    done = run("check", "-", stdin=data)
    assert (done.returncode, done.stderr) == (0, b"")


def test_nul_bytes_do_not_hide_a_finding() -> None:
    done = run("check", "-", "--format", "json", stdin=b"\x00Hi.\x00 I'm sorry you feel that way. The parcel leaves today.")
    assert json.loads(done.stdout)[0]["quote"].startswith("sorry you feel")


def test_colour_only_on_a_terminal(drafts: Path) -> None:
    assert b"\x1b[" not in run("check", str(drafts)).stdout


def test_rules_and_explain() -> None:
    listed = run("rules").stdout.decode()
    assert "blame/should-have" in listed
    table = run("rules", "--coverage").stdout.decode()
    assert "missing" not in table
    page = run("explain", "blame/should-have").stdout.decode()
    assert "[en]" in page and "[zh]" in page and "[ru]" in page and "Exceptional Service" in page
    wrong = run("explain", "blame/shuld-have")
    assert wrong.returncode == 2 and b"did you mean 'blame/should-have'?" in wrong.stderr


def test_interface_language(drafts: Path) -> None:
    page = run("check", str(drafts / "a.txt"), "--ui-language", "ru").stdout.decode()
    assert "ошибка" in page and "почему" in page
    own = run("check", "-", stdin="很遺憾您有這樣的感受。".encode()).stdout.decode()
    assert "錯誤" in own and "错误" not in own


def test_a_draft_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom saveface import Linter\nl = Linter()\n"
        "assert l.check(\"I'm sorry you feel that way.\") and l.check('这是我们的规定。') and l.check('Таковы правила компании.')\n"
        "heavy = {'spacy', 'jieba', 'opencc', 'numpy', 'yaml', 'pymorphy3', 'lemminflect', 'click'} & set(sys.modules)\nassert not heavy, heavy"
    )
    run("rules")  # the lexicons are compiled by now
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_explain_match_shows_how_a_draft_was_read() -> None:
    out = run("check", "-", "--explain-match", "--exit-zero", stdin=BAD.encode()).stdout.decode()
    assert "clause (en): I'm sorry you feel that way" in out, "what a clause was read as"
    assert "match: pseudo-apology/feelings" in out and "feelings.yaml:" in out, "which phrase of which file"
    assert "weighed:" in out and "convicted: $pseudo-apology" in out, "which cues convicted"


def test_a_line_of_megabytes_is_read_to_its_end() -> None:
    line = "The parcel left our warehouse on Monday and is with the courier. " * 20_000 + BAD
    (finding,) = (f for f in json.loads(run("check", "-", "--format", "json", "--ignore", "reply", stdin=line.encode()).stdout))
    assert finding["rule"] == "pseudo-apology/feelings" and line[finding["start"] : finding["end"]] == finding["quote"]
