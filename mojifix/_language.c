/* What characters cost behind others: the compiled twins of mojifix.language.Model and of
   mojifix.language.profiles.Profile, which say what the tables are. Every sum is taken in the order
   in which the twin takes it, so that both give the same float. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* --- tables of numbers under keys that are not 0 ------------------------------------------- */

typedef struct {
    uint64_t *keys;
    size_t mask;
} Keys;

static int
make_keys(Keys *keys, size_t most)
{
    size_t size = 8;
    while (size < 2 * most) {
        size *= 2;
    }
    keys->mask = size - 1;
    keys->keys = PyMem_Calloc(size, sizeof(uint64_t));
    return keys->keys ? 0 : -1;
}

/* Return the slot of a key, or the empty one where it would be. */
static inline size_t
slot(const Keys *keys, uint64_t key)
{
    uint64_t mixed = key * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(mixed >> 32) & keys->mask;
    while (keys->keys[at] && keys->keys[at] != key) {
        at = (at + 1) & keys->mask;
    }
    return at;
}

/* Code points, 21 bits each, and one more. */
static inline uint64_t
packed(uint64_t a, uint64_t b, uint64_t c)
{
    return (a << 42 | b << 21 | c) + 1;
}

/* --- profiles ------------------------------------------------------------------------------ */

/* How often something is, and what follows it: how often, and how many different characters. */
typedef struct {
    double number, behind;
    int32_t kinds;
    int32_t is_counted;
} Count;

typedef struct {
    PyObject_HEAD
    Keys three, two, one;
    uint8_t *codes;
    Count *pairs, *singles;
    double size, shared, most, number[256];
    PyObject *everywhere; /* char -> how much of all languages it is */
    PyObject *shares;     /* what that has said */
} Profile;

static void
profile_dealloc(Profile *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyMem_Free(self->three.keys);
    PyMem_Free(self->two.keys);
    PyMem_Free(self->one.keys);
    PyMem_Free(self->codes);
    PyMem_Free(self->pairs);
    PyMem_Free(self->singles);
    Py_XDECREF(self->everywhere);
    Py_XDECREF(self->shares);
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

static Count *
counted(const Keys *keys, Count *counts, uint64_t key)
{
    const size_t at = slot(keys, key);
    keys->keys[at] = key;
    return counts + at;
}

static int
fill(Profile *self, PyObject *grams, const uint8_t *codes, Py_ssize_t n)
{
    const void *chars = PyUnicode_DATA(grams);
    const int kind = PyUnicode_KIND(grams);
    /* Slots of pairs and single characters in the order in which they were first counted. */
    size_t *pairs = PyMem_Calloc(2 * (size_t)n + 2, sizeof(size_t)), *singles = pairs + n + 1;
    Py_ssize_t n_pairs = 0, n_singles = 0;
    if (!pairs) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        const uint64_t a = PyUnicode_READ(kind, chars, 3 * i);
        const uint64_t b = PyUnicode_READ(kind, chars, 3 * i + 1);
        const uint64_t c = PyUnicode_READ(kind, chars, 3 * i + 2);
        const double number = self->number[codes[i]];
        const size_t at = slot(&self->three, packed(a, b, c));
        self->three.keys[at] = packed(a, b, c);
        self->codes[at] = codes[i];
        Count *pair = counted(&self->two, self->pairs, packed(0, b, c));
        if (!pair->is_counted) {
            pair->is_counted = 1;
            pairs[n_pairs++] = (size_t)(pair - self->pairs);
        }
        pair->number += number;
        Count *single = counted(&self->one, self->singles, packed(0, 0, c));
        if (!single->is_counted) {
            single->is_counted = 1;
            singles[n_singles++] = (size_t)(single - self->singles);
        }
        single->number += number;
        pair = counted(&self->two, self->pairs, packed(0, a, b));
        pair->behind += number;
        pair->kinds++;
    }
    for (Py_ssize_t i = 0; i < n_pairs; i++) {
        const Count *pair = self->pairs + pairs[i];
        const uint64_t first = (self->two.keys[pairs[i]] - 1) >> 21;
        Count *single = counted(&self->one, self->singles, packed(0, 0, first));
        single->behind += pair->number;
        single->kinds++;
    }
    for (Py_ssize_t i = 0; i < n_singles; i++) {
        self->size += self->singles[singles[i]].number;
    }
    PyMem_Free(pairs);
    return 0;
}

