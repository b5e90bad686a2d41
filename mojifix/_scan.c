/* Is there nothing in a text that any search for mojibake would look at?

   One pass over the bytes of a str of Latin-1, or over 16-bit units: a str's own, or what UTF-8 was
   decoded to here. It goes by tables that tools/build_scanner.py makes from the exact searches
   (mojifix/stages/quiet.py describes them). Every test is at least as quick to fire as the search
   that it stands for: "quiet" is a promise, "not quiet" only costs a closer look. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* What the compiler gives: 0 leaves all vectors out, 1 those that are chosen when it runs. */
#ifndef VECTORS
#define VECTORS 2
#endif
#if defined(__GNUC__) && defined(__SSE2__) && VECTORS > 0
#include <emmintrin.h>
#define HAS_SSE2 1
#elif defined(__aarch64__) && defined(__ARM_NEON) && VECTORS > 0
#include <arm_neon.h>
#define HAS_NEON 1
#endif
#if defined(__GNUC__) && defined(__x86_64__) && VECTORS > 1
#include <immintrin.h>
#define HAS_AVX2 1
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#endif

#if defined(__GNUC__)
#define INLINE static inline __attribute__((always_inline))
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define APART static __attribute__((noinline))
#else
#define APART static
#define INLINE static inline
#define UNLIKELY(x) (x)
#endif

/* As in mojifix/stages/quiet.py. */
enum {
    CYRILLIC = 1 << 0, GREEK = 1 << 1, HEBREW = 1 << 2, ARABIC = 1 << 3, THAI = 1 << 4,
    LATIN_KIND = 1 << 5, OTHER_KIND = 1 << 6, PRIVATE_KIND = 1 << 7, INDIC = 1 << 8,
    LOOK = 1 << 9, DENSE = 1 << 10, HAN_KIND = 1 << 11, HANGUL_KIND = 1 << 12,
    COMMON_HAN = 1 << 13, COMMON_HANGUL = 1 << 14, SYLLABLE = 1 << 15, USUAL = 1 << 16,
    NO_JAPANESE = 1 << 17, LIKELY = 1 << 18, CONTROL = 1 << 19, SYMBOL = 1 << 20, VOWEL = 1 << 21,
    UPPER = 1 << 22, LOWER = 1 << 23, ASCII_LETTER = 1 << 24, RARITY = 25
};
#define ALPHABETS (CYRILLIC | GREEK | HEBREW | ARABIC | THAI)
/* Of the six pages of two bytes. */
#define KOREAN_PAGES (1 << 3 | 1 << 5)
#define SIGNS (HAN_KIND | HANGUL_KIND)
#define NOT_LATIN (ALPHABETS | INDIC | SIGNS)

/* Above the class in the quick pass: usual letters of the alphabets, marks of typography. */
#define CLASS 0x3F
#define PLAIN 0x40
#define MARK 0x80

/* What the classes of the quick pass are counted and flagged as. */
enum { QUICK_SMALL = 2, QUICK_SIGN = 3, QUICK_HANGUL = 4, QUICK_INDIC = 5, QUICK_ACCENT = 12,
       QUICK_HANJA = 14, QUICK_CYRILLIC = 16, QUICK_CONSONANT = 22,
       QUICK_VOWEL = 23, QUICK_RARE = 24, QUICK_CAPITAL = 40, QUICK_LATIN = 41, QUICK_UPPER_LATIN = 45, QUICK_MARK = 49, QUICK_EDGE = 52,
       QUICK_HARD = 63 };
#define CLASSES(first, last) ((((uint64_t)2 << (last)) - 1) & ~(((uint64_t)1 << (first)) - 1))

/* Classes of neighbours that are told apart here. */
enum { EDGE = 0, BLANK = 1, SMALL = 2, CAPITAL = 3, DIGIT = 4, ALPHABET_SMALL = 9,
       ALPHABET_CAPITAL = 10 };

/* As in mojifix/stages/suspect.py and engine.py. */
#define SHORT 1500
#define SEVERAL 4
#define TRACED 2000
#define LOOKED_AT 60
#define GLIMPSE 24
#define RARE (uint32_t)(12.6 * 8)

typedef struct {
    uint64_t lead, more, cont, lanes;
    uint32_t multi, flags;
    uint16_t odd, trace, letter;
    uint8_t near, stride;
} Record;

typedef struct {
    uint32_t chars;
    uint16_t home, abroad;
} Pair;

typedef struct {
    uint64_t inside[4], moved[4];
} Letters;

/* From Greek to Thai, 128 characters each. */
#define FIRST_PAGE 6
#define PAGES 29

static struct {
    uint8_t *body;
    const uint16_t *class_of;
    const Record *records;
    const uint16_t (*rows)[16];
    const uint64_t (*languages)[3];
    const uint16_t (*sides)[2]; /* bits of a class of the quick pass before another, and behind one */
    uint8_t halves[4][64];      /* the same: low and high bytes of the first and the second */
    uint8_t stride_of[65536];
    uint8_t is_common[65536]; /* of the commonest signs */
    uint8_t letter_of[65536]; /* the number of a letter of Latin that has a class */
    uint64_t other_letters[4]; /* of Latin, in blocks that are no more like it than others are */
    uint64_t page_seen[PAGES]; /* classes of each 128 characters, if they are of one alphabet */
    uint8_t page_lane[PAGES];
    uint16_t (*codes)[65536]; /* of the pages of two bytes */
    const Letters *sets;
    uint32_t n_sets;
    const uint32_t *slots; /* numbers of pairs, open addressing */
    uint32_t n_slots;
    const Pair *pairs;
} table;

static const Record edge;

/* Classes of ASCII neighbours. */
static uint8_t near_ascii[128];

/* What has to be looked at in ASCII: controls that UTF-16 has, and signs of notations. */
static uint8_t is_special[128];

/* What only the exact searches can say of a place that nothing here lets pass; mostly remembered. */
enum { AT_HOME, ABROAD, SPARSE, BEHIND, ODD_LINE, ODD_LETTERS, ANYWHERE, JOINED, ODD_WORDS,
       MULTI_BYTE };

/* The unit that stands for any character beyond FFFF: a surrogate, of which UTF-8 has none, and
   which a str is never quiet with. */
#define ASTRAL 0xDFFF
#define ASTRAL_LETTER 0xFFFD

typedef struct {
    PyObject *text;    /* of bytes made only when it is asked of */
    const char *bytes;
    Py_ssize_t n_bytes;
    const void *chars;
    Py_ssize_t size;
    int is_short, is_traced;
    uint32_t flags;
    uint64_t lanes;
    uint32_t count[9];
    int lane;      /* the last one that was counted in */
    int pending;   /* characters counted in lanes */
    int away;      /* a pair that is odd where the text is not Latin */
    int glued;     /* a sign or a few between letters of Latin */
    int korean;    /* what only Korean pages would make of signs */
    int strange;   /* a letter that no language writes */
    int astral;    /* the unit that stands for others */
    int in_a_row;  /* four characters beyond ASCII */
    int broken;    /* a line break or a tag behind what is not ASCII */
    uint64_t seen; /* classes of the quick pass */
    int places, two_in_line;
    Py_ssize_t last_place, capitals_until, ascii;
    uint64_t letters[6]; /* Latin, from 256 on Cyrillic */
    uint32_t *times;     /* of each Latin letter, only in a text that is not short */
} Scan;

#define LETTERS 256

INLINE uint32_t
at(const void *chars, const int kind, Py_ssize_t i)
{
    return kind == 1 ? ((const uint8_t *)chars)[i] : ((const uint16_t *)chars)[i];
}

INLINE const Record *
record(uint32_t c)
{
    return &table.records[table.class_of[c]];
}

INLINE const Record *
record_at(const Scan *scan, const int kind, Py_ssize_t i)
{
    return i < 0 || i >= scan->size ? &edge : record(at(scan->chars, kind, i));
}

INLINE int
is_odd(uint16_t row, uint8_t left, uint8_t right)
{
    return table.rows[row][left] >> right & 1;
}

static PyObject *exact;

/* What was asked before: characters around a place, all that the answer depends on. */
#define AROUND 9
static struct {
    uint32_t key[2 * AROUND + 2];
    int is_odd;
} known[1 << 11];


/* Whether the exact search finds something at i; a page's number is added to MULTI_BYTE. What it
   raises, as on Ctrl-C, is raised in the end. */
static int
ask(Scan *scan, const int kind, int what, Py_ssize_t i)
{
    uint32_t key[2 * AROUND + 2], hash = (uint32_t)what;
    unsigned slot = 0;
    int is_local = what <= SPARSE || what >= MULTI_BYTE;
    if (is_local) {
        const Py_ssize_t before = what >= MULTI_BYTE ? 0 : AROUND;
        for (int n = 0; n < 2 * AROUND; n++) {
            const Py_ssize_t k = i - before + n;
            const int is_inside = k >= 0 && k < scan->size && (before || n < AROUND);
            key[n] = is_inside ? at(scan->chars, kind, k) : 0xFFFFFFFFu;
            /* Which character that is matters. */
            is_local &= key[n] != ASTRAL;
            hash = (hash ^ key[n]) * 2654435761u;
            hash ^= hash >> 15;
        }
        key[2 * AROUND] = (uint32_t)what;
        key[2 * AROUND + 1] = 1;
        slot = hash & ((1 << 11) - 1);
        if (is_local && !memcmp(known[slot].key, key, sizeof key)) {
            return known[slot].is_odd;
        }
    }
    if (PyErr_Occurred()) {
        return 1;
    }
    if (!scan->text && !(scan->text = PyUnicode_DecodeUTF8(scan->bytes, scan->n_bytes, NULL))) {
        return 1;
    }
    PyObject *said = PyObject_CallFunction(exact, "Oni", scan->text, i, what);
    int is_true = said ? PyObject_IsTrue(said) : -1;
    Py_XDECREF(said);
    if (is_true < 0) {
        return 1;
    }
    if (is_local) {
        memcpy(known[slot].key, key, sizeof key);
        known[slot].is_odd = is_true;
    }
    return is_true;
}

/* --- ASCII ------------------------------------------------------------------------------- */

#if defined(HAS_SSE2)
/* Return sixteen characters as bytes: those above FF become FF, or 0 from 8000 on. */
INLINE __m128i
sixteen(const void *chars, const int kind, Py_ssize_t i)
{
    if (kind == 1) {
        return _mm_loadu_si128((const __m128i *)((const uint8_t *)chars + i));
    }
    const __m128i *s = (const __m128i *)((const uint16_t *)chars + i);
    return _mm_packus_epi16(_mm_loadu_si128(s), _mm_loadu_si128(s + 1));
}
#endif

/* What is looked for in ASCII by two tables, of the low and of the high half of a byte: it is there
   where they have a bit in common. */
#define LOW_HALVES 1, 1, 1, 1, 1, 3, 3, 1, 1, 0, 0, 0, 12, 4, 1, 0
#define HIGH_HALVES 1, 0, 2, 4, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0

/* Return the first place from i on that is not ASCII, or special. */
INLINE Py_ssize_t
skip(const void *chars, const int kind, Py_ssize_t i, Py_ssize_t n)
{
#if defined(HAS_SSE2)
    for (; i + 16 <= n; i += 16) {
        const __m128i v = sixteen(chars, kind, i);
        __m128i special = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(8)), v);
        special = _mm_or_si128(special, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x0E)));
        special = _mm_or_si128(special, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
        special = _mm_or_si128(special, _mm_cmpeq_epi8(v, _mm_set1_epi8('%')));
        special = _mm_or_si128(special, _mm_cmpeq_epi8(v, _mm_set1_epi8('&')));
        special = _mm_or_si128(special, _mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
        special = _mm_or_si128(special, _mm_cmpeq_epi8(v, _mm_set1_epi8('=')));
        const int mask = _mm_movemask_epi8(_mm_or_si128(special, v));
        if (mask) {
            return i + __builtin_ctz((unsigned)mask);
        }
    }
#elif defined(HAS_NEON)
    static const uint8_t halves[2][16] = {{LOW_HALVES}, {HIGH_HALVES}};
    const uint8x16_t low = vld1q_u8(halves[0]), high = vld1q_u8(halves[1]);
    for (; kind == 1 && i + 16 <= n; i += 16) {
        const uint8x16_t v = vld1q_u8((const uint8_t *)chars + i);
        const uint8x16_t special = vandq_u8(vqtbl1q_u8(low, vandq_u8(v, vdupq_n_u8(15))),
                                            vqtbl1q_u8(high, vshrq_n_u8(v, 4)));
        /* The place itself is found one by one. */
        if (vmaxvq_u8(special) || vmaxvq_u8(v) > 0x7F) {
            break;
        }
    }
#endif
    while (i < n) {
        uint32_t c = at(chars, kind, i);
        if (c > 0x7F || is_special[c]) {
            break;
        }
        i++;
    }
    return i;
}

#if defined(HAS_AVX2)
/* Return thirty-two characters as bytes, as `sixteen` does. */
AVX2 static inline __m256i
thirty_two(const void *chars, const int kind, Py_ssize_t i)
{
    if (kind == 1) {
        return _mm256_loadu_si256((const __m256i *)((const uint8_t *)chars + i));
    }
    const __m256i *s = (const __m256i *)((const uint16_t *)chars + i);
    const __m256i v = _mm256_packus_epi16(_mm256_loadu_si256(s), _mm256_loadu_si256(s + 1));
    return _mm256_permute4x64_epi64(v, 0xD8);
}

AVX2 static inline Py_ssize_t
skip_avx2(const void *chars, const int kind, Py_ssize_t i, Py_ssize_t n)
{
    const __m256i low = _mm256_setr_epi8(LOW_HALVES, LOW_HALVES);
    const __m256i high = _mm256_setr_epi8(HIGH_HALVES, HIGH_HALVES);
    for (; i + 32 <= n; i += 32) {
        const __m256i v = thirty_two(chars, kind, i);
        const __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
        const __m256i special = _mm256_cmpgt_epi8(
            _mm256_and_si256(_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, half)),
            _mm256_setzero_si256());
        const uint32_t mask = (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(special, v));
        if (mask) {
            return i + __builtin_ctz(mask);
        }
    }
    return skip(chars, kind, i, n);
}
#endif

