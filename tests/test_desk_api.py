"""The HTTP API as a client meets it: answers, places, and a sentence for every mistake."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import HERE, REPOSITORY
from saveface import Finding, SavefaceError
from saveface.desk.app import application
from saveface.desk.findings import Checker, utf16
from saveface.desk.openapi import DOCUMENT
from saveface.desk.requests import BATCH_LIMIT, TEXT_LIMIT, Draft
from saveface.desk.settings import Settings
from saveface.lexicon import store
from saveface.spoken import spoken

CHECKER = Checker(ignore=["reply"])
JSON = {"content-type": "application/json"}


def call(
    method: str, path: str, *, settings: Settings | None = None, checker: Checker = CHECKER, content: Any = None, **more: Any
) -> httpx.Response:
    """One request to the application; ``json`` and ``headers`` as httpx takes them."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application(settings or Settings(), checker))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7283") as client:
            return await client.request(method, path, content=content, **more)

    return asyncio.run(ask())


def error(response: httpx.Response) -> dict[str, str]:
    """The error of an answer, which has nothing else."""
    value = response.json()
    assert list(value) == ["error"]
    found: dict[str, str] = value["error"]
    assert found["message"].endswith(".")
    return found


@pytest.mark.parametrize(
    ("text", "rule", "language"),
    [
        ("I'm sorry you feel that way.", "pseudo-apology/feelings", "en"),
        ("您好，这是我们公司的规定。", "policy/shield", "zh"),
        ("您好，這是我們公司的規定。", "policy/shield", "zh-hant"),
        ("Таковы правила компании.", "policy/shield", "ru"),
    ],
)
def test_a_draft_in_each_language(text: str, rule: str, language: str) -> None:
    answer = call("POST", "/v1/check", json={"text": text}).json()
    assert answer["language"] == language
    (finding, *_) = answer["findings"]
    assert finding["rule"] == rule
    assert text[finding["start"] : finding["end"]] == finding["quote"]
    assert finding["why"] and finding["suggestions"]
    assert sum(answer["counts"].values()) == len(answer["findings"])


def test_nothing_found_and_nothing_readable() -> None:
    assert call("POST", "/v1/check", json={"text": ""}).json()["findings"] == []
    assert call("POST", "/v1/check", json={"text": "12 😀"}).json()["language"] is None


def test_reasons_in_the_language_asked_for() -> None:
    answer = call("POST", "/v1/check", json={"text": "I'm sorry you feel that way.", "ui_language": "ru"}).json()
    (finding,) = answer["findings"]
    assert finding["interface"] == "ru" and finding["language"] == "en"
    assert "sorry" in finding["suggestions"][0]["text"].lower()


def test_the_customers_message_and_the_case_are_taken() -> None:
    body = {"text": "Спасибо за обращение. Какой у вас номер заказа?", "answering": "Где деньги?! Уже месяц жду, безобразие!"}
    case = {"liable": "yes", "motive": "reasonable"}
    every = Checker()
    plain = call("POST", "/v1/check", checker=every, json={"text": body["text"]}).json()["findings"]
    answered = call("POST", "/v1/check", checker=every, json=body).json()["findings"]
    judged = call("POST", "/v1/check", checker=every, json={**body, "case": case}).json()["findings"]
    assert {f["rule"] for f in answered} - {f["rule"] for f in plain} == {"reply/question-before-empathy"}
    missing = [f for f in judged if f["rule"].startswith("case/")]
    assert missing and all(f["start"] is None and f["end"] is None and f["quote"] == "" for f in missing)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["😀", "𠮷", "e\u0301", "您好，", " ", "\n", "I'm sorry you feel that way. ", "这是公司的规定。"]), max_size=12
    )
)
def test_places_in_both_units_are_true(parts: list[str]) -> None:
    text = "".join(parts)
    points = CHECKER.answer(Draft(text=text))["findings"]
    units = CHECKER.answer(Draft(text=text, offsets="utf16"))["findings"]
    wide = text.encode("utf-16-le")
    for point, unit in zip(points, units, strict=True):
        assert text[point["start"] : point["end"]] == point["quote"]
        assert wide[unit["start"] * 2 : unit["end"] * 2].decode("utf-16-le") == unit["quote"]
        for ours, theirs in zip(point["suggestions"], unit["suggestions"], strict=True):
            assert wide[theirs["start"] * 2 : theirs["end"] * 2].decode("utf-16-le") == text[ours["start"] : ours["end"]]


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_utf16_is_what_the_encoding_says(text: str) -> None:
    place = utf16(text)
    for at in range(len(text) + 1):
        assert place(at) == len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def test_what_most_of_a_draft_is_written_in() -> None:
    assert spoken("Здравствуйте, ваш заказ готов. Thanks!") == "ru"
    assert spoken("Your order 您好 is ready and on its way to you today.") == "en"
    assert spoken("我哋唔知") == "zh-hk"
    assert spoken("whatever", "ru") == "ru"


