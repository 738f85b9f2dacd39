"""All forms of a word, by language. Works at compile time only: it imports lemminflect, pymorphy3 and spaCy's tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

Forms = Callable[[str, tuple[str, ...], bool], frozenset[str]]

_EN_FILTERS = {
    "base": ("VB", "VBP"),
    "s": ("VBZ",),
    "past": ("VBD",),
    "part": ("VBN",),
    "ing": ("VBG",),
    "n": ("NN", "NNS"),
    "v": ("VB", "VBP", "VBZ", "VBD", "VBN", "VBG"),
}
# Words of grammar that lemminflect would bend as if they were nouns or verbs.
_EN_STIFF = frozenset(
    [
        "a",
        "an",
        "the",
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "me",
        "him",
        "us",
        "them",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "this",
        "that",
        "these",
        "those",
        "and",
        "or",
        "but",
        "if",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "off",
        "on",
        "onto",
        "out",
        "over",
        "to",
        "under",
        "up",
        "with",
        "not",
        "no",
        "so",
        "than",
        "then",
        "there",
        "here",
        "when",
        "where",
        "why",
        "how",
        "who",
        "whom",
        "whose",
        "which",
        "what",
        "can",
        "could",
        "may",
        "might",
        "must",
        "shall",
        "should",
        "will",
        "would",
        "ought",
        "just",
        "only",
        "even",
        "ever",
        "never",
        "very",
        "too",
        "also",
        "yet",
        "still",
        "again",
        "please",
        "sorry",
        "all",
        "any",
        "both",
        "each",
        "some",
        "more",
        "most",
        "other",
        "such",
        "own",
        "same",
    ]
)
_RU_FILTERS = {
    "inf": {"INFN"},
    "past": {"VERB", "past"},
    "imp": {"impr"},
    "ger": {"GRND"},
    "noun": {"NOUN"},
    "nom": {"nomn"},
    "gen": {"gent"},
    "dat": {"datv"},
    "acc": {"accs"},
    "ins": {"ablt"},
    "loc": {"loct"},
    "sg": {"sing"},
    "pl": {"plur"},
    "m": {"masc"},
    "f": {"femn"},
    "n": {"neut"},
    "1": {"1per"},
    "2": {"2per"},
    "3": {"3per"},
}
_GRAMMAR = {"NPRO", "CONJ", "PRCL", "PREP"}
_RU_CHOICES = {"part": ("PRTF", "PRTS"), "short": ("PRTS", "ADJS"), "fin": ("pres", "futr"), "adj": ("ADJF", "ADJS", "COMP")}
FILTERS = {"en": frozenset(_EN_FILTERS), "ru": frozenset(_RU_FILTERS) | frozenset(_RU_CHOICES), "zh": frozenset[str]()}


@cache
def _english_forms(word: str) -> dict[str, tuple[str, ...]]:
    """Penn tag → forms. A form that equals the past tense is left out by lemminflect as VBN: it is filled in."""
    from lemminflect import getAllInflections, getAllInflectionsOOV

    table = dict(getAllInflections(word))
    if "VB" not in table and len(word) > 3 and ("NN" in table or not table) and not word.endswith(("ing", "ed", "ly", "tion", "ness")):
        # to text, to unsubscribe: verbs that the dictionary has as nouns only, or not at all, go by rule
        verb = dict(getAllInflectionsOOV(word, "VERB").items())
        table = {**table, **verb, "VB": (word,)} if not table else {**table, **{f"{t}?": f for t, f in {**verb, "VB": (word,)}.items()}}
    for past, participle in (("VBD", "VBN"), ("VBD?", "VBN?")):
        if past in table:
            table.setdefault(participle, table[past])
    return table


def english(word: str, filters: tuple[str, ...], exact: bool) -> frozenset[str]:
    """Forms of an English word; the word alone when it is not a dictionary form."""
    if exact or (word in _EN_STIFF and not filters):
        return frozenset([word])
    table = {
        tag: forms
        for tag, forms in _english_forms(word).items()
        # A form listed under the wrong lemma (left, better): the dictionary form has the bare tag.
        if tag not in ("JJR", "JJS", "RBR", "RBS")
    }
    bare = {form for tag in ("VB", "NN", "JJ", "RB") for form in table.get(tag, ())}
    if word == "be":
        table = {**table, "VBP": ("am", "are"), "VBZ": ("is",)}
    elif word not in bare:
        return frozenset([word])
    if filters:
        wanted = {tag for name in filters for tag in _EN_FILTERS[name]}
        if not wanted & table.keys():
            wanted = {f"{tag}?" for tag in wanted}
        return frozenset(form.lower() for tag, forms in table.items() if tag in wanted for form in forms)
    return frozenset([word]) | {form.lower() for tag, forms in table.items() if tag != "NNPS" and not tag.endswith("?") for form in forms}


@cache
def _morph() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def _plain(word: str) -> str:
    return word.replace("ё", "е")


@cache
def _russian_lexemes(word: str) -> tuple[tuple[tuple[str, frozenset[str]], ...], ...]:
    """The lexemes of which ``word`` is the dictionary form (or the masculine short form), each as (form, grammemes)."""
    out = []
    seen = set()
    parses = _morph().parse(word)
    if any(_GRAMMAR & set(p.tag.grammemes) for p in parses):  # к, то, ты are words of grammar, not names of letters
        parses = [p for p in parses if "NOUN" not in p.tag.grammemes]
    for parse in parses:
        short = bool({"ADJS", "PRTS"} & set(parse.tag.grammemes)) and "masc" in parse.tag.grammemes
        if _plain(parse.normal_form) != _plain(word) and not short:
            continue
        if _plain(parse.word) != _plain(word) or not (parse.is_known or len(word) > 4):
            continue
        forms = tuple(
            (_plain(f.word), frozenset(f.tag.grammemes)) for f in parse.lexeme if not short or {"ADJS", "PRTS"} & set(f.tag.grammemes)
        )
        if forms and forms not in seen:
            seen.add(forms)
            out.append(forms)
    return tuple(out)


def russian(word: str, filters: tuple[str, ...], exact: bool) -> frozenset[str]:
    """Forms of a Russian word (ё as е); the word alone when it is not a dictionary form."""
    word = _plain(word)
    if exact:
        return frozenset([word])
    lexemes = _russian_lexemes(word)
    if not lexemes:
        return frozenset([word])
    forms = {form for lexeme in lexemes for form, tags in lexeme if _keeps(tags, filters) and (len(form) > 1 or len(word) == 1)}
    if word == "ты":
        forms.discard("те")  # an archaic form of ты, and today's those
    return frozenset(forms | {word}) if not filters else frozenset(forms)


def _keeps(tags: frozenset[str], filters: Iterable[str]) -> bool:
    for name in filters:
        if name in _RU_CHOICES:
            if not tags.intersection(_RU_CHOICES[name]):
                return False
        elif not tags.issuperset(_RU_FILTERS[name]):
            return False
    return True


def chinese(word: str, filters: tuple[str, ...], exact: bool) -> frozenset[str]:
    """Chinese words have one form."""
    return frozenset([word])


FORMS: dict[str, Forms] = {"en": english, "zh": chinese, "ru": russian}

# Without their apostrophe these are words of their own far more often than contractions.
_OWN_WORDS = frozenset(["id", "ill", "well", "hell", "shell", "shed", "wed", "were", "its"])
_AUXILIARIES = frozenset(
    [
        "did",
        "does",
        "do",
        "had",
        "has",
        "have",
        "was",
        "were",
        "is",
        "are",
        "am",
        "be",
        "could",
        "would",
        "should",
        "might",
        "must",
        "may",
        "need",
        "dare",
    ]
)
_NORMS = {
    "re": "are",
    "ve": "have",
    "m": "am",
    "ll": "will",
    "d": "'d",
    "'re": "are",
    "'ve": "have",
    "'m": "am",
    "'ll": "will",
    "n't": "not",
    "nt": "not",
    "ca": "can",
}
CONTRACTED = {"is": ("'s",), "has": ("'s",), "had": ("'d",), "would": ("'d",)}
"""What is left of a contraction and may be several words."""


def english_fused() -> dict[str, tuple[str, ...]]:
    """Surface → words, for contractions with and without apostrophe: spaCy's tokeniser exceptions and their norms."""
    from spacy.attrs import NORM, ORTH
    from spacy.lang.en.tokenizer_exceptions import TOKENIZER_EXCEPTIONS

    out: dict[str, tuple[str, ...]] = {}
    for surface, parts in TOKENIZER_EXCEPTIONS.items():
        key = surface.lower().replace("’", "'")
        if len(parts) < 2 or not key.replace("'", "").isalpha() or key in _OWN_WORDS:
            continue
        # spaCy's norm of "did" in "didn't" is "do": where the piece is a word of its own, the tense is kept.
        pieces = ((str(p[ORTH]).lower(), str(p.get(NORM, p[ORTH])).lower()) for p in parts)
        words = tuple((surface if surface in _AUXILIARIES else norm).replace("’", "'") for surface, norm in pieces)
        words = tuple("'s" if w == "s" else _NORMS.get(w, w) for w in words)
        out[key] = words
    out["ain't"] = out["aint"] = ("is", "not")
    return out