INLINE int
is_hex(uint32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

INLINE int
is_alnum(uint32_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z' && c < 128);
}

/* Whether a control stands at i, or what mojifix.notation could read and find damaged. */
INLINE int
is_notated(const void *chars, const int kind, Py_ssize_t i, Py_ssize_t n)
{
#define NEXT(k) (i + (k) < n ? at(chars, kind, i + (k)) : 0)
    uint32_t c = NEXT(0), d = NEXT(1);
    switch (c) {
    case '\\':
        if (d == 'u') {
            return is_hex(NEXT(2)) || NEXT(2) == '{';
        }
        if (d == 'U') {
            return NEXT(2) == '0' && NEXT(3) == '0';
        }
        if (d == 'x') {
            return NEXT(2) > '7' && is_hex(NEXT(2)) && is_hex(NEXT(3));
        }
        return d == '3' ? NEXT(2) >= '0' && NEXT(2) < '6' : d > 0x7F;
    case '&': {
        Py_ssize_t k = 1, first;
        int layers = 0;
        while (NEXT(k) == 'a' && NEXT(k + 1) == 'm' && NEXT(k + 2) == 'p' && NEXT(k + 3) == ';') {
            k += 4;
            layers++;
        }
        first = k;
        if (NEXT(k) == '#') {
            k++;
        }
        while (k < first + 33 && is_alnum(NEXT(k))) {
            k++;
        }
        if (k == first || NEXT(k) != ';') {
            return 0;
        }
        if (k - first == 2 && (NEXT(first) == 'l' || NEXT(first) == 'g') && NEXT(first + 1) == 't') {
            return 0;
        }
        if (k - first == 4 && NEXT(first) == 'q' && NEXT(first + 1) == 'u'
            && NEXT(first + 2) == 'o' && NEXT(first + 3) == 't') {
            return 0;
        }
        return 1;
    }
    case '%':
        while (NEXT(1) == '2' && NEXT(2) == '5') {
            i += 2;
        }
        return ((NEXT(1) | 32) >= 'c' && (NEXT(1) | 32) <= 'f') && is_hex(NEXT(2))
            && NEXT(3) == '%';
    case '=':
        if (d == '?') {
            return NEXT(2) > ' ';
        }
        return ((d | 32) >= 'c' && (d | 32) <= 'f') && is_hex(NEXT(2)) && NEXT(3) == '=';
    case '<':
        return d == 'U' && NEXT(2) == '+';
    default:
        return 1;
    }
#undef NEXT
}

/* --- sequences of UTF-8 in single-byte pages --------------------------------------------- */

/* By the high bits, which all of a pair has a say in. */
INLINE uint32_t
place_of(uint32_t chars, uint32_t n_slots)
{
    return (uint32_t)((uint64_t)(chars * 2654435761u) * n_slots >> 32);
}

static const Pair *
find_pair(uint32_t first, uint32_t second)
{
    uint32_t key = first << 16 | second;
    uint32_t slot = place_of(key, table.n_slots);
    while (table.slots[slot]) {
        const Pair *pair = &table.pairs[table.slots[slot] - 1];
        if (pair->chars == key) {
            return pair;
        }
        slot = (slot + 1) & (table.n_slots - 1);
    }
    return NULL;
}

/* The pages of which a sequence ends before i. */
INLINE uint64_t
ending(const Scan *scan, const int kind, Py_ssize_t i)
{
    const Record *a = record_at(scan, kind, i - 1), *b = record_at(scan, kind, i - 2);
    if (!a->cont || !(b->lead | b->cont)) {
        return 0;
    }
    const Record *c = record_at(scan, kind, i - 3), *d = record_at(scan, kind, i - 4);
    return a->cont & ((b->lead & ~b->more) | (b->cont & (c->more | (c->cont & d->more))));
}

/* The pages of which a sequence begins at i. */
INLINE uint64_t
beginning(const Scan *scan, const int kind, Py_ssize_t i)
{
    const Record *a = record_at(scan, kind, i), *b = record_at(scan, kind, i + 1);
    const uint64_t pages = a->lead & b->cont;
    if (!(pages & a->more)) {
        return pages;
    }
    return pages & (~a->more | record_at(scan, kind, i + 2)->cont);
}

/* Whether a letter stands beside a sequence that some page makes of letters of its alphabet. */
INLINE int
is_stray(const Record *r, uint32_t alphabet)
{
    return r->stride & PLAIN && r->flags & alphabet;
}

/* Whether a sequence of two or more may begin at i that is no part of a natural word: every letter
   of the same alphabet beside it belongs to a sequence of the same page as well. */
INLINE int
is_alive(const Scan *scan, const int kind, Py_ssize_t i)
{
    const Record *a = record_at(scan, kind, i), *b = record_at(scan, kind, i + 1);
    uint64_t pages = a->lead & b->cont;
    if (!pages) {
        return 0;
    }
    const Record *left = record_at(scan, kind, i - 1), *c = record_at(scan, kind, i + 2);
    uint32_t alphabet = (a->flags | b->flags) & ALPHABETS & ~THAI;
    if (!alphabet || alphabet & (alphabet - 1) || !(a->stride & (PLAIN | MARK))
        || !(b->stride & (PLAIN | MARK))) {
        return 1;
    }
    const uint64_t leads = is_stray(left, alphabet) ? ending(scan, kind, i) : ~(uint64_t)0;
    if (a->more & b->cont & c->cont) {
        const Record *d = record_at(scan, kind, i + 3);
        if (!(c->stride & (PLAIN | MARK)) || c->flags & ALPHABETS & ~alphabet) {
            return 1;
        }
        pages = a->more & b->cont & c->cont;
        if (pages & d->cont) {
            return 1;
        }
        pages &= leads;
        if (pages && (!is_stray(d, alphabet) || pages & beginning(scan, kind, i + 3))) {
            return 1;
        }
    }
    pages = a->lead & ~a->more & b->cont & leads;
    return pages && (!is_stray(c, alphabet) || pages & beginning(scan, kind, i + 2));
}

/* Whether a sequence begins up to three places before i, or there. */
static int
is_covered(Scan *scan, const int kind, Py_ssize_t i, int where)
{
    for (Py_ssize_t start = i - 3; start <= i; start++) {
        if (start >= 0 && is_alive(scan, kind, start) && ask(scan, kind, where, start)) {
            return 1;
        }
    }
    return 0;
}

/* Whether the pair at i, a lead and a continuation of some page, has to be looked at. */
static int
is_sequence(Scan *scan, const int kind, Py_ssize_t i)
{
    const Record *a = record_at(scan, kind, i), *b = record_at(scan, kind, i + 1);
    const Record *left = record_at(scan, kind, i - 1), *right = record_at(scan, kind, i + 2);
    const uint64_t pages = a->lead & ~a->more & b->cont;
    if (!(a->more & b->cont & right->cont)) {
        if (!pages || ((a->flags | b->flags) & ALPHABETS && !is_alive(scan, kind, i))) {
            return 0;
        }
        if (!(pages & beginning(scan, kind, i + 2)) && !(pages & ending(scan, kind, i))) {
            const Pair *pair = find_pair(at(scan->chars, kind, i), at(scan->chars, kind, i + 1));
            if (pair && !is_odd(pair->home, left->near, right->near)) {
                scan->away |= is_odd(pair->abroad, left->near, right->near);
                return 0;
            }
        }
    }
    if (ask(scan, kind, AT_HOME, i)) {
        return 1;
    }
    scan->away |= ask(scan, kind, ABROAD, i);
    return 0;
}

/* Whether a word that begins at i reads as sequences in letters of its alphabet alone. */
INLINE int
begins_oddly(Scan *scan, const int kind, Py_ssize_t i)
{
    uint32_t c = at(scan->chars, kind, i);
    const Record *a = record(c), *b = record_at(scan, kind, i + 1);
    if (c != 0x420 && c != 0x421 && c != 0x43F && c != 0x44F && c != 0x43B && c != 0x41B) {
        return 0;
    }
    if (!(a->lead & b->cont) || !(b->flags & CYRILLIC)) {
        return 0;
    }
    uint32_t second = at(scan->chars, kind, i + 1);
    if (c != 0x43B && c != 0x41B && second >= 0x410 && second < 0x450) {
        return 0;
    }
    const uint32_t third = i + 2 < scan->size ? at(scan->chars, kind, i + 2) : 0;
    if (third >= 0x400 && third < 0x530) {
        if (c == 0x43B || c == 0x41B ? third != 0x43B && third != 0x41B
                : third != 0x420 && third != 0x421 && third != 0x43F && third != 0x44F) {
            return 0;
        }
    }
    else if (second == 0x438 && (c == 0x43B || c == 0x41B)) {
        return 0;
    }
    return is_alive(scan, kind, i) && ask(scan, kind, AT_HOME, i);
}

/* The same for Greek, Thai and Arabic, at any letter. */
INLINE int
repeats(Scan *scan, const int kind, Py_ssize_t i, const Record *r)
{
    uint32_t c = at(scan->chars, kind, i);
#define HERE(k) (i + (k) >= 0 && i + (k) < scan->size ? at(scan->chars, kind, i + (k)) : 0)
    if (r->flags & GREEK) {
        if ((c == 0x3C9 || (c >= 0x3AC && c <= 0x3AF) || (c >= 0x3CA && c <= 0x3CE))
            && HERE(-3) == c && HERE(-2) >= 0x386 && HERE(-1) >= 0x386 && HERE(1) >= 0x386) {
            return is_alive(scan, kind, i - 3) && ask(scan, kind, AT_HOME, i - 3);
        }
        if (c >= 0x386 && c <= 0x38F && record_at(scan, kind, i - 1)->lead) {
            return is_covered(scan, kind, i, AT_HOME);
        }
    }
    else if (r->flags & THAI) {
        if (HERE(-2) == c) {
            const Record *b = record_at(scan, kind, i - 1), *d = record_at(scan, kind, i + 1);
            return (r->lead & b->cont & d->cont) != 0;
        }
        if (HERE(-3) == c) {
            const Record *b = record_at(scan, kind, i - 2), *d = record_at(scan, kind, i + 1);
            return (r->more & b->cont & d->cont) != 0;
        }
    }
    else if (r->flags & ARABIC) {
        uint32_t before = HERE(-1);
        if (before >= 0x637 && before <= 0x640 && (c >= 0x660)) {
            return is_covered(scan, kind, i, AT_HOME);
        }
    }
#undef HERE
    return 0;
}

/* --- lines -------------------------------------------------------------------------------- */

INLINE Py_ssize_t
line_start(const Scan *scan, const int kind, Py_ssize_t i)
{
    while (i > 0 && at(scan->chars, kind, i - 1) != '\n') {
        i--;
    }
    return i;
}

/* Letters of a line in capitals, small ones at most half as many. */
static int
is_in_capitals(Scan *scan, const int kind, Py_ssize_t i)
{
    Py_ssize_t capitals = 0, small = 0;
    if (i < scan->capitals_until) {
        return 0;
    }
    for (i = line_start(scan, kind, i); i < scan->size; i++) {
        uint32_t c = at(scan->chars, kind, i);
        if (c == '\n') {
            break;
        }
        uint32_t flags = record(c)->flags;
        capitals += (flags & UPPER) != 0;
        small += (flags & LOWER) != 0;
    }
    scan->capitals_until = i;
    return capitals > 2 * small;
}

static void
add_place(Scan *scan, const int kind, Py_ssize_t i)
{
    if (scan->last_place >= 0 && scan->last_place != i && !scan->two_in_line) {
        Py_ssize_t k = scan->last_place;
        while (k < i && at(scan->chars, kind, k) != '\n') {
            k++;
        }
        scan->two_in_line = k == i;
    }
    scan->places += scan->last_place != i;
    scan->last_place = i;
}

/* Whether there are so many odd places that some line is looked at. */
static int
has_places(const Scan *scan)
{
    return scan->places && (scan->is_short || scan->two_in_line || scan->places >= SEVERAL);
}

/* Whether a line of Cyrillic has too few vowels, or hardly anything else. */
static int
has_unspeakable(const Scan *scan, const int kind)
{
    Py_ssize_t letters = 0, vowels = 0;
    for (Py_ssize_t i = 0; i <= scan->size; i++) {
        uint32_t c = i < scan->size ? at(scan->chars, kind, i) : '\n';
        if (c == '\n') {
            if (letters >= 6
                && !(0.22 * (double)letters <= (double)vowels
                     && (double)vowels <= 0.6 * (double)letters)) {
                return 1;
            }
            letters = vowels = 0;
        }
        else if (c >= 0x400 && c < 0x460) {
            letters++;
            vowels += (record(c)->flags & VOWEL) != 0;
        }
    }
    return 0;
}

/* Up to eight different characters: no more are needed of sixty. */
typedef struct {
    uint32_t chars[8];
    int size;
} Few;

INLINE void
add(Few *few, uint32_t c)
{
    for (int n = 0; n < few->size; n++) {
        if (few->chars[n] == c) {
            return;
        }
    }
    if (few->size < 8) {
        few->chars[few->size++] = c;
    }
}

INLINE int
ones(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_popcountll(bits);
#else
    int n = 0;
    for (; bits; bits &= bits - 1) {
        n++;
    }
    return n;
#endif
}

INLINE int
lowest(uint64_t bits)
{
#if defined(__GNUC__)
    return __builtin_ctzll(bits);
#else
    int n = 0;
    while (!(bits >> n & 1)) {
        n++;
    }
    return n;
#endif
}

/* Return the languages that write all letters in some words of scan->letters; their bits are or-ed,
   since all that is asked is whether there are any. */
static uint64_t
written_in(const uint64_t *letters, int words, uint32_t first)
{
    uint64_t all[3] = {~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0};
    for (int word = 0; word < words; word++) {
        for (uint64_t bits = letters[word]; bits; bits &= bits - 1) {
            const uint64_t *languages = table.languages[first + 64 * word + lowest(bits)];
            all[0] &= languages[0];
            all[1] &= languages[1];
            all[2] &= languages[2];
        }
    }
    return all[0] | all[1] | all[2];
}

/* Whether two letters of one alphabet that stand side by side may be a sequence of some page, where
   the text is in another script. */
static int
has_pairs_abroad(Scan *scan, const int kind)
{
    const Record *q = &edge;
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const Record *r = record(at(scan->chars, kind, i));
        if (q->lead & r->cont && q->flags & ALPHABETS && r->flags & ALPHABETS
            && is_alive(scan, kind, i - 1) && ask(scan, kind, ABROAD, i - 1)) {
            return 1;
        }
        q = r;
    }
    return 0;
}

