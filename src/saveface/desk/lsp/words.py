"""The few words of the editor's menus, in every language."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {"write": "Write “{}”", "ignore": "Ignore {} in this paragraph, with a reason", "reason": "reason"},
    "zh": {"write": "改为“{}”", "ignore": "在这一段里忽略 {}，并写明理由", "reason": "理由"},
    "zh-hant": {"write": "改為「{}」", "ignore": "在這一段裡忽略 {}，並寫明理由", "reason": "理由"},
    "ru": {"write": "Написать «{}»", "ignore": "Не отмечать {} в этом абзаце, указав причину", "reason": "причина"},
}


def words(interface: str) -> dict[str, str]:
    """The words for an interface language; zh-hk reads as zh-hant."""
    return WORDS["zh-hant" if interface == "zh-hk" else interface]
