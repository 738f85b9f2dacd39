/* Weigher.judge of weigh.py once more, in C, over the bytes of lexicon/weights.py and the cues of cues.py.
 *
 * Whoever changes one of those three modules changes this file with it; tests/test_fast.py compares the two.
 * A Weigher holds nothing that one call leaves for the next, so threads may share it.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* cues.py: STEM, AFFIX, REACH, HAN_RUN; weigh.py: _SHARE; lexicon/weights.py: LONGEST. */
enum { STEM = 5, AFFIX = 3, REACH = 3, HAN_RUN = 4, SHARE = 4, LONGEST = 255 };
enum { MOST_COLUMNS = 256 }; /* as many as a byte can name */

typedef struct {
    PyObject_HEAD
    PyObject *py_slots, *py_entries;
    const uint8_t *slots, *entries;
    size_t size;
    uint32_t mask;
    int rules, families, chinese;
    int32_t bias[MOST_COLUMNS];
    uint8_t family_of[MOST_COLUMNS];
} Weigher;

static uint32_t crc_table[256];

static void fill_crc_table(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++) value = value & 1 ? 0xEDB88320u ^ value >> 1 : value >> 1;
        crc_table[i] = value;
    }
}

static uint32_t crc(const uint8_t *key, size_t length) {
    uint32_t value = 0xFFFFFFFFu;
    for (size_t i = 0; i < length; i++) value = crc_table[(value ^ key[i]) & 255] ^ value >> 8;
    return ~value;
}

static uint32_t little(const uint8_t *at) { return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24; }

/* --- one sentence ------------------------------------------------------------------------------------------------ */

/* A word in UTF-8 and the parts of it that cues are made of. */
typedef struct {
    const uint8_t *text;
    size_t size, stem, affix, ending; /* bytes of the word, of its first five letters, its first three, its last three */
    int letters;
} Word;

typedef struct {
    uint32_t entry;       /* where the cue's entry begins */
    int32_t first, after; /* words; 0, 0 for the whole sentence */
} Hit;

typedef struct {
    const Weigher *weigher;
    Py_ssize_t count, hits, hit_room;
    Word *word;
    PyObject *owned; /* encoded copies of words that are no UTF-8, or NULL */
    Hit *hit;
    uint32_t *seen; /* open addressing: the entries that are weighed, plus one */
    size_t seen_room, seen_count;
    int32_t total[MOST_COLUMNS];
    uint8_t key[LONGEST + 1];
    size_t length; /* of the key; more than LONGEST where it did not fit */
} Sentence;

/* Whether an entry comes for the first time: 1, 0, or -1 without memory. */
static int first_time(Sentence *s, uint32_t entry) {
    if (s->seen_count * 2 >= s->seen_room) {
        size_t room = s->seen_room ? s->seen_room * 4 : 512;
        uint32_t *old = s->seen, *new = PyMem_Calloc(room, sizeof *new);
        if (new == NULL) return -1;
        for (size_t i = 0; i < s->seen_room; i++) {
            if (old[i] == 0) continue;
            size_t at = old[i] * 2654435761u & (room - 1);
            while (new[at] != 0) at = (at + 1) & (room - 1);
            new[at] = old[i];
        }
        PyMem_Free(old);
        s->seen = new;
        s->seen_room = room;
    }
    size_t at = (entry + 1) * 2654435761u & (s->seen_room - 1);
    for (; s->seen[at] != 0; at = (at + 1) & (s->seen_room - 1)) if (s->seen[at] == entry + 1) return 0;
    s->seen[at] = entry + 1;
    s->seen_count++;
    return 1;
}

static int note(Sentence *s, uint32_t entry, Py_ssize_t first, Py_ssize_t after) {
    if (s->hits == s->hit_room) {
        Py_ssize_t room = s->hit_room ? s->hit_room * 2 : 256;
        Hit *more = PyMem_Realloc(s->hit, (size_t)room * sizeof *more);
        if (more == NULL) return -1;
        s->hit = more;
        s->hit_room = room;
    }
    s->hit[s->hits++] = (Hit){entry, (int32_t)first, (int32_t)after};
    return 0;
}