/* Whether letters of Latin side by side are odd in a text that is not written in it. */
static int
has_latin_pairs(Scan *scan, const int kind)
{
    const Record *q = &edge;
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const Record *r = record(at(scan->chars, kind, i));
        if (q->lead & r->cont && q->flags & LATIN_KIND && r->flags & LATIN_KIND
            && ask(scan, kind, ABROAD, i - 1)) {
            return 1;
        }
        q = r;
    }
    return 0;
}

/* Whether Han stands beside Hangul. */
static int
has_han_in_hangul(const Scan *scan, const int kind)
{
    uint32_t before = 0;
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        /* Not kana nor the marks of Chinese. */
        const uint32_t is = (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) ? HAN_KIND
                          : c >= 0xAC00 && c < 0xD7A4                                  ? HANGUL_KIND
                                                                                       : 0;
        if ((before | is) == SIGNS) {
            return 1;
        }
        before = is;
    }
    return 0;
}

/* Return where the line ends in which i is. */
INLINE Py_ssize_t
line_end(const Scan *scan, const int kind, Py_ssize_t i)
{
    const Py_ssize_t n = scan->size;
#if defined(HAS_SSE2)
    while (i + 16 <= n
           && !_mm_movemask_epi8(
               _mm_cmpeq_epi8(sixteen(scan->chars, kind, i), _mm_set1_epi8('\n')))) {
        i += 16;
    }
#endif
    while (i < n && at(scan->chars, kind, i) != '\n') {
        i++;
    }
    return i;
}

/* Whether some line of Chinese, Japanese or Korean has signs that are too rare. */
static int
has_rare_line(Scan *scan, const int kind)
{
    Py_ssize_t start = 0;
    while (start < scan->size) {
        uint32_t any = 0, first = 0, rarity = 0, c;
        Few han = {.size = 0}, hangul = {.size = 0};
        int two = 0, signs = 0;
        Py_ssize_t i = start, stop = scan->size;
        if (!scan->is_short) {
            /* Mostly two of the commonest are there soon. */
            const Py_ssize_t last = stop - start < GLIMPSE ? stop : start + GLIMPSE;
            for (; !two && i < last && (c = at(scan->chars, kind, i)) != '\n'; i++) {
                if (table.is_common[c]) {
                    two = first && first != c;
                    first = c;
                }
            }
            if (two) {
                start = line_end(scan, kind, i) + 1;
                continue;
            }
            i = start;
        }
        if (stop - start > LOOKED_AT) {
            stop = start + LOOKED_AT;
        }
        for (; i < stop && (c = at(scan->chars, kind, i)) != '\n'; i++) {
            if (c < 0x80) {
                continue;
            }
            const uint32_t flags = record(c)->flags;
            any |= flags;
            if (flags >> RARITY) {
                rarity += (flags >> RARITY) - 1;
                signs++;
            }
            if (flags & (COMMON_HAN | COMMON_HANGUL | SYLLABLE)) {
                if (flags & COMMON_HAN) {
                    add(&han, c);
                }
                if (flags & COMMON_HANGUL) {
                    add(&hangul, c);
                }
            }
        }
        if (!(any & SIGNS) && (scan->places || scan->flags & (LATIN_KIND | OTHER_KIND))) {
            /* Letters and marks are looked for in all of a line. */
            for (Py_ssize_t k = i; k < scan->size && (c = at(scan->chars, kind, k)) != '\n'; k++) {
                any |= c < 0x80 ? 0 : record(c)->flags;
            }
        }
        /* Too rare on the whole; or no line of signs at all, and letters or oddities in the text. */
        const int is_strange = any & SIGNS ? signs > 1 && rarity > RARE * signs
                                           : any && (scan->places || any & (LATIN_KIND | OTHER_KIND));
        if (is_strange && 8 * han.size < i - start && 8 * hangul.size < i - start
            && !(any & SYLLABLE && !(any & NO_JAPANESE)) && ask(scan, kind, ODD_LINE, start)) {
            return 1;
        }
        start = line_end(scan, kind, i) + 1;
    }
    return 0;
}

/* Whether a text without any ASCII may be bytes read as UTF-16. */
static int
may_be_bytes(const Scan *scan, const int kind)
{
    const Py_ssize_t size = scan->size < LOOKED_AT ? scan->size : LOOKED_AT;
    Py_ssize_t signs = 0;
    Few usual = {.size = 0};
    uint32_t any = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        const uint32_t c = at(scan->chars, kind, i), flags = record(c)->flags;
        any |= flags;
        if (flags & USUAL) {
            add(&usual, c);
        }
        signs += c >= 0x2E80;
    }
    return signs && (!(any & CONTROL) || (2 * signs >= size && 8 * usual.size < size));
}

/* Return which of up to 32 characters from i on are beyond ASCII, and which need a look in ASCII. */
INLINE uint32_t
beyond_ascii(const void *chars, const int kind, Py_ssize_t i, Py_ssize_t size, uint32_t *special)
{
    uint32_t beyond = 0, found = 0;
    for (int k = 0; k < size; k++) {
        const uint32_t c = at(chars, kind, i + k);
        beyond |= (uint32_t)(c > 0x7F) << k;
        found |= (uint32_t)(c <= 0x7F && is_special[c]) << k;
    }
    *special = found;
    return beyond;
}

#if defined(HAS_SSE2)
/* The same of sixteen. */
INLINE uint32_t
beyond_ascii_16(const void *chars, const int kind, Py_ssize_t i, uint32_t *special)
{
    const __m128i v = sixteen(chars, kind, i);
    __m128i found = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(8)), v);
    found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8(0x0E)));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('%')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('&')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
    found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('=')));
    uint32_t beyond = (uint32_t)_mm_movemask_epi8(v);
    if (kind > 1) {
        /* From 8000 on they have become 0. */
        const __m128i *s = (const __m128i *)((const uint16_t *)chars + i);
        const __m128i top = _mm_packs_epi16(_mm_loadu_si128(s), _mm_loadu_si128(s + 1));
        beyond |= (uint32_t)_mm_movemask_epi8(top);
    }
    *special = (uint32_t)_mm_movemask_epi8(found) & ~beyond;
    return beyond;
}
#endif

/* The same of up to sixteen, as many as there are. */
INLINE uint32_t
next_beyond_ascii(const Scan *scan, const int kind, Py_ssize_t i)
{
    uint32_t special;
#if defined(HAS_SSE2)
    if (i + 16 <= scan->size) {
        return beyond_ascii_16(scan->chars, kind, i, &special);
    }
#endif
    return beyond_ascii(scan->chars, kind, i, scan->size - i < 16 ? scan->size - i : 16, &special);
}

/* --- Latin letters ------------------------------------------------------------------------ */

/* Whether a text whose letters no one language has is to be looked at: not if it is long, and all
   but a few letters are of one language. */
static int
has_foreign_letters(Scan *scan, const int kind)
{
    if (scan->is_short) {
        return 1;
    }
    /* What the letters of each language add up to: a number a language, bit by bit. */
    uint64_t sums[32][3] = {{0}};
    uint32_t total = (uint32_t)scan->strange, best = 0;
    for (int letter = 0; letter < LETTERS; letter++) {
        const uint32_t times = scan->times[letter];
        total += times;
        for (uint32_t bits = times; bits; bits &= bits - 1) {
            for (int word = 0; word < 3; word++) {
                uint64_t carry = table.languages[letter][word];
                for (int bit = lowest(bits); carry && bit < 32; bit++) {
                    const uint64_t before = sums[bit][word];
                    sums[bit][word] ^= carry;
                    carry &= before;
                }
            }
        }
    }
    uint64_t among[3] = {~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0};
    for (int bit = 31; bit >= 0; bit--) {
        if ((among[0] & sums[bit][0]) | (among[1] & sums[bit][1]) | (among[2] & sums[bit][2])) {
            best |= (uint32_t)1 << bit;
            for (int word = 0; word < 3; word++) {
                among[word] &= sums[bit][word];
            }
        }
    }
    const int home = among[0] ? lowest(among[0]) : among[1] ? 64 + lowest(among[1])
                                                            : 128 + (among[2] ? lowest(among[2]) : 0);
    if (!best || (double)best < 0.8 * (double)total) {
        return 1;
    }
    const uint32_t places = (uint32_t)scan->places + total - best;
    if (places < 2 || places >= SEVERAL) {
        return places >= SEVERAL;
    }
    scan->places = scan->two_in_line = 0;
    scan->last_place = -1;
    uint64_t is_own[LETTERS] = {0};
    for (int letter = 0; letter < LETTERS; letter++) {
        if (table.languages[letter][home >> 6] >> (home & 63) & 1) {
            is_own[letter] = CLASSES(QUICK_LATIN, QUICK_UPPER_LATIN - 1);
        }
    }
    for (Py_ssize_t start = 0; start < scan->size; start += 16) {
        const uint32_t beyond = next_beyond_ascii(scan, kind, start);
        for (uint32_t bits = beyond; bits; bits &= bits - 1) {
            const int bit = lowest(bits);
            const Py_ssize_t i = start + bit;
            const uint32_t c = at(scan->chars, kind, i);
            /* Small letters of the language are nothing in ASCII. */
            if (is_own[table.letter_of[c]] >> table.stride_of[c] & 1 && bit > 0 && bit < 15
                && !(beyond >> (bit - 1) & 5)) {
                continue;
            }
            const Record *r = record(c);
            const int strange = r->letter != 0xFFFF && r->letter != ASTRAL_LETTER
                && (r->letter >= 256
                    || !(table.languages[r->letter][home >> 6] >> (home & 63) & 1));
            if (strange || (r->odd && is_odd(r->odd, record_at(scan, kind, i - 1)->near,
                                             record_at(scan, kind, i + 1)->near))) {
                add_place(scan, kind, i);
            }
        }
    }
    return has_places(scan);
}

/* Whether a character may stand in a word, as Python's patterns have it. */
INLINE int
is_of_word(uint32_t c)
{
    if (c < 0x80) {
        return (c | 32) >= 'a' && (c | 32) <= 'z';
    }
    return (c >= 0x300 && c < 0x370) || (Py_UNICODE_ISALNUM(c) && !Py_UNICODE_ISDECIMAL(c));
}

/* Words that the exact search has let pass, whatever stands around them: two of each hash, the one
   that was seen last before the other. */
#define LONGEST_WORD 23
typedef struct {
    uint16_t size, chars[LONGEST_WORD];
} Word;
static Word let_pass[1 << 11][2];

/* Whether some word with a letter beyond ASCII is looked at in a text that has one such letter. */
static int
has_misread_words(Scan *scan, const int kind)
{
    Py_ssize_t end = 0;
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        /* What no page has is no other letter misread, nor is a word with that. */
        if (c < 0x80 || table.stride_of[c] == QUICK_INDIC || !is_of_word(c)) {
            continue;
        }
        Py_ssize_t start = i;
        while (start > end && is_of_word(at(scan->chars, kind, start - 1))) {
            start--;
        }
        for (end = i + 1; end < scan->size && is_of_word(at(scan->chars, kind, end)); end++) {
        }
        i = end;
        const Py_ssize_t size = end - start;
        if (size < 4) {
            continue;
        }
        if (size > LONGEST_WORD) {
            return ask(scan, kind, ODD_WORDS, 0);
        }
        Word word = {.size = (uint16_t)size};
        uint32_t hash = 0;
        for (Py_ssize_t k = 0; k < size; k++) {
            word.chars[k] = (uint16_t)at(scan->chars, kind, start + k);
            if (word.chars[k] == ASTRAL) {
                return ask(scan, kind, ODD_WORDS, 0);
            }
            hash = (hash ^ word.chars[k]) * 2654435761u;
            hash ^= hash >> 15;
        }
        Word *slot = let_pass[hash & ((1 << 11) - 1)];
        if (!memcmp(slot, &word, sizeof word) || !memcmp(slot + 1, &word, sizeof word)) {
            continue;
        }
        PyObject *text = PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, word.chars, size);
        if (!text) {
            return 1;
        }
        Scan alone = {.text = text};
        const int is_odd_word = ask(&alone, kind, ODD_WORDS, 0);
        Py_DECREF(text);
        if (is_odd_word) {
            return 1;
        }
        slot[1] = slot[0];
        slot[0] = word;
    }
    return 0;
}

/* What is typical of languages, of trigrams of ASCII: for each code of three symbols where its posts
   begin, and how many there are; a language and a score each. */
#define SYMBOLS 48
#define LEAST_TRIGRAMS 6
#define MOST_LANGUAGES 512
typedef struct {
    uint32_t size; /* of languages */
    float unknown[3]; /* the belief that is never gone below, the middle and the slope */
    float temper, likely;
    uint8_t symbol_of[128]; /* 0 is for what no trigram has */
    int16_t latin[MOST_LANGUAGES]; /* its number among those of Latin letters, or -1 */
    uint32_t posts[SYMBOLS * SYMBOLS * SYMBOLS];
    struct {
        uint16_t language;
        uint16_t unused;
        float points;
    } post[];
} Typical;
static const Typical *typical;
static PyObject *load_typical;

/* Whether it is beyond doubt that the letters of a line are of a language that it seems to be in, as
   `suspect._fits` decides by `identify`. */
