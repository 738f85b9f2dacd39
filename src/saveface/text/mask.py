"""Find what is not the agent's own wording: quotations, history, code, links, placeholders. Offsets never move."""

from __future__ import annotations

import re

BREAK, SLOT, QUOTE, OPAQUE, GLUE = "\x00", "\x01", "\x02", "\x03", "\x04"
"""Fillers of a masked stretch: ends a paragraph; a placeholder; a quotation; one meaningless word; nothing at all."""

_QUOTE_WORDS = 3
_QUOTE_HAN = 5
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"

# Templates of every kind, as rows (see below). What prints something is a placeholder; a branch's tags print nothing, but
# the next branch is another text; a fallback value is what the customer reads, so only what stands around it is hidden.
_TEMPLATES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("#}", "comment", "{{!"),
        r"(?s)\{#[^{}]*#\}|\{%-?\s*comment\b.{0,2000}?\bendcomment\s*-?%\}|\{\{!--.{0,2000}?--\}\}|\{\{![^{}]*\}\}",
        GLUE,
    ),
    (
        ("|", " or "),
        r"\{\{[^{}|\"'\n]{0,200}(?:\|\s*(?:(?:default|fallback)\s*[:(]?\s*)?|\sor\s+)([\"'])(?P<said>[^{}\n]*?)\1[^{}\"'\n]*\}\}",
        GLUE,
    ),
    (("fallback=",), r"\{%[^{}%\n]*,\s*fallback=(?P<said>[^{}%\n]*)%\}", GLUE),
    (("<attribute",), r"<attribute\b[^<>]{0,400}?\sdefault=([\"'])(?P<said>[^<>]*?)\1[^<>]*>", GLUE),
    (
        ("else", "elif", "elsif", "when"),
        r"(?:\{%-?|<%-?|\{\{~?)\s*\}?\s*(?:else|elif|elsif|elseif|elsunless|when)\b[^{}\n]{0,400}?(?:%\}|%>|\}\})",
        BREAK,
    ),
    (
        ("{%", "<%", "{{"),
        (
            r"\{%-?\s*(?:if|unless|for|case|assign|set|capture|raw|with|block|macro|filter|call|autoescape|increment|decrement|cycle|break"
            r"|continue|end\w*)\b[^\n]{0,400}?%\}|<%(?![=%])[^\n]{0,400}?%>|\{\{~?[#/^][^{}]*\}\}"
        ),
        GLUE,
    ),
    (
        ("{", "%", "$", "[", "<", "___", "*|"),
        (
            r"\$?\{\{\{?(?:(?!\{\{)[\s\S]){0,300}?\}\}\}?|\{%.{0,400}?%\}|<%.{0,400}?%>|[%#$]\{[^{}\n]*\}|%\(\([^()\n]*\)\)%|%\([^()\n]*\)[a-z]"
            r"|%(?:\d+\$)?(?:\.?\d+)?(?:[sdiu@]|l[du]|\.\d+f)(?![A-Za-z])|%[A-Za-z][\w.]*%|\[\[[^\[\]\n]*\]\]|\*\|[^|\n]{1,60}\|\*"
            r"|\$t\([^()\n]*\)|\$[A-Za-z_][\w.]*|\{\d+\}|\{[A-Za-z_][\w.| -]{0,40}\}"
            r"|\{\s*\w+\s*,\s*(?:number|date|time|ordinal|duration|spellout|list)\b[^{}\n]*\}"
            r"|\[[^\[\]()\n]{1,40}\](?!\()|<attribute\b[^<>]*/?>|<[A-Za-z_]+(?: [A-Za-z_]+)*>(?=[\s,.!?:;)]|$)|_{3,}"
        ),
        SLOT,
    ),
)

