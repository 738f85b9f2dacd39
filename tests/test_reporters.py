"""Every report of one file in three languages, with emoji and CRLF, beside what it is meant to be.

``UPDATE_GOLDEN=1 python -m pytest tests/test_reporters.py`` writes the golden files anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import HERE
from saveface import Finding, Suggestion
from saveface.reporters import FORMATS, reporter
from saveface.reporters.place import Checked, Edit, Located, Suppressed, utf8, utf16
from saveface.reporters.statistics import report as statistics

GOLDEN = HERE / "golden" / "reporters"
SCHEMA = json.loads((HERE / "schemas" / "sarif-schema-2.1.0.json").read_text("utf-8"))
TEXT = (GOLDEN / "input.txt").read_bytes().decode()


def located(
    text: str, rule: str, severity: str, quote: str, language: str, nth: int = 0, instead: str = "", blanks: bool = False
) -> Located:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    end = start + len(quote)
    suggestions = (Suggestion(instead, start, end, blanks), Suggestion("A whole other reply, [time].", None, None, True)) if instead else ()
    finding = Finding(rule, severity, start, end, quote, f"Title: of “{rule}”, 100 %", "Why\nso & <so>.", suggestions, language, language)
    edits = tuple(None if s.start is None else Edit(start, end, None if s.blanks else s.text) for s in suggestions)
    return Located(finding, "", start, end, edits, "")


def texts() -> list[Checked]:
    """The golden input; a library with two replies, one clean; a clean file; and one that could not be read."""
    found = [
        located(
            TEXT, "pseudo-apology/feelings", "error", "sorry you feel that way", "en", instead="sorry about [what happened]", blanks=True
        ),
        located(TEXT, "policy/shield", "error", "Per our policy", "en", instead="As things stand"),
        located(TEXT, "policy/shield", "error", "这是公司的规定", "zh", instead="原因是这样的"),
        located(TEXT, "policy/powerless", "warning", "我也没有办法。\r\n\r\nЗдравствуйте", "zh"),
        located(TEXT, "certainty/stalling", "info", "жидайте ответа", "ru"),
        located(TEXT, "certainty/stalling", "info", "жидайте ответа", "ru", nth=1),
    ]
    hidden = Suppressed(located(TEXT, "blame/wrong", "error", "Dana", "en"), "inSource", "her name")
    source = '{"late": "Please wait &amp; wait."}\n'
    inside = located(source, "certainty/stalling", "warning", "wait &amp; wait", "en")._replace(key="late")
    return [
        Checked("replies/input.txt", TEXT, located=found, suppressed=[hidden]),
        Checked("replies/a b,c:d.json", source, located=[inside], replies=["early", "late"], skipped=["de"]),
        Checked("replies/hint.txt", "Please wait\n", located=[located("Please wait\n", "certainty/stalling", "info", "wait", "en")]),
        Checked("replies/fine.txt", "Thank you!\n"),
        Checked("replies/broken.yaml", "", error="replies/broken.yaml:3: not YAML: a tab; indent with spaces", replies=()),
    ]


def report(name: str, what: list[Checked] | None = None) -> str:
    return "".join(reporter(name)(texts() if what is None else what, False))


def stable(name: str, out: str) -> str:
    """SARIF's rule texts are the lexicons' and have no place in a golden file."""
    if name != "sarif":
        return out
    log = json.loads(out)
    driver = log["runs"][0]["tool"]["driver"]
    driver["rules"] = [rule["id"] for rule in driver["rules"]]
    driver["semanticVersion"] = "…"
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str) -> None:
    path = GOLDEN / f"{name}.out"
    out = stable(name, report(name)).encode()
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(out)
    assert out == path.read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_checked_and_nothing_found_are_whole_reports(name: str) -> None:
    for what in ([], [Checked("a.txt", "")]):
        out = report(name, what)
        if "json" in name or name in ("sarif", "gitlab"):
            assert name == "json-lines" or json.loads(out) is not None
        elif name in ("junit", "checkstyle"):
            ElementTree.fromstring(out)
        else:
            assert out == ""


def test_sarif_validates_and_says_what_services_ask_for() -> None:
    log = json.loads(report("sarif"))
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        region = result["locations"][0]["physicalLocation"]["region"]
        if "input" in result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]:
            cut = TEXT[region["charOffset"] : region["charOffset"] + region["charLength"]]
            assert cut == region["snippet"]["text"]
    for rule in rules:
        assert rule["help"]["text"] and rule["help"]["markdown"] and rule["shortDescription"]["text"]
    assert [r["suppressions"] for r in run["results"] if "suppressions" in r] == [[{"kind": "inSource", "justification": "her name"}]]
    assert any("fixes" in r for r in run["results"]) and not run["invocations"][0]["executionSuccessful"]


def marks(name: str, what: list[Checked]) -> list[str]:
    data: Any = json.loads(report(name, what))
    return (
        [row["fingerprint"] for row in data]
        if name == "gitlab"
        else [r["partialFingerprints"]["saveface/v1"] for r in data["runs"][0]["results"]]
    )


@pytest.mark.parametrize("name", ["gitlab", "sarif"])
def test_fingerprints_are_distinct_and_stay_when_lines_move(name: str) -> None:
    before = marks(name, texts())
    assert len(set(before)) == len(before)
    shift = len("A new line.\r\n\r\n")
    moved = texts()
    first = moved[0]
    items = [item._replace(start=item.start + shift, end=item.end + shift) for item in first.located]
    moved[0] = Checked(first.path, "A new line.\r\n\r\n" + first.text, located=items, suppressed=first.suppressed)
    assert marks(name, moved) == before


def test_columns_are_counted_as_each_target_counts() -> None:
    at = TEXT.index("sorry")
    before = TEXT[:at]
    line = json.loads(report("rdjson"))["diagnostics"][0]["location"]["range"]["start"]["column"]
    assert line == len(before.encode()) + 1
    assert f"col={len(before.encode('utf-16-le')) // 2 + 1}," in report("github").splitlines()[0]
    assert json.loads(report("json"))[0]["column"] == len(before) + 1
    assert f'column="{len(before) + 1}"' in report("checkstyle")


_TESTCASE = {"skipped", "error", "failure", "system-out", "system-err"}
_NEEDED = {
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name"},
    "testsuites": set(),
    "failure": set(),
    "error": set(),
    "system-out": set(),
}
_ALLOWED: dict[str, set[str]] = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file"},
    "testcase": {"name", "classname", "time"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "system-out": set(),
}


def nodes(root: ElementTree.Element) -> Iterable[tuple[str, ElementTree.Element]]:
    for child in root:
        yield root.tag, child
        yield from nodes(child)


def test_junit_is_what_jenkins_and_surefire_take() -> None:
    root = ElementTree.fromstring(report("junit"))
    assert root.tag == "testsuites"
    above = {"testsuite": "testsuites", "testcase": "testsuite", "failure": "testcase", "error": "testcase", "system-out": "testcase"}
    for parent, node in nodes(root):
        assert above[node.tag] == parent
        assert _NEEDED[node.tag] <= set(node.attrib) <= _ALLOWED[node.tag]
        if node.tag == "testcase":
            assert len(node) <= 1 and {child.tag for child in node} <= _TESTCASE
        if node.tag == "testsuite":
            cases = list(node)
            assert int(node.attrib["tests"]) == len(cases)
            assert int(node.attrib["failures"]) == sum(bool(case.findall("failure")) for case in cases)
            assert int(node.attrib["errors"]) == sum(bool(case.findall("error")) for case in cases)
    totals = {name: sum(int(suite.attrib[name]) for suite in root) for name in ("tests", "failures", "errors")}
    assert {name: int(root.attrib[name]) for name in totals} == totals == {"tests": 6, "failures": 2, "errors": 1}


def test_statistics_count_by_rule() -> None:
    assert "".join(statistics(texts(), False)).splitlines()[0].split()[:3] == ["4", "certainty/stalling", "info"]
    rows = json.loads("".join(statistics(texts(), True)))
    assert {row["rule"]: row["count"] for row in rows}["policy/shield"] == 2


letters = st.text(st.characters() | st.sampled_from('a字ж😀\r\n\u2028\x0b\x85\t\x00\u0301\\&<"%:,'), max_size=60)


@settings(max_examples=80, deadline=None)
@given(letters, st.data())
def test_places_lead_back_to_the_offset(text: str, data: st.DataObject) -> None:
    checked = Checked("x", text)
    offset = data.draw(st.integers(0, len(text)))
    for unit in (len, utf8, utf16):
        line, column = checked.place(offset, unit)
        start = checked.starts[line - 1]
        assert unit(text[start:offset]) == column - 1
        assert "\n" not in text[start:offset]
    assert len(checked.starts) == 1 + text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@settings(max_examples=60, deadline=None)
@given(letters, letters, st.data())
@pytest.mark.parametrize("name", FORMATS)
def test_any_text_and_key_make_a_whole_report(name: str, text: str, key: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    finding = Finding("policy/shield", "error", 0, end - start, text[start:end], "T", text, (Suggestion(text, 0, end - start),), "en", "en")
    checked = Checked(f"f/{key}", text, located=[Located(finding, key, start, end, (Edit(start, end, text),), "")], replies=[key])
    out = "".join(reporter(name)([checked], True)).encode("utf-8", "backslashreplace").decode()
    if name in ("junit", "checkstyle"):
        ElementTree.fromstring(out)
    elif name == "json-lines":
        assert len([json.loads(line) for line in out.split("\n") if line]) == 1
    elif name == "github":
        assert out.count("\n") == 1
    elif name == "sarif":
        jsonschema.Draft7Validator(SCHEMA).validate(json.loads(out))
    elif "json" in name or name == "gitlab":
        json.loads(out)