def test_a_batch_keeps_order_and_ids() -> None:
    drafts = [
        {"id": "b", "text": "Таковы правила компании."},
        {"text": "Thanks!"},
        {"id": "a", "text": "😀您好，这是公司的规定。", "offsets": "utf16"},
    ]
    results = call("POST", "/v1/check-batch", json={"drafts": drafts}).json()["results"]
    assert [r["id"] for r in results] == ["b", None, "a"]
    for draft, result in zip(drafts, results, strict=True):
        alone = call("POST", "/v1/check", json={k: v for k, v in draft.items() if k != "id"}).json()
        assert {"id": result["id"], **alone} == result


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"", 400, "not_json", None),
        (b"{", 400, "not_json", None),
        (b'{"text": "\xff"}', 400, "not_json", None),
        (b'{"text": "\\ud800"}', 400, "not_json", None),
        (b"[" * 100_000, 422, "wrong_type", None),
        (b"[]", 422, "wrong_type", None),
        (b"{}", 422, "missing_field", "text"),
        (b'{"text": null}', 422, "wrong_type", "text"),
        (b'{"text": "a", "txt": "b"}', 422, "unknown_field", "txt"),
        (b'{"text": "a", "language": "fr"}', 422, "unknown_value", "language"),
        (b'{"text": "a", "offsets": "bytes"}', 422, "unknown_value", "offsets"),
        (b'{"text": "a", "ui_language": 1}', 422, "wrong_type", "ui_language"),
        (b'{"text": "a", "case": {"liable": "yes"}}', 422, "missing_field", "case.motive"),
        (b'{"text": "a", "case": {"liable": "perhaps", "motive": "reasonable"}}', 422, "unknown_value", "case.liable"),
        (b'{"text": "a", "case": {"liable": "no", "motive": "reasonable", "x": 1}}', 422, "unknown_field", "case.x"),
        (json.dumps({"text": "a" * (TEXT_LIMIT + 1)}).encode(), 422, "too_long", "text"),
    ],
)
def test_a_mistake_is_named(body: bytes, status: int, code: str, field: str | None) -> None:
    response = call("POST", "/v1/check", content=body, headers=JSON)
    found = error(response)
    assert (response.status_code, found["code"], found.get("field")) == (status, code, field)


def test_mistakes_of_a_batch() -> None:
    response = call("POST", "/v1/check-batch", json={"drafts": [{"text": "a"}, {"text": 1}]})
    assert (response.status_code, error(response)["field"]) == (422, "drafts[1].text")
    many = call("POST", "/v1/check-batch", json={"drafts": [{"text": ""}] * (BATCH_LIMIT + 1)})
    assert (many.status_code, error(many)["code"]) == (422, "too_long")


def test_only_json_is_taken() -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        response = call("POST", "/v1/check", content=b'{"text": "a"}', headers={"content-type": kind})
        assert (response.status_code, error(response)["code"]) == (415, "not_json")
    packed = call("POST", "/v1/check", content=b"x", headers=JSON | {"content-encoding": "gzip"})
    assert (packed.status_code, error(packed)["code"]) == (415, "encoded")


