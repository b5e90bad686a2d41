"""What many short strings of one source went through: columns, tags, file names.

A word alone proves little; two hundred words that one mix-up explains prove it. What is learned is
a policy for that source: which page its text was read as, and which it was meant as.
Clean samples teach nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mojifix.model import Policy

__all__ = ["learn"]

#: Evidence that a mix-up needs to be learned, in nats: every later string is read by it.
_LEAST: Final = 14.0
#: Lead over the next mix-up that reads the samples differently, in nats.
_LEAD: Final = 3.0
#: Samples looked at, spread evenly over all.
_SAMPLES: Final = 2000
#: Samples are weighed together in blocks of so many code points.
_BLOCK: Final = 600
#: Share of the samples beyond ASCII that a mix-up has to explain.
_SHARE: Final = 0.3


def learn(samples: Iterable[str]) -> Policy:
    """Return a policy for the source that ``samples`` (short strings) are from.

    Its ``read_as`` and ``meant`` say what was learned, ``samples`` on how many strings beyond ASCII
    that rests and ``evidence`` how sure it is, in nats; its ``languages`` are those that most are
    in, where that is certain. Where nothing is certain, and for clean samples, that is
    ``Policy()``. Raises ``TypeError`` for a single string and for what is no string.
    """
    if isinstance(samples, (str, bytes)):
        raise TypeError("learn() takes many strings, not one: put them in a list")
    distinct: dict[str, None] = {}
    for sample in samples:
        if not isinstance(sample, str):
            raise TypeError(f"learn() takes strings, not {type(sample).__name__}")
        if not sample.isascii():
            distinct[sample] = None
    strings = list(distinct)
    step = max(1, len(strings) // _SAMPLES)
    strings = strings[::step]
    if not strings:
        return Policy()
    learned = filter(None, (_of_utf8(strings), _of_pages(strings)))
    # Japanese misread as Japanese is UTF-8 in every third word, by chance.
    return max(learned, key=lambda policy: policy.evidence, default=Policy())


def _of_utf8(strings: Sequence[str]) -> Policy | None:
    """Return what was learned of UTF-8 that was misread, if that is it."""
    from mojifix.engine import explain

    report = explain("\n".join(strings), policy=Policy(families=("single-byte", "multi-byte")))
    chains = Counter(edit.chain for edit in report.edits)
    if not chains:
        return None
    chain, times = chains.most_common(1)[0]
    evidence = sum(edit.evidence for edit in report.edits if edit.chain == chain)
    if times < _SHARE * len(strings) or evidence < _LEAST:
        return None
    return Policy(
        read_as=tuple(dict.fromkeys(mix_up.read_as for mix_up in chain)),
        meant=tuple(dict.fromkeys(mix_up.meant for mix_up in chain)),
        samples=len(strings),
        evidence=round(evidence, 2),
    )


def _of_pages(strings: Sequence[str]) -> Policy | None:
    """Return what was learned of one legacy page read as another."""
    from mojifix.stages import legacy

    said: defaultdict[tuple[str, str], float] = defaultdict(float)
    ranks: defaultdict[tuple[str, str], float] = defaultdict(float)
    prices: dict[tuple[str, str], float] = {}
    blocks = list(_blocks(strings))
    for block in blocks:
        for reading in legacy.weigh(block):
            price = reading.language - reading.evidence
            for pair in reading.pages:
                prices.setdefault(pair, price)
                said[pair] += reading.language
                ranks[pair] += reading.rank + price
    best = max(ranks, key=lambda pair: ranks[pair] - prices[pair], default=None)
    if best is None:
        return None
    evidence = min(said[best], legacy.at_most(_changed_by(strings, best))) - prices[best]
    if evidence < _LEAST:
        return None
    lead = ranks[best] - prices[best] - _LEAD
    for pair in ranks:
        if ranks[pair] - prices[pair] > lead and pair != best:
            if any(
                legacy.decoded(block, *pair) != legacy.decoded(block, *best) for block in blocks
            ):
                return None
    outs = [legacy.decoded(string, *best) or string for string in strings]
    if sum(out != string for out, string in zip(outs, strings, strict=True)) < _SHARE * len(
        strings
    ):
        return None
    return Policy(
        read_as=(best[0],),
        meant=(best[1],),
        languages=_languages(outs),
        samples=len(strings),
        evidence=round(evidence, 2),
    )


def _languages(strings: Sequence[str]) -> tuple[str, ...] | None:
    """Return the languages that most of the strings are in; ``None`` where that is not certain."""
    from mojifix.stages import legacy

    said: defaultdict[str, float] = defaultdict(float)
    blocks = list(_blocks(strings))
    for block in blocks:
        for name, belief in legacy.beliefs(block.replace("\n", " ")).items():
            said[name] += belief / len(blocks)
    likely = sorted(name for name, belief in said.items() if belief >= _PRESENT)
    if sum(said[name] for name in likely) < _MOSTLY:
        return None
    return tuple(dict.fromkeys(name.replace("_", "-") for name in likely))


#: Belief from which a language counts, and what those that count have to have together; a quarter
#: is always left to unknown ones. Of lists of 200 words in 24 languages 20 are known by 0.6.
_PRESENT: Final = 0.1
_MOSTLY: Final = 0.5


def _changed_by(strings: Iterable[str], pair: tuple[str, str]) -> set[str]:
    """Return the characters that a pair of pages reads differently."""
    from mojifix.stages import legacy

    changed: set[str] = set()
    for string in strings:
        out = legacy.decoded(string, *pair)
        if out is not None and out != string:
            aligned = len(out) == len(string)
            changed.update(a for a, b in zip(string, out, strict=False) if a != b or not aligned)
    return changed


def _blocks(strings: Sequence[str]) -> Iterator[str]:
    block: list[str] = []
    size = 0
    for string in strings:
        block.append(string)
        size += len(string) + 1
        if size >= _BLOCK:
            yield "\n".join(block)
            block, size = [], 0
    if block:
        yield "\n".join(block)