static PyObject *
profile_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(keywords))
{
    PyObject *grams, *everywhere, *shares;
    Py_buffer codes;
    double doubling, shared, most;
    if (!PyArg_ParseTuple(args, "Uy*OO!ddd:Profile", &grams, &codes, &everywhere, &PyDict_Type,
                          &shares, &doubling, &shared, &most)) {
        return NULL;
    }
    Profile *self = (Profile *)type->tp_alloc(type, 0);
    const Py_ssize_t n = codes.len;
    if (self && PyUnicode_GET_LENGTH(grams) != 3 * n) {
        PyErr_SetString(PyExc_ValueError, "not three characters for each count");
        Py_CLEAR(self);
    }
    if (self) {
        const size_t size = (size_t)n + 1;
        self->everywhere = Py_NewRef(everywhere);
        self->shares = Py_NewRef(shares);
        self->shared = shared;
        self->most = most;
        for (int code = 0; code < 256; code++) {
            self->number[code] = pow(2.0, code / doubling);
        }
        /* Two pairs and two single characters for each three, at most. */
        if (make_keys(&self->three, size) || make_keys(&self->two, 2 * size)
            || make_keys(&self->one, 2 * size)
            || !(self->codes = PyMem_Calloc(self->three.mask + 1, 1))
            || !(self->pairs = PyMem_Calloc(self->two.mask + 1, sizeof(Count)))
            || !(self->singles = PyMem_Calloc(self->one.mask + 1, sizeof(Count)))
            || fill(self, grams, codes.buf, n)) {
            PyErr_NoMemory();
            Py_CLEAR(self);
        }
    }
    PyBuffer_Release(&codes);
    return (PyObject *)self;
}

/* Return how much of all languages a character is; -1 with an exception set where that fails. */
static double
everywhere(Profile *self, Py_UCS4 c)
{
    PyObject *key = PyLong_FromUnsignedLong(c), *share = NULL;
    if (key && !(share = Py_XNewRef(PyDict_GetItemWithError(self->shares, key)))
        && !PyErr_Occurred()) {
        PyObject *text = PyUnicode_FromOrdinal((int)c);
        share = text ? PyObject_CallOneArg(self->everywhere, text) : NULL;
        Py_XDECREF(text);
        if (share && PyDict_SetItem(self->shares, key, share)) {
            Py_CLEAR(share);
        }
    }
    Py_XDECREF(key);
    double value = share ? PyFloat_AsDouble(share) : -1.0;
    if (value < 0.0 && !PyErr_Occurred()) {
        PyErr_SetString(PyExc_ValueError, "a share is negative");
        value = -1.0;
    }
    Py_XDECREF(share);
    return value;
}

/* Return what the last of three characters costs; -1 with an exception set where that fails. */
static double
price(Profile *self, PyObject *gram)
{
    if (!PyUnicode_Check(gram) || PyUnicode_GET_LENGTH(gram) != 3) {
        PyErr_SetString(PyExc_ValueError, "not three characters");
        return -1.0;
    }
    const uint64_t a = PyUnicode_READ_CHAR(gram, 0), b = PyUnicode_READ_CHAR(gram, 1);
    const uint64_t c = PyUnicode_READ_CHAR(gram, 2);
    const double share = everywhere(self, (Py_UCS4)c);
    if (share < 0.0) {
        return -1.0;
    }
    const Count *last = self->singles + slot(&self->one, packed(0, 0, c));
    const Count *middle = self->singles + slot(&self->one, packed(0, 0, b));
    const Count *end = self->pairs + slot(&self->two, packed(0, b, c));
    const Count *begin = self->pairs + slot(&self->two, packed(0, a, b));
    const size_t at = slot(&self->three, packed(a, b, c));
    double p = (last->number + self->shared * share) / (self->size + self->shared);
    p = (end->number + (middle->kinds + 1) * p) / (middle->behind + middle->kinds + 1);
    const double number = self->three.keys[at] ? self->number[self->codes[at]] : 0.0;
    p = (number + (begin->kinds + 1) * p) / (begin->behind + begin->kinds + 1);
    const double nats = -log(p);
    return nats < self->most ? nats : self->most;
}

static PyObject *
profile_cost(Profile *self, PyObject *gram)
{
    const double nats = price(self, gram);
    return nats < 0.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(nats);
}

static PyObject *
profile_costs(Profile *self, PyObject *args)
{
    PyObject *grams, *shapes, *most;
    if (!PyArg_ParseTuple(args, "O!O!O!:costs", &PyTuple_Type, &grams, &PyTuple_Type, &shapes,
                          &PyTuple_Type, &most)) {
        return NULL;
    }
    const Py_ssize_t n = PyTuple_GET_SIZE(grams), bounded = PyTuple_GET_SIZE(most);
    if (PyTuple_GET_SIZE(shapes) != n || (bounded && bounded != n)) {
        PyErr_SetString(PyExc_ValueError, "not one for each");
        return NULL;
    }
    PyObject *costs = PyList_New(n);
    for (Py_ssize_t i = 0; costs && i < n; i++) {
        double nats = price(self, PyTuple_GET_ITEM(grams, i));
        nats += PyFloat_AsDouble(PyTuple_GET_ITEM(shapes, i));
        if (bounded) {
            const double bound = PyFloat_AsDouble(PyTuple_GET_ITEM(most, i));
            nats = bound < nats ? bound : nats;
        }
        PyObject *cost = PyErr_Occurred() ? NULL : PyFloat_FromDouble(nats);
        if (!cost) {
            Py_CLEAR(costs);
        }
        else {
            PyList_SET_ITEM(costs, i, cost);
        }
    }
    return costs;
}