def test_a_body_is_read_no_further_than_the_limit() -> None:
    small = Settings(body_limit=2000)
    whole = call("POST", "/v1/check", settings=small, json={"text": "a" * 3000})
    assert (whole.status_code, error(whole)["code"]) == (413, "too_large")
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b" " * 500

    chunked = call("POST", "/v1/check", settings=small, content=b"".join([b" " * 500] * 100), headers=JSON)
    assert chunked.status_code == 413

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(application(small, CHECKER))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.post("/v1/check", content=endless(), headers=JSON)

    assert asyncio.run(ask()).status_code == 413
    assert taken < 10


class Slow(Checker):
    """A checker that waits until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def answer(self, draft: Draft) -> dict[str, Any]:
        """As the real one, later."""
        self.go.wait(20)
        return super().answer(draft)


def test_a_check_that_takes_too_long_is_given_up() -> None:
    slow = Slow()
    response = call("POST", "/v1/check", settings=Settings(time_limit=0.05), checker=slow, json={"text": "a"})
    slow.go.set()
    assert (response.status_code, error(response)["code"]) == (503, "time_limit")


def test_more_than_can_wait_are_sent_away() -> None:
    slow = Slow()

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(application(Settings(waiting_limit=2), slow))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            waiting = [asyncio.create_task(client.post("/v1/check", json={"text": "a"})) for _ in range(2)]
            await asyncio.sleep(0.1)
            refused = await client.post("/v1/check", json={"text": "a"})
            slow.go.set()
            return [refused, *await asyncio.gather(*waiting)]

    refused, *waited = asyncio.run(ask())
    assert (refused.status_code, error(refused)["code"], refused.headers["retry-after"]) == (503, "busy", "1")
    assert [r.status_code for r in waited] == [200, 200]


def test_rules_and_one_rule() -> None:
    catalogue = store.load("manual")["rules"]
    listed = call("GET", "/v1/rules").json()["rules"]
    assert [r["id"] for r in listed] == list(catalogue)
    for path in ("/v1/rules/blame/should-have", "/v1/rules/blame%2Fshould-have"):
        rule = call("GET", path).json()
        assert rule["id"] == "blame/should-have" and set(rule["languages"]) == {"en", "zh", "ru"}
        assert all(page["why"] and page["flag"] and page["instead"] for page in rule["languages"].values())
    missing = call("GET", "/v1/rules/blame/nothing")
    assert (missing.status_code, error(missing)["code"]) == (404, "unknown_rule")


def test_other_addresses_and_methods() -> None:
    assert call("GET", "/healthz").json()["status"] == "ok"
    nothing = call("GET", "/v1/nothing")
    assert (nothing.status_code, error(nothing)["code"]) == (404, "not_found")
    wrong = call("GET", "/v1/check")
    assert (wrong.status_code, error(wrong)["code"], wrong.headers["allow"]) == (405, "method_not_allowed", "POST")


def test_rules_can_be_chosen() -> None:
    body = {"text": "I'm sorry you feel that way. Таковы правила компании."}
    chosen = call("POST", "/v1/check", checker=Checker(select=["policy"]), json=body).json()
    assert {f["rule"] for f in chosen["findings"]} == {"policy/shield"}
    with pytest.raises(SavefaceError, match="did you mean"):
        Checker(ignore=["polici"])


def test_the_description_is_the_one_that_clients_were_made_from() -> None:
    kept = json.loads((HERE / "golden" / "desk" / "openapi.json").read_text("utf-8"))
    served = call("GET", "/openapi.json").json()
    served["info"]["version"] = kept["info"]["version"]
    assert served == kept, "a change that clients notice: if it is meant, write tests/golden/desk/openapi.json anew"


def test_the_description_names_every_field_of_a_finding() -> None:
    schema = DOCUMENT["components"]["schemas"]["Finding"]
    assert set(schema["properties"]) == set(schema["required"]) == set(Finding._fields)


def test_the_manual_names_every_endpoint_and_limit() -> None:
    manual = (REPOSITORY / "docs" / "desk.md").read_text("utf-8")
    assert all(path in manual for path in DOCUMENT["paths"])
    assert f"{TEXT_LIMIT:,}" in manual and str(BATCH_LIMIT) in manual
