/* The matcher of board.py, match.py and judge.py once more, in C: the same matches in the same order.
 *
 * Matcher(pack) holds a compiled lexicon. matches(sentences, wanted) lays the sentences out as Board does and
 * judges the phrases as Judge.matches does; read() gives the layout too, for writing suggestions.
 * Whoever changes one of those three modules changes this file with it; tests/test_fast.py compares the two.
 *
 * Phrases, classes and contexts become C tables when a text first needs them: one draft needs a few dozen.
 * The words' nodes stay Python tuples, which are as quick to walk as a copy would be.
 *
 * What one call works on is its own (Board), what the Matcher keeps only grows, and a table is entered only
 * when it is whole: a thread that runs while this one is inside a Python call meets nothing half done.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* program.py: the operations, the marks, the kind symbols and the scopes; text/lexer.py: the kinds of tokens. */
enum { SYM, ALT, CLS, OPT, GAP, GAP_IN_CLAUSE, NOT, NOT_BEHIND, MARK, CAP, CODES };
enum { M_SENTENCE, M_SENTENCE_END, M_CLAUSE, M_CLAUSE_END, M_QUESTION, M_COMMA, MARKS };
enum { S_NUM, S_TIME, S_WORD, S_SLOT, S_QUOTE };
enum { IN_OVERLAP, IN_CLAUSE, IN_SENTENCE, IN_BEFORE, IN_AFTER, IN_PREVIOUS, IN_NEXT, IN_NEAR, IN_REST, IN_REPLY, SCOPES };
enum { K_WORD, K_NUMBER, K_TIME, K_HAN, K_SLOT, K_QUOTE, K_OPAQUE };

#define DEEPEST 200            /* levels of programs within programs, the bound of every recursion here */
#define MOST_KEPT 8192         /* places; the memory of a longer text is given back after it */
#define MOST_SYMBOLS (1 << 24) /* a larger symbol number is a damaged pack, not a lexicon */

/* --- tables of a pack ------------------------------------------------------------------------------------------- */

typedef struct Op Op;

typedef struct {
    Py_ssize_t count;
    const Op *ops;
} Program;

typedef struct {
    int32_t needed; /* a symbol without which the branch cannot match, or -1 */
    Program program;
} Branch;

typedef struct {
    Py_ssize_t count; /* -1: not read yet */
    const Branch *of;
} Branches;

struct Op {
    int32_t code;
    int32_t arg;       /* symbol, class, mark or length of a gap */
    Program inner;     /* of OPT and CAP */
    Branches branches; /* of ALT */
};

typedef struct {
    int32_t scope;
    Program program;
} Group;

typedef struct {
    int32_t context; /* a named context, or -1: the groups */
    Py_ssize_t count;
    const Group *groups;
} Condition;

typedef struct {
    Py_ssize_t count; /* -1: not read yet */
    const Condition *of;
} Conditions;

typedef struct {
    Conditions unless, needs;
} Rule;

typedef struct {
    Py_ssize_t count; /* of programs; -1: not read yet */
    const Program *programs;
    int32_t rule;
    char within; /* 0: one phrase; 'c', 's': words together in a clause, a sentence */
    Program none;
    Conditions unless, needs;
} Phrase;

typedef struct {
    int32_t phrase, a, b; /* a phrase of the index, and two more symbols that it needs, or -1 */
} Entry;

typedef struct Chunk {
    struct Chunk *next;
    size_t used, size;
} Chunk;

typedef struct Board Board;

typedef struct {
    PyObject_HEAD
    PyObject *words, *slots, *entries; /* slots, entries: bytes of a packed vocabulary (lexicon/words.py), or NULL */
    PyObject *fused, *edges, *split_word;
    PyObject *py_classes, *py_contexts, *py_rules, *py_phrases;
    PyObject *n_words, *n_kinds, *n_starts, *n_ends, *n_clauses, *n_question, *n_end, *n_node, *n_first;
    int32_t everywhere, clause_break;
    uint32_t slot_mask;
    Branches *classes;
    Conditions *contexts;
    Rule *rules;
    Phrase *phrases;
    Py_ssize_t class_count, context_count, rule_count, phrase_count;
    int32_t *index_from; /* index_from[s] .. index_from[s + 1]: the entries of symbol s */
    Entry *index;
    Py_ssize_t symbol_count;
    Chunk *chunks;
    Board *spare;
} Matcher;

/* Memory that lives as long as the matcher. */
static void *keep(Matcher *m, size_t count, size_t size) {
    size_t head = (sizeof(Chunk) + 15) & ~(size_t)15;
    size_t bytes = (count * size + 15) & ~(size_t)15;
    if (m->chunks == NULL || m->chunks->size - m->chunks->used < bytes) {
        size_t room = bytes > 16000 ? bytes : 16000;
        Chunk *chunk = PyMem_Malloc(head + room);
        if (chunk == NULL) return PyErr_NoMemory();
        *chunk = (Chunk){m->chunks, 0, room};
        m->chunks = chunk;
    }
    char *at = (char *)m->chunks + head + m->chunks->used;
    m->chunks->used += bytes;
    return memset(at, 0, bytes);
}

static int read_int(PyObject *value, long least, long most, int32_t *out) {
    long number = PyLong_AsLong(value);
    if (number == -1 && PyErr_Occurred()) return -1;
    if (number < least || number > most) {
        PyErr_Format(PyExc_ValueError, "a compiled pack holds %ld where %ld to %ld is expected", number, least, most);
        return -1;
    }
    *out = (int32_t)number;
    return 0;
}

/* A tuple of at least so many items; its size, or -1 with an error. */
static Py_ssize_t tuple_of(PyObject *value, Py_ssize_t least) {
    if (!PyTuple_Check(value) || PyTuple_GET_SIZE(value) < least) {
        PyErr_SetString(PyExc_TypeError, "a compiled pack holds something else where a tuple is expected");
        return -1;
    }
    return PyTuple_GET_SIZE(value);
}

static int too_deep(int depth) {
    if (depth > DEEPEST) {
        PyErr_SetString(PyExc_RecursionError, "phrases nest too deeply");
        return 1;
    }
    return 0;
}

static int read_program(Matcher *m, PyObject *value, Program *out, int depth);

static int read_branches(Matcher *m, PyObject *value, Branches *out, int depth) {
    Py_ssize_t count = tuple_of(value, 0);
    Branch *branches = count < 0 ? NULL : keep(m, (size_t)count, sizeof(Branch));
    if (branches == NULL) return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PyTuple_GET_ITEM(value, i);
        if (tuple_of(pair, 2) < 0 || read_int(PyTuple_GET_ITEM(pair, 0), -1, MOST_SYMBOLS, &branches[i].needed) < 0 ||
            read_program(m, PyTuple_GET_ITEM(pair, 1), &branches[i].program, depth + 1) < 0) {
            return -1;
        }
    }
    *out = (Branches){count, branches};
    return 0;
}

static int read_op(Matcher *m, PyObject *pair, Op *op, int depth) {
    if (tuple_of(pair, 2) < 0 || read_int(PyTuple_GET_ITEM(pair, 0), 0, CODES - 1, &op->code) < 0) return -1;
    PyObject *arg = PyTuple_GET_ITEM(pair, 1);
    switch (op->code) {
    case ALT:
        return read_branches(m, arg, &op->branches, depth);
    case OPT:
        return read_program(m, arg, &op->inner, depth + 1);
    case CAP:
        return tuple_of(arg, 2) < 0 ? -1 : read_program(m, PyTuple_GET_ITEM(arg, 1), &op->inner, depth + 1);
    case CLS:
        return read_int(arg, 0, (long)m->class_count - 1, &op->arg);
    case MARK:
        return read_int(arg, 0, MARKS - 1, &op->arg);
    case GAP:
    case GAP_IN_CLAUSE:
        return read_int(arg, 0, INT32_MAX, &op->arg);
    default:
        return read_int(arg, 0, MOST_SYMBOLS, &op->arg);
    }
}

static int read_program(Matcher *m, PyObject *value, Program *out, int depth) {
    Py_ssize_t count = too_deep(depth) ? -1 : tuple_of(value, 0);
    Op *ops = count < 0 ? NULL : keep(m, (size_t)count, sizeof(Op));
    if (ops == NULL) return -1;
    for (Py_ssize_t i = 0; i < count; i++) if (read_op(m, PyTuple_GET_ITEM(value, i), &ops[i], depth) < 0) return -1;
    *out = (Program){count, ops};
    return 0;
}

/* (-1, context) or ((scope, program), ...) */
static int read_condition(Matcher *m, PyObject *value, Condition *out) {
    Py_ssize_t count = tuple_of(value, 1);
    if (count < 0) return -1;
    if (!PyTuple_Check(PyTuple_GET_ITEM(value, 0))) {
        return tuple_of(value, 2) < 0 ? -1 : read_int(PyTuple_GET_ITEM(value, 1), 0, (long)m->context_count - 1, &out->context);
    }
    Group *groups = keep(m, (size_t)count, sizeof(Group));
    if (groups == NULL) return -1;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *pair = PyTuple_GET_ITEM(value, i);
        if (tuple_of(pair, 2) < 0 || read_int(PyTuple_GET_ITEM(pair, 0), 0, SCOPES - 1, &groups[i].scope) < 0 ||
            read_program(m, PyTuple_GET_ITEM(pair, 1), &groups[i].program, 0) < 0) {
            return -1;
        }
    }
    *out = (Condition){-1, count, groups};
    return 0;
}

static int read_conditions(Matcher *m, PyObject *value, Conditions *out) {
    Py_ssize_t count = tuple_of(value, 0);
    Condition *conditions = count < 0 ? NULL : keep(m, (size_t)count, sizeof(Condition));
    if (conditions == NULL) return -1;
    for (Py_ssize_t i = 0; i < count; i++) if (read_condition(m, PyTuple_GET_ITEM(value, i), &conditions[i]) < 0) return -1;
    *out = (Conditions){count, conditions};
    return 0;
}