static int
surely_fits(const Scan *scan, const int kind, Py_ssize_t start, Py_ssize_t end)
{
    double scores[MOST_LANGUAGES] = {0}, best = 0, total = 0;
    uint64_t writers[3] = {~(uint64_t)0, ~(uint64_t)0, ~(uint64_t)0};
    Py_ssize_t found = 0, letters = 0;
    uint32_t a = 0, b = 0;
    int has_letters = 0;
    for (Py_ssize_t i = start; i < end; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        const uint32_t symbol = c < 0x80 ? typical->symbol_of[c] : 0;
        letters += i > start && i + 1 < end && (c | 32) >= 'a' && (c | 32) <= 'z' && c < 0x80;
        if (c >= 0x80) {
            const uint16_t letter = record(c)->letter;
            /* What folds to ASCII is a letter that no alphabet has: the dotted I and the Kelvin sign. */
            if (letter >= 256 && (record(c)->flags & LATIN_KIND || c == 0x212A)) {
                return 0;
            }
            if (letter < 256) {
                has_letters = 1;
                for (int word = 0; word < 3; word++) {
                    writers[word] &= table.languages[letter][word];
                }
            }
        }
        if (a && b && symbol) {
            const uint32_t posts = typical->posts[(a * SYMBOLS + b) * SYMBOLS + symbol];
            found += posts != 0;
            for (uint32_t n = posts >> 8, stop = n + (posts & 0xFF); n < stop; n++) {
                scores[typical->post[n].language] += typical->post[n].points;
            }
        }
        a = b;
        b = symbol;
    }
    /* Nor is there anything against it where nothing is seen of a language. */
    if (!has_letters || found < LEAST_TRIGRAMS) {
        return 1;
    }
    if (!letters) {
        return 0;
    }
    for (uint32_t n = 0; n < typical->size; n++) {
        best = scores[n] > best ? scores[n] : best;
    }
    double doubt = 1 / (1 + exp((best / (double)letters - typical->unknown[1]) * typical->unknown[2]));
    doubt = doubt < typical->unknown[0] ? typical->unknown[0] : doubt > 0.8 ? 0.8 : doubt;
    uint32_t among[MOST_LANGUAGES], n_among = 0;
    for (uint32_t n = 0; n < typical->size; n++) {
        const double less = (best - scores[n]) * typical->temper;
        if (scores[n] > 0 && less < 4.0) {
            among[n_among++] = n;
            scores[n] = exp(-less);
            total += scores[n];
        }
    }
    /* By more than what is lost in rounding. */
    if (1 - doubt < (typical->likely - 0.01) * total) {
        return 1;
    }
    for (uint32_t n = 0; n < n_among; n++) {
        const int latin = typical->latin[among[n]];
        if (latin >= 0 && (1 - doubt) * scores[among[n]] > (typical->likely + 0.01) * total
            && writers[latin >> 6] >> (latin & 63) & 1) {
            return 1;
        }
    }
    return 0;
}

/* Take the table of trigrams from Python, once. */
static int
load_trigrams(void)
{
    if (typical) {
        return 0;
    }
    PyObject *data = load_typical ? PyObject_CallNoArgs(load_typical) : NULL;
    char *bytes;
    Py_ssize_t size;
    if (!data || PyBytes_AsStringAndSize(data, &bytes, &size) < 0) {
        Py_XDECREF(data);
        return -1;
    }
    Typical *body = size > (Py_ssize_t)sizeof(Typical) ? PyMem_RawMalloc((size_t)size) : NULL;
    if (body) {
        memcpy(body, bytes, (size_t)size);
        typical = body;
    }
    Py_DECREF(data);
    return body ? 0 : -1;
}

/* Whether the letters of some line are of no language that it seems to be in. */
static int
has_unfit_lines(Scan *scan, const int kind)
{
    if (load_trigrams() < 0) {
        return ask(scan, kind, ODD_WORDS, 0);
    }
    for (Py_ssize_t start = 0; start < scan->size;) {
        Py_ssize_t end = start;
        int is_ascii = 1;
        for (uint32_t c; end < scan->size && (c = at(scan->chars, kind, end)) != '\n'; end++) {
            is_ascii &= c < 0x80;
        }
        if (!is_ascii && !surely_fits(scan, kind, start, end)) {
            return ask(scan, kind, ODD_WORDS, 0);
        }
        start = end + 1;
    }
    return 0;
}

/* Whether these letters are what another language's would be, misread by a sister page. */
static int
is_confusable(const Scan *scan)
{
    const uint64_t *l = scan->letters;
    for (uint32_t n = 0; n < table.n_sets; n++) {
        const Letters *set = &table.sets[n];
        if (!((l[0] & ~set->inside[0]) | (l[1] & ~set->inside[1]) | (l[2] & ~set->inside[2])
              | (l[3] & ~set->inside[3]))
            && ((l[0] & set->moved[0]) | (l[1] & set->moved[1]) | (l[2] & set->moved[2])
                | (l[3] & set->moved[3]))) {
            return 1;
        }
    }
    return 0;
}

/* --- the pass ----------------------------------------------------------------------------- */

INLINE void
count(Scan *scan, uint64_t lanes)
{
    for (int lane = 0; lane < 8; lane++) {
        scan->count[lane] += lanes >> 8 * lane & 0xFF;
    }
}

static void
flush(Scan *scan)
{
    count(scan, scan->lanes);
    scan->lanes = 0;
    scan->pending = 0;
}

/* Return a number for the alphabet of what two bytes of UTF-8 stand for. */
INLINE int
block_of(uint32_t c)
{
    return c < 0x250 ? 0 : c < 0x370 ? 1 : c < 0x400 ? 2 : c < 0x530 ? 3 : c < 0x590 ? 4
         : c < 0x600 ? 5 : c < 0x700 || (c >= 0x750 && c < 0x780) ? 6 : c < 0x750 ? 7 : 8;
}

/* Whether three signs, read as a page of two bytes, begin characters that may well be in a text. */
static int
is_likely(const int kind, int page, const void *chars, Py_ssize_t n_chars, Py_ssize_t i)
{
    uint32_t b[6], out[3];
    for (int n = 0; n < 3; n++) {
        const uint32_t c = at(chars, kind, i + n);
        const uint16_t code = !table.codes || c > 0xFFFF ? 0 : table.codes[page][c];
        if (!code) {
            return 1;
        }
        b[2 * n] = code >> 8;
        b[2 * n + 1] = code & 0xFF;
    }
    if (b[0] >= 0xF0) {
        return 1;
    }
    if (b[0] >= 0xE0) {
        out[0] = (b[0] & 15) << 12 | (b[1] & 63) << 6 | (b[2] & 63);
        out[1] = (b[3] & 15) << 12 | (b[4] & 63) << 6 | (b[5] & 63);
        out[2] = out[1];
    }
    else {
        for (int n = 0; n < 3; n++) {
            out[n] = (b[2 * n] & 31) << 6 | (b[2 * n + 1] & 63);
        }
        /* Three letters of one alphabet, or five characters of any. */
        if (block_of(out[0]) != block_of(out[1]) || block_of(out[1]) != block_of(out[2])) {
            for (Py_ssize_t k = i + 3; k < i + 5; k++) {
                if (k >= n_chars || !(record(at(chars, kind, k))->multi >> 24 >> page & 1)) {
                    return 0;
                }
            }
        }
    }
    return (record(out[0])->flags & record(out[1])->flags & record(out[2])->flags & LIKELY)
        != 0;
}

/* Whether one of some pages of two bytes makes likely characters of the signs from i on. */
static int
is_of_page(Scan *scan, const int kind, Py_ssize_t i, uint32_t pages)
{
    for (int page = 0; pages >> page; page++) {
        if (pages >> page & 1 && is_likely(kind, page, scan->chars, scan->size, i)
            && ask(scan, kind, MULTI_BYTE + page, i)) {
            return 1;
        }
    }
    return 0;
}

/* Whether several characters begin at i or a little before it, read as a page of two bytes. */
INLINE int
begins_many(Scan *scan, const int kind, Py_ssize_t i, uint32_t first)
{
    if (!(first & (63 | 63 << 18) || first >> 30)) {
        return 0;
    }
    const uint32_t next = record_at(scan, kind, i + 1)->multi;
    const uint32_t after = record_at(scan, kind, i + 2)->multi;
    const int is_rare = first >> 30 & 1;
    const int begins = first & ~KOREAN_PAGES & 63 && next >> 6 & ~KOREAN_PAGES & 63;
    const uint32_t halves = first >> 18 & next >> 12 & 63;
    if (!is_rare && !begins && !halves) {
        /* Where there is Hangul, more is unusual. */
        scan->korean |= first >> 31 || (first & 63 && next >> 6 & 63);
        return 0;
    }
    if (is_of_page(scan, kind, i, (first & next >> 6 & after >> 12 & 63) | halves)) {
        return 1;
    }
    for (Py_ssize_t k = i < 2 ? 0 : i - 2; k <= i && k + 2 < scan->size; k++) {
        const uint32_t pages = record_at(scan, kind, k)->multi & record_at(scan, kind, k + 1)->multi
                             & record_at(scan, kind, k + 2)->multi;
        if (pages >> 24 & 63 && is_of_page(scan, kind, k, pages >> 24 & 63)) {
            return 1;
        }
    }
    return 0;
}

INLINE void
add_letter(Scan *scan, const Record *r)
{
    /* Those of a class are counted by that. */
    if (r->letter != 0xFFFF && !(r->stride & CLASS)) {
        if (r->letter < 384) {
            scan->letters[r->letter >> 6] |= (uint64_t)1 << (r->letter & 63);
            if (scan->times && r->letter < LETTERS) {
                scan->times[r->letter]++;
            }
        }
        else if (r->letter == ASTRAL_LETTER) {
            scan->astral = 1;
        }
        else {
            scan->strange++;
        }
    }
}

INLINE void
add_lane(Scan *scan, const Record *r)
{
    if (r->lanes && !(r->stride & CLASS)) {
        scan->lanes += r->lanes;
        if (UNLIKELY(++scan->pending >= 255)) {
            flush(scan);
        }
    }
}

INLINE int
may_be_break(uint32_t c)
{
    return c == '\n' || c == '\r' || c == '<';
}

/* Look at one character beyond ASCII, of no script that sequences are made of, between others that
   are ASCII; return whether there is something to look at. */
INLINE int
lone(Scan *scan, const int kind, Py_ssize_t i, const Record *r)
{
    const uint8_t left = i > 0 ? near_ascii[at(scan->chars, kind, i - 1)] : EDGE;
    const uint32_t next = i + 1 < scan->size ? at(scan->chars, kind, i + 1) : 0;
    const uint8_t right = i + 1 < scan->size ? near_ascii[next] : EDGE;
    scan->flags |= r->flags;
    scan->broken |= may_be_break(next);
    add_lane(scan, r);
    add_letter(scan, r);
    if (UNLIKELY(is_odd(r->odd, left, right))) {
        add_place(scan, kind, i);
    }
    if (scan->is_traced) {
        if (is_odd(r->trace, left, right)) {
            return 1;
        }
        if (next == '?') {
            const uint32_t after = i + 2 < scan->size ? at(scan->chars, kind, i + 2) : ' ';
            return at(scan->chars, kind, i) == 0x20AC || after > 0x7F || after == '_'
                || is_alnum(after);
        }
    }
    return 0;
}

/* Look at the run of characters beyond ASCII that begins at i; return its end, or -1 where there is
   something to look at. */
INLINE Py_ssize_t
run(Scan *scan, const int kind, Py_ssize_t i)
{
    const Py_ssize_t n = scan->size;
    const void *chars = scan->chars;
    const Record *q = record_at(scan, kind, i - 1), *r;
    uint8_t near_before = i > 1 ? record_at(scan, kind, i - 2)->near : EDGE;
    /* The quick pass may have left off in the middle. */
    const Py_ssize_t begin = q->lead || q->odd || q->multi || q->flags & ~ASCII_LETTER ? i - 1 : i;
    uint32_t c, flags = 0, capitals = 0;
    while (capitals < 3 && record_at(scan, kind, i - 1 - (Py_ssize_t)capitals)->near == ALPHABET_CAPITAL) {
        capitals++;
    }
    if (UNLIKELY(q->flags & ASCII_LETTER && record(at(chars, kind, i))->flags & ALPHABETS)) {
        if (is_covered(scan, kind, i - 1, ABROAD) || is_covered(scan, kind, i, ABROAD)) {
            return -1;
        }
        add_place(scan, kind, i - 1);
    }
    for (;;) {
        c = at(chars, kind, i);
        r = record(c);
        const uint32_t f = r->flags;
        flags |= f;
        add_lane(scan, r);
        add_letter(scan, r);
        uint64_t pair = q->lead & r->cont;
        if (f & ALPHABETS) {
            if (q->flags & ALPHABETS) {
                pair = 0;
                if (UNLIKELY(!(f & (LOWER | HEBREW | ARABIC | THAI)) && !(q->flags & UPPER))
                    && is_covered(scan, kind, i, AT_HOME)) {
                    return -1;
                }
            }
            else if (f & CYRILLIC && UNLIKELY(begins_oddly(scan, kind, i))) {
                return -1;
            }
            if (r->near == ALPHABET_CAPITAL) {
                if (UNLIKELY(++capitals == 4) && is_in_capitals(scan, kind, i)) {
                    add_place(scan, kind, i);
                }
            }
            else {
                capitals = 0;
            }
            if (f & (GREEK | THAI | ARABIC) && UNLIKELY(repeats(scan, kind, i, r))) {
                return -1;
            }
        }
        else {
            capitals = 0;
            if (r->cont && q->flags & ALPHABETS && q->lead
                && UNLIKELY(is_covered(scan, kind, i, AT_HOME)) && ask(scan, kind, BEHIND, i)) {
                return -1;
            }
            if (r->multi && UNLIKELY(begins_many(scan, kind, i, r->multi))) {
                return -1;
            }
        }
        if (UNLIKELY(pair) && is_sequence(scan, kind, i - 1)) {
            return -1;
        }
        if (q->odd && i > begin && UNLIKELY(is_odd(q->odd, near_before, r->near))) {
            add_place(scan, kind, i - 1);
        }
        if (scan->is_traced && i > begin && q->trace && is_odd(q->trace, near_before, r->near)) {
            if (!(q->flags & ALPHABETS)) {
                return -1;
            }
        }
        near_before = q->near;
        q = r;
        i++;
        if (i >= n || (c = at(chars, kind, i)) < 0x80
            || i - begin > 3) {
            break;
        }
    }
    scan->broken |= i < n && may_be_break(c);
    /* The last one, with what is behind it. */
    r = record_at(scan, kind, i);
    if (q->odd && UNLIKELY(is_odd(q->odd, near_before, r->near))) {
        add_place(scan, kind, i - 1);
    }
    if (scan->is_traced) {
        if (q->trace && is_odd(q->trace, near_before, r->near)) {
            if (!(q->flags & ALPHABETS)) {
                return -1;
            }
        }
        if (i < n && c == '?') {
            uint32_t next = i + 1 < n ? at(chars, kind, i + 1) : ' ';
            if (at(chars, kind, i - 1) == 0x20AC || next > 0x7F || next == '_' || is_alnum(next)) {
                return -1;
            }
        }
    }
    if (UNLIKELY(r->flags & ASCII_LETTER && q->flags & ALPHABETS)
        && is_covered(scan, kind, i - 1, ABROAD)) {
        return -1;
    }
    if (flags & SIGNS && i - begin <= 3 && r->flags & ASCII_LETTER
        && record_at(scan, kind, begin - 1)->flags & ASCII_LETTER) {
        scan->glued = 1;
    }
    scan->flags |= flags;
    return flags & LOOK ? -1 : i;
}