static void clear(Sentence *s) { s->length = 0; }

static void put(Sentence *s, const void *text, size_t size) {
    if (s->length + size <= LONGEST) memcpy(s->key + s->length, text, size);
    s->length += size;
}

#define PUT(s, literal) put(s, literal, sizeof(literal) - 1)

static void put_stem(Sentence *s, Py_ssize_t at) {
    put(s, s->word[at].text, s->word[at].stem);
    PUT(s, "*");
}

/* The cue whose name is in ``key``: its weights are added the first time, its place is noted each time. */
static int weigh(Sentence *s, Py_ssize_t first, Py_ssize_t after) {
    const Weigher *w = s->weigher;
    if (s->length > LONGEST) return 0;
    uint32_t bucket = crc(s->key, s->length) & w->mask;
    size_t at = little(w->slots + 4 * (size_t)bucket), end = little(w->slots + 4 * ((size_t)bucket + 1));
    while (at + 1 < end) {
        size_t size = w->entries[at], cells = at + size + 2;
        if (cells > end || cells + 3 * (size_t)w->entries[cells - 1] > end) return 0; /* damaged */
        size_t next = cells + 3 * (size_t)w->entries[cells - 1];
        if (size == s->length && memcmp(w->entries + at + 1, s->key, size) == 0) {
            int new = first_time(s, (uint32_t)at);
            if (new < 0 || note(s, (uint32_t)at, first, after) < 0) return -1;
            for (; new && cells < next; cells += 3) {
                s->total[w->entries[cells]] += (int16_t)(w->entries[cells + 1] | w->entries[cells + 2] << 8);
            }
            return 0;
        }
        at = next;
    }
    return 0;
}

/* cues._stems */
static int weigh_stems(Sentence *s) {
    clear(s), PUT(s, "^"), put(s, s->word[0].text, s->word[0].stem);
    if (weigh(s, 0, 1) < 0) return -1;
    for (Py_ssize_t at = 0; at < s->count; at++) {
        const Word *word = &s->word[at];
        clear(s), put(s, word->text, word->size);
        if (weigh(s, at, at + 1) < 0) return -1;
        clear(s), put_stem(s, at);
        if (weigh(s, at, at + 1) < 0) return -1;
        if (word->letters > STEM) {
            clear(s), PUT(s, "-"), put(s, word->text + word->size - word->ending, word->ending);
            if (weigh(s, at, at + 1) < 0) return -1;
        }
        if (word->letters >= STEM) {
            clear(s), put(s, word->text, word->affix), PUT(s, "^");
            if (weigh(s, at, at + 1) < 0) return -1;
        }
        if (at + 1 < s->count) {
            clear(s), put(s, word->text, word->size), PUT(s, " "), put(s, word[1].text, word[1].size);
            if (weigh(s, at, at + 2) < 0) return -1;
            clear(s), put_stem(s, at), PUT(s, " "), put_stem(s, at + 1);
            if (weigh(s, at, at + 2) < 0) return -1;
        }
        for (Py_ssize_t other = at + 2; other <= at + REACH && other < s->count; other++) {
            clear(s), put_stem(s, at), PUT(s, "\xe2\x80\xa6"), put_stem(s, other);
            if (weigh(s, at, other + 1) < 0) return -1;
        }
    }
    return 0;
}