static const Branches *class_of(Matcher *m, int32_t number) {
    if (m->classes[number].count < 0) {
        Branches branches;
        if (read_branches(m, PyTuple_GET_ITEM(m->py_classes, number), &branches, 0) < 0) return NULL;
        m->classes[number] = branches;
    }
    return &m->classes[number];
}

static const Conditions *context_of(Matcher *m, int32_t number) {
    if (m->contexts[number].count < 0) {
        Conditions conditions;
        if (read_conditions(m, PyTuple_GET_ITEM(m->py_contexts, number), &conditions) < 0) return NULL;
        m->contexts[number] = conditions;
    }
    return &m->contexts[number];
}

static const Rule *rule_of(Matcher *m, int32_t number) {
    if (m->rules[number].unless.count < 0) {
        PyObject *row = PyTuple_GET_ITEM(m->py_rules, number);
        Rule rule;
        if (tuple_of(row, 6) < 0 || read_conditions(m, PyTuple_GET_ITEM(row, 4), &rule.unless) < 0 ||
            read_conditions(m, PyTuple_GET_ITEM(row, 5), &rule.needs) < 0) {
            return NULL;
        }
        m->rules[number] = rule;
    }
    return &m->rules[number];
}

/* The letter of ``within``: 0 for '', 's' for 'sentence', 'c' for any other. */
static int read_within(PyObject *value, char *out) {
    if (!PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, "a compiled pack holds something else where a string is expected");
        return -1;
    }
    *out = PyUnicode_GET_LENGTH(value) == 0 ? 0 : PyUnicode_CompareWithASCIIString(value, "sentence") == 0 ? 's' : 'c';
    return 0;
}

static int phrase_rule(Matcher *m, Py_ssize_t number, int32_t *rule) {
    PyObject *row = PyTuple_GET_ITEM(m->py_phrases, number);
    return tuple_of(row, 6) < 0 ? -1 : read_int(PyTuple_GET_ITEM(row, 0), 0, (long)m->rule_count - 1, rule);
}

static const Phrase *phrase_of(Matcher *m, Py_ssize_t number) {
    if (m->phrases[number].count >= 0) return &m->phrases[number];
    PyObject *row = PyTuple_GET_ITEM(m->py_phrases, number);
    Phrase phrase;
    if (phrase_rule(m, number, &phrase.rule) < 0 || read_within(PyTuple_GET_ITEM(row, 2), &phrase.within) < 0 ||
        read_program(m, PyTuple_GET_ITEM(row, 3), &phrase.none, 0) < 0 ||
        read_conditions(m, PyTuple_GET_ITEM(row, 4), &phrase.unless) < 0 ||
        read_conditions(m, PyTuple_GET_ITEM(row, 5), &phrase.needs) < 0) {
        return NULL;
    }
    PyObject *programs = PyTuple_GET_ITEM(row, 1);
    phrase.count = tuple_of(programs, phrase.within ? 0 : 1);
    Program *kept = phrase.count < 0 ? NULL : keep(m, (size_t)phrase.count, sizeof(Program));
    if (kept == NULL) return NULL;
    for (Py_ssize_t i = 0; i < phrase.count; i++) {
        if (read_program(m, PyTuple_GET_ITEM(programs, i), &kept[i], 0) < 0) return NULL;
    }
    phrase.programs = kept;
    m->phrases[number] = phrase;
    return &m->phrases[number];
}

/* --- board ------------------------------------------------------------------------------------------------------ */

typedef struct {
    int32_t length, next; /* the next length of the same symbol, or -1 */
} Long;

typedef struct {
    int32_t first, last;
    char question;
} Spread;

typedef struct {
    int32_t start, end;
} Span;

/* One call's text. A set of places is ``wide`` 64-bit words; there is a place more than the text has, for ends. */
struct Board {
    Py_ssize_t places, sentences, wide, commas_found;
    PyObject **word;      /* of each place; NULL at a sentence's end */
    int32_t *token;       /* of each place: which token of its sentence */
    int32_t *sentence_of; /* of each place */
    int8_t *kind_symbol;  /* of each place: S_NUM ... or -1 */
    int32_t *comma_at;    /* places before which a clause mark stands */
    Spread *sentence;
    Py_ssize_t place_room, sentence_room, comma_room;
    uint64_t *fixed; /* six sets in one block */
    uint64_t *words, *commas, *breaks, *starts, *ends, *questions;
    Py_ssize_t fixed_room;
    /* Symbols of this text are numbered as they come; ``number_of`` holds where ``stamp`` is this text's. */
    uint32_t now, *stamp;
    int32_t *number_of, *symbol, *first_long;
    Py_ssize_t stamp_room, symbols, symbol_room, longs, long_room;
    uint64_t *where, *long_where; /* of each symbol, of each length of one: a set */
    Py_ssize_t where_room, long_where_room;
    Long *long_of;
    uint64_t **scratch; /* sets for passing use, taken and given back like a stack */
    Py_ssize_t scratch_count, scratch_used, scratch_wide;
    Span *found;
    Py_ssize_t found_count, found_room;
    uint64_t *candidate;
};

/* Room for at least ``wanted`` items; what is new is zero. */
static int reserve(void *array, Py_ssize_t *room, Py_ssize_t wanted, size_t size) {
    if (wanted <= *room) return 0;
    Py_ssize_t more = wanted > PY_SSIZE_T_MAX / 2 ? wanted : wanted + wanted / 2 + 16;
    void *old, *new = NULL;
    memcpy(&old, array, sizeof old);
    if ((size_t)more <= (size_t)PY_SSIZE_T_MAX / size) new = PyMem_Realloc(old, (size_t)more * size);
    if (new == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset((char *)new + (size_t)*room * size, 0, (size_t)(more - *room) * size);
    memcpy(array, &new, sizeof new);
    *room = more;
    return 0;
}

static void drop_words(Board *b) {
    for (Py_ssize_t i = 0; i < b->places; i++) Py_CLEAR(b->word[i]);
    b->places = 0;
}

static void free_board(Board *b) {
    if (b == NULL) return;
    drop_words(b);
    for (Py_ssize_t i = 0; i < b->scratch_count; i++) PyMem_Free(b->scratch[i]);
    void *all[] = {b->word,      b->token,      b->sentence_of, b->kind_symbol, b->comma_at,   b->sentence,
                   b->fixed,     b->stamp,      b->number_of,   b->symbol,      b->first_long, b->where,
                   b->long_where, b->long_of,   b->scratch,     b->found,       b->candidate,  b};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) PyMem_Free(all[i]);
}

static int next_place(Board *b, PyObject *word, int32_t token, int32_t sentence, int8_t symbol) {
    Py_ssize_t wanted = b->places + 1, room = b->place_room;
    if (wanted > INT32_MAX / 2) {
        PyErr_SetString(PyExc_OverflowError, "the text is too long");
        return -1;
    }
    if (wanted > room) { /* the four arrays grow together; the last one's success makes the room count */
        Py_ssize_t r1 = room, r2 = room, r3 = room;
        if (reserve(&b->word, &r1, wanted, sizeof *b->word) < 0 || reserve(&b->token, &r2, wanted, sizeof *b->token) < 0 ||
            reserve(&b->sentence_of, &r3, wanted, sizeof *b->sentence_of) < 0 ||
            reserve(&b->kind_symbol, &b->place_room, wanted, sizeof *b->kind_symbol) < 0) {
            return -1;
        }
    }
    b->word[b->places] = Py_XNewRef(word);
    b->token[b->places] = token;
    b->sentence_of[b->places] = sentence;
    b->kind_symbol[b->places] = symbol;
    b->places = wanted;
    return 0;
}

static int note_comma(Board *b, Py_ssize_t place) {
    if (reserve(&b->comma_at, &b->comma_room, b->commas_found + 1, sizeof *b->comma_at) < 0) return -1;
    b->comma_at[b->commas_found++] = (int32_t)place;
    return 0;
}

/* What a fused or contracted word stands for: a new tuple, or NULL (with an error or without). */
static PyObject *parts_of(Matcher *m, PyObject *word) {
    PyObject *parts = PyDict_GetItemWithError(m->fused, word);
    if (parts != NULL) return PySequence_Tuple(parts);
    if (PyErr_Occurred() || PyUnicode_FindChar(word, '\'', 0, PyUnicode_GET_LENGTH(word), 1) < 0) return NULL;
    parts = PyObject_CallFunctionObjArgs(m->split_word, word, m->fused, NULL);
    Py_XSETREF(parts, parts ? PySequence_Tuple(parts) : NULL);
    return parts;
}

static const int8_t KIND_SYMBOL[] = {-1, S_NUM, S_TIME, -1, S_SLOT, S_QUOTE, -1};

/* The places of one token. */
static int lay_token(Matcher *m, Board *b, PyObject *word, int32_t kind, int32_t at, int32_t number) {
    if (!PyUnicode_Check(word)) {
        PyErr_SetString(PyExc_TypeError, "a sentence's words are strings");
        return -1;
    }
    int8_t symbol = KIND_SYMBOL[kind];
    PyObject *parts = parts_of(m, word);
    if (parts == NULL && PyErr_Occurred()) return -1;
    int result = 0;
    if (parts == NULL || PyTuple_GET_SIZE(parts) == 0) {
        /* What the customer or a template says is no word of the agent's: it has a place and no text. */
        int silent = kind == K_SLOT || kind == K_QUOTE || kind == K_OPAQUE;
        PyObject *own = silent ? PyUnicode_New(0, 0) : Py_NewRef(word);
        result = own == NULL ? -1 : next_place(b, own, at, number, symbol);
        Py_XDECREF(own);
    }
    else {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(parts) && result == 0; i++) {
            PyObject *part = PyTuple_GET_ITEM(parts, i);
            if (!PyUnicode_Check(part)) {
                PyErr_SetString(PyExc_TypeError, "the parts of a word are strings");
                result = -1;
            }
            else {
                result = next_place(b, part, at, number, i == 0 ? symbol : -1);
            }
        }
    }
    Py_XDECREF(parts);
    return result;
}