/* Whether a sign or a few between letters of Latin may be damage. */
static int
has_odd_signs(Scan *scan, const int kind)
{
    for (Py_ssize_t i = 0; i + 2 < scan->size; i++) {
        if (record(at(scan->chars, kind, i))->flags & ASCII_LETTER
            && at(scan->chars, kind, i + 1) > 0x7F) {
            Py_ssize_t k = i + 2;
            while (k < i + 4 && k < scan->size && at(scan->chars, kind, k) > 0x7F) {
                k++;
            }
            if (record_at(scan, kind, k)->flags & ASCII_LETTER && ask(scan, kind, SPARSE, i + 1)) {
                return 1;
            }
        }
    }
    return 0;
}

/* Whether four letters or symbols that other scripts become stand in a row. */
static int
has_dense_row(const Scan *scan, const int kind)
{
    int row = 0;
    for (Py_ssize_t i = 0; i < scan->size && row < 4; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        row = c > 0x7F && record(c)->flags & DENSE ? row + 1 : 0;
    }
    return row == 4;
}

/* Whether a letter stands as a trace of damage in a text that is not written in its alphabet. */
static int
has_traces(const Scan *scan, const int kind)
{
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const Record *r = record(at(scan->chars, kind, i));
        if (r->trace && is_odd(r->trace, record_at(scan, kind, i - 1)->near,
                               record_at(scan, kind, i + 1)->near)) {
            return 1;
        }
    }
    return 0;
}

/* Whether lines with letters of other scripts have what their own are looked at for, in a text that
   is written in one alphabet. */
static int
has_odd_letters(Scan *scan, const int kind)
{
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        if (c > 0x7F
            && record(c)->flags & (LATIN_KIND | OTHER_KIND | INDIC | PRIVATE_KIND)) {
            const Py_ssize_t start = line_start(scan, kind, i), end = line_end(scan, kind, i);
            Py_ssize_t own = 0, latin = 0, other = 0;
            for (Py_ssize_t k = start; k < end; k++) {
                const uint32_t flags = record(at(scan->chars, kind, k))->flags;
                own += (flags & ALPHABETS) != 0;
                latin += (flags & LATIN_KIND) != 0;
                other += (flags & (OTHER_KIND | INDIC)) != 0;
            }
            /* A few letters of Latin do not make it a line of another language. */
            if ((other || (latin > 2 && (double)own <= 0.3 * (double)(end - start)))
                && ask(scan, kind, ODD_LETTERS, start)) {
                return 1;
            }
            i = end;
        }
    }
    return 0;
}

/* Whether what was found in a text of Latin letters leaves nothing to look at. */
INLINE int
is_settled_latin(Scan *scan, const int kind)
{
    if (scan->strange || !written_in(scan->letters, 4, 0)) {
        return !has_foreign_letters(scan, kind);
    }
    if (!scan->is_short) {
        return !(scan->flags & SYMBOL) || !has_places(scan);
    }
    int letters = ones(scan->letters[0]) + ones(scan->letters[1]) + ones(scan->letters[2])
                + ones(scan->letters[3]);
    if (scan->places) {
        return 0;
    }
    return letters < 2 ? !has_misread_words(scan, kind)
                       : !is_confusable(scan) || !has_unfit_lines(scan, kind);
}

/* Whether some letter is of those that `suspect` knows an alphabet by: it takes a text with none of
   them, but letters further on in the block or digits, for one of Latin. */
INLINE int
has_usual_letters(const Scan *scan, const int kind)
{
    for (Py_ssize_t i = 0; i < scan->size; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        if ((c >= 0x380 && c < 0x480) || (c >= 0x5C0 && c < 0x6C0) || (c >= 0xE00 && c < 0xE80)) {
            return 1;
        }
    }
    return 0;
}

/* Whether what was found in all of the text leaves nothing to look at. */
INLINE int
is_settled_of(Scan *scan, const int kind)
{
    const uint32_t flags = scan->flags, alphabets = flags & ALPHABETS;
    flush(scan);
    const double share = 0.3 * (double)scan->size;
    if (!scan->ascii && may_be_bytes(scan, kind)) {
        return 0;
    }
    if (alphabets & (alphabets - 1)) {
        return 0;
    }
    if (scan->is_short && scan->in_a_row && flags & DENSE && has_dense_row(scan, kind)) {
        return 0;
    }
    if (flags & NOT_LATIN
        && (scan->away || (flags & LATIN_KIND && has_latin_pairs(scan, kind)))) {
        return 0;
    }
    if (flags & SIGNS) {
        uint32_t han = scan->count[5], hangul = scan->count[6];
        if (hangul && (hangul <= han || scan->korean)) {
            return 0;
        }
        if (has_rare_line(scan, kind)
            || (hangul && (han || flags & PRIVATE_KIND) && has_han_in_hangul(scan, kind)
                && ask(scan, kind, ANYWHERE, 0))) {
            return 0;
        }
        if (scan->glued && 5 * ((uint64_t)han + hangul) <= 2 * (uint64_t)scan->size
            && has_odd_signs(scan, kind)) {
            return 0;
        }
        /* Two letters of Latin are no reason to take a line for one of another language. */
        return ((double)han + (double)hangul > share
                && !(flags & (ALPHABETS | OTHER_KIND | INDIC)) && scan->count[7] < 3)
            || (!alphabets && !(flags & LATIN_KIND) && !ask(scan, kind, ANYWHERE, 0));
    }
    if (alphabets) {
        int lane = alphabets == CYRILLIC ? 0 : alphabets == GREEK ? 1 : alphabets == HEBREW ? 2
                 : alphabets == ARABIC ? 3 : 4;
        int own = (double)scan->count[lane] > share
               && !(flags & (LATIN_KIND | OTHER_KIND | INDIC | PRIVATE_KIND));
        if (!own && (double)scan->count[lane] > share ? has_odd_letters(scan, kind)
                : !own && has_pairs_abroad(scan, kind)) {
            return 0;
        }
        if (scan->is_traced && (double)scan->count[lane] < share && has_traces(scan, kind)) {
            return 0;
        }
        if (has_places(scan) || !written_in(scan->letters + 4, 2, 256)) {
            return 0;
        }
        if (flags & LATIN_KIND && !has_usual_letters(scan, kind) && !is_settled_latin(scan, kind)) {
            return 0;
        }
        return !(alphabets == CYRILLIC && scan->is_short && has_unspeakable(scan, kind));
    }
    return is_settled_latin(scan, kind);
}

APART int
is_settled_1(Scan *scan)
{
    return is_settled_of(scan, 1);
}

APART int
is_settled_2(Scan *scan)
{
    return is_settled_of(scan, 2);
}

#define is_settled(scan, kind) (kind == 1 ? is_settled_1(scan) : is_settled_2(scan))

/* --- breaks inside sequences -------------------------------------------------------------- */

/* As in mojifix/stages/broken.py, and more than what is there. */
#define LONGEST_TAG 300
#define LONGEST_BREAK 1000
#define SIGN(c) (uint64_t)1 << (c)
#define BETWEEN_LINES                                                                              \
    (SIGN('\n') | SIGN('\r') | SIGN('\t') | SIGN(' ') | SIGN('>') | SIGN('/') | SIGN('#') | SIGN('*')  \
     | SIGN(';') | SIGN('%') | SIGN(0))

/* Return the first place from i on where a line break or a tag begins. */
INLINE Py_ssize_t
next_break(const Scan *scan, const int kind, Py_ssize_t i)
{
    const Py_ssize_t n = scan->size;
#if defined(HAS_SSE2)
    for (; i + 16 <= n; i += 16) {
        const __m128i v = sixteen(scan->chars, kind, i);
        __m128i found = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
        found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('\r')));
        found = _mm_or_si128(found, _mm_cmpeq_epi8(v, _mm_set1_epi8('<')));
        const int mask = _mm_movemask_epi8(found);
        if (mask) {
            return i + __builtin_ctz((unsigned)mask);
        }
    }
#endif
    for (; i < n; i++) {
        const uint32_t c = at(scan->chars, kind, i);
        if (may_be_break(c)) {
            break;
        }
    }
    return i;
}

#if defined(HAS_AVX2)
AVX2 static inline Py_ssize_t
next_break_avx2(const Scan *scan, const int kind, Py_ssize_t i)
{
    /* By the low half of a byte, what it is looked for as. */
    const __m256i signs = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, '\n', 0, '<', '\r', 0, 0));
    for (; i + 32 <= scan->size; i += 32) {
        const __m256i v = thirty_two(scan->chars, kind, i);
        const uint32_t mask = (uint32_t)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(_mm256_shuffle_epi8(signs, v), v));
        if (mask) {
            return i + __builtin_ctz(mask);
        }
    }
    return next_break(scan, kind, i);
}
#define NEXT_BREAK(...) (can_avx2 ? next_break_avx2(__VA_ARGS__) : next_break(__VA_ARGS__))
#else
#define NEXT_BREAK next_break
#endif

/* Whether some page has a sequence that begins before i and goes on at k; or one that ends before i
   and could be longer, as where each byte of a letter has become a sequence of its own. */
static int
may_cross(const Scan *scan, const int kind, Py_ssize_t i, Py_ssize_t k)
{
    const Record *a = record_at(scan, kind, i - 3), *b = record_at(scan, kind, i - 2);
    const Record *c = record_at(scan, kind, i - 1);
    const Record *x = record_at(scan, kind, k), *y = record_at(scan, kind, k + 1);
    return (c->lead & x->cont & (~c->more | y->cont)) || (b->more & c->cont & x->cont)
        /* A surrogate written as UTF-8 is followed by another. */
        || (a->more & b->cont & c->cont & (x->cont | x->more))
        || (b->more && is_alive(scan, kind, i - 2)) || (a->more && is_alive(scan, kind, i - 3));
}

/* Whether a line break or a tag may stand inside a sequence. */
INLINE int
is_broken(Scan *scan, const int kind, const int can_avx2)
{
    const Py_ssize_t n = scan->size;
    Py_ssize_t asked = 0;
    for (Py_ssize_t i = NEXT_BREAK(scan, kind, 1); i < n; i = NEXT_BREAK(scan, kind, i + 1)) {
        if (at(scan->chars, kind, i - 1) < 0x80) {
            continue;
        }
        /* What stands at the beginning of a line, and any tags. */
        Py_ssize_t k = i;
        uint32_t c;
        for (; k < n && (c = at(scan->chars, kind, k)) < 0x80; k++) {
            if (c == '<') {
                const Py_ssize_t start = k++;
                while (k < n && k - start < LONGEST_TAG && (c = at(scan->chars, kind, k)) != '>'
                       && c != '<') {
                    k++;
                }
                if (k == n || c != '>') {
                    break;
                }
            }
            else if (c != '|' && !(c < 64 && BETWEEN_LINES >> c & 1)) {
                break;
            }
            if (k - i > LONGEST_BREAK) {
                return 1;
            }
        }
        /* Letters that lines of other alphabets begin with are no sign of it. */
        if (k < n && record(c)->cont && (c < 0x370 || !Py_UNICODE_ISALPHA(c))
            && may_cross(scan, kind, i, k)
            /* Asked at 30 us every 1000 characters it costs what the exact searches do, 30 ms a MB. */
            && (asked++ > 64 + n / 1000 || ask(scan, kind, JOINED, i))) {
            return 1;
        }
    }
    return 0;
}

/* --- the quick pass ----------------------------------------------------------------------- */

#define QUICK_IN_THAI CLASSES(QUICK_CONSONANT, QUICK_VOWEL)
#define QUICK_IN_LATIN CLASSES(QUICK_LATIN, QUICK_MARK - 1)
#define QUICK_IN_RARE CLASSES(QUICK_RARE, QUICK_CAPITAL - 1)
#define QUICK_ASCII (CLASSES(0, QUICK_SMALL) | (uint64_t)1 << QUICK_CAPITAL)

/* Characters beyond ASCII in a block from which it is looked at as a whole. */
#define BLOCK 32
#define MANY 10

#define ALPHABET(lane) (uint64_t)1 << 8 * lane
#define LATIN_8 ALPHABET(7), ALPHABET(7), ALPHABET(7), ALPHABET(7), ALPHABET(7), ALPHABET(7),       \
        ALPHABET(7), ALPHABET(7)
static const uint64_t lanes_of[64] = {
    0, 0, 0, ALPHABET(5), ALPHABET(6), 0, 0, ALPHABET(2), ALPHABET(3), ALPHABET(3), ALPHABET(3),
    ALPHABET(1), ALPHABET(1), ALPHABET(1), ALPHABET(5), 0,
    1, 1, 1, 1, 1, 1, ALPHABET(4), ALPHABET(4), 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 0, LATIN_8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
};