/* The runs of cues._runs that begin or end at a clause's edge. */
static int weigh_edge(Sentence *s, Py_ssize_t edge, int begins, int ends) {
    for (Py_ssize_t size = 1; begins && size < HAN_RUN && edge + size <= s->count; size++) {
        clear(s), PUT(s, "|");
        for (Py_ssize_t at = edge; at < edge + size; at++) put(s, s->word[at].text, s->word[at].size);
        if (weigh(s, edge, edge + size) < 0) return -1;
    }
    for (Py_ssize_t size = 1; ends && size < HAN_RUN && edge - size >= 0; size++) {
        clear(s);
        for (Py_ssize_t at = edge - size; at < edge; at++) put(s, s->word[at].text, s->word[at].size);
        PUT(s, "|");
        if (weigh(s, edge - size, edge) < 0) return -1;
    }
    return 0;
}

/* cues._runs */
static int weigh_runs(Sentence *s, PyObject *clause_starts) {
    for (Py_ssize_t first = 0; first < s->count; first++) {
        clear(s);
        for (Py_ssize_t last = first; last < first + HAN_RUN && last < s->count; last++) {
            put(s, s->word[last].text, s->word[last].size);
            if (weigh(s, first, last + 1) < 0) return -1;
        }
    }
    if (weigh_edge(s, 0, 1, 0) < 0 || weigh_edge(s, s->count, 0, 1) < 0) return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(clause_starts); i++) {
        Py_ssize_t edge = PyLong_AsSsize_t(PyTuple_GET_ITEM(clause_starts, i));
        if (edge == -1 && PyErr_Occurred()) return -1;
        if (edge > 0 && edge < s->count && weigh_edge(s, edge, 1, 1) < 0) return -1;
    }
    return 0;
}

static int weigh_given(Sentence *s, PyObject *given, int question) {
    clear(s), PUT(s, "?");
    if (question && weigh(s, 0, 0) < 0) return -1;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(given); i++) {
        Py_ssize_t size;
        const char *name = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(given, i), &size);
        if (name == NULL) return -1;
        clear(s), put(s, name, (size_t)size);
        if (weigh(s, 0, 0) < 0) return -1;
    }
    return 0;
}

/* --- words ------------------------------------------------------------------------------------------------------- */

static int begins_letter(uint8_t byte) { return (byte & 0xC0) != 0x80; }

static void measure(Word *word) {
    word->letters = 0;
    word->stem = word->affix = word->size;
    for (size_t at = 0; at < word->size; at++) {
        if (!begins_letter(word->text[at])) continue;
        if (word->letters == AFFIX) word->affix = at;
        if (word->letters == STEM) word->stem = at;
        word->letters++;
    }
    size_t at = word->size;
    for (int letters = 0; letters < AFFIX && at > 0;) if (begins_letter(word->text[--at])) letters++;
    word->ending = word->size - at;
}

/* A word's bytes; a lone surrogate in it reads as ? does. An empty one stands for what is no word: see BLANK. */
static int read_word(Sentence *s, PyObject *text, Word *word) {
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &size);
    if (bytes == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return -1;
        PyErr_Clear();
        PyObject *encoded = PyUnicode_AsEncodedString(text, "utf-8", "replace");
        if (encoded == NULL || (s->owned == NULL && (s->owned = PyList_New(0)) == NULL) || PyList_Append(s->owned, encoded) < 0) {
            Py_XDECREF(encoded);
            return -1;
        }
        Py_DECREF(encoded); /* the list has it */
        bytes = PyBytes_AS_STRING(encoded);
        size = PyBytes_GET_SIZE(encoded);
    }
    word->text = (const uint8_t *)(size ? bytes : "[]");
    word->size = size ? (size_t)size : 2;
    if (!s->weigher->chinese) measure(word);
    return 0;
}

static int read_words(Sentence *s, PyObject *words) {
    s->count = PyTuple_GET_SIZE(words);
    s->word = PyMem_Calloc((size_t)s->count + 1, sizeof *s->word);
    if (s->word == NULL) return -1;
    for (Py_ssize_t i = 0; i < s->count; i++) if (read_word(s, PyTuple_GET_ITEM(words, i), &s->word[i]) < 0) return -1;
    return 0;
}

/* --- the verdict ------------------------------------------------------------------------------------------------- */