/* A list attribute of a sentence as a new tuple: nobody can change it while we read. */
static PyObject *list_of(PyObject *sentence, PyObject *name) {
    PyObject *value = PyObject_GetAttr(sentence, name);
    Py_XSETREF(value, value ? PySequence_Tuple(value) : NULL);
    return value;
}

static int lay_commas(Board *b, PyObject *clauses, Py_ssize_t first, Py_ssize_t tokens) {
    Py_ssize_t place = first;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(clauses); i++) {
        Py_ssize_t at = PyLong_AsSsize_t(PyTuple_GET_ITEM(clauses, i));
        if (at == -1 && PyErr_Occurred()) return -1;
        if (at == tokens || at == b->places - first) if (note_comma(b, b->places) < 0) return -1;
        if (at < 0 || at >= tokens) continue;
        if (b->token[place] >= at) { /* the marks come in order: go on from the last one's place */
            place = first;
        }
        while (b->token[place] < at) place++;
        if (note_comma(b, place) < 0) return -1;
    }
    return 0;
}

/* First pass over a sentence: its places. What fills them comes when the sets' size is known. */
static int lay_sentence(Matcher *m, Board *b, PyObject *sentence, Py_ssize_t number) {
    int result = -1;
    PyObject *words = list_of(sentence, m->n_words), *kinds = NULL, *clauses = NULL, *question = NULL;
    if (words == NULL || (kinds = list_of(sentence, m->n_kinds)) == NULL || (clauses = list_of(sentence, m->n_clauses)) == NULL ||
        (question = PyObject_GetAttr(sentence, m->n_question)) == NULL) {
        goto done;
    }
    Py_ssize_t tokens = PyTuple_GET_SIZE(words), first = b->places;
    if (PyTuple_GET_SIZE(kinds) < tokens) {
        PyErr_SetString(PyExc_IndexError, "a sentence has fewer kinds than words");
        goto done;
    }
    for (Py_ssize_t at = 0; at < tokens; at++) {
        int32_t kind;
        if (read_int(PyTuple_GET_ITEM(kinds, at), 0, K_OPAQUE, &kind) < 0 ||
            lay_token(m, b, PyTuple_GET_ITEM(words, at), kind, (int32_t)at, (int32_t)number) < 0) {
            goto done;
        }
    }
    int asks = PyObject_IsTrue(question);
    if (asks < 0 || lay_commas(b, clauses, first, tokens) < 0 ||
        reserve(&b->sentence, &b->sentence_room, number + 1, sizeof *b->sentence) < 0) {
        goto done;
    }
    b->sentence[number] = (Spread){(int32_t)first, (int32_t)b->places, (char)asks};
    result = next_place(b, NULL, (int32_t)tokens, (int32_t)number, -1);
done:
    Py_XDECREF(words);
    Py_XDECREF(kinds);
    Py_XDECREF(clauses);
    Py_XDECREF(question);
    return result;
}

static void set_bit(uint64_t *set, Py_ssize_t place) {
    set[place >> 6] |= (uint64_t)1 << (place & 63);
}

static int has_bit(const uint64_t *set, Py_ssize_t place) {
    return (int)(set[place >> 6] >> (place & 63) & 1);
}

/* The bits of one 64-bit word that lie in places first .. last - 1. */
static uint64_t range_in(Py_ssize_t at, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t low = first - at * 64, high = last - at * 64;
    uint64_t upto = high >= 64 ? ~(uint64_t)0 : high <= 0 ? 0 : ((uint64_t)1 << high) - 1;
    return low <= 0 ? upto : low >= 64 ? 0 : upto & ~(((uint64_t)1 << low) - 1);
}

static void set_range(uint64_t *set, Py_ssize_t first, Py_ssize_t last) {
    for (Py_ssize_t at = first >> 6; at * 64 < last; at++) set[at] |= range_in(at, first, last);
}

static int lowest(uint64_t bits) {
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(bits);
#else
    int at = 0;
    for (; !(bits & 1); bits >>= 1) at++;
    return at;
#endif
}

/* The number of a symbol in this text, or -1 where it does not occur. */
static int32_t number_of(const Board *b, int32_t symbol) {
    return symbol >= 0 && symbol < b->stamp_room && b->stamp[symbol] == b->now ? b->number_of[symbol] : -1;
}

/* The number of a symbol, given it now if it has none; -1 with an error. */
static int32_t enter(Board *b, int32_t symbol) {
    int32_t number = number_of(b, symbol);
    if (number >= 0) return number;
    number = (int32_t)b->symbols;
    Py_ssize_t r1 = b->stamp_room, r2 = b->symbol_room;
    if (reserve(&b->number_of, &r1, symbol + 1, sizeof *b->number_of) < 0 ||
        reserve(&b->stamp, &b->stamp_room, symbol + 1, sizeof *b->stamp) < 0 ||
        reserve(&b->symbol, &r2, number + 1, sizeof *b->symbol) < 0 ||
        reserve(&b->first_long, &b->symbol_room, number + 1, sizeof *b->first_long) < 0 ||
        reserve(&b->where, &b->where_room, (number + 1) * b->wide, sizeof *b->where) < 0) {
        return -1;
    }
    b->stamp[symbol] = b->now;
    b->number_of[symbol] = number;
    b->symbol[number] = symbol;
    b->first_long[number] = -1;
    memset(b->where + number * b->wide, 0, (size_t)b->wide * sizeof *b->where);
    b->symbols++;
    return number;
}

static int put(Board *b, int32_t symbol, Py_ssize_t place) {
    int32_t number = enter(b, symbol);
    if (number >= 0) set_bit(b->where + number * b->wide, place);
    return number;
}

/* A symbol that fills ``length`` places from ``place`` on. */
static int put_long(Board *b, int32_t symbol, Py_ssize_t place, int32_t length) {
    int32_t number = enter(b, symbol);
    if (number < 0) return -1;
    int32_t at = b->first_long[number];
    while (at >= 0 && b->long_of[at].length != length) at = b->long_of[at].next;
    if (at < 0) {
        at = (int32_t)b->longs;
        if (reserve(&b->long_of, &b->long_room, at + 1, sizeof *b->long_of) < 0 ||
            reserve(&b->long_where, &b->long_where_room, (at + 1) * b->wide, sizeof *b->long_where) < 0) {
            return -1;
        }
        memset(b->long_where + at * b->wide, 0, (size_t)b->wide * sizeof *b->long_where);
        b->long_of[at] = (Long){length, b->first_long[number]};
        b->first_long[number] = at;
        b->longs++;
    }
    set_bit(b->long_where + at * b->wide, place);
    return 0;
}

/* CRC-32 as zlib.crc32 has it, four bits at a time: its table is small enough to be read here. */
static uint32_t crc32_of(uint32_t crc, const char *text, Py_ssize_t length) {
    static const uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                                       0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    crc = ~crc;
    for (Py_ssize_t i = 0; i < length; i++) {
        crc ^= (uint8_t)text[i];
        crc = table[crc & 15] ^ crc >> 4;
        crc = table[crc & 15] ^ crc >> 4;
    }
    return ~crc;
}

static uint32_t slot(const uint8_t *slots, uint32_t number) {
    const uint8_t *at = slots + (size_t)number * 4;
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* Words.number in C: the number of the node of a word, or of two (``second`` may be NULL); -1 where there is none. */
static long packed_number(Matcher *m, PyObject *first, PyObject *second) {
    Py_ssize_t length, more = 0;
    const char *text = PyUnicode_AsUTF8AndSize(first, &length), *then = second && text ? PyUnicode_AsUTF8AndSize(second, &more) : NULL;
    if (text == NULL || (second && then == NULL)) {
        PyErr_Clear(); /* a lone surrogate: no lexicon has it */
        return -1;
    }
    uint32_t crc = crc32_of(0, text, length);
    if (second) crc = crc32_of(crc32_of(crc, "\n", 1), then, more);
    const uint8_t *slots = (const uint8_t *)PyBytes_AS_STRING(m->slots), *all = (const uint8_t *)PyBytes_AS_STRING(m->entries);
    const uint8_t *at = all + slot(slots, crc & m->slot_mask), *stop = all + slot(slots, (crc & m->slot_mask) + 1);
    Py_ssize_t key = second ? length + 1 + more : length;
    while (stop - at >= key + 5) { /* 0xff, the key, 0xfe, the number in three times seven bits */
        const uint8_t *mark = at + 1 + key;
        if (*mark == 0xfe && memcmp(at + 1, text, (size_t)length) == 0 &&
            (!second || (at[1 + length] == '\n' && memcmp(at + 2 + length, then, (size_t)more) == 0))) {
            return mark[1] | (long)mark[2] << 7 | (long)mark[3] << 14;
        }
        at = memchr(at + 1, 0xff, (size_t)(stop - at - 1));
        if (at == NULL) break;
    }
    return -1;
}

/* The node of a word, or of the second of two, from the dict of those found before or from the packed vocabulary:
 * a new reference; NULL with an error or without. */
static PyObject *node_of(Matcher *m, PyObject *known, PyObject *first, PyObject *second) {
    PyObject *word = second ? second : first, *node = PyDict_GetItemWithError(known, word);
    if (node != NULL) return Py_NewRef(node);
    if (PyErr_Occurred() || PyDict_CheckExact(known)) return NULL;
    long number = packed_number(m, first, second);
    PyObject *boxed = number < 0 ? NULL : PyLong_FromLong(number);
    if (boxed != NULL) {
        node = second ? PyObject_CallMethodObjArgs(m->words, m->n_node, boxed, NULL)
                      : PyObject_CallMethodObjArgs(m->words, m->n_first, first, boxed, NULL);
        Py_DECREF(boxed);
    }
    if (node != NULL && PyDict_SetItem(known, word, node) < 0) Py_CLEAR(node);
    return node;
}

static int contains(PyObject *tuple, PyObject *value) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        int same = PyObject_RichCompareBool(PyTuple_GET_ITEM(tuple, i), value, Py_EQ);
        if (same) return same;
    }
    return 0;
}

