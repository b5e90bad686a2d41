"""Train the four files of ``mojifix/language``: decides what text they know, how it is packed.

Run it in an environment that has the packages of :data:`CATALOGUES` and Babel installed::

    python tools/train_language.py mojifix/language

Only permissively licensed text is read (``mojifix/language/TRAINING.md`` has the list), and nothing
that the accuracy figures are measured on. The same versions give the same file.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import math
import os
import pickle
import re
import struct
import sys
import tempfile
import unicodedata
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mojifix import language as tables
from mojifix.language import words
from mojifix.language.alphabet import fold, letter_class, script
from mojifix.language.profiles import Profile

#: Packages whose .po catalogues are read: name of the import, licence.
CATALOGUES = {
    "django": "BSD-3-Clause",
    "sphinx": "BSD-2-Clause",
    "allauth": "MIT",
    "rest_framework": "BSD-3-Clause",
    "holidays": "MIT",
    "wtforms": "BSD-3-Clause",
    "wagtail": "BSD-3-Clause",
    "oscar": "BSD-3-Clause",
    "cms": "BSD-3-Clause",
    "mezzanine": "BSD-2-Clause",
    "django_countries": "MIT",
    "kolibri": "MIT",
    **{
        f"jupyterlab_language_pack_{name}": "BSD-3-Clause"
        for name in (
            "ar_SA ca_ES cs_CZ da_DK de_DE el_GR es_ES et_EE fi_FI fr_FR he_IL hu_HU hy_AM id_ID "
            "it_IT ja_JP ko_KR lt_LT nl_NL no_NO pl_PL pt_BR ro_RO ru_RU tr_TR uk_UA vi_VN zh_CN "
            "zh_TW"
        ).split()
    },
}
#: No language counts for more than this many characters, so that none drowns the others; those that
#: are written with thousands of signs need more.
LANGUAGE_CAP = 80_000
LARGE_CAP = 300_000
LARGE_SCRIPTS = ("zh", "ja", "ko", "yue")
#: A symbol that occurs less often (weighted) is left to its script's class.
RARE_SYMBOL = 2
#: A gram behind so many symbols is dropped when it saves fewer nats than this in all.
LEAST_GAIN = {2: 1.0, 3: 6.5}
#: Every so many nodes the file says where the children of a node begin; see ``language``.
BLOCK = 16
#: A language with fewer characters than this is not told apart from others.
LEAST_LANGUAGE = 4_000
#: Trigrams kept to know a language by.
PROFILE = 260
#: Letters of alphabets that are too rare for such text to show them: ligatures, vowels with two
#: dots, what a language writes in words that it has borrowed.
ALSO = {
    "en": "àâçèéêëîïñôöüœæáíóä",
    "fr": "æëïùûüÿœñöä",
    "de": "éèêàáçëôïñó",
    "es": "üçàèïö",
    "it": "éîïóúáíöü",
    "nl": "àáäçèéêëíïóôöúü",
    "pt": "àèñöü",
    "sv": "éàüè",
    "da": "éüöä",
    "nb": "éòôüöä",
    "fi": "åšžéü",
    "pl": "éüöä",
    "tr": "âîûé",
    "cs": "öüä",
    "hu": "ä",
    "ro": "éöü",
}
#: Letters that pages of their time have by another name: profiles know both spellings.
OLD_SPELLING: dict[str, Callable[[str], str]] = {
    "ro": lambda text: text.translate(str.maketrans("\u0219\u021b\u0218\u021a", "şţŞŢ")),
    "fa": lambda text: text.translate({0x6CC: "\u064a", 0x6A9: "\u0643"}),
    "vi": lambda text: "".join(map(tone_apart, text)),
}
#: The marks for the tones of Vietnamese.
TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
#: A trigram seen less often in a language is left out of its profile: those seen once or twice are
#: half of all, and say nothing that the bigrams do not.
LEAST_COUNT = 3
#: A word seen less often in a language is left out: it may be misspelt, or a guest. Of the right
#: readings of damaged lines that are too weak by themselves, a third have such a word with 2, two
#: fifths with 1, which has another clean line or two in 4,000 read as one of its words.
LEAST_WORD = 2
#: Steps a nat is cut into; a byte holds 0 to 21.25 nats.
STEPS = 12
#: Languages that are left out together to see what unknown ones meet: no two of a group are close,
#: so that the relatives of each, which it could be mistaken for, stay.
GROUPS = tuple(
    frozenset(names.split())
    for names in (
        "cs es sv fi sq mt vi ru el ar fa he",
        "sk pt nb et lv ro tr uk hi th ko ur",
        "pl it da hu lt cy az sr bg ka ja mr",
        "sl fr nl eu is ga tk be mk bn yi ps",
        "hr ca de kl gd af tt kk am km lo ug",
        "bs gl fo lb br uz mn ne si my hy",
        "hsb oc nn ku wo yo tg ky ta te ml",
    )
)
MARKUP = re.compile(
    r"%\(\w+\)[#0\- +]*\w|%[\d.]*[sdifrgx%]|\{[^{}]*\}|<[^<>]*>|&\w+;|https?://\S+|``?[^`]*``?|:\w+:"
)


def tone_apart(char: str) -> str:
    """Return a letter of Vietnamese without its tone, that behind it."""
    marks = unicodedata.normalize("NFD", char)
    vowel = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return vowel + "".join(mark for mark in marks if mark in TONES)


def missing() -> list[str]:
    """Return the packages of the training text that are not installed."""
    return [name for name in (*CATALOGUES, "babel") if importlib.util.find_spec(name) is None]


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"train_language: the package {name!r} is not installed")
    return Path(next(iter(spec.submodule_search_locations)))


def catalogue_strings(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, string) of every translation below ``folder``, sources as ``en``."""
    from babel.messages.mofile import read_mo

    for path in sorted(folder.rglob("*.mo")):
        language = path.parent.parent.name.replace("-", "_")
        try:
            with path.open("rb") as file:
                catalogue = read_mo(file)
        except (ValueError, OSError, UnicodeDecodeError) as error:
            print(f"skipped {path.name} of {language}: {error}", file=sys.stderr)
            continue
        for message in catalogue:
            if not message.id:
                continue
            for source in message.id if isinstance(message.id, (tuple, list)) else (message.id,):
                yield "en", source
            for target in (
                message.string if isinstance(message.string, (tuple, list)) else (message.string,)
            ):
                if target:
                    yield language, target


