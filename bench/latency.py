"""How long a draft takes: warm, in process, by the C matcher and in Python alone; and cold, as a command.

``python bench/latency.py [--rounds N]`` prints the machine, then the percentiles of ``Linter.check`` in microseconds
for one draft of about sixty words in each language, then the median wall time of ``saveface check draft.txt`` as
a ratio to ``python -c pass`` of the same run.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DRAFTS = {
    "en": (
        "Thank you for your message about order 4471. I'm sorry you feel that way about the delivery. You should have read "
        "the terms before you placed the order, as the delivery dates are listed there for every region. Your parcel left our "
        "warehouse on Monday and is now with the courier in Leeds. Unfortunately it is our policy not to refund shipping. "
        "Kind regards, Anna"
    ),
    "zh": (
        "您好，关于订单4471，很遗憾您有这样的感受。您应该先看清楚商品说明再下单，各地区的发货时间在页面上都已经写明。"
        "您的包裹周一已经从我们的仓库发出，现在由快递公司派送，预计周四送达。这是我们公司的规定，运费不能退还。"
        "如果还有其他问题，请随时联系我们，祝您生活愉快！"
    ),
    "ru": (
        "Здравствуйте, Ирина! Спасибо за обращение по заказу 4471. Жаль, что вы так это восприняли. Вам следовало прочитать "
        "условия до оформления заказа: сроки доставки для каждого региона там указаны. Ваша посылка покинула наш склад "
        "в понедельник и сейчас находится у курьерской службы в Казани, её привезут в четверг до вечера. К сожалению, "
        "таковы правила компании, стоимость доставки мы не возвращаем. С уважением, Анна, служба поддержки магазина"
    ),
}


def machine() -> str:
    """The processor, its cores, the system and the Python."""
    name = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def percentiles(times: list[float]) -> str:
    """The 50th, 90th and 99th percentile in microseconds."""
    cuts = statistics.quantiles(times, n=100)
    return "  ".join(f"{cuts[at - 1] * 1e6:7.0f}" for at in (50, 90, 99))


def warm(rounds: int) -> None:
    """Percentiles of ``Linter.check`` in this process."""
    from saveface import Linter
    from saveface.engine.read import built

    print(f"warm, µs over {rounds} rounds      p50      p90      p99")
    for engine in ("pure", "fast") if built else ("pure",):
        os.environ["SAVEFACE_PURE"] = "1" if engine == "pure" else ""
        linter = Linter()
        for language, draft in DRAFTS.items():
            found = linter.check(draft)
            times = []
            for _ in range(rounds):
                start = time.perf_counter()
                linter.check(draft)
                times.append(time.perf_counter() - start)
            print(f"{engine}  {language}  {len(draft):4} characters  {percentiles(times)}   {len(found)} findings")


def cold(rounds: int) -> None:
    """Wall times of new processes, one of each kind in turn, so that the machine's moods strike all alike."""
    command = [sys.executable, "-c", "from saveface.__main__ import main; main()", "check"]
    os.environ.pop("SAVEFACE_PURE", None)
    with tempfile.TemporaryDirectory() as folder:
        commands = {"python -c pass": [sys.executable, "-c", "pass"]}
        for language, draft in DRAFTS.items():
            path = Path(folder) / f"{language}.txt"
            path.write_text(draft, "utf-8")
            commands[f"saveface check {path.name}"] = [*command, str(path)]
        times: dict[str, list[float]] = {name: [] for name in commands}
        for number in range(rounds + 1):
            for name, arguments in commands.items():
                start = time.perf_counter()
                subprocess.run(arguments, stdout=subprocess.DEVNULL, check=False)
                if number:  # the first round warms the files
                    times[name].append(time.perf_counter() - start)
    base = statistics.median(times["python -c pass"])
    print(f"cold, medians of {rounds}")
    for name, values in times.items():
        print(f"{name:24}  {statistics.median(values) * 1e3:6.1f} ms  {statistics.median(values) / base:5.2f} × python -c pass")


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000, help="rounds of the warm measurement")
    parser.add_argument("--cold-rounds", type=int, default=21)
    arguments = parser.parse_args()
    print(machine())
    warm(arguments.rounds)
    cold(arguments.cold_rounds)


if __name__ == "__main__":
    main()