/* Whether two words run together are in the pack's ``edges``: a set, or words.Pairs, which is looked into here. */
static int is_edge(Matcher *m, PyObject *one, PyObject *two) {
    if (PyDict_Check(m->edges) && PyUnicode_GET_LENGTH(one) == 1 && PyUnicode_GET_LENGTH(two) == 1) {
        PyObject *all = PyDict_GetItemWithError(m->edges, one);
        if (all == NULL || !PyUnicode_Check(all)) return PyErr_Occurred() ? -1 : 0;
        Py_ssize_t at = PyUnicode_FindChar(all, PyUnicode_READ_CHAR(two, 0), 0, PyUnicode_GET_LENGTH(all), 1);
        return at == -2 ? -1 : at >= 0;
    }
    PyObject *both = PyUnicode_Concat(one, two);
    int found = both ? PySequence_Contains(m->edges, both) : -1;
    Py_XDECREF(both);
    return found;
}

/* Whether the word at a place and the one after it make a dictionary word, with nothing between them in the draft. */
static int crosses(Matcher *m, Board *b, PyObject *sentence, Py_ssize_t place) {
    int crossing = is_edge(m, b->word[place], b->word[place + 1]);
    if (crossing <= 0) return crossing;
    PyObject *ends = PyObject_GetAttr(sentence, m->n_ends), *starts = ends ? PyObject_GetAttr(sentence, m->n_starts) : NULL;
    PyObject *end = starts ? PySequence_GetItem(ends, b->token[place]) : NULL;
    PyObject *start = end ? PySequence_GetItem(starts, b->token[place + 1]) : NULL;
    crossing = start ? PyObject_RichCompareBool(end, start, Py_EQ) : -1;
    Py_XDECREF(ends);
    Py_XDECREF(starts);
    Py_XDECREF(end);
    Py_XDECREF(start);
    return crossing;
}

static int put_all(Board *b, PyObject *symbols, PyObject *other, int free_here, int free_there, Py_ssize_t place) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(symbols); i++) {
        PyObject *value = PyTuple_GET_ITEM(symbols, i);
        int32_t symbol;
        int both = other == NULL ? 0 : contains(other, value);
        if (both < 0 || read_int(value, 0, MOST_SYMBOLS, &symbol) < 0) return -1;
        if (free_here && (!both || free_there) && put(b, symbol, place) < 0) return -1;
    }
    return 0;
}

/* Symbols that hold only where no longer word crosses the phrase's edge. */
static int put_guarded(Matcher *m, Board *b, PyObject *sentence, Py_ssize_t number, Py_ssize_t place, PyObject *left, PyObject *right) {
    const Spread *own = &b->sentence[number];
    int before = place > own->first ? crosses(m, b, sentence, place - 1) : 0;
    int behind = before >= 0 && place + 1 < own->last ? crosses(m, b, sentence, place) : 0;
    if (before < 0 || behind < 0) return -1;
    if (put_all(b, left, right, !before, !behind, place) < 0) return -1;
    return put_all(b, right, left, !behind, !before, place);
}

/* Symbols of several words that begin at a place. ``rest`` is what may follow the first. */
static int put_sequences(Matcher *m, Board *b, PyObject *rest, Py_ssize_t place, Py_ssize_t last) {
    PyObject *node = NULL; /* keeps ``rest`` alive */
    int result = 0;
    for (Py_ssize_t ahead = place + 1; rest != Py_None && ahead < last && result == 0; ahead++) {
        if (!PyDict_Check(rest)) {
            PyErr_SetString(PyExc_TypeError, "a compiled pack holds something else where a dict is expected");
            result = -1;
            break;
        }
        /* Below the second word the dicts are plain ones, and the first word is not looked at. */
        Py_XSETREF(node, node_of(m, rest, b->word[place], b->word[ahead]));
        if (node == NULL) {
            result = PyErr_Occurred() ? -1 : 0;
            break;
        }
        if (tuple_of(node, 2) < 0 || tuple_of(PyTuple_GET_ITEM(node, 0), 0) < 0) {
            result = -1;
            break;
        }
        PyObject *symbols = PyTuple_GET_ITEM(node, 0);
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(symbols) && result == 0; i++) {
            int32_t symbol;
            result = read_int(PyTuple_GET_ITEM(symbols, i), 0, MOST_SYMBOLS, &symbol) < 0 ||
                     put_long(b, symbol, place, (int32_t)(ahead + 1 - place)) < 0;
        }
        result = result ? -1 : 0;
        rest = PyTuple_GET_ITEM(node, 1);
    }
    Py_XDECREF(node);
    return result;
}

static int put_word(Matcher *m, Board *b, PyObject *sentence, Py_ssize_t number, Py_ssize_t place) {
    PyObject *node = node_of(m, m->words, b->word[place], NULL);
    if (node == NULL) return PyErr_Occurred() ? -1 : 0;
    int result = tuple_of(node, 4) < 0 ? -1 : 0;
    for (int i = 0; i < 4 && result == 0; i++) result = i == 1 || tuple_of(PyTuple_GET_ITEM(node, i), 0) >= 0 ? 0 : -1;
    if (result == 0) {
        PyObject *left = PyTuple_GET_ITEM(node, 2), *right = PyTuple_GET_ITEM(node, 3);
        result = put_all(b, PyTuple_GET_ITEM(node, 0), NULL, 1, 1, place);
        if (result == 0 && PyTuple_GET_SIZE(left) + PyTuple_GET_SIZE(right) > 0) {
            result = put_guarded(m, b, sentence, number, place, left, right);
        }
        if (result == 0) result = put_sequences(m, b, PyTuple_GET_ITEM(node, 1), place, b->sentence[number].last);
    }
    Py_DECREF(node);
    return result;
}

static int clear_sets(Board *b) {
    b->wide = b->places / 64 + 1;
    b->symbols = b->longs = 0;
    if (++b->now == 0) { /* the stamps came round: older ones must not be taken for this text's */
        memset(b->stamp, 0, (size_t)b->stamp_room * sizeof *b->stamp);
        b->now = 1;
    }
    if (reserve(&b->fixed, &b->fixed_room, 6 * b->wide, sizeof *b->fixed) < 0) return -1;
    memset(b->fixed, 0, (size_t)(6 * b->wide) * sizeof *b->fixed);
    uint64_t **sets[] = {&b->words, &b->commas, &b->breaks, &b->starts, &b->ends, &b->questions};
    for (int i = 0; i < 6; i++) *sets[i] = b->fixed + i * b->wide;
    if (b->wide > b->scratch_wide) {
        while (b->scratch_count > 0) PyMem_Free(b->scratch[--b->scratch_count]);
        b->scratch_wide = b->wide;
    }
    b->scratch_used = 0;
    return 0;
}

static int fill_sets(Matcher *m, Board *b, PyObject *sentences) {
    for (Py_ssize_t i = 0; i < b->commas_found; i++) set_bit(b->commas, b->comma_at[i]);
    for (Py_ssize_t n = 0; n < b->sentences; n++) {
        Spread own = b->sentence[n];
        set_range(b->words, own.first, own.last);
        set_bit(b->starts, own.first);
        set_bit(b->ends, own.last);
        if (own.question) set_range(b->questions, own.first, own.last + 1);
        for (Py_ssize_t place = own.first; place < own.last; place++) {
            int8_t kind = b->kind_symbol[place];
            if ((kind >= 0 && put(b, kind, place) < 0) || put_word(m, b, PyTuple_GET_ITEM(sentences, n), n, place) < 0) {
                return -1;
            }
        }
    }
    int32_t word = enter(b, S_WORD), breaker = number_of(b, m->clause_break);
    if (word < 0) return -1;
    size_t bytes = (size_t)b->wide * sizeof(uint64_t);
    memcpy(b->where + word * b->wide, b->words, bytes);
    memcpy(b->breaks, b->commas, bytes);
    for (Py_ssize_t i = 0; breaker >= 0 && i < b->wide; i++) {
        b->breaks[i] |= b->where[breaker * b->wide + i];
        for (int32_t at = b->first_long[breaker]; at >= 0; at = b->long_of[at].next) {
            b->breaks[i] |= b->long_where[at * b->wide + i];
        }
    }
    return 0;
}

/* Board._lay and Board._symbols. ``sentences`` is a tuple. */
static int lay(Matcher *m, Board *b, PyObject *sentences) {
    b->commas_found = 0;
    b->sentences = PyTuple_GET_SIZE(sentences);
    for (Py_ssize_t n = 0; n < b->sentences; n++) if (lay_sentence(m, b, PyTuple_GET_ITEM(sentences, n), n) < 0) return -1;
    return clear_sets(b) < 0 ? -1 : fill_sets(m, b, sentences);
}

/* --- sets of places --------------------------------------------------------------------------------------------- */

/* Words lo .. hi - 1 hold bits; the others count as zero, whatever is in them. A run from one place so costs
 * what the phrase is long, not what the text is. */