def cldr_strings(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (language, string) of the names and phrases in Babel's locale data."""

    def walk(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from walk(inner)

    for path in sorted((folder / "locale-data").glob("*.dat")):
        if path.stem == "root":
            continue
        with path.open("rb") as file:
            data = pickle.load(file)
        for string in walk(dict(data)):
            if sum(map(str.isalpha, string)) >= 3:
                yield path.stem, string


def _merged(language: str) -> str:
    """Merge regions of a language, but keep its scripts apart (``zh_Hant``, ``sr_Latn``)."""
    parts = language.split("_")
    if parts[0] == "zh" and {"TW", "HK", "MO", "Hant"} & set(parts[1:]):
        return "zh_Hant"
    return "_".join(p for p in parts if p.islower() or len(p) == 4)


def training_text() -> dict[str, list[str]]:
    """Collect the distinct strings of every language, placeholders and markup taken out."""
    strings: dict[str, dict[str, None]] = defaultdict(dict)
    sources = [catalogue_strings(package_folder(name)) for name in CATALOGUES]
    sources.append(cldr_strings(package_folder("babel")))
    for source in sources:
        for language, string in source:
            for line in MARKUP.sub(" ", string).splitlines():
                line = " ".join(line.split())
                if len(line) > 2 and "\ufffd" not in line:
                    strings[_merged(language)][line] = None
    return {language: list(found) for language, found in strings.items()}


def grams_of(strings: Iterable[str]) -> Counter[str]:
    """Count the four-grams of folded strings, spaces around each."""
    own: Counter[str] = Counter()
    for string in strings:
        line = re.sub(" {2,}", " ", "".join(map(fold, string)))
        line = "   " + line + " "
        own.update(map("".join, zip(line, line[1:], line[2:], line[3:], strict=False)))
    return own


def shorter(grams: Counter[str]) -> Counter[str]:
    """Return the counts of the grams without their first symbols."""
    short: Counter[str] = Counter()
    for gram, n in grams.items():
        short[gram[1:]] += n
    return short


def pooled(counts: dict[str, Counter[str]]) -> Counter[str]:
    """Add the languages up, each weighted down to :data:`LANGUAGE_CAP`."""
    total: Counter[str] = Counter()
    for language in sorted(counts):
        own = counts[language]
        cap = LARGE_CAP if language.startswith(LARGE_SCRIPTS) else LANGUAGE_CAP
        weight = min(1.0, cap / own.total())
        for gram, n in own.items():
            total[gram] += n * weight  # type: ignore[assignment]
    return total


def pack_languages(counts: dict[str, Counter[str]], total: Counter[str]) -> bytes:
    """Pack what tells languages apart, and how often each has which letters; see ``languages``."""
    chosen = sorted(name for name, own in counts.items() if own.total() >= LEAST_LANGUAGE)
    size = total.total()
    letters: Counter[str] = Counter()
    for gram, n in total.items():
        letters[letter_class(gram[2])] += n
    names, profile, posts = [], [], []
    for index, name in enumerate(chosen):
        own = counts[name]
        mine = own.total()
        scored = []
        for gram, n in own.items():
            if n >= 3 and any(map(str.isalpha, gram)):
                ratio = math.log(n / mine) - math.log(total[gram] / size)
                if ratio > 0.5:
                    scored.append((n * ratio, gram, ratio))
        scored.sort(reverse=True)
        for _, gram, ratio in scored[:PROFILE]:
            posts.append((gram, index, min(255, round(ratio * STEPS * 2))))
        freq: Counter[str] = Counter()
        for gram, n in own.items():
            freq[letter_class(gram[2])] += n
        shares = {
            c: n / mine
            for c, n in freq.items()
            if c and not c.isascii() and n >= 2 and n / mine > 2e-5
        }
        shares |= {c: freq[c] / mine for c in ("CJK", "HANGUL") if freq[c]}
        names.append(name)
        profile.append({c: round(-math.log(p) * STEPS) for c, p in sorted(shares.items())})
    posts.sort()
    pool = {
        c: round(-math.log(n / size) * STEPS)
        for c, n in sorted(letters.items())
        if c and (not c.isascii() or len(c) > 1) and n / size > 1e-7
    }
    head = json.dumps(
        {"names": names, "letters": profile, "pool": pool}, ensure_ascii=False
    ).encode()
    times = Counter(gram for gram, _, _ in posts)
    grams = "".join(sorted(times)).encode("utf-32-le")
    count = array("B", (times[gram] for gram in sorted(times)))
    owner = array("H", (index for _, index, _ in posts))
    score = array("B", (ratio for _, _, ratio in posts))
    if sys.byteorder == "big":
        owner.byteswap()
    print(f"{len(names)} languages told apart by {len(posts)} posts of {len(times)} trigrams")
    body = head + grams + count.tobytes() + owner.tobytes() + score.tobytes()
    header = struct.pack("<4s3I", b"MJL2", len(head), len(times), len(posts))
    return header + zlib.compress(body, 9)


def pack_profiles(counts: dict[str, Counter[str]]) -> bytes:
    """Pack the trigrams of every language that is told apart from others; see ``profiles``."""
    head, blobs, kept = [], [], 0
    for name in sorted(counts):
        own = counts[name]
        if own.total() < LEAST_LANGUAGE:
            continue
        grams = sorted(gram for gram, n in own.items() if n >= LEAST_COUNT)
        text = "".join(grams).encode("utf-8")
        numbers = bytes(min(255, round(8 * math.log2(own[gram]))) for gram in grams)
        blob = zlib.compress(struct.pack("<I", len(text)) + text + numbers, 9)
        profile = Profile(blob)
        large = profile.scripts() & {"CJK", "HANGUL"}
        letters = "" if large else "".join(sorted(profile.letters() | set(ALSO.get(name, ""))))
        head.append([name, len(blob), sorted(profile.scripts()), letters])
        blobs.append(blob)
        kept += len(grams)
    print(f"{len(head)} profiles of {kept} trigrams")
    packed = zlib.compress(json.dumps(head, ensure_ascii=False).encode(), 9)
    return struct.pack("<4sI", b"MJP1", len(packed)) + packed + b"".join(blobs)


def is_latin(grams: Counter[str]) -> bool:
    """Whether most letters of a text of such grams are Latin."""
    letters: Counter[str] = Counter()
    for gram, n in grams.items():
        if gram[-1].isalpha():
            letters[script(gram[-1])] += n
    return 2 * letters["LATIN"] > letters.total()


def words_of(strings: Iterable[str]) -> set[str]:
    """Return the words beyond ASCII, folded, that the strings have often enough.

    Names are left out, which stand in texts of many languages: words never seen in small letters.
    """
    times: Counter[str] = Counter()
    small = set()
    for string in strings:
        line = words.folded(string)
        for start, end in words.spans(line):
            word = line[start:end]
            if all(script(char) in ("LATIN", "") for char in word):
                times[word] += 1
                if not string[start].isupper():
                    small.add(word)
    return {word for word in small if times[word] >= LEAST_WORD}


def pack_words(text: dict[str, list[str]], counts: dict[str, Counter[str]]) -> bytes:
    """Pack the words of the Latin languages that have a profile; see ``words``."""
    found: set[str] = set()
    for name, own in counts.items():
        if own.total() >= LEAST_LANGUAGE and is_latin(own):
            found |= words_of(text[name])
            if name in OLD_SPELLING:
                found |= words_of(map(OLD_SPELLING[name], text[name]))
    hashes = sorted(set(map(words.hashed, found)))
    steps = array("I", (b - a for a, b in pairwise([0, *hashes])))
    if sys.byteorder == "big":
        steps.byteswap()
    print(f"{len(found)} words")
    return struct.pack("<4sI", b"MJW1", len(hashes)) + zlib.compress(steps.tobytes(), 9)


def pack(four: Counter[str]) -> bytes:
    """Turn counts into the interpolated (Witten-Bell) model and pack it; see ``language``."""
    three = shorter(four)
    two = shorter(three)
    unigrams = shorter(two)
    symbols = sorted(c for c, n in unigrams.items() if n >= RARE_SYMBOL)
    number = {c: i for i, c in enumerate(symbols)}
    everything = sum(unigrams.values())
    # What the dropped symbols took is the mass that classes of unseen characters share.
    rest = (everything - sum(unigrams[c] for c in symbols) + len(symbols)) / everything
    levels: list[dict[str, dict[str, float]]] = [
        {"": {c: unigrams[c] / everything * (1 - rest) for c in symbols}}
    ]
    backs: list[dict[str, float]] = [{}]
    for counts in (two, three, four):
        followers: dict[str, dict[str, float]] = defaultdict(dict)
        for gram, n in counts.items():
            if all(c in number for c in gram):
                followers[gram[:-1]][gram[-1]] = n
        below = levels[-1]
        here: dict[str, dict[str, float]] = {}
        back: dict[str, float] = {}
        for context, after in followers.items():
            if len(context) > 2 and context[-1] not in below.get(context[:-1], {}):
                continue  # the file reaches a context through the shorter ones
            total, t = sum(after.values()), len(after)
            lower = full(levels, backs, context[1:])
            kept = {}
            for c, m in after.items():
                p = (m + t * lower(c)) / (total + t)
                gain = m * abs(math.log(p / (t / (total + t) * lower(c))))
                if len(context) == 1 or gain >= LEAST_GAIN[len(context)]:
                    kept[c] = p
            # What the kept ones leave over is spread as the shorter context has it.
            left = 1 - sum(kept.values())
            under = 1 - sum(lower(c) for c in kept)
            back[context] = min(1.0, max(1e-6, left / max(under, 1e-6)))
            here[context] = kept
        levels.append(here)
        backs.append(back)

    def quantise(p: float) -> int:
        return min(255, max(0, round(-math.log(p) * STEPS)))

    parts = [array("B", (quantise(levels[0][""][c]) for c in symbols))]
    contexts = [""]
    for depth in (1, 2, 3):
        longer = []
        counts_here, following, cost = array("H"), array("H"), array("B")
        back_here = array("B")
        for context in contexts:
            for c in sorted(levels[depth - 1].get(context, {}), key=number.__getitem__):
                whole = context + c
                longer.append(whole)
                back_here.append(quantise(backs[depth].get(whole, 1.0)))
                kept = levels[depth].get(whole, {})
                counts_here.append(len(kept))
                for d in sorted(kept, key=number.__getitem__):
                    following.append(number[d])
                    cost.append(quantise(kept[d]))
        totals = list(accumulate(counts_here, initial=0))
        parts += [back_here, counts_here, array("I", totals[::BLOCK]), following, cost]
        contexts = longer
    if sys.byteorder == "big":
        for part in parts:
            part.byteswap()
    names = "".join(symbols).encode("utf-8")
    sizes = [len(names), len(symbols), *(len(parts[n]) for n in (4, 9, 14))]
    print("{} bytes of names, {} symbols, {} two-, {} three-, {} four-grams".format(*sizes))
    header = struct.pack("<4s5I", b"MJF3", *sizes)
    return header + zlib.compress(names + b"".join(p.tobytes() for p in parts), 9)


def full(
    levels: list[dict[str, dict[str, float]]], backs: list[dict[str, float]], context: str
) -> Callable[[str], float]:
    """Return P(symbol | context) as the kept grams and the back-off weights give it."""

    def p(c: str) -> float:
        weight = 1.0
        for cut in range(len(context) + 1):
            part = context[cut:]
            found = levels[len(part)].get(part, {}).get(c)
            if found is not None:
                return weight * found
            weight *= backs[len(part)].get(part, 1.0)
        raise AssertionError(c)

    return p


def train(left_out: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """Return {file name: content} of the four tables, trained without some languages."""
    text = {
        language: strings
        for language, strings in training_text().items()
        if language.partition("_")[0] not in left_out
    }
    print(f"{len(text)} languages, {sum(len(s) for v in text.values() for s in v):,} characters")
    counts = {language: grams_of(strings) for language, strings in text.items()}
    total = pooled(counts)
    three = {language: shorter(own) for language, own in counts.items()}
    both = dict(three)
    for language, old in OLD_SPELLING.items():
        if language in text:
            both[language] = three[language] + shorter(grams_of(map(old, text[language])))
    return {
        "model.bin": pack(total),
        "languages.bin": pack_languages(three, shorter(total)),
        "profiles.bin": pack_profiles(both),
        "words.bin": pack_words(text, both),
    }


def left_out_with(lang: str) -> frozenset[str]:
    """Return the languages that one is left out of the tables with; itself if it is in no group."""
    return next((group for group in GROUPS if lang in group), frozenset((lang,)))


@contextlib.contextmanager
def without(lang: str) -> Iterator[None]:
    """Enter a context in which mojifix's tables do not know ``lang`` (as ``sr``) or its variants.

    What mojifix remembers of other tables is the caller's to forget. Tables are trained once and
    kept in ``MOJIFIX_BENCH_CACHE`` or a temporary folder. Raises ``SystemExit`` where packages of
    the training text are missing.
    """
    left_out = left_out_with(lang)
    names = " ".join(sorted(left_out))
    number = zlib.crc32(names.encode() + Path(__file__).read_bytes())
    cache = Path(os.environ.get("MOJIFIX_BENCH_CACHE") or tempfile.gettempdir())
    folder = cache / f"tables-without-{number:08x}"
    if not folder.is_dir():
        trained = train(left_out)
        # Whoever else trains the same tables makes the same files.
        with tempfile.TemporaryDirectory(dir=cache) as unfinished:
            made = Path(unfinished) / "tables"
            made.mkdir()
            for name, data in trained.items():
                (made / name).write_bytes(data)
            with contextlib.suppress(OSError):
                made.rename(folder)
    own = tables.TABLES
    tables.TABLES = folder
    try:
        yield
    finally:
        tables.TABLES = own


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="LANGUAGE",
        help="leave a language and its variants out, to see what an unknown one meets",
    )
    options = parser.parse_args(arguments if arguments is None else list(arguments))
    for name, data in train(frozenset(options.without)).items():
        (options.output / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