/* Take over what the quick pass has seen. */
static void
take_over(Scan *scan)
{
    static const uint32_t flags[16] = {
        0, 0, 0, HAN_KIND, HANGUL_KIND, INDIC, PRIVATE_KIND, HEBREW, ARABIC, ARABIC, ARABIC, GREEK,
        GREEK, GREEK, HAN_KIND, PRIVATE_KIND,
    };
    const uint64_t seen = scan->seen;
    for (int class = 0; class < 16; class++) {
        scan->flags |= seen >> class & 1 ? flags[class] : 0;
    }
    scan->flags |= seen & (CLASSES(QUICK_CYRILLIC, QUICK_CAPITAL - 1) & ~QUICK_IN_THAI) ? CYRILLIC : 0;
    scan->flags |= seen >> QUICK_HARD ? CYRILLIC : 0;
    scan->flags |= seen & QUICK_IN_THAI ? THAI : 0;
    scan->flags |= seen & QUICK_IN_LATIN ? LATIN_KIND | DENSE : 0;
    scan->flags |= seen & CLASSES(QUICK_MARK, QUICK_EDGE - 1) ? DENSE : 0;
    for (int word = 0; word < 4; word++) {
        scan->flags |= scan->letters[word] & table.other_letters[word] ? OTHER_KIND : 0;
    }
    scan->korean |= (seen >> QUICK_HANJA & 3) != 0;
    /* Each is one letter that Russian has not. */
    scan->letters[4] |= (seen & QUICK_IN_RARE) >> QUICK_RARE;
}

#if defined(HAS_AVX2)
/* The same of thirty-two. */
AVX2 static inline uint32_t
beyond_ascii_avx2(const void *chars, const int kind, Py_ssize_t i, uint32_t *special)
{
    const __m256i low = _mm256_setr_epi8(LOW_HALVES, LOW_HALVES);
    const __m256i high = _mm256_setr_epi8(HIGH_HALVES, HIGH_HALVES);
    __m256i v, w;
    if (kind == 1) {
        v = w = _mm256_loadu_si256((const __m256i *)((const uint8_t *)chars + i));
    }
    else {
        const __m256i *s = (const __m256i *)((const uint16_t *)chars + i);
        const __m256i a = _mm256_loadu_si256(s), b = _mm256_loadu_si256(s + 1);
        v = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xD8);
        /* From 8000 on they have become 0. */
        w = _mm256_or_si256(v, _mm256_permute4x64_epi64(_mm256_packs_epi16(a, b), 0xD8));
    }
    const __m256i half = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
    const __m256i found = _mm256_cmpgt_epi8(
        _mm256_and_si256(_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, half)),
        _mm256_setzero_si256());
    const uint32_t beyond = (uint32_t)_mm256_movemask_epi8(w);
    *special = (uint32_t)_mm256_movemask_epi8(found) & ~beyond;
    return beyond;
}
#endif

INLINE uint64_t
class_at(const Scan *scan, const int kind, Py_ssize_t i)
{
    return i < 0 || i >= scan->size ? QUICK_EDGE : table.stride_of[at(scan->chars, kind, i)];
}

/* Look at what begins at i; return where that ends, or -1 where there is something. Not inlined: the
   pass is quicker if it keeps the registers to itself. */
#define LOOK_AT(kind)                                                                              \
    APART Py_ssize_t look_##kind(Scan *scan, Py_ssize_t i)                                         \
    {                                                                                              \
        const Record *r = record(at(scan->chars, kind, i));                                        \
        if ((i + 1 == scan->size || at(scan->chars, kind, i + 1) < 0x80)                           \
            && (i == 0 || at(scan->chars, kind, i - 1) < 0x80)                                     \
            && !(r->flags & (ALPHABETS | SIGNS | INDIC | LOOK))) {                                 \
            return lone(scan, kind, i, r) ? -1 : i + 1;                                            \
        }                                                                                          \
        return run(scan, kind, i);                                                                 \
    }
LOOK_AT(1)
LOOK_AT(2)
#define look(scan, kind, i) (kind == 1 ? look_1(scan, i) : look_2(scan, i))

/* Whether one letter of Greek or Thai comes again where it is part of a sequence that does. */
INLINE int
comes_again(const Scan *scan, const int kind, Py_ssize_t i, uint64_t class)
{
    if (class != QUICK_ACCENT && class != QUICK_VOWEL) {
        return 0;
    }
    const uint32_t c = at(scan->chars, kind, i);
    return (i > 2 && c == at(scan->chars, kind, i - 3))
        || (i > 1 && class == QUICK_VOWEL && c == at(scan->chars, kind, i - 2)
            && class_at(scan, kind, i - 1) == QUICK_CONSONANT);
}

INLINE void
add_latin(Scan *scan, const uint32_t c)
{
    const uint32_t letter = table.letter_of[c];
    scan->letters[letter >> 6] |= (uint64_t)1 << (letter & 63);
    if (scan->times) {
        scan->times[letter]++;
    }
}

#define IS_SMALL_LATIN(class) ((uint8_t)((class) - QUICK_LATIN) < QUICK_UPPER_LATIN - QUICK_LATIN)

/* Whether two letters of Latin between ASCII, a lead and a continuation of some page, are no sequence
   as `is_sequence` has it. */
INLINE int
is_natural_pair(Scan *scan, const int kind, Py_ssize_t i, uint8_t left)
{
    if (i < 1 || i + 2 >= scan->size) {
        return 0;
    }
    const uint32_t c = at(scan->chars, kind, i), next = at(scan->chars, kind, i + 1);
    const uint32_t before = at(scan->chars, kind, i - 1), after = at(scan->chars, kind, i + 2);
    const uint8_t class = table.stride_of[c];
    if (before > 0x7F || after > 0x7F || !table.stride_of[after]
        || !(QUICK_IN_LATIN >> class & 1) || !IS_SMALL_LATIN(table.stride_of[next])
        || table.sides[left][0] & table.sides[class][1]) {
        return 0;
    }
    const Pair *pair = find_pair(c, next);
    if (!pair || is_odd(pair->home, near_ascii[before], near_ascii[after])) {
        return 0;
    }
    scan->away |= is_odd(pair->abroad, near_ascii[before], near_ascii[after]);
    return 1;
}

/* Look at the few characters beyond ASCII of a block; return 0 where there is something. */
INLINE int
has_passed_few(Scan *scan, const int kind, Py_ssize_t begin, uint32_t beyond, Py_ssize_t *done)
{
    const Py_ssize_t n = scan->size;
    uint64_t seen = 0;
    for (; beyond; beyond &= beyond - 1) {
        const Py_ssize_t i = begin + lowest(beyond);
        const uint32_t c = at(scan->chars, kind, i);
        const uint32_t next = i + 1 < n ? at(scan->chars, kind, i + 1) : 'x';
        const uint8_t class = table.stride_of[c];
        const uint8_t left = i ? table.stride_of[at(scan->chars, kind, i - 1)] : QUICK_EDGE;
        const uint8_t right = i + 1 < n ? table.stride_of[next] : QUICK_EDGE;
        int odd = (table.sides[left][0] & table.sides[class][1])
                | (table.sides[class][0] & table.sides[right][1]);
        seen |= (uint64_t)1 << class;
        scan->lanes += lanes_of[class];
        scan->broken |= may_be_break(next);
        if (QUICK_IN_LATIN >> class & 1) {
            add_latin(scan, c);
        }
        else if (class == QUICK_ACCENT || class == QUICK_VOWEL) {
            odd |= comes_again(scan, kind, i, class);
        }
        if (UNLIKELY(odd) && i >= *done) {
            *done = is_natural_pair(scan, kind, i, left) ? i + 2 : look(scan, kind, i);
            if (*done < 0) {
                return 0;
            }
        }
    }
    scan->seen |= seen & ~(uint64_t)1;
    return 1;
}

/* Which classes are counted in each lane. */
static const uint64_t counted_in[8] = {
    CLASSES(16, 21) | CLASSES(24, 39) | (uint64_t)1 << 63, CLASSES(11, 13), CLASSES(7, 7),
    CLASSES(8, 10), CLASSES(22, 23), CLASSES(3, 3) | CLASSES(14, 14), CLASSES(4, 4), QUICK_IN_LATIN,
};

#define COUNTED (CLASSES(7, 13) | CLASSES(16, 39) | CLASSES(3, 4) | CLASSES(14, 14) | QUICK_IN_LATIN    \
                 | (uint64_t)1 << 63)

/* Count what is seen in a block of these classes. */
INLINE void
add_block(Scan *scan, const int kind, Py_ssize_t begin, int size, uint32_t beyond, uint64_t seen,
          const uint8_t *classes)
{
    scan->seen |= seen & ~(uint64_t)1;
    /* Mostly all are of one lane, that of the block before. */
    const uint64_t counted = counted_in[scan->lane];
    if (!(seen & ~(counted | (QUICK_ASCII & ~(uint64_t)1)))) {
        scan->count[scan->lane] += (uint32_t)ones(beyond);
        if (scan->lane != 7) {
            return;
        }
    }
    else for (int lane = 0; lane < 8; lane++) {
        if (!(seen & counted_in[lane])) {
            continue;
        }
        scan->lane = lane;
        for (int k = 0; k < size; k++) {
            scan->count[lane] += counted_in[lane] >> classes[k] & 1;
        }
    }
    if (seen & QUICK_IN_LATIN) {
        for (; beyond; beyond &= beyond - 1) {
            const int k = lowest(beyond);
            if (QUICK_IN_LATIN >> classes[k] & 1) {
                add_latin(scan, at(scan->chars, kind, begin + k));
            }
        }
    }
}

/* Return the places among those of some characters that come again two or three places later. */
INLINE uint32_t
come_again(const Scan *scan, const int kind, Py_ssize_t begin, uint32_t beyond, uint64_t seen,
           const uint8_t *classes)
{
    uint32_t again = 0;
    if (seen & ((uint64_t)1 << QUICK_ACCENT | (uint64_t)1 << QUICK_VOWEL)) {
        for (; beyond; beyond &= beyond - 1) {
            const int k = lowest(beyond);
            again |= (uint32_t)comes_again(scan, kind, begin + k, classes[k]) << k;
        }
    }
    return again;
}

/* Return which of up to 32 characters are not ordinary behind those before them. */
INLINE uint32_t
odd_ones(Scan *scan, const int kind, Py_ssize_t begin, int size, uint32_t beyond)
{
    uint8_t classes[BLOCK];
    uint64_t seen = 0, last = class_at(scan, kind, begin - 1);
    uint32_t odd = 0;
    for (int k = 0; k < size; k++) {
        const uint64_t class = table.stride_of[at(scan->chars, kind, begin + k)];
        odd |= (uint32_t)((table.sides[last][0] & table.sides[class][1]) != 0) << k;
        seen |= (uint64_t)1 << class;
        classes[k] = (uint8_t)class;
        last = class;
    }
    add_block(scan, kind, begin, size, beyond, seen, classes);
    return odd | come_again(scan, kind, begin, beyond, seen, classes);
}

#if defined(HAS_AVX2)
/* Return what a table has for classes, sixteen of each of its lines at a time. */
AVX2 static inline __m256i
look_up(const uint8_t *bytes, __m256i classes)
{
#define LINE(n) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)bytes + n))
    const __m256i by16 = _mm256_slli_epi16(classes, 3), by32 = _mm256_slli_epi16(classes, 2);
    const __m256i low = _mm256_blendv_epi8(_mm256_shuffle_epi8(LINE(0), classes),
                                           _mm256_shuffle_epi8(LINE(1), classes), by16);
    const __m256i high = _mm256_blendv_epi8(_mm256_shuffle_epi8(LINE(2), classes),
                                            _mm256_shuffle_epi8(LINE(3), classes), by16);
    return _mm256_blendv_epi8(low, high, by32);
#undef LINE
}

/* Return which classes are odd behind those before them, the first one behind a last one. */
AVX2 static inline uint32_t
odd_classes(__m256i classes, uint8_t last)
{
    const __m256i before = _mm256_alignr_epi8(
        classes, _mm256_permute2x128_si256(_mm256_set1_epi8((char)last), classes, 0x21), 15);
    const __m256i bits = _mm256_or_si256(
        _mm256_and_si256(look_up(table.halves[0], before), look_up(table.halves[2], classes)),
        _mm256_and_si256(look_up(table.halves[1], before), look_up(table.halves[3], classes)));
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bits, _mm256_setzero_si256()));
}

/* The same of 32 that are ASCII or of one page. */
AVX2 static inline uint32_t
odd_ones_of_page(Scan *scan, Py_ssize_t begin, uint32_t beyond, uint32_t page, __m256i a, __m256i b)
{
    const __m256i low7 = _mm256_set1_epi16(0x7F);
    const __m256i low = _mm256_permute4x64_epi64(
        _mm256_packus_epi16(_mm256_and_si256(a, low7), _mm256_and_si256(b, low7)), 0xD8);
    const __m256i is_beyond = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xD8);
    const uint8_t *of_page = table.stride_of + 128 * page;
    __m256i classes = _mm256_setzero_si256(), plain = classes;
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++) {
        /* What is not of these sixteen gets the bit that makes it 0. */
        const __m256i x = _mm256_adds_epu8(_mm256_sub_epi8(low, _mm256_set1_epi8((char)(16 * k))),
                                           _mm256_set1_epi8(0x70));
#define SIXTEEN(from) _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(from) + k))
        classes = _mm256_or_si256(classes, _mm256_shuffle_epi8(SIXTEEN(of_page), x));
        plain = _mm256_or_si256(plain, _mm256_shuffle_epi8(SIXTEEN(table.stride_of), x));
#undef SIXTEEN
    }
    classes = _mm256_blendv_epi8(plain, classes, is_beyond);
    uint32_t odd = odd_classes(classes, (uint8_t)class_at(scan, 2, begin - 1));
    const uint64_t seen = table.page_seen[page - FIRST_PAGE];
    const uint32_t none = (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(classes, _mm256_setzero_si256()));
    scan->seen |= seen & ~QUICK_IN_RARE;
    scan->count[table.page_lane[page - FIRST_PAGE]] += (uint32_t)ones(beyond & ~none);
    if (seen & QUICK_IN_RARE) {
        uint32_t rare = beyond & (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(
            _mm256_cmpgt_epi8(classes, _mm256_set1_epi8(QUICK_RARE - 1)),
            _mm256_cmpgt_epi8(_mm256_set1_epi8(QUICK_CAPITAL), classes)));
        for (; rare; rare &= rare - 1) {
            scan->seen |= (uint64_t)1 << class_at(scan, 2, begin + lowest(rare));
        }
    }
    if (seen & ((uint64_t)1 << QUICK_ACCENT | (uint64_t)1 << QUICK_VOWEL)) {
        const __m256i marks = _mm256_or_si256(
            _mm256_cmpeq_epi8(classes, _mm256_set1_epi8(QUICK_ACCENT)),
            _mm256_cmpeq_epi8(classes, _mm256_set1_epi8(QUICK_VOWEL)));
        uint32_t again = (uint32_t)_mm256_movemask_epi8(marks);
        for (; again; again &= again - 1) {
            const int k = lowest(again);
            odd |= (uint32_t)comes_again(scan, 2, begin + k, class_at(scan, 2, begin + k)) << k;
        }
    }
    return odd;
}