typedef struct {
    uint64_t *bits;
    Py_ssize_t lo, hi;
} Set;

static int take(Board *b, Set *set) {
    if (b->scratch_used == b->scratch_count) {
        Py_ssize_t room = b->scratch_count;
        uint64_t *bits = PyMem_Malloc((size_t)b->scratch_wide * sizeof *bits);
        if (bits == NULL || (room % 16 == 0 && (PyMem_Resize(b->scratch, uint64_t *, (size_t)room + 16), b->scratch == NULL))) {
            PyMem_Free(bits);
            PyErr_NoMemory();
            return -1;
        }
        b->scratch[b->scratch_count++] = bits;
    }
    *set = (Set){b->scratch[b->scratch_used++], 0, 0};
    return 0;
}

static void give_back(Board *b, int count) {
    b->scratch_used -= count;
}

static void trim(Set *set) {
    while (set->lo < set->hi && !set->bits[set->lo]) set->lo++;
    while (set->hi > set->lo && !set->bits[set->hi - 1]) set->hi--;
}

/* Make words lo .. hi - 1 count. */
static void cover(Set *set, Py_ssize_t lo, Py_ssize_t hi) {
    if (set->lo >= set->hi) set->lo = set->hi = lo;
    while (set->lo > lo) set->bits[--set->lo] = 0;
    while (set->hi < hi) set->bits[set->hi++] = 0;
}

static void copy(Set *to, const Set *from) {
    to->lo = from->lo;
    to->hi = from->hi;
    if (from->lo < from->hi) {
        memcpy(to->bits + from->lo, from->bits + from->lo, (size_t)(from->hi - from->lo) * sizeof(uint64_t));
    }
}

static void unite(Set *to, const Set *from) {
    if (from->lo >= from->hi) return;
    cover(to, from->lo, from->hi);
    for (Py_ssize_t i = from->lo; i < from->hi; i++) to->bits[i] |= from->bits[i];
}

static void fill(Set *set, Py_ssize_t first, Py_ssize_t last) {
    set->lo = set->hi = 0;
    if (first < last) {
        cover(set, first >> 6, ((last - 1) >> 6) + 1);
        set_range(set->bits, first, last);
    }
}

/* The lowest place of a set in first .. last - 1, or -1. */
static Py_ssize_t lowest_in(const Set *set, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t at = first >> 6 > set->lo ? first >> 6 : set->lo;
    for (; at < set->hi && at * 64 < last; at++) {
        uint64_t bits = set->bits[at] & range_in(at, first, last);
        if (bits) return at * 64 + lowest(bits);
    }
    return -1;
}

/* The highest place of a set that is not empty. */
static Py_ssize_t highest(const Set *set) {
    uint64_t bits = set->bits[set->hi - 1];
    int at = 63;
    while (!(bits >> at)) at--;
    return (set->hi - 1) * 64 + at;
}

/* set = (set & here) << 1 */
static void step(const Board *b, Set *set, const uint64_t *here) {
    uint64_t carry = 0;
    for (Py_ssize_t i = set->lo; i < set->hi; i++) {
        uint64_t bits = set->bits[i] & here[i];
        set->bits[i] = bits << 1 | carry;
        carry = bits >> 63;
    }
    if (carry && set->hi < b->wide) set->bits[set->hi++] = carry;
}

/* to |= (from & here) << length */
static void leap(const Board *b, Set *to, const Set *from, const uint64_t *here, int32_t length) {
    Py_ssize_t far = length >> 6;
    int by = length & 63;
    for (Py_ssize_t i = from->lo; i < from->hi; i++) {
        uint64_t bits = here ? from->bits[i] & here[i] : from->bits[i];
        if (!bits || i + far >= b->wide) continue;
        uint64_t over = by ? bits >> (64 - by) : 0;
        int spills = over && i + far + 1 < b->wide;
        cover(to, i + far, i + far + 1 + spills);
        to->bits[i + far] |= bits << by;
        if (spills) to->bits[i + far + 1] |= over;
    }
}

/* --- match.py ---------------------------------------------------------------------------------------------------- */

static int run_symbol(Board *b, int32_t symbol, Set *set) {
    int32_t number = number_of(b, symbol);
    if (number < 0) {
        set->lo = set->hi = 0;
        return 0;
    }
    const uint64_t *here = b->where + number * b->wide;
    int32_t at = b->first_long[number];
    if (at < 0) {
        step(b, set, here);
        return 0;
    }
    Set before;
    if (take(b, &before) < 0) return -1;
    copy(&before, set);
    step(b, set, here);
    for (; at >= 0; at = b->long_of[at].next) leap(b, set, &before, b->long_where + at * b->wide, b->long_of[at].length);
    give_back(b, 1);
    return 0;
}

/* Up to ``most`` words further; over none of ``closed``, if given. */
static void run_gap(Board *b, int32_t most, const uint64_t *closed, Set *set) {
    if (closed != NULL) {
        for (Py_ssize_t i = set->lo; i < set->hi; i++) set->bits[i] &= ~closed[i];
        trim(set);
    }
    for (int changed = 1; most > 0 && changed; most--) {
        uint64_t carry = 0;
        changed = 0;
        Py_ssize_t hi = set->hi;
        for (Py_ssize_t i = set->lo; i < hi; i++) {
            uint64_t old = set->bits[i], on = old & b->words[i];
            uint64_t new = on << 1 | carry;
            carry = on >> 63;
            set->bits[i] |= closed ? new & ~closed[i] : new;
            changed |= set->bits[i] != old;
        }
        if (carry && hi < b->wide && !(closed && closed[hi] & 1)) {
            set->bits[set->hi++] = 1;
            changed = 1;
        }
    }
}

/* Take away the places where a symbol begins. */
static void run_not(Board *b, int32_t symbol, Set *set) {
    int32_t number = number_of(b, symbol);
    for (Py_ssize_t i = set->lo; number >= 0 && i < set->hi; i++) {
        uint64_t begins = b->where[number * b->wide + i];
        for (int32_t at = b->first_long[number]; at >= 0; at = b->long_of[at].next) {
            begins |= b->long_where[at * b->wide + i];
        }
        set->bits[i] &= ~begins;
    }
}

/* Take away the places where a symbol ends. */
static int run_not_behind(Board *b, int32_t symbol, Set *set) {
    int32_t number = number_of(b, symbol);
    if (number < 0) return 0;
    Set ends, all = {b->where + number * b->wide, 0, b->wide};
    if (take(b, &ends) < 0) return -1;
    leap(b, &ends, &all, NULL, 1);
    for (int32_t at = b->first_long[number]; at >= 0; at = b->long_of[at].next) {
        all.bits = b->long_where + at * b->wide;
        leap(b, &ends, &all, NULL, b->long_of[at].length);
    }
    for (Py_ssize_t i = set->lo > ends.lo ? set->lo : ends.lo; i < set->hi && i < ends.hi; i++) {
        set->bits[i] &= ~ends.bits[i];
    }
    give_back(b, 1);
    return 0;
}

static void run_mark(Board *b, int32_t kind, Set *set) {
    const uint64_t *one[MARKS] = {b->starts, b->ends, b->starts, b->ends, b->questions, b->commas};
    int either = kind == M_CLAUSE || kind == M_CLAUSE_END;
    for (Py_ssize_t i = set->lo; i < set->hi; i++) set->bits[i] &= either ? one[kind][i] | b->breaks[i] : one[kind][i];
}

static int run(Matcher *m, Board *b, const Program *program, Set *set, int depth);

static int run_branches(Matcher *m, Board *b, const Branches *branches, Set *set, int depth) {
    Set reached, one;
    if (take(b, &reached) < 0 || take(b, &one) < 0) return -1;
    for (Py_ssize_t i = 0; i < branches->count; i++) {
        const Branch *branch = &branches->of[i];
        if (branch->needed >= 0 && number_of(b, branch->needed) < 0) continue;
        copy(&one, set);
        if (run(m, b, &branch->program, &one, depth + 1) < 0) return -1;
        unite(&reached, &one);
    }
    copy(set, &reached);
    give_back(b, 2);
    return 0;
}

static int run_optional(Matcher *m, Board *b, const Program *inner, Set *set, int depth) {
    Set one;
    if (take(b, &one) < 0) return -1;
    copy(&one, set);
    if (run(m, b, inner, &one, depth + 1) < 0) return -1;
    unite(set, &one);
    give_back(b, 1);
    return 0;
}

static int run_op(Matcher *m, Board *b, const Op *op, Set *set, int depth) {
    const Branches *branches;
    switch (op->code) {
    case SYM:
        return run_symbol(b, op->arg, set);
    case CLS:
        branches = class_of(m, op->arg);
        return branches == NULL ? -1 : run_branches(m, b, branches, set, depth);
    case ALT:
        return run_branches(m, b, &op->branches, set, depth);
    case OPT:
        return run_optional(m, b, &op->inner, set, depth);
    case CAP:
        return run(m, b, &op->inner, set, depth + 1);
    case GAP:
        run_gap(b, op->arg, NULL, set);
        return 0;
    case GAP_IN_CLAUSE:
        run_gap(b, op->arg, b->breaks, set);
        return 0;
    case NOT:
        run_not(b, op->arg, set);
        return 0;
    case NOT_BEHIND:
        return run_not_behind(b, op->arg, set);
    default:
        run_mark(b, op->arg, set);
        return 0;
    }
}

/* From the places where a program may begin to those where it may end. An error leaves scratch sets taken;
 * it ends the call, and the next one begins with none taken. */
static int run(Matcher *m, Board *b, const Program *program, Set *set, int depth) {
    if (too_deep(depth)) return -1;
    for (Py_ssize_t i = 0; i < program->count && set->lo < set->hi; i++) {
        if (run_op(m, b, &program->ops[i], set, depth) < 0) return -1;
        trim(set);
    }
    return 0;
}

