/* Weigher.score of weigh.py over the cues of cues.py, in C: the same sums.
 *
 * score(words, chinese, question, matched, weights, bias) builds each cue's name, looks it up and adds its row.
 * Whoever changes one of those two functions changes this file with it; tests/test_weigh.py compares the two.
 */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define STEM 5     /* cues.py: STEM, _REACH, _HAN_RUN */
#define REACH 3
#define HAN_RUN 4

typedef struct {
    PyObject *weights; /* cue -> (column, weight, column, weight ...) */
    PyObject *seen;    /* a cue counts once however often it stands */
    Py_ssize_t columns;
    long long *total;
} Sum;

static int add_row(Sum *sum, PyObject *row) {
    if (!PyTuple_Check(row)) {
        PyErr_SetString(PyExc_TypeError, "a row of weights is a tuple");
        return -1;
    }
    for (Py_ssize_t i = 0; i + 1 < PyTuple_GET_SIZE(row); i += 2) {
        Py_ssize_t column = PyLong_AsSsize_t(PyTuple_GET_ITEM(row, i));
        long long weight = PyLong_AsLongLong(PyTuple_GET_ITEM(row, i + 1));
        if (PyErr_Occurred()) return -1;
        if (column < 0 || column >= sum->columns) {
            PyErr_SetString(PyExc_IndexError, "a weight for a column that is not there");
            return -1;
        }
        sum->total[column] += weight;
    }
    return 0;
}

/* Takes the reference to the name; NULL is an error that was raised before. */
static int add(Sum *sum, PyObject *name) {
    if (name == NULL) return -1;
    int result = 0;
    PyObject *row = PyDict_GetItemWithError(sum->weights, name);
    if (row == NULL) {
        result = PyErr_Occurred() ? -1 : 0;
    } else {
        Py_ssize_t before = PySet_GET_SIZE(sum->seen);
        result = PySet_Add(sum->seen, name);
        if (result == 0 && PySet_GET_SIZE(sum->seen) > before) result = add_row(sum, row);
    }
    Py_DECREF(name);
    return result;
}

static int add_chinese(Sum *sum, PyObject **words, Py_ssize_t count) {
    for (Py_ssize_t first = 0; first < count; first++) {
        PyObject *run = Py_NewRef(words[first]);
        for (Py_ssize_t last = first;;) {
            if (add(sum, Py_NewRef(run)) < 0) {
                Py_DECREF(run);
                return -1;
            }
            if (++last >= count || last >= first + HAN_RUN) break;
            Py_SETREF(run, PyUnicode_Concat(run, words[last]));
            if (run == NULL) return -1;
        }
        Py_DECREF(run);
    }
    return 0;
}

static int add_others(Sum *sum, PyObject **words, PyObject **stems, Py_ssize_t count) {
    if (count > 0) {
        PyObject *first = PyUnicode_Substring(words[0], 0, STEM);
        if (first == NULL) return -1;
        int result = add(sum, PyUnicode_FromFormat("^%U", first));
        Py_DECREF(first);
        if (result < 0) return -1;
    }
    for (Py_ssize_t at = 0; at < count; at++) {
        if (add(sum, Py_NewRef(words[at])) < 0 || add(sum, Py_NewRef(stems[at])) < 0) return -1;
        if (at + 1 < count && (add(sum, PyUnicode_FromFormat("%U %U", words[at], words[at + 1])) < 0 ||
                               add(sum, PyUnicode_FromFormat("%U %U", stems[at], stems[at + 1])) < 0))
            return -1;
        for (Py_ssize_t other = at + 2; other < count && other <= at + REACH; other++)
            if (add(sum, PyUnicode_FromFormat("%U%s%U", stems[at], "\xe2\x80\xa6", stems[other])) < 0) return -1;
    }
    return 0;
}

