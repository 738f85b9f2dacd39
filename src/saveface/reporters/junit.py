"""JUnit's XML as Jenkins and Surefire read it: a suite a file, a test case a reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .message import message, xml
from .place import Checked, Located


def report(texts: Sequence[Checked], colour: bool) -> Iterator[str]:
    """A reply without findings is a passing case; a file that could not be read is an error."""
    suites = [_cases(text) for text in texts]
    tests, failures, errors = sum(s[1] for s in suites), sum(s[2] for s in suites), sum(s[3] for s in suites)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="saveface" tests="{tests}" failures="{failures}" errors="{errors}">\n'
    for text, (cases, *counts) in zip(texts, suites, strict=True):
        numbers = " ".join(f'{name}="{n}"' for name, n in zip(("tests", "failures", "errors"), counts, strict=True))
        yield f'  <testsuite name="{xml(text.shown_path)}" {numbers} skipped="0" time="0">\n'
        yield from cases
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _cases(text: Checked) -> tuple[list[str], int, int, int]:
    """The file's cases, how many there are, how many failed, how many could not be run."""
    suite = xml(text.shown_path)
    if text.error is not None:
        case = f'    <testcase name="{suite}" classname="{suite}" time="0">\n      <error type="unread" message="{xml(text.error)}"/>\n    </testcase>\n'
        return [case], 1, 0, 1
    by_key: dict[str, list[Located]] = {key: [] for key in text.replies}
    for located in text.located:
        by_key.setdefault(located.key, []).append(located)
    cases, failed = [], 0
    for key, found in by_key.items():
        head = f'    <testcase name="{xml(key) or suite}" classname="{suite}" time="0"'
        failed += (fails := any(located.finding.severity != "info" for located in found))
        cases.append(f"{head}>\n{_told(text, found, fails)}    </testcase>\n" if found else f"{head}/>\n")
    return cases, len(cases), failed, 0


def _told(text: Checked, found: list[Located], fails: bool) -> str:
    """One element a reply, for Surefire's schema allows no more than one failure; mere hints are output of a passing case."""
    rules = ", ".join(dict.fromkeys(located.finding.rule for located in found))
    lines = []
    for finding, _, start, *_ in found:
        line, column = text.place(start)
        lines.append(f"{text.shown_path}:{line}:{column}: {finding.severity} {finding.rule}: “{finding.quote}”: {message(finding)}")
    if not fails:
        return f"      <system-out>{xml(chr(10).join(lines))}</system-out>\n"
    return f'      <failure type="saveface" message="{xml(rules)}">{xml(chr(10).join(lines))}</failure>\n'