/* The weight of an entry in a column. */
static int32_t weight_of(const Weigher *w, uint32_t entry, int column) {
    const uint8_t *cell = w->entries + entry + w->entries[entry] + 2, *end = cell + 3 * cell[-1];
    for (; cell < end; cell += 3) if (cell[0] == column) return (int16_t)(cell[1] | cell[2] << 8);
    return 0;
}

/* Weigher.span */
static void span(const Sentence *s, int column, Py_ssize_t *first, Py_ssize_t *after) {
    int32_t heaviest = 0;
    for (Py_ssize_t i = 0; i < s->hits; i++) {
        int32_t weight = s->hit[i].after ? weight_of(s->weigher, s->hit[i].entry, column) : 0;
        if (weight > heaviest) heaviest = weight;
    }
    *first = heaviest ? s->count : 0;
    *after = heaviest ? 0 : s->count;
    for (Py_ssize_t i = 0; heaviest && i < s->hits; i++) {
        Hit hit = s->hit[i];
        int32_t weight = hit.after ? weight_of(s->weigher, hit.entry, column) : 0;
        if (weight <= 0 || weight * SHARE < heaviest) continue;
        if (hit.first < *first) *first = hit.first;
        if (hit.after > *after) *after = hit.after;
    }
}

static PyObject *verdict(const Sentence *s, unsigned long own) {
    const Weigher *w = s->weigher;
    unsigned long convicted = 0;
    PyObject *added = PyList_New(0);
    for (int family = 0; added != NULL && family < w->families; family++) {
        if (s->total[w->rules + family] < 0) continue;
        convicted |= 1ul << family;
        if (own >> family & 1) continue;
        int best = -1;
        for (int rule = 0; rule < w->rules; rule++) {
            if (w->family_of[rule] == family && (best < 0 || s->total[rule] > s->total[best])) best = rule;
        }
        Py_ssize_t first, after;
        span(s, w->rules + family, &first, &after);
        PyObject *row = Py_BuildValue("inn", best, first, after);
        if (row == NULL || PyList_Append(added, row) < 0) Py_CLEAR(added);
        Py_XDECREF(row);
    }
    return added == NULL ? NULL : Py_BuildValue("kN", convicted, added);
}

PyDoc_STRVAR(judge_doc, "judge(words, question, clause_starts, given, own)\n--\n\nWeigher.judge of weigh.py.");