/* The same of any 32. */
AVX2 static inline uint32_t
odd_ones_avx2(Scan *scan, const int kind, Py_ssize_t begin, uint32_t beyond)
{
    if (kind > 1) {
        const uint32_t page = at(scan->chars, kind, begin + lowest(beyond)) >> 7;
        if (page - FIRST_PAGE < PAGES && table.page_seen[page - FIRST_PAGE]) {
            const __m256i *s = (const __m256i *)((const uint16_t *)scan->chars + begin);
            const __m256i a = _mm256_loadu_si256(s), b = _mm256_loadu_si256(s + 1);
            const __m256i x = _mm256_srli_epi16(a, 7), y = _mm256_srli_epi16(b, 7);
            const __m256i wanted = _mm256_set1_epi16((short)page), zero = _mm256_setzero_si256();
            const __m256i is_so = _mm256_and_si256(
                _mm256_or_si256(_mm256_cmpeq_epi16(x, wanted), _mm256_cmpeq_epi16(x, zero)),
                _mm256_or_si256(_mm256_cmpeq_epi16(y, wanted), _mm256_cmpeq_epi16(y, zero)));
            if (_mm256_movemask_epi8(is_so) == -1) {
                return odd_ones_of_page(scan, begin, beyond, page, a, b);
            }
        }
    }
    uint8_t classes[BLOCK];
    uint64_t seen = 0;
#pragma GCC unroll 32
    for (int k = 0; k < BLOCK; k++) {
        const uint8_t class = table.stride_of[at(scan->chars, kind, begin + k)];
        classes[k] = class;
        seen |= (uint64_t)1 << class;
    }
    const __m256i v = _mm256_loadu_si256((const __m256i *)classes);
    const uint32_t odd = odd_classes(v, (uint8_t)class_at(scan, kind, begin - 1));
    if (!(seen & COUNTED & ~(counted_in[5] | counted_in[6]))) {
        /* Signs and what is between them. */
        scan->seen |= seen & ~(uint64_t)1;
        scan->count[5] += (uint32_t)ones((uint32_t)_mm256_movemask_epi8(
            _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(QUICK_SIGN)),
                            _mm256_cmpeq_epi8(v, _mm256_set1_epi8(QUICK_HANJA)))));
        scan->count[6] += (uint32_t)ones((uint32_t)_mm256_movemask_epi8(
            _mm256_cmpeq_epi8(v, _mm256_set1_epi8(QUICK_HANGUL))));
        return odd;
    }
    add_block(scan, kind, begin, BLOCK, beyond, seen, classes);
    return odd | come_again(scan, kind, begin, beyond, seen, classes);
}
#endif

/* Look at a block of which many are beyond ASCII. */
INLINE int
has_passed_many(Scan *scan, const int kind, Py_ssize_t begin, int size, uint32_t beyond, uint32_t odd,
                Py_ssize_t *done)
{
    const Py_ssize_t last = begin + size - 1;
    for (; odd; odd &= odd - 1) {
        Py_ssize_t i = begin + lowest(odd);
        /* What is behind a character is to be looked at with that. */
        if (i > *done && at(scan->chars, kind, i - 1) > 0x7F) {
            i--;
        }
        if (i >= *done && at(scan->chars, kind, i) > 0x7F) {
            *done = look(scan, kind, i);
            if (*done < 0) {
                return 0;
            }
        }
    }
    /* What is behind the block may be in one of which only what is beyond ASCII is looked at. */
    if (last >= *done && beyond >> (size - 1) & 1
        && table.sides[class_at(scan, kind, last)][0] & table.sides[class_at(scan, kind, last + 1)][1]) {
        *done = look(scan, kind, last);
        if (*done < 0) {
            return 0;
        }
    }
    scan->broken = 1;
    return 1;
}

#if defined(HAS_AVX2)
#define ODD_ONES(scan, kind, i, size, beyond)                                                      \
    (can_avx2 && size == BLOCK ? odd_ones_avx2(scan, kind, i, beyond)                              \
                               : odd_ones(scan, kind, i, size, beyond))
#else
#define ODD_ONES odd_ones
#endif

#if defined(HAS_AVX2)
#define SKIP(...) (can_avx2 ? skip_avx2(__VA_ARGS__) : skip(__VA_ARGS__))
#else
#define SKIP skip
#endif

INLINE int
has_passed(Scan *scan, const int kind, const int can_avx2)
{
    const Py_ssize_t n = scan->size;
    const void *chars = scan->chars;
    Py_ssize_t done = 0;
    uint32_t row = 0; /* of the three characters before, which are beyond ASCII */
    for (Py_ssize_t i = 0; i < n; i += BLOCK) {
        const int size = n - i < BLOCK ? (int)(n - i) : BLOCK;
        uint32_t beyond, special;
#if defined(HAS_AVX2)
        if (can_avx2 && size == BLOCK) {
            beyond = beyond_ascii_avx2(chars, kind, i, &special);
        }
        else
#endif
#if defined(HAS_SSE2)
        if (size >= 16) {
            beyond = beyond_ascii_16(chars, kind, i, &special);
            uint32_t more = 0, also = 0;
            if (size == BLOCK) {
                more = beyond_ascii_16(chars, kind, i + 16, &also);
            }
            else {
                more = beyond_ascii(chars, kind, i + 16, size - 16, &also);
            }
            beyond |= more << 16;
            special |= also << 16;
        }
        else
#endif
        beyond = beyond_ascii(chars, kind, i, size, &special);
        for (; UNLIKELY(special); special &= special - 1) {
            if (is_notated(chars, kind, i + lowest(special), n)) {
                return 0;
            }
        }
        scan->ascii |= ones(beyond) < size;
        if (!beyond) {
            /* Where there is one block of ASCII there are mostly more. */
            i += (SKIP(chars, kind, i + size, n) - (i + size)) & ~(Py_ssize_t)(BLOCK - 1);
        }
        else {
            const uint64_t in_a_row = (uint64_t)beyond << 3 | row;
            scan->in_a_row |= (in_a_row & in_a_row << 1 & in_a_row << 2 & in_a_row << 3) != 0;
            scan->pending += size;
            if (scan->pending > 255) {
                flush(scan);
                scan->pending = size;
            }
            if (ones(beyond) <= MANY) {
                if (!has_passed_few(scan, kind, i, beyond, &done)) {
                    return 0;
                }
            }
            else if (!has_passed_many(scan, kind, i, size, beyond,
                                      ODD_ONES(scan, kind, i, size, beyond), &done)) {
                return 0;
            }
        }
        row = beyond >> 29;
    }
    take_over(scan);
    return is_settled(scan, kind) && !(scan->broken && is_broken(scan, kind, can_avx2));
}

/* Whether there is nothing to look at in n characters: of text, or else decoded from bytes. */
INLINE int
is_quiet(PyObject *text, const Py_buffer *bytes, const void *chars, Py_ssize_t n, const int kind,
         const int can_avx2)
{
    uint32_t times[LETTERS];
    Scan scan = {
        .text = text, .bytes = bytes ? bytes->buf : NULL, .n_bytes = bytes ? bytes->len : 0,
        .chars = chars, .size = n, .is_short = n < SHORT, .is_traced = n <= TRACED,
        .last_place = -1, .times = n < SHORT ? NULL : times,
    };
    if (scan.times) {
        memset(times, 0, sizeof times);
    }
    /* A surrogate of its own is no character beyond FFFF. */
    const int is_so = has_passed(&scan, kind, can_avx2)
        && !(scan.astral && text && PyUnicode_KIND(text) == PyUnicode_2BYTE_KIND);
    if (!text) {
        Py_XDECREF(scan.text);
    }
    return is_so;
}

/* Return the first place that is not ASCII, or -1 where there is something to look at before it. */
INLINE Py_ssize_t
skip_ascii(const uint8_t *chars, Py_ssize_t n, const int can_avx2)
{
    Py_ssize_t i = 0;
    while ((i = SKIP(chars, 1, i, n)) < n && chars[i] < 0x80) {
        if (is_notated(chars, 1, i, n)) {
            return -1;
        }
        i++;
    }
    return i;
}

/* --- UTF-8 -------------------------------------------------------------------------------- */

/* Decode one character of UTF-8 at i; return where the next one is, or -1 where there is none. */
INLINE Py_ssize_t
decode_one(const uint8_t *s, Py_ssize_t i, Py_ssize_t n, uint16_t *unit)
{
#define IS_CONT(k) (i + (k) < n && (s[i + (k)] & 0xC0) == 0x80)
    const uint32_t c = s[i];
    if (c < 0x80) {
        *unit = (uint16_t)c;
        return i + 1;
    }
    if (c < 0xC2 || c > 0xF4 || !IS_CONT(1)) {
        return -1;
    }
    const uint32_t d = s[i + 1] & 0x3F;
    if (c < 0xE0) {
        *unit = (uint16_t)((c & 0x1F) << 6 | d);
        return i + 2;
    }
    if (!IS_CONT(2)) {
        return -1;
    }
    if (c < 0xF0) {
        const uint32_t out = (c & 0x0F) << 12 | d << 6 | (s[i + 2] & 0x3F);
        *unit = (uint16_t)out;
        return out < 0x800 || (out & 0xF800) == 0xD800 ? -1 : i + 3;
    }
    *unit = ASTRAL;
    return !IS_CONT(3) || (c == 0xF0 && d < 0x10) || (c == 0xF4 && d >= 0x10) ? -1 : i + 4;
#undef IS_CONT
}

/* Decode what is left of UTF-8 from i on, behind as many units as are there; return how many there
   are then, or -1 where it is not valid. */
static Py_ssize_t
decode_rest(const uint8_t *s, Py_ssize_t i, Py_ssize_t n, uint16_t *units, Py_ssize_t size)
{
    while (i < n) {
        i = decode_one(s, i, n, units + size++);
        if (i < 0) {
            return -1;
        }
    }
    return size;
}

/* Decode UTF-8 to units, for which there has to be room for as many as bytes. */
static Py_ssize_t
decode_plainly(const uint8_t *s, Py_ssize_t n, uint16_t *units)
{
    return decode_rest(s, 0, n, units, 0);
}

#if defined(HAS_AVX2)
/* Where the bytes are of those units of eight that a mask keeps. */
static uint8_t kept[256][16];

/* Sixteen bytes at a time: what would begin at each of them, kept where one does. */
AVX2 static Py_ssize_t
decode_avx2(const uint8_t *s, Py_ssize_t n, uint16_t *units)
{
    const __m256i zero = _mm256_setzero_si256(), low6 = _mm256_set1_epi16(0x3F);
    Py_ssize_t i = 0, size = 0;
    uint32_t due = 0; /* bytes that go on what began before */
    for (; i + 19 <= n; i += 16) {
        const __m128i a = _mm_loadu_si128((const __m128i *)(s + i));
        const __m256i x = _mm256_cvtepu8_epi16(a);
        const uint32_t beyond = (uint32_t)_mm_movemask_epi8(a);
        if (!(beyond | due)) {
            _mm256_storeu_si256((__m256i *)(units + size), x);
            size += 16;
            continue;
        }
        /* 80 to BF is now 0 to 3F, and ASCII below. */
        const __m128i order = _mm_xor_si128(a, _mm_set1_epi8((char)0x80));
        const uint32_t leads = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(order, _mm_set1_epi8(0x3F)));
        const uint32_t threes = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(order, _mm_set1_epi8(0x5F)));
        const uint32_t fours = (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(order, _mm_set1_epi8(0x6F)));
        const uint32_t conts = beyond & ~leads;
        due |= leads << 1 | threes << 2 | fours << 3;
        if ((due & 0xFFFF) != conts) {
            return -1;
        }
        due >>= 16;
        const __m256i y = _mm256_and_si256(low6, _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(s + i + 1))));
        const __m256i z = _mm256_and_si256(low6, _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(s + i + 2))));
        const __m256i is_lead = _mm256_cmpgt_epi16(x, _mm256_set1_epi16(0xBF));
        const __m256i is_three = _mm256_cmpgt_epi16(x, _mm256_set1_epi16(0xDF));
        const __m256i both = _mm256_or_si256(_mm256_slli_epi16(x, 6), y);
        const __m256i two = _mm256_and_si256(both, _mm256_set1_epi16(0x7FF));
        const __m256i three = _mm256_or_si256(_mm256_slli_epi16(both, 6), z);
        __m256i unit = _mm256_blendv_epi8(_mm256_blendv_epi8(x, two, is_lead), three, is_three);
        if (UNLIKELY(fours)) {
            uint16_t out[16];
            for (int k = 0; k < 16; k++) {
                if (!(conts >> k & 1) && decode_one(s, i + k, n, out + k) < 0) {
                    return -1;
                }
            }
            unit = _mm256_loadu_si256((const __m256i *)out);
        }
        else {
            /* Longer than it has to be, or a surrogate. */
            const __m256i top = _mm256_and_si256(three, _mm256_set1_epi16((short)0xF800));
            const __m256i is_bad = _mm256_or_si256(
                _mm256_cmpeq_epi16(top, zero), _mm256_cmpeq_epi16(top, _mm256_set1_epi16((short)0xD800)));
            const __m256i is_long = _mm256_cmpgt_epi16(_mm256_set1_epi16(0xC2), x);
            if (!_mm256_testz_si256(is_three, is_bad) || !_mm256_testz_si256(is_lead, is_long)) {
                return -1;
            }
        }
        for (int half = 0; half < 2; half++) {
            const uint32_t mask = ~conts >> 8 * half & 0xFF;
            const __m128i places = _mm_loadu_si128((const __m128i *)kept[mask]);
            const __m128i eight = half ? _mm256_extracti128_si256(unit, 1) : _mm256_castsi256_si128(unit);
            _mm_storeu_si128((__m128i *)(units + size), _mm_shuffle_epi8(eight, places));
            size += _mm_popcnt_u32(mask);
        }
    }
    /* Three bytes at most, which are there. */
    for (; due; due >>= 1) {
        if ((s[i++] & 0xC0) != 0x80) {
            return -1;
        }
    }
    return decode_rest(s, i, n, units, size);
}
#endif

