"""May this reply go out? For programs that write replies: allow, rewrite or block, and what to tell whoever wrote the draft."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from functools import cache

from .linter import Linter
from .model import INTERFACES, SEVERITIES, Finding, SavefaceError
from .rewrite import at_or_above, rewrite
from .spoken import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Decision = Literal["allow", "rewrite", "block"]

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "open": "Rewrite this reply to the customer. Correct what is listed; leave everything else as it is. Keep every fact, "
        "figure, name and link. Promise nothing, and name no amount or time, that you were not given.",
        "item": "{n}. “{quote}” — {title}. {why}",
        "instead": "For example: {texts}",
        "or": " / ",
        "blank": "Fill in what stands in square brackets from what you know; where you do not know it, leave that sentence out.",
        "close": "Answer with the corrected reply only.",
    },
    "zh": {
        "open": "请改写这条给客户的回复。只改下面列出的地方，其余保持原样。事实、数字、姓名和链接都要保留；没有给您的承诺、金额和时间，一概不要写。",
        "item": "{n}. “{quote}”：{title}。{why}",
        "instead": "例如：{texts}",
        "or": " / ",
        "blank": "方括号里的内容请按已知情况填写；不知道的，就不要写那一句。",
        "close": "只回复改好的正文。",
    },
    "zh-hant": {
        "open": "請改寫這則給客戶的回覆。只改下面列出的地方，其餘保持原樣。事實、數字、姓名和連結都要保留；沒有給您的承諾、金額和時間，一概不要寫。",
        "item": "{n}. 「{quote}」：{title}。{why}",
        "instead": "例如：{texts}",
        "or": " / ",
        "blank": "方括號裡的內容請按已知情況填寫；不知道的，就不要寫那一句。",
        "close": "只回覆改好的內文。",
    },
    "ru": {
        "open": "Перепишите этот ответ клиенту. Исправьте только то, что перечислено, остальное оставьте как есть. Сохраните все факты, "
        "числа, имена и ссылки. Не обещайте ничего и не называйте сумм и сроков, которых вам не сообщили.",
        "item": "{n}. «{quote}» — {title}. {why}",
        "instead": "Например: {texts}",
        "or": " / ",
        "blank": "То, что стоит в квадратных скобках, заполните тем, что известно; если это неизвестно, опустите такое предложение.",
        "close": "В ответе дайте только исправленный текст.",
    },
}


class Verdict(namedtuple("Verdict", ("decision", "findings", "text", "instruction"))):
    """What to do with a draft.

    ``decision``: ``allow``; ``rewrite``, it should not go out as it stands; ``block``, it must not. ``findings`` are those of
    the draft. ``text`` is what may go out: the draft itself, or its rewriting where that is safe, else None. ``instruction``
    is for the language model that wrote the draft, in the draft's language; None where nothing has to change.
    """

    __slots__ = ()

    if TYPE_CHECKING:
        decision: Decision
        findings: tuple[Finding, ...]
        text: str | None
        instruction: str | None


def check_reply(
    text: str,
    *,
    language: str | None = None,
    linter: Linter | None = None,
    level: str = "warning",
    block_level: str = "error",
) -> Verdict:
    """Judge a reply before it goes out. The same text always has the same verdict; nothing is asked of anybody.

    A reply without findings at or above ``level`` is allowed. One whose findings can all be replaced safely is to be
    rewritten, and ``text`` is the rewriting. Of the others, those with a finding at or above ``block_level`` that cannot be
    replaced are blocked, and the milder ones are to be rewritten by their author. ``linter`` chooses rules and the language of
    titles; SavefaceError on unknown names.
    """
    for name in (level, block_level):
        if name not in SEVERITIES:
            raise SavefaceError(f"unknown severity {name!r}; known: {', '.join(SEVERITIES)}")
    linter = linter or _linter(spoken(text, language))
    findings = tuple(linter.check(text, language))
    failing = [f for f in findings if at_or_above(f, level)]
    if not failing:
        return Verdict("allow", findings, text, None)
    after = rewrite(text, linter, language, level)
    left = [f for f in after.findings if at_or_above(f, level)]
    said = instruction(failing, linter.ui_language or spoken(text, language) or failing[0].interface)
    if not left:
        return Verdict("rewrite", findings, after.text, said)
    decision: Decision = "block" if any(at_or_above(f, block_level) for f in left) else "rewrite"
    return Verdict(decision, findings, None, said)


def instruction(findings: Sequence[Finding], interface: str) -> str:
    """What to tell a language model about its draft, in one of ``INTERFACES``."""
    say = _WORDS["zh-hant" if interface == "zh-hk" else interface]
    lines = [say["open"], ""]
    for n, finding in enumerate(findings, 1):
        title = finding.title.rstrip(".。")
        lines.append(say["item"].format(n=n, quote=" ".join(finding.quote.split()), title=title, why=finding.why))
        if finding.suggestions:
            lines.append("   " + say["instead"].format(texts=say["or"].join(s.text for s in finding.suggestions)))
    lines.append("")
    if any(s.blanks for finding in findings for s in finding.suggestions):
        lines.append(say["blank"])
    return "\n".join([*lines, say["close"]])


@cache
def _linter(interface: str | None) -> Linter:
    """All titles in the draft's language, also those of a sentence in another."""
    return Linter(ui_language=interface if interface in INTERFACES else None)
