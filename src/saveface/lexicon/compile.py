"""Compile a language's lexicon to the tables that the engine reads: words to symbols, phrases to programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

from ..engine.program import (
    ALT,
    CAP,
    CLS,
    GAP,
    GAP_IN_CLAUSE,
    KIND_SYMBOLS,
    MARK,
    MARKS,
    NOT,
    NOT_BEHIND,
    OPT,
    SCOPE_CODES,
    SYM,
    Op,
    Program,
)
from ..text.contractions import split_word
from ..text.fold import fold
from ..text.lexer import sentences
from ..text.mask import mask
from .inflect import CONTRACTED, FILTERS, FORMS, english_fused
from .notation import Alt, Capture, Class, Gap, Kind, Mark, Node, Not, Opt, Seq, Word
from .source import Condition, Phrase, Place, Rule, Source, iter_conditions, nearest

MOST_COMBINATIONS = 256
"""A phrase of plain words is kept as finished sequences of forms up to this many; past that, word by word."""

WordSequences = frozenset[tuple[str, ...]]


@dataclass(slots=True)
class Compiler:
    """Compiles one source; ``pack()`` is the result."""

    source: Source
    to_simplified: dict[int, str] = field(default_factory=dict)
    fused: dict[str, tuple[str, ...]] = field(default_factory=dict)
    symbols: dict[tuple[WordSequences, bool, bool], int] = field(default_factory=dict)
    class_programs: list[tuple[tuple[int, Program], ...]] = field(default_factory=list)
    class_index: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)
    context_index: dict[str, int] = field(default_factory=dict)
    frequency: Counter[str] = field(default_factory=Counter)
    _lexical: dict[tuple[str, tuple[str, ...]], WordSequences | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    place: Place | None = None

    def __post_init__(self) -> None:
        language = self.source.language
        if language == "zh":
            self.to_simplified = traditional_table()
        if language == "en":
            self.fused = english_fused()
        self.fused |= {k: tuple(v) for k, v in self.source.fused.items()}
        for rule in self.source.rules.values():
            for text, _ in rule.flag + rule.passing:
                self.frequency.update(self.tokens(text))

    # --- words ---------------------------------------------------------------------------------

    def tokens(self, text: str) -> list[str]:
        """A text cut as a draft is, fused words taken apart."""
        folded = fold(text, self.to_simplified or None)
        return [part for s in sentences(mask(text, folded), self.source.language) for w in s.words for part in split_word(w, self.fused)]

    def forms(self, word: Word, inherited: tuple[str, ...]) -> WordSequences:
        """The token sequences that one word of a phrase stands for.

        ``inherited`` are the filters of a class reference: a member without such a form is left out.
        """
        filters = word.filters or inherited
        language = self.source.language
        for name in filters:
            if name not in FILTERS[language]:
                raise self.error(f"unknown form ':{name}' in {word.text!r}; {nearest(name, FILTERS[language])}")
        parts = self.tokens(word.text) or [word.text]
        if len(parts) > 1 or language == "zh":
            return frozenset([tuple(parts)])
        forms = FORMS[language](parts[0], filters, word.exact)
        if not forms and word.filters and not word.shared:
            raise self.error(f"{word.text!r} has no form {':'.join(filters)!r}; take the filter away or choose another word")
        out = set(forms)
        for form in forms:
            out.update(self.source.spelled.get(form, ()))
            if language == "en":
                out.update(CONTRACTED.get(form, ()))
        return frozenset((f,) for f in out)

    def lexical(self, node: Node, filters: tuple[str, ...] = ()) -> WordSequences | None:
        """All token sequences of a node without gaps and marks; None where it has some, or too many."""
        match node:
            case Word():
                return self.forms(node, filters)
            case Class(name=name, filters=own):
                return self.class_lexical(name, own or filters)
            case Alt(items=items):
                out: set[tuple[str, ...]] = set()
                for item in items:
                    part = self.lexical(item, filters)
                    if part is None:
                        return None
                    out |= part
                return frozenset(out)
            case Opt():
                return None
            case Seq(items=items):
                lists: list[list[tuple[str, ...]]] = []
                total = 1
                for n, item in enumerate(items):
                    inner = item.item if isinstance(item, Opt) else item
                    part = self.lexical(inner, filters if n == 0 else ())
                    if part is None:
                        return None
                    lists.append([*part, ()] if isinstance(item, Opt) else list(part))
                    total *= len(lists[-1])
                    if total > MOST_COMBINATIONS and len(items) > 1:
                        return None
                sequences = {tuple(w for piece in combo for w in piece) for combo in product(*lists)}
                return frozenset(sequences - {()})
            case _:
                return None

    def class_lexical(self, name: str, filters: tuple[str, ...]) -> WordSequences | None:
        """All token sequences of a class; None where one of its entries has gaps, marks or too many forms."""
        key = (name, filters)
        if key not in self._lexical:
            self._lexical[key] = None
            parts = self.class_parts(name, filters)
            self._lexical[key] = None if any(p is None for _, p in parts) else frozenset().union(*(p for _, p in parts if p is not None))
        return self._lexical[key]

    def class_parts(self, name: str, filters: tuple[str, ...]) -> list[tuple[Phrase, WordSequences | None]]:
        """The entries of a class, each with its token sequences or None."""
        if name not in self.source.classes:
            raise self.error(f"unknown class ${name}; {nearest(name, self.source.classes)}")
        if name in self._open:
            raise self.source.class_places[name].error(f"class ${name} contains itself: {' → '.join([*self._open, name])}")
        self._open.append(name)
        before, out = self.place, []
        for phrase in self.source.classes[name]:
            self.place = phrase.place
            out.append((phrase, self.lexical(phrase.node, filters)))
        self.place = before
        self._open.pop()
        return out

    # --- programs ------------------------------------------------------------------------------

    def error(self, message: str) -> Exception:
        """The user's mistake at the place being compiled."""
        assert self.place is not None
        return self.place.error(message)

    def symbol(self, words: WordSequences, left: bool, right: bool) -> int:
        """The symbol of a set of token sequences; at a phrase's edge, Chinese single characters are guarded."""
        guard = self.source.language == "zh" and any(len(w) == 1 for w in words)
        key = (words, left and guard, right and guard)
        return self.symbols.setdefault(key, len(self.symbols) + len(KIND_SYMBOLS))

    def program(self, node: Node, left: bool = False, right: bool = False, filters: tuple[str, ...] = ()) -> Program:
        """The program of a tree. ``left``, ``right``: it stands at that edge of the whole phrase."""
        loose = isinstance(node, Word) and node.loose_edge
        words = self.lexical(node, filters)
        if words is not None:
            return ((SYM, self.symbol(words, left and not loose, right and not loose)),)
        match node:
            case Seq(items=items):
                last = len(items) - 1
                ops: list[Op] = []
                for n, item in enumerate(items):
                    ops += self.program(item, left and n == 0, right and n == last, filters if n == 0 else ())
                return tuple(ops)
            case Alt(items=items):
                return ((ALT, self.branches(self.program(i, left, right, filters) for i in items)),)
            case Opt(item=item):
                return ((OPT, self.program(item, left, right, filters)),)
            case Gap(most=most, in_clause=in_clause):
                return ((GAP_IN_CLAUSE if in_clause else GAP, most),)
            case Not(item=item, behind=behind):
                words = self.lexical(item)
                if words is None:
                    raise self.error("'!' wants a word or a class of plain words after it, not a phrase with gaps or marks")
                return ((NOT_BEHIND if behind else NOT, self.symbol(words, False, False)),)
            case Mark(kind=kind):
                return ((MARK, MARKS[kind]),)
            case Kind(kind=kind):
                return ((SYM, KIND_SYMBOLS[kind]),)
            case Capture(name=name, item=item):
                return ((CAP, (name, self.program(item, left, right, filters))),)
            case Class(name=name, filters=own):
                return ((CLS, self.class_program(name, own or filters)),)
            case _:
                raise AssertionError(node)

    def class_program(self, name: str, filters: tuple[str, ...]) -> int:
        """The number of a class's alternatives in ``class_programs``, compiled at its first use."""
        key = (name, filters)
        if key not in self.class_index:
            plain: set[tuple[str, ...]] = set()
            programs: list[Program] = []
            parts = self.class_parts(name, filters)
            self._open.append(name)
            before = self.place
            for phrase, words in parts:
                self.place = phrase.place
                if words is None:
                    programs.append(self.program(phrase.node, filters=filters))
                else:
                    plain |= words
            self.place = before
            self._open.pop()
            if plain:
                programs.append(((SYM, self.symbol(frozenset(plain), False, False)),))
            self.class_index[key] = len(self.class_programs)
            self.class_programs.append(self.branches(programs))
        return self.class_index[key]

    def branches(self, programs: Iterable[Program]) -> tuple[tuple[int, Program], ...]:
        """Alternatives, each with a symbol without which it cannot match (-1: none known)."""
        out = []
        for program in programs:
            needed = self.required(program)
            out.append((self.rarest(needed), program))
        return tuple(out)

    def required(self, program: Program) -> list[frozenset[int]]:
        """For each part that must be there: the symbols of which one must occur."""
        out: list[frozenset[int]] = []
        for code, arg in program:
            if code == SYM:
                out.append(frozenset([arg]))
            elif code == CAP:
                out += self.required(arg[1])
            elif code in (ALT, CLS):
                branches: tuple[tuple[int, Program], ...] = self.class_programs[arg] if code == CLS else arg
                union: set[int] = set()
                for _, branch in branches:
                    needed = self.required(branch)
                    if not needed:
                        break
                    union |= min(needed, key=self.commonness)
                else:
                    out.append(frozenset(union))
        return out

    def rarest(self, needed: Sequence[frozenset[int]]) -> int:
        """The rarest symbol that must be there by itself; -1 where each part has several."""
        single = [n for n in needed if len(n) == 1]
        return next(iter(min(single, key=self.commonness))) if single else -1

    def commonness(self, symbols: Any) -> float:
        """How often one of the symbols begins in the examples: the lower, the better a filter."""
        return sum(self.symbol_commonness(s) for s in symbols)

    def symbol_commonness(self, symbol: int) -> float:
        """How often a symbol's first words stand in the examples, long sequences counting less."""
        if symbol < len(KIND_SYMBOLS):
            return 5000.0
        words = self.words_of[symbol]
        return sum(self.frequency[w[0]] / len(w) ** 2 for w in words) + 0.01 * len(words)

    @property
    def words_of(self) -> dict[int, WordSequences]:
        """Symbol → its token sequences."""
        if len(self._words_of) != len(self.symbols):
            self._words_of = {number: key[0] for key, number in self.symbols.items()}
        return self._words_of

    _words_of: dict[int, WordSequences] = field(default_factory=dict)

    # --- conditions and phrases ----------------------------------------------------------------

    def condition(self, item: Condition) -> tuple[Any, ...]:
        """One item of unless or needs: (scope, program) pairs, or (-1, number of a context)."""
        self.place = item.place
        if item.name is not None:
            if item.name not in self.source.contexts:
                raise self.error(f"unknown context '@{item.name}'; {nearest('@' + item.name, ('@' + n for n in self.source.contexts))}")
            return (-1, self.context_index[item.name])
        groups = []
        for scope, phrases in item.groups:
            groups.append((SCOPE_CODES[scope], ((ALT, self.branches([self.phrase(p) for p in phrases])),)))
        return tuple(groups)

    def conditions(self, items: Iterable[Condition]) -> tuple[tuple[Any, ...], ...]:
        """All items of an unless or needs."""
        return tuple(self.condition(i) for i in items)

    def phrase(self, phrase: Phrase, edges: bool = False) -> Program:
        """The program of a phrase; ``edges``: Chinese single characters at its edges are guarded."""
        self.place = phrase.place
        return self.program(phrase.node, edges, edges)

    def pack(self, order: Sequence[str], acts: Iterable[str] = ()) -> dict[str, Any]:
        """The compiled lexicon: plain values only, ready for marshal.

        ``order``: the rule ids of the catalogue; ``acts``: the speech acts, whose rows follow those of the rules.
        """
        contexts = self.source.contexts
        self.context_index = {name: n for n, name in enumerate(contexts)}
        self.refuse_context_cycles()
        compiled_contexts = tuple(self.conditions(items) for items in contexts.values())
        rules, phrases = [], []
        for rule_id in (r for r in order if r in self.source.rules):
            rule = self.source.rules[rule_id]
            rules.append(self.rule(rule))
            phrases += self.patterns(rule, len(rules) - 1)
        faults = len(rules)
        for act_id in acts:
            rules.append(self.rule(self.source.acts[act_id]))
            phrases += self.patterns(self.source.acts[act_id], len(rules) - 1)
        for name in self.source.classes:  # a mistake in a class nobody uses is a mistake all the same
            self.place = self.source.class_places[name]
            self.class_program(name, ())
        index: dict[int, list[tuple[int, int, int]]] = {}
        for number, phrase in enumerate(phrases):
            needed = sorted(self.needed_of(phrase), key=self.commonness)
            if not needed:
                raise phrase["place"].error("this phrase needs at least one word of its own; marks and gaps alone match everything")
            others = [next(iter(n)) for n in needed[1:] if len(n) == 1][:2]
            a, b = ([*others, -1, -1])[:2]
            for symbol in needed[0]:
                index.setdefault(symbol, []).append((number, a, b))
        clause_break = -1
        if "clause_break" in self.source.classes:
            self.place = self.source.class_places["clause_break"]
            clause_break = self.program(Class("clause_break"))[0][1]
        words, edges = self.vocabulary()
        return {
            "language": self.source.language,
            "fused": self.fused,
            "fold": self.to_simplified,
            "words": words,
            "edges": edges,
            "classes": tuple(self.class_programs),
            "contexts": compiled_contexts,
            "everywhere": self.context_index.get("everywhere", -1),
            "clause_break": clause_break,
            "rules": tuple(rules),
            "faults": faults,
            "phrases": tuple(
                (p["rule"], p["programs"], p["within"], p["none"], p["unless"], p["needs"], p["instead"], p["captures"]) for p in phrases
            ),
            "index": {s: tuple(v) for s, v in index.items()},
            "sources": tuple((str(p["place"].file), p["place"].line, p["text"]) for p in phrases),
            "class_names": {n: f"${name}{''.join(':' + f for f in filters)}" for (name, filters), n in self.class_index.items()},
        }

    def needed_of(self, phrase: dict[str, Any]) -> list[frozenset[int]]:
        """What must be on the board for a phrase to match: for each part the symbols, one of which is enough."""
        return [n for program in phrase["programs"] for n in self.required(program)]

    def rule(self, rule: Rule) -> tuple[Any, ...]:
        """A rule's row: id, title, reason, suggestions, unless, needs."""
        insteads = tuple((i.text, i.at) for i in rule.instead)
        return (rule.id, rule.title, rule.why, insteads, self.conditions(rule.unless), self.conditions(rule.needs))

    def patterns(self, rule: Rule, number: int) -> list[dict[str, Any]]:
        """The compiled phrases of a rule, before they are flattened to tuples."""
        out = []
        for pattern in rule.patterns:
            programs = [self.phrase(pattern.say, edges=True)] if pattern.say else [self.phrase(p, edges=True) for p in pattern.together]
            none = self.branches([self.phrase(p) for p in pattern.none])
            out.append(
                {
                    "rule": number,
                    "programs": tuple(programs),
                    "within": "" if pattern.say else pattern.within,
                    "none": ((ALT, none),) if none else (),
                    "unless": self.conditions(pattern.unless),
                    "needs": self.conditions(pattern.needs),
                    "instead": tuple((i.text, i.at) for i in pattern.instead),
                    "captures": any(_captures(p, self.class_programs) for p in programs),
                    "place": pattern.place,
                    "text": pattern.say.text if pattern.say else " + ".join(p.text for p in pattern.together),
                }
            )
        return out

    def refuse_context_cycles(self) -> None:
        """A context may name another, but only one that names none."""
        for name, items in self.source.contexts.items():
            for item in items:
                if item.name is not None and any(i.name for i in self.source.contexts.get(item.name, [])):
                    raise item.place.error(f"'@{item.name}' in '@{name}' refers to a third context; name that one here")
        for item in iter_conditions(self.source):
            self.place = item.place

    def vocabulary(self) -> tuple[dict[str, Any], frozenset[str]]:
        """First word → (symbols, rest, symbols guarded at the left, at the right); and the words that guard edges."""
        tree: dict[str, Any] = {}
        guarded: tuple[set[str], set[str]] = (set(), set())
        for (sequences, left, right), symbol in self.symbols.items():
            for sequence in sequences:
                node = None
                branch = tree
                for word in sequence:
                    node = branch.setdefault(word, ({}, [], [], []))
                    branch = node[0]
                assert node is not None
                alone = len(sequence) == 1
                node[1 if not alone or not (left or right) else 2 if left and not right else 3 if right and not left else 1].append(symbol)
                if alone and left and right:
                    # Guarded on both sides: a phrase of one character; kept with the left guard and the right one.
                    node[1].pop()
                    node[2].append(symbol)
                    node[3].append(symbol)
                if alone and left:
                    guarded[0].add(sequence[0])
                if alone and right:
                    guarded[1].add(sequence[0])
        edges = crossing_words(guarded) if self.source.language == "zh" else frozenset[str]()
        return _freeze(tree), edges