/* --- what is chosen when it runs ---------------------------------------------------------- */

/* The pass over bytes and over units, and what comes before it. */
typedef struct {
    int (*is_quiet[2])(PyObject *, const Py_buffer *, const void *, Py_ssize_t);
    Py_ssize_t (*skip_ascii)(const uint8_t *, Py_ssize_t);
    Py_ssize_t (*decode)(const uint8_t *, Py_ssize_t, uint16_t *);
} Passes;

#define PASS(TARGET, suffix, kind, can_avx2)                                                      \
    TARGET static int is_quiet_##kind##suffix(PyObject *text, const Py_buffer *bytes,             \
                                              const void *chars, Py_ssize_t n)                    \
    {                                                                                             \
        return is_quiet(text, bytes, chars, n, kind, can_avx2);                                   \
    }
#define PASSES(TARGET, suffix, can_avx2)                                                          \
    PASS(TARGET, suffix, 1, can_avx2)                                                             \
    PASS(TARGET, suffix, 2, can_avx2)                                                             \
    TARGET static Py_ssize_t skip_ascii##suffix(const uint8_t *chars, Py_ssize_t n)               \
    {                                                                                             \
        return skip_ascii(chars, n, can_avx2);                                                    \
    }                                                                                             \
    static const Passes passes##suffix = {                                                        \
        {is_quiet_1##suffix, is_quiet_2##suffix},                                                 \
        skip_ascii##suffix,                                                                       \
        decode##suffix,                                                                           \
    };

PASSES(, _plainly, 0)
#if defined(HAS_AVX2)
PASSES(AVX2, _avx2, 1)
#endif

static const Passes *passes = &passes_plainly;

/* --- tables ------------------------------------------------------------------------------- */

static PyObject *load_tables;

static int
load(void)
{
    if (table.body) {
        return 0;
    }
    if (!load_tables) {
        PyErr_SetString(PyExc_RuntimeError, "no tables");
        return -1;
    }
    PyObject *data = PyObject_CallNoArgs(load_tables);
    if (!data) {
        return -1;
    }
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(data, &bytes, &size) < 0) {
        Py_DECREF(data);
        return -1;
    }
    uint32_t head[5];
    if (size < (Py_ssize_t)sizeof head) {
        goto cut;
    }
    memcpy(head, bytes, sizeof head);
    const size_t n_records = head[0], n_rows = head[1], n_languages = head[2], n_pairs = head[3],
                 n_sets = head[4];
    const size_t wanted = sizeof head + 65536 * 2 + n_records * sizeof(Record) + n_rows * 32
                        + n_languages * 24 + n_sets * sizeof(Letters) + n_pairs * sizeof(Pair) + 64 * 4;
    if ((size_t)size != wanted || !n_records || n_pairs > 1 << 20) {
        goto cut;
    }
    uint32_t n_slots = 1024;
    while (n_slots < 2 * n_pairs) {
        n_slots *= 2;
    }
    uint8_t *body = PyMem_RawMalloc(wanted + n_slots * 4);
    if (!body) {
        Py_DECREF(data);
        PyErr_NoMemory();
        return -1;
    }
    memcpy(body, bytes, wanted);
    Py_DECREF(data);
    const uint8_t *p = body + sizeof head;
    table.class_of = (const uint16_t *)p;
    ((uint16_t *)p)[ASTRAL] = (uint16_t)(n_records - 1);
    ((Record *)(p + 65536 * 2))[n_records - 1].letter = ASTRAL_LETTER;
    p += 65536 * 2;
    table.records = (const Record *)p;
    p += n_records * sizeof(Record);
    table.rows = (const uint16_t(*)[16])p;
    p += n_rows * 32;
    table.languages = (const uint64_t(*)[3])p;
    p += n_languages * 24;
    table.sides = (const uint16_t(*)[2])p;
    for (int class = 0; class < 64; class++) {
        for (int half = 0; half < 4; half++) {
            table.halves[half][class] = (uint8_t)(table.sides[class][half >> 1] >> 8 * (half & 1));
        }
    }
    p += 64 * 4;
    table.sets = (const Letters *)p;
    table.n_sets = (uint32_t)n_sets;
    p += n_sets * sizeof(Letters);
    table.pairs = (const Pair *)p;
    p += n_pairs * sizeof(Pair);
    uint32_t *slots = (uint32_t *)p;
    memset(slots, 0, n_slots * 4);
    for (uint32_t n = 0; n < n_pairs; n++) {
        uint32_t slot = place_of(table.pairs[n].chars, n_slots);
        while (slots[slot]) {
            slot = (slot + 1) & (n_slots - 1);
        }
        slots[slot] = n + 1;
    }
    /* The capital of sharp s is further on than the small letter. */
    uint64_t has_plain[4] = {0};
    for (uint32_t c = 0; c < 65536; c++) {
        table.stride_of[c] = table.records[table.class_of[c]].stride & CLASS;
        table.is_common[c] = (table.records[table.class_of[c]].flags
                              & (COMMON_HAN | COMMON_HANGUL | SYLLABLE)) != 0;
        if (QUICK_IN_LATIN >> table.stride_of[c] & 1) {
            const uint16_t letter = table.records[table.class_of[c]].letter;
            const uint64_t bit = (uint64_t)1 << (letter & 63);
            if (!(table.records[table.class_of[c]].flags & OTHER_KIND)) {
                has_plain[letter >> 6] |= bit;
            }
            else if (!(has_plain[letter >> 6] & bit)) {
                table.other_letters[letter >> 6] |= bit;
            }
        }
        table.letter_of[c] = (uint8_t)table.records[table.class_of[c]].letter;
    }
    for (int page = 0; page < PAGES; page++) {
        uint64_t seen = 0;
        for (int c = 0; c < 128; c++) {
            seen |= (uint64_t)1 << table.stride_of[128 * (page + FIRST_PAGE) + c];
        }
        seen &= ~(uint64_t)1;
        table.page_lane[page] = 8;
        for (int lane = 0; lane < 5; lane++) {
            if (seen && !(seen & ~counted_in[lane])) {
                table.page_lane[page] = (uint8_t)lane;
                table.page_seen[page] = seen;
            }
        }
        if (seen == (uint64_t)1 << QUICK_INDIC) {
            table.page_seen[page] = seen;
        }
    }
    for (int c = 0; c < 128; c++) {
        near_ascii[c] = table.records[table.class_of[c]].near;
    }
    table.slots = slots;
    table.n_slots = n_slots;
    table.body = body;
    return 0;
cut:
    Py_DECREF(data);
    PyErr_SetString(PyExc_ValueError, "not a file of mojifix scanner tables");
    return -1;
}

/* --- Python ------------------------------------------------------------------------------- */

/* Units that need no memory to be asked for. */
#define AT_HAND 4096

/* Whether a str of any characters is quiet. */
static int
is_quiet_wide(PyObject *text)
{
    const Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    const Py_UCS4 *chars = PyUnicode_4BYTE_DATA(text);
    uint16_t at_hand[AT_HAND], *units = n > AT_HAND ? PyMem_RawMalloc((size_t)n * 2) : at_hand;
    if (!units) {
        PyErr_NoMemory();
        return 0;
    }
    int has_surrogates = 0;
    for (Py_ssize_t i = 0; i < n; i++) {
        has_surrogates |= (chars[i] & ~0x7FFu) == 0xD800;
        units[i] = (uint16_t)(chars[i] > 0xFFFF ? ASTRAL : chars[i]);
    }
    const int is_so = !has_surrogates && passes->is_quiet[1](text, NULL, units, n);
    if (units != at_hand) {
        PyMem_RawFree(units);
    }
    return is_so;
}

/* Whether a str is quiet, or -1 where an exception was raised. */
static int
is_quiet_str(PyObject *text)
{
    const Py_ssize_t n = PyUnicode_GET_LENGTH(text);
    if (PyUnicode_IS_ASCII(text)) {
        return passes->skip_ascii(PyUnicode_1BYTE_DATA(text), n) == n;
    }
    if (UNLIKELY(!table.body) && load() < 0) {
        return -1;
    }
    int is_so;
    switch (PyUnicode_KIND(text)) {
    case PyUnicode_1BYTE_KIND:
        is_so = passes->is_quiet[0](text, NULL, PyUnicode_1BYTE_DATA(text), n);
        break;
    case PyUnicode_2BYTE_KIND:
        is_so = passes->is_quiet[1](text, NULL, PyUnicode_2BYTE_DATA(text), n);
        break;
    default:
        is_so = is_quiet_wide(text);
    }
    /* What has been raised is never said to be quiet. */
    return is_so || !PyErr_Occurred() ? is_so : -1;
}

static PyObject *
quiet(PyObject *self, PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        PyErr_Format(PyExc_TypeError, "mojifix works on str, not %.200s", Py_TYPE(text)->tp_name);
        return NULL;
    }
    const int is_so = is_quiet_str(text);
    return is_so < 0 ? NULL : PyBool_FromLong(is_so);
}

/* Whether bytes are UTF-8 of a text that is quiet. */
static int
is_quiet_utf8(const Py_buffer *bytes)
{
    const Py_ssize_t n = bytes->len, begin = passes->skip_ascii(bytes->buf, n);
    if (begin == n || begin < 0) {
        return begin == n;
    }
    if (UNLIKELY(!table.body) && load() < 0) {
        return 0;
    }
    uint16_t at_hand[AT_HAND], *units = n > AT_HAND ? PyMem_RawMalloc((size_t)n * 2) : at_hand;
    if (!units) {
        PyErr_NoMemory();
        return 0;
    }
    const Py_ssize_t size = passes->decode(bytes->buf, n, units);
    const int is_so = size >= 0 && passes->is_quiet[1](NULL, bytes, units, size);
    if (units != at_hand) {
        PyMem_RawFree(units);
    }
    return is_so;
}

static PyObject *
quiet_utf8(PyObject *self, PyObject *object)
{
    Py_buffer bytes;
    if (PyObject_GetBuffer(object, &bytes, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    const int is_so = is_quiet_utf8(&bytes);
    PyBuffer_Release(&bytes);
    return PyErr_Occurred() ? NULL : PyBool_FromLong(is_so);
}

/* Take the codes of all characters in the six pages of two bytes. */
static PyObject *
set_codes(PyObject *self, PyObject *data)
{
    char *bytes;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(data, &bytes, &size) < 0) {
        return NULL;
    }
    if (size != 6 * 65536 * 2) {
        PyErr_SetString(PyExc_ValueError, "not the codes of six pages");
        return NULL;
    }
    if (!table.codes) {
        uint16_t(*codes)[65536] = PyMem_RawMalloc((size_t)size);
        if (!codes) {
            return PyErr_NoMemory();
        }
        memcpy(codes, bytes, (size_t)size);
        table.codes = codes;
    }
    Py_RETURN_NONE;
}

static PyObject *
set_helpers(PyObject *self, PyObject *args)
{
    PyObject *tables, *search, *trigrams;
    if (!PyArg_ParseTuple(args, "OOO", &tables, &search, &trigrams)) {
        return NULL;
    }
    Py_INCREF(tables);
    Py_INCREF(search);
    Py_INCREF(trigrams);
    Py_XSETREF(load_tables, tables);
    Py_XSETREF(exact, search);
    Py_XSETREF(load_typical, trigrams);
    Py_RETURN_NONE;
}

/* --- repair ------------------------------------------------------------------------------- */

static PyObject *repair_in_python;

static PyObject *
set_repair(PyObject *self, PyObject *function)
{
    Py_INCREF(function);
    Py_XSETREF(repair_in_python, function);
    Py_RETURN_NONE;
}

/* What comes in another form than as one str, and what is not quiet, is for Python. */
static PyObject *
repair(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names)
{
    if (n == 1 && !names && PyUnicode_Check(args[0])) {
        const int is_so = is_quiet_str(args[0]);
        if (is_so > 0) {
            Py_INCREF(args[0]);
            return args[0];
        }
        if (is_so < 0) {
            return NULL;
        }
    }
    if (!repair_in_python) {
        PyErr_SetString(PyExc_RuntimeError, "nothing to repair with");
        return NULL;
    }
    return PyObject_Vectorcall(repair_in_python, args, (size_t)n, names);
}

PyDoc_STRVAR(repair_says, "repair($module, text, *, policy=None)\n--\n\n"
             "Return ``text`` with its mojibake put right; the identical object if nothing is "
             "repaired.");

static PyMethodDef methods[] = {
    {"quiet", quiet, METH_O,
     "Whether there is nothing in a str that any search for mojibake would look at."},
    {"repair", (PyCFunction)(void (*)(void))repair, METH_FASTCALL | METH_KEYWORDS, repair_says},
    {"set_repair", set_repair, METH_O, "Say what repairs a text that is not quiet."},
    {"quiet_utf8", quiet_utf8, METH_O,
     "The same of the text that the bytes of a buffer are in UTF-8; not if they are none."},
    {"set_helpers", set_helpers, METH_VARARGS, "Say what returns the tables, what decides where they do not, and what returns the trigrams."},
    {"set_codes", set_codes, METH_O, "Give the codes of the pages of two bytes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "mojifix._scan", "The compiled scan of clean text.", -1, methods,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC
PyInit__scan(void)
{
    const uint16_t one = 1;
    if (!*(const uint8_t *)&one) {
        PyErr_SetString(PyExc_ImportError, "the tables are for machines with the little end first");
        return NULL;
    }
    for (int c = 0; c < 128; c++) {
        is_special[c] = c <= 8 || c == 0x0E || c == '\\' || c == '%' || c == '&' || c == '<' || c == '=';
    }
#if defined(HAS_AVX2)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
        for (int mask = 0; mask < 256; mask++) {
            int size = 0;
            for (int k = 0; k < 8; k++) {
                if (mask >> k & 1) {
                    kept[mask][size++] = (uint8_t)(2 * k);
                    kept[mask][size++] = (uint8_t)(2 * k + 1);
                }
            }
        }
        passes = &passes_avx2;
    }
#endif
    return PyModule_Create(&module);
}
