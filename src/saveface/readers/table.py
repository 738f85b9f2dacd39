"""Tables, of CSV files and workbooks alike: which columns hold replies, and what the others say of them."""

from __future__ import annotations

from collections import Counter

from ..model import SavefaceError
from .directive import WORD, line_of, parse
from .exports import mapped
from .language import of_path, primary
from .tree import Held, Leaf, wanted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Rows = Sequence[Sequence[Leaf]]
    Found = list[tuple[str, Leaf, str, str | None]]

_TEXT = frozenset(
    [
        *("reply", "replies", "text", "body", "content", "message", "response", "answer", "template", "macro", "snippet", "comment"),
        *("canned response", "canned reply", "saved reply", "reply text", "comment_value", "comment_value_html", "msgstr", "translation"),
        *("body_text", "body_html", "content_html", "text_html", "message_html", "html", "response_text", "reply_text", "plain_text"),
        *(
            "回复",
            "回覆",
            "话术",
            "話術",
            "内容",
            "內容",
            "文本",
            "答案",
            "模板",
            "范本",
            "範本",
            "消息",
            "訊息",
            "回复内容",
            "回覆內容",
            "标准话术",
            "快捷回复",
        ),
        *("ответ", "ответы", "текст", "шаблон", "сообщение", "содержание", "содержимое", "макрос", "текст ответа", "текст шаблона"),
    ]
)
_LANGUAGE = frozenset(["language", "lang", "locale", "语言", "語言", "язык"])
_ID = (
    "id",
    "key",
    "slug",
    "shortcut",
    "short_code",
    "code",
    "name",
    "title",
    "编号",
    "編號",
    "标题",
    "標題",
    "名称",
    "名稱",
    "код",
    "название",
    "тема",
)
_LONG = 5  # words: a header has fewer


def _name(cell: Leaf) -> str:
    return cell.value.strip()


def find(rows: Rows, path: str, text: str, options: Mapping[str, Any], sheet: str = "", first: int = 1) -> tuple[Found, list[Held]] | None:
    """The replies of a table and the suppressions in its column ``saveface``; None where no column is known to hold replies.

    ``first`` is the number of the first row, which names the columns unless they were asked for by number and it is a reply.
    """
    if not rows:
        return [], []
    mapping = options.get("mapping")
    product = mapped(mapping, path) if mapping else None
    asked = [group[0][0] for group in product.texts] if product else list(options.get("columns") or ())
    names = [_name(cell) for cell in rows[0]]
    columns = _asked(asked, names, path) if asked else _guessed(names)
    if not columns:
        return None
    lower = [name.lower() for name in names]
    has_header = any(str(c).strip().lower() in lower for c in asked) or not asked or all(len(name.split()) < _LONG for name in names)
    said = product.language.lower() if product and product.language else ""
    spoken = next((n for n, name in enumerate(lower) if name == said or (not said and name in _LANGUAGE)), None)
    ours = next((n for n, name in enumerate(lower) if name == "saveface"), None)
    body = [(n, row) for n, row in enumerate(rows[has_header:], first + has_header) if any(cell.value for cell in row)]
    ids = _ids(body, lower, product.ids if product and len(product.ids) == 1 else _ID, columns) if has_header else {}
    given, is_wanted, markup = of_path(path), wanted(options), product.texts[0][0][1] if product else "auto"
    found: Found = []
    held: list[Held] = []
    for number, row in body:
        row_name = ids.get(number) or f"row {number}"
        language = (primary(row[spoken].value) if spoken is not None else None) or given
        for column in columns:
            name = names[column] if has_header else str(column + 1)
            if row[column].value.strip() and is_wanted((row_name, name)):
                found.append((f"{sheet}{row_name}, column {name}", row[column], markup, language))
        if ours is not None and row[ours].value.strip():
            cell = row[ours]
            directive = parse(cell.value.strip().removeprefix(WORD), f"{path}:{line_of(text, cell.start)}")
            held.append(Held(row[0].start, row[-1].end + 1, directive.at(cell.start, cell.end)))
    return found, held


def _asked(columns: Sequence[str | int], names: list[str], path: str) -> list[int]:
    out = []
    lower = [name.lower() for name in names]
    for column in columns:
        if isinstance(column, int) and 1 <= column <= len(names):
            out.append(column - 1)
        elif isinstance(column, str) and column.strip().lower() in lower:
            out.append(lower.index(column.strip().lower()))
        elif isinstance(column, str) and column.isdecimal() and 1 <= int(column) <= len(names):
            out.append(int(column) - 1)
        else:
            raise SavefaceError(f"{path}:1: no column {column!r}; there are {', '.join(map(repr, names))}")
    return out


def _guessed(names: list[str]) -> list[int]:
    lower = [name.lower() for name in names]
    if len(names) == 1:
        return [0]
    found = [n for n, name in enumerate(lower) if name in _TEXT]
    html = {name.removesuffix("_html") for name in lower if name.endswith("_html")}
    return [n for n in found if lower[n].removesuffix("_text") not in html]  # the same words as plain text


def _ids(body: Sequence[tuple[int, Sequence[Leaf]]], lower: list[str], known: Sequence[str], columns: list[int]) -> dict[int, str]:
    """Names of rows by the first column of names in which none stands twice."""
    for name in known:
        if name.lower() in lower and lower.index(name.lower()) not in columns:
            values = {number: row[lower.index(name.lower())].value.strip() for number, row in body}
            if "" not in values.values() and max(Counter(values.values()).values(), default=1) == 1:
                return values
    return {}


def unknown(path: str, line: int, names: Sequence[str]) -> SavefaceError:
    """The mistake of a table of which no column is known to hold replies."""
    return SavefaceError(
        f"{path}:{line}: no column is known to hold replies (there are {', '.join(map(repr, names))}); say which: columns = [{names[-1]!r}]"
    )