def _freeze(tree: dict[str, Any]) -> dict[str, Any]:
    return {word: (tuple(node[1]), _freeze(node[0]) if node[0] else None, tuple(node[2]), tuple(node[3])) for word, node in tree.items()}


def _captures(program: Program, classes: Sequence[Any]) -> bool:
    for code, arg in program:
        if code == CAP or (code == OPT and _captures(arg, classes)):
            return True
        if code in (ALT, CLS) and any(_captures(p, classes) for _, p in (classes[arg] if code == CLS else arg)):
            return True
    return False


@cache
def traditional_table() -> dict[int, str]:
    """Traditional → simplified, character by character, from OpenCC's own dictionary."""
    from pathlib import Path

    import opencc

    table: dict[int, str] = {}
    folder = Path(opencc.__file__).parent / "dictionary"
    for name in ("TSCharacters.txt",):
        for line in (folder / name).read_text("utf-8").splitlines():
            source, _, targets = line.partition("\t")
            target = targets.split(" ")[0].strip()
            if len(source) == 1 and len(target) == 1 and source != target:
                table[ord(source)] = target
    # Taiwan's and Hong Kong's own forms, and characters whose first simplified form is not the one meant in replies.
    pairs = "裏里 妳你 甚什 麽么 麼么 著着 峯峰 衞卫 説说 麪面 綫线 羣群 牀床 擡抬 祂他"
    return table | {ord(pair[0]): pair[1] for pair in pairs.split()}


@cache
def _jieba_words() -> frozenset[str]:
    """Two-character words of jieba's dictionary that are in use."""
    import jieba

    with jieba.get_dict_file() as lines:
        rows = (line.decode("utf-8").split(" ") for line in lines)
        return frozenset(row[0] for row in rows if len(row[0]) == 2 and int(row[1]) >= 20)


def crossing_words(guarded: tuple[set[str], set[str]]) -> frozenset[str]:
    """Words that would cross the edge of a phrase beginning (first set) or ending (second) in a single character."""
    first, last = guarded
    return frozenset(w for w in _jieba_words() if w[1] in first or w[0] in last)
