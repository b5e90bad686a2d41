"""UTF-16 read as something else, and something else read as UTF-16."""

from __future__ import annotations

import pytest

from mojifix import MixUp, Policy, explain, repair
from mojifix.stages.replay import replays


def bytes_as(text: str, meant: str, read_as: str) -> str:
    return text.encode(meant, "surrogatepass").decode(read_as, "surrogatepass")


LE, BE = "utf-16-le", "utf-16-be"
PAGE = "latin-1"

MIXED_UP = [
    ("The kettle is on, come in.", LE, PAGE),
    ("The kettle is on, come in.", BE, PAGE),
    ("Un café crème, s'il vous plaît", LE, "cp1252"),
    ("Чайник уже закипел, заходите", LE, PAGE),
    ("Чайник", LE, PAGE),
    ("水已经烧开了\uff0c请进来坐一会儿吧。", BE, PAGE),
    ("Two\r\nlines of it\r\n", LE, PAGE),
    ("\ufeffA mark before it", LE, PAGE),
    ("The kettle is on, come in.", "ascii", LE),
    ("the cat sat down", "ascii", BE),
    ("Ihre Größe wäre schön für später", "utf-8", LE),
    ("Чайник уже закипел, заходите", "utf-8", BE),
    ("水已经烧开了\uff0c请进来坐一会儿吧。", "utf-8", LE),
    ("Чайник уже закипел, заходите!", "cp1251", LE),
    ("水已经烧开了\uff0c请进来坐一会儿吧。", "gbk", LE),
    ("Ihre Größe wäre schön für später", LE, BE),
    ("Чайник уже закипел, заходите", BE, LE),
    ("水已经烧开了\uff0c请进来坐一会儿吧一下。", LE, BE),
]


@pytest.mark.parametrize(("text", "meant", "read_as"), MIXED_UP)
def test_it_is_read_back_and_can_be_undone(text: str, meant: str, read_as: str) -> None:
    if len(text) % 2 and read_as in (LE, BE) and meant not in (LE, BE, "utf-8"):
        text += "."
    data = text.encode(meant)
    if len(data) % 2:
        text += "."
    given = bytes_as(text, meant, read_as)
    report = explain(given)
    assert report.text == text
    assert report.undo() == given
    assert all(replays(edit.before, edit.after, edit.chain) for edit in report.edits)
    assert repair(text) is text


def test_the_chain_says_which_way_it_was() -> None:
    [edit] = explain(bytes_as("Чайник уже закипел", LE, BE)).edits
    assert edit.chain == (MixUp(BE, LE),)
    [edit] = explain(bytes_as("come in, sit down.", "ascii", LE)).edits
    assert edit.chain == (MixUp(LE, "utf-8"),)


def test_what_is_around_it_stays() -> None:
    inside = bytes_as("the file was not found", LE, PAGE)
    assert repair(f"Error: {inside} (code 5)") == "Error: the file was not found (code 5)"
    inside = bytes_as("a title in plain text.", "ascii", BE)
    assert repair(f"Title: {inside}\nnext") == "Title: a title in plain text.\nnext"


def test_an_odd_byte_stays_beside_it() -> None:
    data = b"one letter too few"[:-1]
    given = data.decode(LE, "replace")
    assert repair(given) == "one letter too f\ufffd"
    given = bytes_as("cut in the middle of it", LE, PAGE)
    assert repair(given[:-1]) == "cut in the middle of it"


@pytest.mark.parametrize(
    "text",
    [
        "a\0b\0c\0d\0e\0f\0g\0h\0",
        "./one.txt\0./two.txt\0./three.txt\0",
        "\x01\0\x02\0\x03\0\x10\0 \0",
        "\0" * 40,
        "h\0i\0",
        "龘靐齉爩鱻麤龗灪",
        "\udc61\ud862\udc63\udc64" * 4,
        "\udc00\udc00\udc00\ud800abc\0\0\0",
        "水已经烧开了\uff0c请进来坐一会儿吧。",
        "カーソルキーノウゴキ",
        "안녕하세요여러분",
        "\U00012000\U00012001\U00012002\U00012003",
        "😀😁😂🤣😃",
        "\ufffe\ufffe\ufffe\ufffe\ufffe",
    ],
)
def test_what_is_none_of_it_stays(text: str) -> None:
    assert repair(text) is text


def test_the_policy_bounds_what_is_looked_for() -> None:
    given = bytes_as("come in, sit down.", "ascii", LE)
    assert repair(given, policy=Policy(families=("single-byte", "multi-byte"))) is given
    assert repair(given, policy=Policy(read_as=("gbk",))) is given
    assert repair(given, policy=Policy(read_as=(LE,))) == "come in, sit down."
    assert repair(given, policy=Policy(meant=(BE,))) is given
    swapped = bytes_as("come in, sit down.", LE, BE)
    assert repair(swapped, policy=Policy(meant=(LE,))) == "come in, sit down."


def test_it_costs_no_more_than_its_length() -> None:
    given = bytes_as("come in, sit down. " * 4000, "ascii", LE)
    assert repair(given) == "come in, sit down. " * 4000
    assert repair("a\0龘\0" * 2000) is not None


@pytest.mark.parametrize(
    "text", ["\uabc3\uabc8\uabe5\uabc6\uabe0\uabca\uabe7", "\ua00a\ua1b9\ua3c0"]
)
def test_a_word_in_a_small_script_is_no_row_of_bytes(text: str) -> None:
    assert repair(text) is text
