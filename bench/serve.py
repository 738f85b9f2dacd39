"""How long the server takes: one client, fifty at once, and from a key stroke to the underline in a browser.

``python bench/serve.py [--rounds N] [--seconds N] [--clients N]`` starts ``saveface serve`` as a process of its own and
prints the machine; percentiles of ``POST /v1/check`` over loopback, warm, for a draft of about sixty words in each
language; answers, errors and the server's memory while many clients ask without a pause; and, where Chromium is installed,
the time from a key's event to the frame that shows the underline.
"""

from __future__ import annotations

import argparse
import http.client
import json
import shutil
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from latency import DRAFTS, machine

HEADERS = {"Content-Type": "application/json"}
CUT = {"en": "I'm sorry you feel that way about the delivery. ", "zh": "这是我们公司的规定，", "ru": ""}
"""What leaves a draft before the keys are timed, since a rule is reported once in a reply."""
ENDINGS = {"en": " I'm sorry you feel that wa", "zh": "这是公司的规", "ru": " Успокойтес"}
LAST = {"en": "y", "zh": "定", "ru": "ь"}


class Asker:
    """A client with a connection that is kept."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, text: str) -> tuple[float, int]:
        """Seconds and status of one check."""
        body = json.dumps({"text": text, "offsets": "utf16"})
        start = time.perf_counter()
        self.connection.request("POST", "/v1/check", body, HEADERS)
        response = self.connection.getresponse()
        response.read()
        return time.perf_counter() - start, response.status


def percentile(times: list[float], at: int) -> float:
    """In milliseconds."""
    return statistics.quantiles(times, n=100)[at - 1] * 1e3


def alone(port: int, rounds: int) -> None:
    """One client, one request after the other."""
    print(f"one client, ms over {rounds} requests   p50    p99    max")
    asker = Asker(port)
    for language, draft in DRAFTS.items():
        for _ in range(50):
            asker.ask(draft)
        times = [asker.ask(draft)[0] for _ in range(rounds)]
        print(
            f"{language}  {len(draft):4} characters               {percentile(times, 50):6.2f} {percentile(times, 99):6.2f} {max(times) * 1e3:6.2f}"
        )


def memory(process: int) -> float:
    """Resident memory of a process in MB; nothing where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    except OSError:
        return float("nan")
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def crowd(port: int, process: int, clients: int, seconds: float) -> None:
    """Many clients at once; every second one writes a draft of another length."""
    times: list[float] = []
    errors: list[str] = []
    ends = time.perf_counter() + seconds

    def client(number: int) -> None:
        asker, drafts = Asker(port), list(DRAFTS.values())
        turn = number
        while time.perf_counter() < ends:
            draft = drafts[turn % 3]
            try:
                took, status = asker.ask(draft[: len(draft) - turn % 50])
            except OSError as error:
                errors.append(repr(error))
                asker = Asker(port)
                continue
            times.append(took)
            if status != 200:
                errors.append(str(status))
            turn += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    seen = []
    while time.perf_counter() < ends:
        time.sleep(min(seconds / 6, max(0.0, ends - time.perf_counter())))
        seen.append(memory(process))
    for thread in threads:
        thread.join()
    print(
        f"{clients} clients for {seconds:g} s: {len(times)} answers ({len(times) / seconds:.0f}/s), {len(errors)} errors {errors[:3] or ''}"
    )
    print(f"  p50 {percentile(times, 50):.1f} ms, p99 {percentile(times, 99):.1f} ms; memory in MB {', '.join(f'{m:.1f}' for m in seen)}")


_TIMED = """
() => new Promise((resolve, reject) => {
  const draft = document.getElementById("draft"), mirror = document.getElementById("mirror");
  let start = 0;
  draft.addEventListener("beforeinput", (event) => { start = event.timeStamp; }, { once: true });
  const watch = new MutationObserver(() => {
    const mark = mirror.querySelector("mark:last-of-type");
    if (!start || !mark || mark.nextSibling.data.length > 1 || !draft.value.endsWith(mark.textContent)) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
  });
  watch.observe(mirror, { childList: true });
  setTimeout(() => reject("no underline"), 5000);
})
"""
"""Resolves to the milliseconds from the next input to the frame in which an underline reaches the end of the draft."""


def keys(address: str, rounds: int) -> None:
    """From a key's event to the frame after the underline was put in, in a draft of sixty words."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("key stroke to underline: not measured, no Chromium here")
        return
    from playwright.sync_api import sync_playwright

    print(f"key stroke to underline, ms over {rounds}    p50    max")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, draft in DRAFTS.items():
            page = browser.new_page()
            page.goto(address)
            times = []
            for _ in range(rounds):
                page.fill("#draft", draft.replace(CUT[language], "") + ENDINGS[language])
                page.wait_for_timeout(300)
                page.evaluate(f"() => {{ window.timed = ({_TIMED})(); }}")
                page.keyboard.type(LAST[language])
                times.append(page.evaluate("() => window.timed"))
            print(f"{language}  {len(draft):4} characters                 {statistics.median(times):6.1f} {max(times):6.1f}")
            page.close()
        browser.close()


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000, help="requests of one client in each language")
    parser.add_argument("--seconds", type=float, default=60, help="how long many clients ask")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--keys", type=int, default=25, help="key strokes in each language")
    arguments = parser.parse_args()
    print(machine())
    server = subprocess.Popen([sys.executable, "-m", "saveface", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = server.stdout.readline().split()[2]
        port = int(address.rsplit(":", 1)[1].strip("/"))
        alone(port, arguments.rounds)
        crowd(port, server.pid, arguments.clients, arguments.seconds)
        keys(address, arguments.keys)
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
