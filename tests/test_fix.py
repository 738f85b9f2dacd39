"""--fix and --diff: what is replaced, and that nothing else of a file changes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saveface.config.find import nearest
from saveface.config.load import load
from saveface.fix import fix
from saveface.options import Options
from saveface.plan import Plan
from saveface.session import Session

VOCABULARY = """\
forbid:
  - {say: =ticket, instead: case}
  - {say: =docket, instead: "the \\"case\\" & co"}
  - {say: =loop, instead: a loop}
  - {say: please wait, instead: "please wait until [time]"}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose configuration forbids some words."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "ours" / "en").mkdir(parents=True)
    (folder / "ours" / "en" / "vocabulary.yaml").write_text(VOCABULARY, "utf-8")
    (folder / "saveface.toml").write_text('lexicons = ["ours"]\nselect = ["vocabulary"]\n', "utf-8")
    nearest.cache_clear()
    load.cache_clear()
    return folder


def run(folder: Path, *arguments: str, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "saveface", *arguments], cwd=folder, input=stdin, capture_output=True, check=False)


FILES = {
    "a.txt": ("\ufeffYour ticket 🎫 is open.\r\nTicket closed.\n", "\ufeffYour case 🎫 is open.\r\nCase closed.\n"),
    "a.md": (
        "---\nticket: 1\n---\n# Ticket\n\nYour *ticket*  is `ticket`.\n",
        "---\nticket: 1\n---\n# Case\n\nYour *case*  is `ticket`.\n",
    ),
    "a.json": (
        '{ "ticket" :\t["Your \\u0074icket.", "A docket\\n"],\r\n "n": 1.0}',
        '{ "ticket" :\t["Your case.", "A the \\"case\\" & co\\n"],\r\n "n": 1.0}',
    ),
    "a.yaml": (
        "# ticket\na: 'It''s a ticket. A ticket''s here'  # ticket\nb: |\n  The ticket\n   is open.\nc: [ ticket ,\"x\"]\n",
        "# ticket\na: 'It''s a case. A ticket''s here'  # ticket\nb: |\n  The case\n   is open.\nc: [ case ,\"x\"]\n",
    ),
    "a.csv": ('id;reply\r\n1;"The ticket ""x"" is; open"\r\n2; a ticket \r\n', 'id;reply\r\n1;"The case ""x"" is; open"\r\n2; a case \r\n'),
    "a.po": (
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n#. ticket\nmsgid "ticket"\nmsgstr "Your \\"ticket\\" is "\n"a ticket."\n',
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n#. ticket\nmsgid "ticket"\nmsgstr "Your \\"case\\" is "\n"a case."\n',
    ),
    "a.html": (
        "<p class='ticket'>Your&nbsp;ticket &amp; a docket</p>\n",
        "<p class='ticket'>Your&nbsp;case &amp; a the \"case\" &amp; co</p>\n",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_every_format_keeps_all_but_the_words(home: Path, name: str) -> None:
    before, after = FILES[name]
    path = home / name
    path.write_bytes(before.encode())
    try:
        shown = run(home, "check", name, "--diff")
        assert shown.returncode == 1 and path.read_bytes() == before.encode()
        assert shown.stdout.startswith(f"--- {name}".encode())
        done = run(home, "check", name, "--fix")
        assert path.read_bytes().decode() == after, done.stderr.decode()
        assert b"Fixed" in done.stdout
        again = run(home, "check", name, "--fix")
        assert path.read_bytes().decode() == after and b"Fixed" not in again.stdout
        assert run(home, "check", name, "--diff").returncode == 0
        assert not list(home.glob(".*"))
    finally:
        path.unlink()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "windows-1251", "utf-32"])