# Each row: what must be in the text for the pattern to be worth running, the pattern, the filler. Earlier rows win.
# The patterns are compiled at first use (re keeps them): most drafts need none. Each takes time linear in the text: what
# may stand between two signs is bounded, and a pattern that begins with a run of letters begins at the run's start.
_RULES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("```", "~~~"), r"(?ms)^[ \t]*(```|~~~).*?(?:^[ \t]*\1[^\n]*$|\Z)", BREAK),
    (("<!--",), r"(?s)<!--.*?(?:-->|\Z)", GLUE),
    (
        (
            "wrote:",
            "писал",
            "пишет",
            "写道",
            "寫道",
            "original message",
            "原始邮件",
            "原始郵件",
            "from:",
            "от:",
            "发件人",
            "寄件者",
            "寄件人",
            "кому:",
        ),
        (
            r"(?mis)^(?:[ \t]*on\b[^\n]{5,150}(?:\n[^\n]{0,80})?\bwrote:[ \t]*$"
            r"|[ \t]*-{2,}[ \t]*(?:original message|forwarded message|исходное сообщение|пересылаемое сообщение|原始邮件|原始郵件)"
            r"|[ \t]*(?:from|от|发件人|寄件者|寄件人)[:：][^\n]*\n[ \t]*(?:sent|to|date|subject|отправлено|кому|дата|тема|发送时间|收件人|寄件日期|收件者|日期|主题|主旨)[:：]"
            r"|[^\n]{0,150}(?:\d[^\n]{0,60}|@[^\n]{0,60}|пользователь[^\n]{0,60})(?:пишет|написала?|писала?|写道|寫道)[ \t]*[:：][ \t]*$"
            r"|[ \t]*在[^\n]{4,120}(?:写道|寫道)[:：]).*\Z"
        ),
        BREAK,
    ),
    ((">", "&gt;"), r"(?m)^[ \t]*(?:>|&gt;)[^\n]*", BREAK),
    (("`",), r"(`+)(?!`)[^\n]+?(?<!`)\1(?!`)", OPAQUE),
    (
        (":",),
        (
            r"(?i)\b(?:you|u|ты|вы)[ \t]+(?:have[ \t]+|just[ \t]+|нам[ \t]+|мне[ \t]+)?(?:wrote|written|said|asked|писали|написали|пишете|спросили|сказали|писал|написал|пишешь)[^\n:.!?]{0,25}:[^\n]+"
            r"|[您你][^\n:：。！？]{0,8}(?:写道|寫道|来信说|來信說|留言说|留言說|的原话|的原話|的留言|写的是|寫的是)[是]?[:：][^\n]+"
        ),
        QUOTE,
    ),
    (
        ("://", "www.", "@", ".com", ".ru", ".cn"),
        r"(?i)(?:https?|ftp)://[^\s<>\"'）)】」]+|\bwww\.[^\s<>\"']+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.(?:com|ru|cn|org|net|tw|hk|io)\b(?:/[^\s<>\"']*)?",
        OPAQUE,
    ),
    *_TEMPLATES,
    (("<",), r"</?(?:[A-Za-z][^<>\n]{0,300}|\d+/?)>", GLUE),
    (("](",), r"(?<=\])\([^()\s]*\)", GLUE),
    (
        ('"', "«", "“", "„", "「", "『", "‘", "”", "＂"),
        r'"[^"\n]{2,400}"|«[^«»]{2,400}»|“[^“”]{2,400}”|„[^„“”]{2,400}[“”]|「[^「」]{2,400}」|『[^『』]{2,400}』|(?<!\w)‘[^‘\n]{8,400}?’(?!\w)|＂[^＂\n]{2,400}＂',
        QUOTE,
    ),
)

_WITHOUT_TAGS = tuple(row for row in _RULES if row not in _TEMPLATES[:-1])


def _is_quotation(inside: str, length: int) -> bool:
    """A quoted word or two is emphasis («забыли»); a whole reply (of ``length`` characters) in quotes is the reply."""
    if len(inside) > 0.8 * length:
        return False
    return len(inside.split()) >= _QUOTE_WORDS or len(re.findall(_HAN, inside)) >= _QUOTE_HAN


def placeholders(text: str) -> list[tuple[int, int]]:
    """The half-open spans of placeholders and template tags, in order; none lies in another."""
    from .icu import structure

    found = [(start, end) for start, end, _ in structure(text)]
    for triggers, pattern, _ in _TEMPLATES:
        if any(t in text for t in triggers):
            found += [m.span() for m in re.finditer(pattern, text)]
    out: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not out or start >= out[-1][1]:
            out.append((start, end))
    return out


def mask(text: str, folded: str) -> str:
    """``folded`` with every masked stretch overwritten by its filler; the length stays.

    ``text`` is the draft itself: quotation marks and case tell what ``folded`` has lost.
    """
    out: list[str] | None = None
    length = len(text.strip())
    if "plural," in text or "select" in text:
        from .icu import structure

        for start, end, filler in structure(text):
            out = out or list(text)
            out[start:end] = filler * (end - start)
    for triggers, pattern, filler in _RULES if "{" in text or "<" in text else _WITHOUT_TAGS:
        if not any(t in folded or t in text for t in triggers):
            continue
        source = text if out is None else "".join(out)
        for match in re.finditer(pattern, source):
            start, end = match.span()
            if filler == QUOTE and not match.group()[0].isalpha() and not _is_quotation(match.group(), length):
                continue
            if out is None:
                out = list(text)
            if "said" in match.re.groupindex:
                out[start : match.start("said")] = filler * (match.start("said") - start)
                start = match.end("said")
            out[start:end] = filler * (end - start)
    if out is None:
        return folded
    fillers = BREAK + SLOT + QUOTE + OPAQUE + GLUE
    return "".join(c if c in fillers and c != raw else f for c, raw, f in zip(out, text, folded, strict=True))
