"""Decides whether the compiled pass over clean text costs more than it did: instructions a byte.

    python -m benchmarks.instructions

Times change with the machine and what else it does; how many instructions are executed does not.
For fixed text of several scripts, 4 KB of UTF-8 each, counted by valgrind's callgrind: two
processes that differ in how often they look at the text, and the difference divided by the bytes.
Bounds are for machines with AVX2, which valgrind passes on. Without valgrind, AVX2 or the compiled
pass nothing is measured, and the reason is said.
"""

# ruff: noqa: RUF001  (text in many scripts is full of characters that look like others)

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from mojifix.stages import quiet

__all__ = ["BOUNDS", "TEXTS", "counted", "main", "missing"]

_BYTES: Final = 4096
_ROUNDS: Final = 100

_SENTENCES: Final = {
    "English": "She said that the “old” house was sold, and nobody’s key would fit the door. ",
    "French": "Le garçon est allé à l’école où sa sœur a été très fière de son élève préféré. ",
    "Polish": "Książka leży na stole obok świecy, której płomień drży od każdego ruchu dłoni. ",
    "Vietnamese": "Buổi sáng trời mưa nhỏ, mọi người ở làng vẫn đi chợ mua rau và cá tươi. ",
    "Russian": "Вчера вечером мы вернулись домой поздно, потому что поезд долго стоял на станции. ",
    "Greek": "Το πρωί πήγαμε στην αγορά και αγοράσαμε ψωμί, τυρί και φρούτα για το ταξίδι. ",
    "Arabic": "ذهب الولد إلى المدرسة في الصباح ثم عاد إلى البيت مع أصدقائه بعد نهاية الدرس. ",
    "Hindi": "सुबह बच्चे नदी के किनारे खेलते हैं और शाम को घर लौटकर कहानी सुनते हैं। ",
    "Japanese": "昨日の夜は雨が降っていたので、私たちは家の中で本を読んで過ごしました。",
    "Korean": "어제 저녁에 우리는 강가를 따라 걸으면서 오래된 이야기를 나누었다. ",
    "Chinese": "昨天晚上下了大雨，所以我们都在家里看书，没有人出去。",
}

#: Clean text of lines, as long as a document is.
TEXTS: Final = {
    name: "\n".join([sentence * 3] * (_BYTES // (3 * len(sentence.encode())) + 1))
    for name, sentence in _SENTENCES.items()
}

#: Instructions a byte of UTF-8, `quiet` of a str. Measured with gcc 12 at -O3, and a third more: so
#: much another compiler may take, and less than what any step that is done for each character adds.
BOUNDS: Final = {
    "English": 6.6, "French": 25.3, "Polish": 14.5, "Vietnamese": 18.7, "Russian": 9.5,
    "Greek": 12.2, "Arabic": 9.5, "Hindi": 6.7, "Japanese": 13.6, "Korean": 8.9, "Chinese": 18.8,
}  # fmt: skip


def missing() -> str:
    """Return why nothing can be measured here, or nothing."""
    if quiet.KERNEL != "c":
        return "there is no compiled pass"
    if shutil.which("valgrind") is None:
        return "valgrind is not installed"
    flags = Path("/proc/cpuinfo")
    if not flags.exists() or " avx2 " not in flags.read_text():
        return "the bounds are for machines with AVX2"
    return ""


_CODE: Final = """
import sys
from mojifix.stages.quiet import quiet
text = sys.stdin.buffer.read().decode()
assert quiet(text)
for _ in range(int(sys.argv[1])):
    quiet(text)
"""


def counted(text: str) -> float:
    """Return how many instructions one call takes, a byte of the UTF-8 of ``text``."""
    data = text.encode()
    few, many = (_instructions(data, times) for times in (1, 1 + _ROUNDS))
    return (many - few) / _ROUNDS / len(data)


def _instructions(data: bytes, times: int) -> int:
    """Return how many instructions a process takes that looks at a text so many times."""
    root = str(Path(quiet.__file__).parents[2])
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(
            [
                "valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
                sys.executable, "-S", "-c", _CODE, str(times),
            ],
            input=data, stderr=subprocess.PIPE, check=True,
            env={**os.environ, "PYTHONPATH": root, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
    found = re.search(rb"Collected : (\d+)", ran.stderr)
    if found is None:
        raise RuntimeError("valgrind did not say what it counted")
    return int(found[1])


def main() -> int:
    """Print the table; exit status 1 if a bound is exceeded."""
    reason = missing()
    if reason:
        print(f"instructions are not counted: {reason}")
        return 0
    exceeded = False
    print("| text | instructions a byte | bound |\n| --- | --- | --- |")
    for name, text in TEXTS.items():
        number = counted(text)
        exceeded |= number > BOUNDS[name]
        print(f"| {name} | {number:.2f} | {BOUNDS[name]:.2f} |", flush=True)
    return int(exceeded)


if __name__ == "__main__":
    sys.exit(main())