static int add_matched(Sum *sum, PyObject *matched) {
    PyObject *rules = PySequence_Fast(matched, "matched is a sequence of rules");
    if (rules == NULL) return -1;
    int result = 0;
    for (Py_ssize_t i = 0; result == 0 && i < PySequence_Fast_GET_SIZE(rules); i++) {
        PyObject *rule = PySequence_Fast_GET_ITEM(rules, i);
        if (!PyUnicode_Check(rule)) {
            PyErr_SetString(PyExc_TypeError, "a rule is a str");
            result = -1;
            break;
        }
        result = add(sum, PyUnicode_FromFormat("$%U", rule));
        Py_ssize_t length = PyUnicode_GET_LENGTH(rule), slash = PyUnicode_FindChar(rule, '/', 0, length, 1);
        PyObject *family = result < 0 ? NULL : PyUnicode_Substring(rule, 0, slash < 0 ? length : slash);
        if (family == NULL) {
            result = -1;
        } else {
            result = add(sum, PyUnicode_FromFormat("$%U", family));
            Py_DECREF(family);
        }
    }
    Py_DECREF(rules);
    return result;
}

/* The words with "[]" for empty ones, and behind them their stems with a star; NULL where one is no str. */
static PyObject *prepared(PyObject *words) {
    PyObject *given = PySequence_Fast(words, "words is a sequence");
    if (given == NULL) return NULL;
    Py_ssize_t count = PySequence_Fast_GET_SIZE(given);
    PyObject *out = PyList_New(2 * count);
    for (Py_ssize_t i = 0; out != NULL && i < count; i++) {
        PyObject *word = PySequence_Fast_GET_ITEM(given, i), *stem = NULL, *star = NULL;
        if (!PyUnicode_Check(word)) {
            PyErr_SetString(PyExc_TypeError, "a word is a str");
        } else {
            word = PyUnicode_GET_LENGTH(word) ? Py_NewRef(word) : PyUnicode_FromString("[]");
            if (word != NULL) PyList_SET_ITEM(out, i, word);
            if (word != NULL && (stem = PyUnicode_Substring(word, 0, STEM)) != NULL) star = PyUnicode_FromFormat("%U*", stem);
            Py_XDECREF(stem);
        }
        if (star == NULL) Py_CLEAR(out);
        else PyList_SET_ITEM(out, count + i, star);
    }
    Py_DECREF(given);
    return out;
}

static PyObject *score(PyObject *self, PyObject *args) {
    PyObject *words, *matched, *weights, *bias, *out = NULL;
    int chinese, question;
    if (!PyArg_ParseTuple(args, "OppOO!O!", &words, &chinese, &question, &matched, &PyDict_Type, &weights, &PyTuple_Type, &bias)) return NULL;
    Sum sum = {weights, PySet_New(NULL), PyTuple_GET_SIZE(bias), NULL};
    PyObject *list = prepared(words);
    sum.total = PyMem_Calloc(sum.columns ? (size_t)sum.columns : 1, sizeof *sum.total);
    if (sum.seen == NULL || list == NULL || sum.total == NULL) {
        if (!PyErr_Occurred()) PyErr_NoMemory();
        goto end;
    }
    for (Py_ssize_t i = 0; i < sum.columns; i++) sum.total[i] = PyLong_AsLongLong(PyTuple_GET_ITEM(bias, i));
    if (PyErr_Occurred()) goto end;
    Py_ssize_t count = PyList_GET_SIZE(list) / 2;
    PyObject **items = PySequence_Fast_ITEMS(list);
    int result = chinese ? add_chinese(&sum, items, count) : add_others(&sum, items, items + count, count);
    if (result == 0 && question) result = add(&sum, PyUnicode_FromString("?"));
    if (result == 0) result = add_matched(&sum, matched);
    if (result < 0) goto end;
    out = PyList_New(sum.columns);
    for (Py_ssize_t i = 0; out != NULL && i < sum.columns; i++) {
        PyObject *value = PyLong_FromLongLong(sum.total[i]);
        if (value == NULL) Py_CLEAR(out);
        else PyList_SET_ITEM(out, i, value);
    }
end:
    PyMem_Free(sum.total);
    Py_XDECREF(list);
    Py_XDECREF(sum.seen);
    return out;
}

static PyMethodDef methods[] = {
    {"score", score, METH_VARARGS, "score(words, chinese, question, matched, weights, bias)\n--\n\nThe sum of the cues' weights, a value a column."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{0, NULL}};

static PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "saveface.engine._weigh",
    .m_doc = "The learned weights in C; saveface works without it, slower.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__weigh(void) {
    return PyModuleDef_Init(&module);
}