static void add_begins(Board *b, int32_t symbol, Set *may) {
    int32_t number = number_of(b, symbol);
    if (number < 0) return;
    Set all = {b->where + number * b->wide, 0, b->wide};
    unite(may, &all);
    for (int32_t at = b->first_long[number]; at >= 0; at = b->long_of[at].next) {
        all.bits = b->long_where + at * b->wide;
        unite(may, &all);
    }
}

/* Add to ``may`` where a program can begin (or more): 1 where that is anywhere, 0 where ``may`` says it all, -1. */
static int may_begin(Matcher *m, Board *b, const Program *program, Set *may, int depth) {
    if (too_deep(depth)) return -1;
    for (Py_ssize_t i = 0; i < program->count; i++) {
        const Op *op = &program->ops[i];
        const Branches *branches = &op->branches;
        int anywhere;
        switch (op->code) {
        case SYM:
            add_begins(b, op->arg, may);
            return 0;
        case CLS:
            branches = class_of(m, op->arg);
            if (branches == NULL) return -1;
            /* fall through */
        case ALT:
            for (Py_ssize_t n = 0; n < branches->count; n++) {
                int32_t needed = branches->of[n].needed;
                if (needed < 0 || number_of(b, needed) >= 0) {
                    anywhere = may_begin(m, b, &branches->of[n].program, may, depth + 1);
                    if (anywhere != 0) return anywhere;
                }
            }
            return 0;
        case CAP:
            return may_begin(m, b, &op->inner, may, depth + 1);
        case OPT:
            anywhere = may_begin(m, b, &op->inner, may, depth + 1);
            if (anywhere != 0) return anywhere;
            break;
        case GAP:
        case GAP_IN_CLAUSE:
            return 1;
        default:
            break;
        }
    }
    return 1;
}

/* The places of words first .. last - 1 where a program can begin. */
static int beginnings(Matcher *m, Board *b, const Program *program, Py_ssize_t first, Py_ssize_t last, Set *may) {
    may->lo = may->hi = 0;
    int anywhere = may_begin(m, b, program, may, 0);
    if (anywhere < 0) return -1;
    if (anywhere) fill(may, first, last);
    for (Py_ssize_t i = may->lo; i < may->hi; i++) may->bits[i] &= b->words[i] & range_in(i, first, last);
    trim(may);
    return 0;
}

static int found(Board *b, Py_ssize_t start, Py_ssize_t end) {
    if (reserve(&b->found, &b->found_room, b->found_count + 1, sizeof *b->found) < 0) return -1;
    b->found[b->found_count++] = (Span){(int32_t)start, (int32_t)end};
    return 0;
}

/* match.spans, into b->found. */
static int spans(Matcher *m, Board *b, const Program *program) {
    Set may, one, words = {b->words, 0, b->wide};
    if (take(b, &may) < 0 || take(b, &one) < 0) return -1;
    copy(&one, &words);
    trim(&one);
    if (run(m, b, program, &one, 0) < 0) return -1;
    if (one.lo < one.hi) {
        if (beginnings(m, b, program, 0, b->places, &may) < 0) return -1;
        for (Py_ssize_t start = lowest_in(&may, 0, b->places); start >= 0; start = lowest_in(&may, start + 1, b->places)) {
            fill(&one, start, start + 1);
            if (run(m, b, program, &one, 0) < 0) return -1;
            if (one.lo >= one.hi) continue;
            Py_ssize_t end = highest(&one);
            /* A later beginning with the same or an earlier end lies inside: it is the tighter one. */
            while (b->found_count && b->found[b->found_count - 1].end >= end && b->found[b->found_count - 1].start < start) {
                b->found_count--;
            }
            if (start < end && found(b, start, end) < 0) return -1;
        }
    }
    give_back(b, 2);
    return 0;
}

/* Where one program of a clause pattern stands within places first .. last - 1: 1 and its span into low, high. */
static int stands_in(Matcher *m, Board *b, const Program *program, Py_ssize_t first, Py_ssize_t last, Py_ssize_t *low, Py_ssize_t *high) {
    Set may, one;
    if (take(b, &may) < 0 || take(b, &one) < 0) return -1;
    fill(&one, first, last);
    if (run(m, b, program, &one, 0) < 0) return -1;
    int stands = lowest_in(&one, first + 1, last + 1) >= 0;
    if (stands && low != NULL) {
        if (beginnings(m, b, program, first, last, &may) < 0) return -1;
        for (Py_ssize_t start = lowest_in(&may, first, last); start >= 0; start = lowest_in(&may, start + 1, last)) {
            fill(&one, start, start + 1);
            if (run(m, b, program, &one, 0) < 0) return -1;
            Py_ssize_t end = lowest_in(&one, first + 1, last + 1);
            if (end >= 0) {
                *low = start < *low ? start : *low;
                *high = end > *high ? end : *high;
                break;
            }
        }
    }
    give_back(b, 2);
    return stands;
}

/* The body of match.together for one clause or sentence. */
static int together_in(Matcher *m, Board *b, const Phrase *phrase, Py_ssize_t first, Py_ssize_t last) {
    Py_ssize_t low = last, high = first;
    for (Py_ssize_t i = 0; i < phrase->count; i++) {
        int stands = stands_in(m, b, &phrase->programs[i], first, last, &low, &high);
        if (stands <= 0) return stands;
    }
    if (phrase->none.count > 0) {
        int stands = stands_in(m, b, &phrase->none, first, last, NULL, NULL);
        if (stands != 0) return stands < 0 ? -1 : 0;
    }
    return found(b, low, high);
}

/* match.together over match.regions, into b->found. */
static int together(Matcher *m, Board *b, const Phrase *phrase) {
    for (Py_ssize_t n = 0; n < b->sentences; n++) {
        Py_ssize_t first = b->sentence[n].first, last = b->sentence[n].last;
        for (Py_ssize_t end = first + 1; first < last; first = end, end = first + 1) {
            while (end < last && (phrase->within == 's' || !has_bit(b->breaks, end))) end++;
            if (together_in(m, b, phrase, first, end) < 0) return -1;
        }
    }
    return 0;
}

/* --- judge.py ---------------------------------------------------------------------------------------------------- */

/* judge._scope: where a context phrase may begin; where it may end goes into ``ends``. */
static Span scope_of(const Board *b, int32_t scope, Span match, Span *ends) {
    const Span nowhere = {0, 0};
    int32_t number = b->sentence_of[match.start], low = number, high = number;
    int32_t first = b->sentence[number].first, last = b->sentence[number].last;
    int32_t count = (int32_t)b->sentences;
    switch (scope) {
    case IN_OVERLAP:
        *ends = (Span){match.start + 1, last + 1};
        return (Span){first, match.end};
    case IN_CLAUSE: {
        int32_t from = match.start, to = match.end;
        while (from > first && !has_bit(b->breaks, from)) from--;
        while (to < last && !has_bit(b->breaks, to)) to++;
        first = from;
        last = to;
        break;
    }
    case IN_BEFORE:
        last = match.start;
        break;
    case IN_AFTER:
        first = match.end;
        break;
    case IN_REST:
        first = match.end;
        last = (int32_t)b->places;
        break;
    case IN_REPLY:
        first = 0;
        last = (int32_t)b->places;
        break;
    case IN_PREVIOUS:
    case IN_NEXT:
        low = high = scope == IN_NEXT ? number + 1 : number - 1;
        break;
    case IN_NEAR:
        low = number > 0 ? number - 1 : 0;
        high = number + 1 < count ? number + 1 : number;
        break;
    default:
        break;
    }
    if (low != number || high != number) {
        if (low < 0 || high >= count) {
            *ends = nowhere;
            return nowhere;
        }
        first = b->sentence[low].first;
        last = b->sentence[high].last;
    }
    *ends = (Span){first + 1, last + 1};
    return (Span){first, last};
}

static int stands(Matcher *m, Board *b, const Group *group, Span match) {
    Span ends, begins = scope_of(b, group->scope, match, &ends);
    Set set;
    if (begins.start >= begins.end) return 0;
    if (take(b, &set) < 0) return -1;
    fill(&set, begins.start, begins.end);
    if (run(m, b, &group->program, &set, 0) < 0) return -1;
    give_back(b, 1);
    return lowest_in(&set, ends.start, ends.end) >= 0;
}

static int any_holds(Matcher *m, Board *b, const Conditions *conditions, Span match, int depth);

static int holds(Matcher *m, Board *b, const Condition *condition, Span match, int depth) {
    if (condition->groups == NULL) {
        const Conditions *named = too_deep(depth) ? NULL : context_of(m, condition->context);
        return named == NULL ? -1 : any_holds(m, b, named, match, depth + 1);
    }
    for (Py_ssize_t i = 0; i < condition->count; i++) {
        int stand = stands(m, b, &condition->groups[i], match);
        if (stand != 0) return stand;
    }
    return 0;
}

static int any_holds(Matcher *m, Board *b, const Conditions *conditions, Span match, int depth) {
    for (Py_ssize_t i = 0; i < conditions->count; i++) {
        int hold = holds(m, b, &conditions->of[i], match, depth);
        if (hold != 0) return hold;
    }
    return 0;
}

static int all_hold(Matcher *m, Board *b, const Conditions *conditions, Span match) {
    for (Py_ssize_t i = 0; i < conditions->count; i++) {
        int hold = holds(m, b, &conditions->of[i], match, 0);
        if (hold <= 0) return hold;
    }
    return 1;
}