def test_encodings_and_marks_stay(home: Path, encoding: str) -> None:
    text = "Your ticket: ёж. 1\r\n" if encoding != "gb18030" else "Your ticket: 您好。\r\n"
    data = text.encode(encoding)
    path = home / "e.txt"
    path.write_bytes(data)
    run(home, "check", "e.txt", "--fix", "--encoding", encoding)
    assert path.read_bytes() == text.replace("ticket", "case").encode(encoding)
    path.unlink()


def test_permissions_and_links_stay(home: Path) -> None:
    path = home / "p.txt"
    path.write_text("A ticket.\n", "utf-8")
    path.chmod(0o640)
    link = home / "l.txt"
    link.symlink_to(path)
    run(home, "check", "l.txt", "--fix")
    assert link.is_symlink() and path.read_text("utf-8") == "A case.\n" and path.stat().st_mode & 0o777 == 0o640
    link.unlink()
    path.unlink()


def test_what_needs_a_person_is_left_alone(home: Path) -> None:
    path = home / "b.txt"
    path.write_text("Please wait.\n", "utf-8")
    done = run(home, "check", "b.txt", "--fix", "--unsafe-fixes")
    assert path.read_text("utf-8") == "Please wait.\n" and done.returncode == 1
    assert b"1 need a person to fill in what stands in [brackets]; such suggestions are never applied" in done.stdout
    path.unlink()


def test_a_fix_that_would_be_found_fault_with_is_not_applied(home: Path) -> None:
    path = home / "c.txt"
    path.write_text("A loop and a ticket.\n", "utf-8")
    run(home, "check", "c.txt", "--fix")
    assert path.read_text("utf-8") == "A loop and a case.\n"
    path.unlink()


def test_standard_input_is_written_to_standard_output(home: Path) -> None:
    done = run(home, "check", "-", "--fix", stdin="Your ticket 🎫.\r\n".encode())
    assert done.stdout == "Your case 🎫.\r\n".encode() and b"Fixed 1 finding" in done.stderr
    clean = run(home, "check", "-", "--fix", stdin=b"Fine.\r\n")
    assert clean.stdout == b"Fine.\r\n"
    json = run(home, "check", "-", "--fix", "--stdin-filename", "x.json", stdin=b'{"ticket": "ticket"}')
    assert json.stdout == b'{"ticket": "case"}'


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_changes_nothing(home: Path) -> None:
    folder = home / "locked"
    folder.mkdir()
    (folder / "x.txt").write_text("A ticket.\n", "utf-8")
    folder.chmod(0o500)
    done = run(home, "check", "locked/x.txt", "--fix")
    folder.chmod(0o700)
    assert done.returncode == 2 and b"cannot be written" in done.stderr
    assert (folder / "x.txt").read_text("utf-8") == "A ticket.\n"


word = st.sampled_from(
    ["ticket", "Ticket", "a", "the ticket", "docket", "您好", "😀", "привет", "loop", ",", ".", "\u2028", "é", "e\u0301"]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(word, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
def test_fixing_twice_is_fixing_once_and_the_rest_stays(home: Path, words: list[str], end: str, mark: bool) -> None:
    text = ("\ufeff" if mark else "") + end.join(" ".join(words[n : n + 4]) for n in range(0, len(words), 4)) + end
    session = Session(Plan(Options(config=str(home / "saveface.toml"))), cache=False)
    path = str(home / "h.txt")
    once = session.fixed(path, text.encode())
    assert session.fixed(path, once.data).data == once.data
    rest = re.sub(r"\b[Tt]icket\b|\bdocket\b", "", text)
    assert re.sub(r"the \"case\" & co|\b[Cc]ase\b|\b[Tt]icket\b|\bdocket\b", "", once.data.decode()) == rest


def test_without_anything_to_fix_the_bytes_are_the_same(home: Path) -> None:
    session = Session(Plan(Options(config=str(home / "saveface.toml"))), cache=False)
    data = b"\xef\xbb\xbfFine.\r\n"
    assert session.fixed(str(home / "x.txt"), data).data == data
    assert callable(fix)
