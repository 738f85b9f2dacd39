"""The few words of the reports themselves, in every language."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "error": "error",
        "warning": "warning",
        "info": "info",
        "why": "why",
        "instead": "instead",
        "blank": "fill in [what stands in brackets]",
    },
    "zh": {"error": "错误", "warning": "警告", "info": "提示", "why": "原因", "instead": "建议", "blank": "方括号里的内容请自己填写"},
    "zh-hant": {"error": "錯誤", "warning": "警告", "info": "提示", "why": "原因", "instead": "建議", "blank": "方括號裡的內容請自行填寫"},
    "ru": {
        "error": "ошибка",
        "warning": "замечание",
        "info": "совет",
        "why": "почему",
        "instead": "лучше так",
        "blank": "заполните [то, что в скобках]",
    },
}


def words(language: str) -> dict[str, str]:
    """The words for an interface language; zh-hk reads as zh-hant."""
    return WORDS.get("zh-hant" if language in ("zh-hk", "zh-hant") else language, WORDS["en"])