/* Whether a match is a fault: 1, 0, or -1. */
static int is_fault(Matcher *m, Board *b, const Phrase *phrase, Span match) {
    const Rule *rule = rule_of(m, phrase->rule);
    if (rule == NULL) return -1;
    int held = any_holds(m, b, &phrase->unless, match, 0);
    if (held == 0) {
        held = all_hold(m, b, &phrase->needs, match);
        if (held <= 0) return held;
        held = any_holds(m, b, &rule->unless, match, 0);
    }
    if (held == 0) {
        held = all_hold(m, b, &rule->needs, match);
        if (held <= 0) return held;
        held = 0;
        if (m->everywhere >= 0) {
            const Conditions *everywhere = context_of(m, m->everywhere);
            held = everywhere == NULL ? -1 : any_holds(m, b, everywhere, match, 0);
        }
    }
    return held < 0 ? -1 : !held;
}

/* match.candidates, as bits of b->candidate. */
static int find_candidates(Matcher *m, Board *b) {
    size_t bytes = (size_t)(m->phrase_count / 64 + 1) * sizeof *b->candidate;
    if (b->candidate == NULL && (b->candidate = PyMem_Malloc(bytes)) == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    memset(b->candidate, 0, bytes);
    for (Py_ssize_t i = 0; i < b->symbols; i++) {
        int32_t symbol = b->symbol[i];
        if (symbol >= m->symbol_count) continue;
        for (int32_t at = m->index_from[symbol]; at < m->index_from[symbol + 1]; at++) {
            Entry entry = m->index[at];
            if ((entry.a < 0 || number_of(b, entry.a) >= 0) && (entry.b < 0 || number_of(b, entry.b) >= 0)) {
                set_bit(b->candidate, entry.phrase);
            }
        }
    }
    return 0;
}

static int judge_phrase(Matcher *m, Board *b, Py_ssize_t number, PyObject *out) {
    const Phrase *phrase = phrase_of(m, number);
    if (phrase == NULL) return -1;
    b->found_count = 0;
    if ((phrase->within ? together(m, b, phrase) : spans(m, b, phrase->programs)) < 0) return -1;
    for (Py_ssize_t i = 0; i < b->found_count; i++) {
        Span match = b->found[i];
        int fault = is_fault(m, b, phrase, match);
        if (fault < 0) return -1;
        if (fault) {
            PyObject *row = Py_BuildValue("niii", number, (int)phrase->rule, (int)match.start, (int)match.end);
            int failed = row == NULL ? -1 : PyList_Append(out, row);
            Py_XDECREF(row);
            if (failed) return -1;
        }
    }
    return 0;
}

/* Judge.matches: a new list. */
static PyObject *judge(Matcher *m, Board *b, const Py_buffer *wanted) {
    if (find_candidates(m, b) < 0) return NULL;
    PyObject *out = PyList_New(0);
    for (Py_ssize_t i = 0; out != NULL && i * 64 < m->phrase_count; i++) {
        for (uint64_t bits = b->candidate[i]; bits; bits &= bits - 1) {
            Py_ssize_t number = i * 64 + lowest(bits);
            int32_t rule;
            if (phrase_rule(m, number, &rule) < 0 ||
                (((const char *)wanted->buf)[rule] && judge_phrase(m, b, number, out) < 0)) {
                Py_CLEAR(out);
                break;
            }
        }
    }
    return out;
}

/* --- the layout, for suggestions --------------------------------------------------------------------------------- */

/* Of each place an offset of its token in the draft; at a sentence's end, where the sentence ends. */
static PyObject *offsets(Matcher *m, Board *b, PyObject *sentences, PyObject *name) {
    PyObject *out = PyList_New(b->places);
    for (Py_ssize_t n = 0; out != NULL && n < b->sentences; n++) {
        PyObject *sentence = PyTuple_GET_ITEM(sentences, n);
        PyObject *list = list_of(sentence, name), *end = list ? PyObject_GetAttr(sentence, m->n_end) : NULL;
        int short_list = end != NULL && b->token[b->sentence[n].last] > PyTuple_GET_SIZE(list);
        if (short_list) PyErr_SetString(PyExc_IndexError, "a sentence has fewer offsets than words");
        if (end == NULL || short_list) Py_CLEAR(out);
        for (Py_ssize_t place = b->sentence[n].first; out != NULL && place <= b->sentence[n].last; place++) {
            PyObject *value = place < b->sentence[n].last ? PyTuple_GET_ITEM(list, b->token[place]) : end;
            PyList_SET_ITEM(out, place, Py_NewRef(value));
        }
        Py_XDECREF(list);
        Py_XDECREF(end);
    }
    return out;
}

/* What of Board can be told without its symbols: (begin, end, words_at, sentence_of, sentences, breaks), the last
 * as little-endian bytes. */
static PyObject *layout(Matcher *m, Board *b, PyObject *sentences) {
    PyObject *words = PyList_New(b->places), *of = PyList_New(b->places), *pairs = PyList_New(b->sentences);
    PyObject *breaks = PyBytes_FromStringAndSize(NULL, (b->places >> 3) + 1), *silence = PyUnicode_New(0, 0);
    PyObject *begin = offsets(m, b, sentences, m->n_starts), *end = begin ? offsets(m, b, sentences, m->n_ends) : NULL;
    int whole = words && of && pairs && breaks && silence && end;
    for (Py_ssize_t place = 0; whole && place < b->places; place++) {
        PyObject *number = PyLong_FromLong(b->sentence_of[place]);
        PyList_SET_ITEM(words, place, Py_NewRef(b->word[place] ? b->word[place] : silence));
        PyList_SET_ITEM(of, place, number);
        whole = number != NULL;
    }
    for (Py_ssize_t n = 0; whole && n < b->sentences; n++) {
        PyObject *pair = Py_BuildValue("ii", (int)b->sentence[n].first, (int)b->sentence[n].last);
        PyList_SET_ITEM(pairs, n, pair);
        whole = pair != NULL;
    }
    for (Py_ssize_t i = 0; whole && i <= b->places >> 3; i++) {
        PyBytes_AS_STRING(breaks)[i] = (char)(b->breaks[i >> 3] >> (i & 7) * 8);
    }
    PyObject *out = whole ? PyTuple_Pack(6, begin, end, words, of, pairs, breaks) : NULL;
    PyObject *all[] = {begin, end, words, of, pairs, breaks, silence};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) Py_XDECREF(all[i]);
    return out;
}

/* --- the type ----------------------------------------------------------------------------------------------------- */

/* What to give of a laid board: the matches; or with the layout, always or only where something matches. */
enum { MATCHES, WITH_LAYOUT, ALWAYS_LAYOUT };

static PyObject *answer(Matcher *m, Board *b, PyObject *sentences, const Py_buffer *wanted, int mode) {
    if (wanted->len < m->rule_count) {
        PyErr_Format(PyExc_ValueError, "wanted has %zd bytes for %zd rules", wanted->len, m->rule_count);
        return NULL;
    }
    PyObject *matches = lay(m, b, sentences) < 0 ? NULL : judge(m, b, wanted);
    if (matches == NULL || mode == MATCHES) return matches;
    int laid = mode == ALWAYS_LAYOUT || PyList_GET_SIZE(matches) > 0;
    PyObject *places = laid ? layout(m, b, sentences) : Py_NewRef(Py_None);
    PyObject *out = places ? PyTuple_Pack(2, matches, places) : NULL;
    Py_XDECREF(places);
    Py_DECREF(matches);
    return out;
}

/* One text: with the board that lies ready, or a new one where another thread has it. */
static PyObject *check(Matcher *m, PyObject *sentences, const Py_buffer *wanted, int mode) {
    PyObject *parsed = PySequence_Tuple(sentences);
    if (parsed == NULL) return NULL;
    Board *b = m->spare;
    m->spare = NULL;
    if (b == NULL && (b = PyMem_Calloc(1, sizeof *b)) == NULL) {
        Py_DECREF(parsed);
        return PyErr_NoMemory();
    }
    PyObject *out = answer(m, b, parsed, wanted, mode);
    Py_ssize_t size = b->places;
    drop_words(b);
    if (m->spare == NULL && size < MOST_KEPT) {
        m->spare = b;
    }
    else {
        free_board(b);
    }
    Py_DECREF(parsed);
    return out;
}

PyDoc_STRVAR(matches_doc, "matches(sentences, wanted)\n--\n\n"
                          "Judge.matches as a list of (phrase, rule, start, end); wanted has a byte a rule.");

static PyObject *Matcher_matches(PyObject *self, PyObject *args) {
    PyObject *sentences;
    Py_buffer wanted;
    if (!PyArg_ParseTuple(args, "Oy*", &sentences, &wanted)) return NULL;
    PyObject *out = check((Matcher *)self, sentences, &wanted, MATCHES);
    PyBuffer_Release(&wanted);
    return out;
}

PyDoc_STRVAR(read_doc, "read(sentences, wanted, always)\n--\n\n"
                       "The matches, and what board.Laid wants: where nothing matches only if always, else None.");

static PyObject *Matcher_read(PyObject *self, PyObject *args) {
    PyObject *sentences;
    Py_buffer wanted;
    int always;
    if (!PyArg_ParseTuple(args, "Oy*p", &sentences, &wanted, &always)) return NULL;
    PyObject *out = check((Matcher *)self, sentences, &wanted, always ? ALWAYS_LAYOUT : WITH_LAYOUT);
    PyBuffer_Release(&wanted);
    return out;
}

/* One part of the pack; ``kind`` tells what it must be. */
static PyObject *part(PyObject *pack, const char *name, int (*kind)(PyObject *)) {
    PyObject *key = PyUnicode_FromString(name), *value = key ? PyObject_GetItem(pack, key) : NULL;
    Py_XDECREF(key);
    if (value != NULL && !kind(value)) {
        PyErr_Format(PyExc_TypeError, "the part '%s' of a compiled pack is a %s", name, Py_TYPE(value)->tp_name);
        Py_CLEAR(value);
    }
    return value;
}