static PyMethodDef profile_methods[] = {
    {"cost", (PyCFunction)profile_cost, METH_O, "What the last of three characters costs."},
    {"costs", (PyCFunction)profile_costs, METH_VARARGS, "The same of each, with its shape."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot profile_slots[] = {
    {Py_tp_new, profile_new},
    {Py_tp_dealloc, profile_dealloc},
    {Py_tp_methods, profile_methods},
    {Py_tp_doc, "One language's trigrams."},
    {0, NULL},
};

static PyType_Spec profile_spec = {
    "mojifix._language.Profile", sizeof(Profile), 0, Py_TPFLAGS_DEFAULT, profile_slots,
};

/* --- the model of all languages ------------------------------------------------------------- */

#define LEVELS 3

typedef struct {
    Py_buffer back, counts, begins, children, costs;
} Level;

typedef struct {
    PyObject_HEAD
    Keys symbols;
    uint16_t *numbers;
    Py_ssize_t n_symbols;
    Py_buffer uni;
    Level levels[LEVELS];
    int block;
    double steps;
} Tree;

static void
tree_dealloc(Tree *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyMem_Free(self->symbols.keys);
    PyMem_Free(self->numbers);
    PyBuffer_Release(&self->uni);
    for (int depth = 0; depth < LEVELS; depth++) {
        Level *level = self->levels + depth;
        PyBuffer_Release(&level->back);
        PyBuffer_Release(&level->counts);
        PyBuffer_Release(&level->begins);
        PyBuffer_Release(&level->children);
        PyBuffer_Release(&level->costs);
    }
    type->tp_free((PyObject *)self);
    Py_DECREF(type);
}

/* Whether all nodes of a level, and all their children, are in its tables. */
static int
is_sound(const Tree *self, const Level *level, Py_ssize_t nodes)
{
    const uint16_t *counts = level->counts.buf;
    const uint32_t *begins = level->begins.buf;
    const Py_ssize_t length = level->costs.len;
    if (level->back.len != nodes || level->counts.len != 2 * nodes
        || level->begins.len != 4 * (nodes / self->block + 1) || level->children.len != 2 * length) {
        return 0;
    }
    Py_ssize_t children = 0;
    for (Py_ssize_t node = 0; node < nodes; node++) {
        if (node % self->block == 0 && begins[node / self->block] != children) {
            return 0;
        }
        children += counts[node];
    }
    return children == length;
}

static PyObject *
tree_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(keywords))
{
    PyObject *symbols;
    Tree *self = (Tree *)type->tp_alloc(type, 0);
    if (!self) {
        return NULL;
    }
    Level *l = self->levels;
    PyObject *uni, *tables[LEVELS];
    if (!PyArg_ParseTuple(args, "UOOOOid:Tree", &symbols, &uni, tables, tables + 1, tables + 2,
                          &self->block, &self->steps)
        || PyObject_GetBuffer(uni, &self->uni, PyBUF_SIMPLE)) {
        Py_DECREF(self);
        return NULL;
    }
    for (int depth = 0; depth < LEVELS; depth++) {
        Py_buffer *parts[] = {&l[depth].back, &l[depth].counts, &l[depth].begins,
                              &l[depth].children, &l[depth].costs};
        if (!PyTuple_Check(tables[depth]) || PyTuple_GET_SIZE(tables[depth]) != 5) {
            PyErr_SetString(PyExc_TypeError, "a level is five tables");
            Py_DECREF(self);
            return NULL;
        }
        for (int i = 0; i < 5; i++) {
            if (PyObject_GetBuffer(PyTuple_GET_ITEM(tables[depth], i), parts[i], PyBUF_SIMPLE)) {
                Py_DECREF(self);
                return NULL;
            }
        }
    }
    self->n_symbols = PyUnicode_GET_LENGTH(symbols);
    Py_ssize_t nodes = self->n_symbols;
    int sound = self->block > 0 && self->uni.len == nodes && nodes < UINT16_MAX;
    for (int depth = 0; sound && depth < LEVELS; depth++) {
        sound = is_sound(self, l + depth, nodes);
        nodes = l[depth].costs.len;
    }
    if (!sound) {
        PyErr_SetString(PyExc_ValueError, "not the tables of a mojifix language model");
        Py_DECREF(self);
        return NULL;
    }
    if (make_keys(&self->symbols, (size_t)self->n_symbols + 1)
        || !(self->numbers = PyMem_Calloc(self->symbols.mask + 1, sizeof(uint16_t)))) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    for (Py_ssize_t i = 0; i < self->n_symbols; i++) {
        const uint64_t key = packed(0, 0, PyUnicode_READ_CHAR(symbols, i));
        const size_t at = slot(&self->symbols, key);
        self->symbols.keys[at] = key;
        self->numbers[at] = (uint16_t)i;
    }
    return (PyObject *)self;
}

/* Return the number of a symbol, -1 for one never seen. */
static inline int
number_of(const Tree *self, Py_UCS4 c)
{
    const size_t at = slot(&self->symbols, packed(0, 0, c));
    return self->symbols.keys[at] ? self->numbers[at] : -1;
}

/* Return the child of a node that stands for a symbol, -1 if there is none. */
static Py_ssize_t
child_of(const Tree *self, const Level *level, Py_ssize_t node, int symbol)
{
    const uint16_t *counts = level->counts.buf, *children = level->children.buf;
    Py_ssize_t low = ((const uint32_t *)level->begins.buf)[node / self->block];
    for (Py_ssize_t before = node - node % self->block; before < node; before++) {
        low += counts[before];
    }
    Py_ssize_t high = low + counts[node];
    const Py_ssize_t end = high;
    while (low < high) {
        const Py_ssize_t middle = (low + high) / 2;
        if (children[middle] < symbol) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low < end && children[low] == symbol ? low : -1;
}

static PyObject *
tree_cost(Tree *self, PyObject *args)
{
    PyObject *context, *symbol;
    if (!PyArg_ParseTuple(args, "UU:cost", &context, &symbol)) {
        return NULL;
    }
    const int number
        = PyUnicode_GET_LENGTH(symbol) == 1 ? number_of(self, PyUnicode_READ_CHAR(symbol, 0)) : -1;
    if (number < 0) {
        Py_RETURN_NONE;
    }
    int behind[LEVELS + 1], n = 0;
    const Py_ssize_t size = PyUnicode_GET_LENGTH(context);
    for (Py_ssize_t i = size > LEVELS ? size - LEVELS : 0; i < size; i++) {
        const int known = number_of(self, PyUnicode_READ_CHAR(context, i));
        n = known < 0 ? 0 : n;
        if (known >= 0) {
            behind[n++] = known;
        }
    }
    behind[n] = number;
    long cost = 0;
    for (int begin = 0; begin < n; begin++) {
        Py_ssize_t node = behind[begin];
        int depth = 0;
        while (begin + depth < n) {
            const Py_ssize_t child
                = child_of(self, self->levels + depth, node, behind[begin + depth + 1]);
            if (child < 0) {
                break;
            }
            node = child;
            depth++;
        }
        if (begin + depth == n) {
            const uint8_t *costs = self->levels[depth - 1].costs.buf;
            return PyFloat_FromDouble((double)(cost + costs[node]) / self->steps);
        }
        /* Back off only from a context that is in the tree itself. */
        if (depth == n - begin - 1) {
            cost += ((const uint8_t *)self->levels[depth].back.buf)[node];
        }
    }
    return PyFloat_FromDouble((double)(cost + ((const uint8_t *)self->uni.buf)[number])
                              / self->steps);
}

static PyMethodDef tree_methods[] = {
    {"cost", (PyCFunction)tree_cost, METH_VARARGS, "What a symbol costs behind three others."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot tree_slots[] = {
    {Py_tp_new, tree_new},
    {Py_tp_dealloc, tree_dealloc},
    {Py_tp_methods, tree_methods},
    {Py_tp_doc, "Four-grams of all languages."},
    {0, NULL},
};

static PyType_Spec tree_spec = {
    "mojifix._language.Tree", sizeof(Tree), 0, Py_TPFLAGS_DEFAULT, tree_slots,
};

/* -------------------------------------------------------------------------------------------- */

static int
add_types(PyObject *module)
{
    PyObject *profile = PyType_FromSpec(&profile_spec), *tree = PyType_FromSpec(&tree_spec);
    const int failed = !profile || !tree || PyModule_AddObjectRef(module, "Profile", profile)
                    || PyModule_AddObjectRef(module, "Tree", tree);
    Py_XDECREF(profile);
    Py_XDECREF(tree);
    return failed ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_types},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_language", "What characters cost behind others.", 0, NULL, slots,
    NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__language(void)
{
    return PyModuleDef_Init(&definition);
}