static PyObject *Weigher_judge(PyObject *self, PyObject *args) {
    PyObject *words, *clause_starts, *given;
    int question;
    unsigned long own;
    if (!PyArg_ParseTuple(args, "OpOOk", &words, &question, &clause_starts, &given, &own)) return NULL;
    Sentence s = {.weigher = (const Weigher *)self};
    memcpy(s.total, s.weigher->bias, sizeof s.total);
    PyObject *out = NULL;
    words = PySequence_Tuple(words);
    clause_starts = words ? PySequence_Tuple(clause_starts) : NULL;
    given = clause_starts ? PySequence_Tuple(given) : NULL;
    if (given != NULL && PyTuple_GET_SIZE(words) == 0) PyErr_SetString(PyExc_ValueError, "a sentence without words");
    if (given != NULL && PyTuple_GET_SIZE(words) > 0 && read_words(&s, words) == 0 &&
        (s.weigher->chinese ? weigh_runs(&s, clause_starts) : weigh_stems(&s)) == 0 && weigh_given(&s, given, question) == 0) {
        out = verdict(&s, own);
    }
    if (out == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    PyMem_Free(s.word);
    PyMem_Free(s.hit);
    PyMem_Free(s.seen);
    Py_XDECREF(s.owned);
    Py_XDECREF(words);
    Py_XDECREF(clause_starts);
    Py_XDECREF(given);
    return out;
}

/* --- the type ---------------------------------------------------------------------------------------------------- */

/* The buckets must lie in order within the entries, and an entry's columns must exist. */
static int sound(const Weigher *w, size_t buckets) {
    size_t before = 0;
    for (size_t i = 0; i <= buckets; i++) {
        size_t at = little(w->slots + 4 * i);
        if (at < before || at > w->size) return 0;
        before = at;
    }
    return before == w->size;
}

static int take_tables(Weigher *w, PyObject *bias, PyObject *family_of) {
    size_t buckets = (size_t)PyBytes_GET_SIZE(w->py_slots) / 4 - 1;
    w->slots = (const uint8_t *)PyBytes_AS_STRING(w->py_slots);
    w->entries = (const uint8_t *)PyBytes_AS_STRING(w->py_entries);
    w->size = (size_t)PyBytes_GET_SIZE(w->py_entries);
    w->mask = (uint32_t)buckets - 1;
    Py_ssize_t columns = PyTuple_GET_SIZE(bias), rules = PyBytes_GET_SIZE(family_of);
    if (PyBytes_GET_SIZE(w->py_slots) < 8 || buckets == 0 || (buckets & (buckets - 1)) != 0 || columns > MOST_COLUMNS || rules > columns ||
        columns - rules > 32 || !sound(w, buckets)) {
        PyErr_SetString(PyExc_ValueError, "the weights of a compiled pack are damaged");
        return -1;
    }
    for (Py_ssize_t i = 0; i < columns; i++) {
        long value = PyLong_AsLong(PyTuple_GET_ITEM(bias, i));
        if (value == -1 && PyErr_Occurred()) return -1;
        w->bias[i] = (int32_t)value;
    }
    w->rules = (int)rules;
    w->families = (int)(columns - rules);
    memcpy(w->family_of, PyBytes_AS_STRING(family_of), (size_t)rules);
    return 0;
}

static PyObject *Weigher_new(PyTypeObject *type, PyObject *args, PyObject *kwargs) {
    static char *names[] = {"slots", "entries", "bias", "family_of", "chinese", NULL};
    PyObject *slots, *entries, *bias, *family_of;
    int chinese;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "SSO!Sp", names, &slots, &entries, &PyTuple_Type, &bias, &family_of, &chinese)) {
        return NULL;
    }
    Weigher *w = (Weigher *)type->tp_alloc(type, 0);
    if (w == NULL) return NULL;
    w->py_slots = Py_NewRef(slots);
    w->py_entries = Py_NewRef(entries);
    w->chinese = chinese;
    if (take_tables(w, bias, family_of) < 0) Py_CLEAR(w);
    return (PyObject *)w;
}

static void Weigher_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Py_XDECREF(((Weigher *)self)->py_slots);
    Py_XDECREF(((Weigher *)self)->py_entries);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyMethodDef Weigher_methods[] = {
    {"judge", Weigher_judge, METH_VARARGS, judge_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Weigher_slots[] = {
    {Py_tp_doc, "Weigher(slots, entries, bias, family_of, chinese)\n--\n\nThe learned weights of one language."},
    {Py_tp_new, Weigher_new},
    {Py_tp_dealloc, Weigher_dealloc},
    {Py_tp_methods, Weigher_methods},
    {0, NULL},
};

static PyType_Spec Weigher_spec = {
    .name = "saveface.engine._weigh.Weigher",
    .basicsize = sizeof(Weigher),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Weigher_slots,
};

static int fill_module(PyObject *module) {
    fill_crc_table();
    PyObject *type = PyType_FromModuleAndSpec(module, &Weigher_spec, NULL);
    int result = type == NULL ? -1 : PyModule_AddType(module, (PyTypeObject *)type);
    Py_XDECREF(type);
    return result;
}

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)fill_module}, {0, NULL}};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "saveface.engine._weigh",
    .m_doc = "The learned weights in C; saveface works without it, slower.",
    .m_slots = module_slots,
};

PyMODINIT_FUNC PyInit__weigh(void) {
    return PyModuleDef_Init(&module);
}