static int is_dict(PyObject *value) { return PyDict_Check(value); }
static int is_tuple(PyObject *value) { return PyTuple_Check(value); }
static int is_container(PyObject *value) { return PyAnySet_Check(value) || PyDict_Check(value); }
static int is_int(PyObject *value) { return PyLong_Check(value); }

static int number_part(PyObject *pack, const char *name, long most, int32_t *out) {
    PyObject *value = part(pack, name, is_int);
    int result = value == NULL ? -1 : read_int(value, -1, most, out);
    Py_XDECREF(value);
    return result;
}

/* The bytes of a packed vocabulary, checked so far that no lookup can leave them. */
static int take_packed(Matcher *m) {
    if (PyDict_CheckExact(m->words)) return 0;
    m->slots = PyObject_GetAttrString(m->words, "slots");
    m->entries = m->slots ? PyObject_GetAttrString(m->words, "entries") : NULL;
    if (m->entries == NULL) return -1;
    Py_ssize_t count = PyBytes_Check(m->slots) && PyBytes_Check(m->entries) ? PyBytes_GET_SIZE(m->slots) / 4 - 1 : 0;
    int whole = count > 0 && count < (1 << 30) && (count & (count - 1)) == 0;
    uint32_t before = 0;
    for (Py_ssize_t i = 0; whole && i <= count; i++) {
        uint32_t at = slot((const uint8_t *)PyBytes_AS_STRING(m->slots), (uint32_t)i);
        whole = at >= before && at <= (size_t)PyBytes_GET_SIZE(m->entries);
        before = at;
    }
    if (!whole) {
        PyErr_SetString(PyExc_ValueError, "the vocabulary of a compiled pack is damaged");
        return -1;
    }
    m->slot_mask = (uint32_t)count - 1;
    return 0;
}

/* The index as two arrays: the entries by symbol, and where each symbol's begin. */
static int read_index(Matcher *m, PyObject *index) {
    PyObject *key, *rows;
    Py_ssize_t at = 0, total = 0;
    int32_t symbol;
    while (PyDict_Next(index, &at, &key, &rows)) {
        if (read_int(key, 0, MOST_SYMBOLS, &symbol) < 0 || tuple_of(rows, 0) < 0) return -1;
        m->symbol_count = symbol >= m->symbol_count ? symbol + 1 : m->symbol_count;
        total += PyTuple_GET_SIZE(rows);
    }
    m->index_from = keep(m, (size_t)m->symbol_count + 2, sizeof *m->index_from);
    m->index = keep(m, (size_t)total, sizeof *m->index);
    if (m->index_from == NULL || m->index == NULL) return -1;
    for (at = 0; PyDict_Next(index, &at, &key, &rows);) {
        read_int(key, 0, MOST_SYMBOLS, &symbol);
        m->index_from[symbol + 1] = (int32_t)PyTuple_GET_SIZE(rows);
    }
    for (Py_ssize_t i = 0; i < m->symbol_count; i++) m->index_from[i + 1] += m->index_from[i];
    for (at = 0; PyDict_Next(index, &at, &key, &rows);) {
        read_int(key, 0, MOST_SYMBOLS, &symbol);
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(rows); i++) {
            PyObject *row = PyTuple_GET_ITEM(rows, i);
            Entry *entry = &m->index[m->index_from[symbol] + i];
            if (tuple_of(row, 3) < 0 || read_int(PyTuple_GET_ITEM(row, 0), 0, (long)m->phrase_count - 1, &entry->phrase) < 0 ||
                read_int(PyTuple_GET_ITEM(row, 1), -1, MOST_SYMBOLS, &entry->a) < 0 ||
                read_int(PyTuple_GET_ITEM(row, 2), -1, MOST_SYMBOLS, &entry->b) < 0) {
                return -1;
            }
        }
    }
    return 0;
}

static int take_names(Matcher *m) {
    PyObject **names[] = {&m->n_words, &m->n_kinds, &m->n_starts, &m->n_ends, &m->n_clauses, &m->n_question, &m->n_end, &m->n_node, &m->n_first};
    const char *texts[] = {"words", "kinds", "starts", "ends", "clause_starts", "question", "end", "node", "first"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) if ((*names[i] = PyUnicode_InternFromString(texts[i])) == NULL) return -1;
    PyObject *module = PyImport_ImportModule("saveface.text.contractions");
    m->split_word = module ? PyObject_GetAttrString(module, "split_word") : NULL;
    Py_XDECREF(module);
    return m->split_word == NULL ? -1 : 0;
}

/* Tables of which nothing is read yet. */
static int empty_tables(Matcher *m) {
    m->class_count = PyTuple_GET_SIZE(m->py_classes);
    m->context_count = PyTuple_GET_SIZE(m->py_contexts);
    m->rule_count = PyTuple_GET_SIZE(m->py_rules);
    m->phrase_count = PyTuple_GET_SIZE(m->py_phrases);
    m->classes = keep(m, (size_t)m->class_count, sizeof *m->classes);
    m->contexts = keep(m, (size_t)m->context_count, sizeof *m->contexts);
    m->rules = keep(m, (size_t)m->rule_count, sizeof *m->rules);
    m->phrases = keep(m, (size_t)m->phrase_count, sizeof *m->phrases);
    if (m->classes == NULL || m->contexts == NULL || m->rules == NULL || m->phrases == NULL) return -1;
    for (Py_ssize_t i = 0; i < m->class_count; i++) m->classes[i].count = -1;
    for (Py_ssize_t i = 0; i < m->context_count; i++) m->contexts[i].count = -1;
    for (Py_ssize_t i = 0; i < m->rule_count; i++) m->rules[i].unless.count = -1;
    for (Py_ssize_t i = 0; i < m->phrase_count; i++) m->phrases[i].count = -1;
    return 0;
}

static int take_pack(Matcher *m, PyObject *pack) {
    if ((m->words = part(pack, "words", is_dict)) == NULL || (m->fused = part(pack, "fused", is_dict)) == NULL ||
        (m->edges = part(pack, "edges", is_container)) == NULL || (m->py_classes = part(pack, "classes", is_tuple)) == NULL ||
        (m->py_contexts = part(pack, "contexts", is_tuple)) == NULL || (m->py_rules = part(pack, "rules", is_tuple)) == NULL ||
        (m->py_phrases = part(pack, "phrases", is_tuple)) == NULL || take_packed(m) < 0 || take_names(m) < 0 || empty_tables(m) < 0 ||
        number_part(pack, "everywhere", (long)m->context_count - 1, &m->everywhere) < 0 ||
        number_part(pack, "clause_break", MOST_SYMBOLS, &m->clause_break) < 0) {
        return -1;
    }
    PyObject *index = part(pack, "index", is_dict);
    int result = index == NULL ? -1 : read_index(m, index);
    Py_XDECREF(index);
    return result;
}

static PyObject *Matcher_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"pack", NULL};
    PyObject *pack;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O", names, &pack)) return NULL;
    Matcher *m = (Matcher *)type->tp_alloc(type, 0);
    if (m != NULL && take_pack(m, pack) < 0) Py_CLEAR(m);
    return (PyObject *)m;
}

/* What the collector must see, and what is let go at the end. */
#define OBJECTS(m)                                                                                                              \
    {                                                                                                                           \
        &(m)->words, &(m)->slots, &(m)->entries, &(m)->fused, &(m)->edges, &(m)->split_word, &(m)->py_classes,                  \
            &(m)->py_contexts, &(m)->py_rules, &(m)->py_phrases, &(m)->n_words, &(m)->n_kinds, &(m)->n_starts, &(m)->n_ends,    \
            &(m)->n_clauses, &(m)->n_question, &(m)->n_end, &(m)->n_node, &(m)->n_first                                                        \
    }

static int Matcher_traverse(PyObject *self, visitproc visit, void *arg) {
    Matcher *m = (Matcher *)self;
    PyObject **objects[] = OBJECTS(m);
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) Py_VISIT(*objects[i]);
    Py_VISIT(Py_TYPE(self));
    return 0;
}

/* There is no tp_clear: a method on a cleared matcher would meet NULL, and what it holds are plain values that
 * cannot refer back to it. */
static void Matcher_dealloc(PyObject *self) {
    Matcher *m = (Matcher *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyObject **objects[] = OBJECTS(m);
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) Py_CLEAR(*objects[i]);
    free_board(m->spare);
    while (m->chunks != NULL) {
        Chunk *chunk = m->chunks;
        m->chunks = chunk->next;
        PyMem_Free(chunk);
    }
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef Matcher_methods[] = {
    {"matches", Matcher_matches, METH_VARARGS, matches_doc},
    {"read", Matcher_read, METH_VARARGS, read_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Matcher_slots[] = {
    {Py_tp_doc, "Matcher(pack)\n--\n\nThe phrases of one language's compiled pack, ready to be looked for."},
    {Py_tp_new, Matcher_new},
    {Py_tp_dealloc, Matcher_dealloc},
    {Py_tp_traverse, Matcher_traverse},
    {Py_tp_methods, Matcher_methods},
    {0, NULL},
};

static PyType_Spec Matcher_spec = {
    .name = "saveface.engine._fast.Matcher",
    .basicsize = sizeof(Matcher),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Matcher_slots,
};

static int fill_module(PyObject *module) {
    PyObject *type = PyType_FromModuleAndSpec(module, &Matcher_spec, NULL);
    int result = type == NULL ? -1 : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(type);
    return result;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)fill_module}, {0, NULL}};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "saveface.engine._fast",
    .m_doc = "The matcher in C; saveface works without it, slower.",
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__fast(void) {
    return PyModuleDef_Init(&module);
}
