"""Safe by default: who is let in, what every answer carries, and that no draft reaches a log."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from saveface import SavefaceError
from saveface.desk.findings import Checker
from saveface.desk.requests import Draft
from saveface.desk.settings import Settings
from test_desk_api import call, error

EVERYWHERE = "0.0.0.0"  # noqa: S104  # what must not be bound without a token
TOKEN = "a-token-of-enough-letters"  # noqa: S105  # of these tests alone
SECRET = "Zanzibar-4711"  # noqa: S105  # a word that stands for what a customer would not want to see in a log


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:7283", 200),
        ("localhost:7283", 200),
        ("localhost", 200),
        ("[::1]:7283", 200),
        ("127.8.8.8", 200),
        ("desk.example.com", 200),
        ("DESK.example.com:443", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("192.168.1.5:7283", 403),
        ("127.0.0.1@evil.example", 403),
        ("[::1", 403),
        ("", 403),
    ],
)
def test_only_known_hosts_are_answered(host: str, status: int) -> None:
    settings = Settings(hosts=frozenset({"desk.example.com"}))
    for path in ("/", "/healthz", "/v1/rules"):
        response = call("GET", path, settings=settings, headers={"host": host})
        assert response.status_code == status
        if status == 403:
            assert error(response)["code"] == "host_not_allowed"


def test_beyond_loopback_addresses_are_known_but_names_are_not() -> None:
    settings = Settings(host=EVERYWHERE, token=TOKEN)
    assert call("GET", "/healthz", settings=settings, headers={"host": "192.168.1.5:7283"}).status_code == 200
    assert call("GET", "/healthz", settings=settings, headers={"host": "evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://127.0.0.1:7283"}, 200),
        ({"origin": "https://127.0.0.1:7283"}, 200),
        ({"origin": "http://127.0.0.1:8000"}, 403),
        ({"origin": "http://localhost:7283"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
    ],
)
def test_only_pages_of_its_own_origin_may_ask(headers: dict[str, str], status: int) -> None:
    response = call("POST", "/v1/check", json={"text": "a"}, headers=headers)
    assert response.status_code == status
    assert "access-control-allow-origin" not in response.headers


def test_a_link_from_elsewhere_opens_the_page() -> None:
    assert call("GET", "/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_listed_origins_may_ask() -> None:
    settings = Settings(origins=("https://team.zendesk.com",), token=TOKEN)
    ask = {"origin": "https://team.zendesk.com", "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    before = call("OPTIONS", "/v1/check", settings=settings, headers=ask | {"access-control-request-private-network": "true"})
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == "https://team.zendesk.com"
    assert before.headers["access-control-allow-private-network"] == "true"
    headers = {"origin": "https://team.zendesk.com", "sec-fetch-site": "cross-site"}
    denied = call("POST", "/v1/check", settings=settings, json={"text": "a"}, headers=headers)
    assert denied.status_code == 401 and denied.headers["access-control-allow-origin"] == "https://team.zendesk.com"
    good = call("POST", "/v1/check", settings=settings, json={"text": "a"}, headers=headers | {"authorization": f"Bearer {TOKEN}"})
    assert good.status_code == 200 and good.headers["access-control-allow-origin"] == "https://team.zendesk.com"
    assert call("OPTIONS", "/v1/check", settings=settings, headers=ask | {"origin": "https://evil.example"}).status_code == 403


def test_a_token_is_asked_for_where_there_is_one() -> None:
    settings = Settings(token=TOKEN)
    for given in (None, "", "Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, f"Basic {TOKEN}", "Bearer é"):
        headers = {} if given is None else {"authorization": given.encode("latin-1")}
        for method, path in (("GET", "/v1/rules"), ("POST", "/v1/check"), ("POST", "/v1/check-batch"), ("GET", "/v1/nothing")):
            response = call(method, path, settings=settings, headers=headers)
            assert (response.status_code, error(response)["code"]) == (401, "token_required")
    assert call("GET", "/v1/rules", settings=settings, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert call("GET", "/", settings=settings).status_code == 200
    assert call("GET", "/healthz", settings=settings).status_code == 200


@pytest.mark.parametrize("path", ["/", "/page.js", "/page.css", "/words.js", "/icon.svg", "/v1/rules", "/healthz", "/nothing"])
def test_every_answer_carries_the_protective_headers(path: str) -> None:
    for headers in ({}, {"host": "evil.example"}):
        answer = call("GET", path, headers=headers).headers
        policy = answer["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
        assert answer["x-content-type-options"] == "nosniff"
        assert answer["referrer-policy"] == "no-referrer"
    assert call("GET", path).headers["cache-control"] == ("no-cache" if "." in path or path == "/" else "no-store")


def test_settings_that_would_be_unsafe_are_refused() -> None:
    for host in (EVERYWHERE, "::", "192.168.1.5", "desk.example.com"):
        with pytest.raises(SavefaceError, match="token is required"):
            Settings(host=host)
    for host in ("127.0.0.1", "::1", "localhost", "127.1.2.3"):
        assert Settings(host=host).loopback
    with pytest.raises(SavefaceError, match="at least 16"):
        Settings(token="short")  # noqa: S106
    for origin in ("*", "desk.example.com", "https://desk.example.com/path", "null"):
        with pytest.raises(SavefaceError, match="is no origin"):
            Settings(origins=(origin,))


class Broken(Checker):
    """A checker with a bug whose message holds the draft."""

    def answer(self, draft: Draft) -> dict[str, Any]:
        """No answer at all."""
        raise ValueError(draft.text)


def test_our_own_mistake_tells_neither_client_nor_log_the_draft(caplog: pytest.LogCaptureFixture) -> None:
    response = call("POST", "/v1/check", checker=Broken(), json={"text": SECRET})
    assert (response.status_code, error(response)["code"]) == (500, "internal")
    assert SECRET not in response.text
    assert "ValueError at" in caplog.text and "test_desk_gate.py" in caplog.text
    assert SECRET not in caplog.text


@contextmanager
def command(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``saveface serve`` as a process of its own, with the address it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "saveface", "serve", "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )
    try:
        assert process.stdout is not None
        line = next((line for line in process.stdout if line.startswith("saveface serves ")), "")
        yield process, line.split()[2]
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_the_command_serves_and_its_log_holds_no_draft() -> None:
    with command(SAVEFACE_TOKEN=TOKEN) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        headers = {"authorization": f"Bearer {TOKEN}"}
        assert httpx.post(f"{address}v1/check", json={"text": SECRET}, headers=headers).status_code == 200
        assert httpx.post(f"{address}v1/check", json={SECRET: 1}, headers=headers).status_code == 422
        assert httpx.post(f"{address}v1/check", content=SECRET, headers=headers).status_code == 415
        assert httpx.get(f"{address}?text={SECRET}").status_code == 200
        assert httpx.get(f"{address}{SECRET}").status_code == 404
        with socket.create_connection(("127.0.0.1", httpx.URL(address).port or 0)) as raw:
            raw.sendall(f"{SECRET} no HTTP at all\r\n\r\n".encode())
            raw.recv(100)
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
    assert SECRET not in rest and TOKEN not in rest
    assert "Traceback" not in rest


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--host", EVERYWHERE], "token is required"),
        (["--token-file", "no-such-file"], "no-such-file: cannot read the token"),
        (["--origin", "nowhere"], "is no origin"),
        (["--select", "blam"], "did you mean 'blame'"),
        (["--host", "203.0.113.77", "--token-file", "TOKEN"], "cannot listen on 203.0.113.77"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(arguments: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "TOKEN").write_text(TOKEN + "\n", "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "SAVEFACE_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "saveface", "serve", "--port", "0", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    assert done.returncode == 2
    assert says in done.stderr and done.stderr.count("\n") == 1 and TOKEN not in done.stderr


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([sys.executable, "-m", "saveface", "serve", "--port", port], capture_output=True, text=True)
    assert done.returncode == 2 and f"cannot listen on 127.0.0.1 port {port}" in done.stderr


def test_a_token_file_is_read_without_its_line_break(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(TOKEN + "\n", "utf-8")
    with command("--token-file", str(path)) as (_, address):
        assert httpx.get(f"{address}v1/rules").status_code == 401
        assert httpx.get(f"{address}v1/rules", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_checking_a_draft_does_not_load_the_server() -> None:
    code = "import sys, saveface.__main__, saveface.checking, saveface.linter; print([m for m in sys.modules if m in ('starlette', 'uvicorn', 'msgspec')])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
