"""The README's examples, run: what it shows is what one gets."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import environment

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")

#: Training the model anew moves every figure a little.
EVIDENCE = re.compile(r"-?\d+\.\d nats")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


class EvidenceAside(doctest.OutputChecker):
    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(
            EVIDENCE.sub("# nats", want), EVIDENCE.sub("# nats", got), optionflags
        )


def test_the_python_examples_hold() -> None:
    examples = "\n".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(examples, {}, "README.md", "README.md", 0)
    assert len(test.examples) >= 10
    output: list[str] = []
    doctest.DocTestRunner(checker=EvidenceAside()).run(test, out=output.append)
    assert not output, "".join(output)


@pytest.mark.skipif(os.name != "posix", reason="the examples are for a POSIX shell")
def test_the_commands_do_what_is_shown(tmp_path: Path) -> None:
    [session] = blocks("console")
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "mojifix"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m mojifix "$@"\n')
    program.chmod(0o755)
    env = environment(PATH=f"{programs}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
    work = tmp_path / "work"
    work.mkdir()
    told = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE)
    # The first command shows the file that the others work on.
    (work / "news.txt").write_text(told[0][1], encoding="utf-8")
    assert told[0][0] == "cat news.txt"
    for command, shown in told:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=work,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert EVIDENCE.sub("# nats", done.stdout) == EVIDENCE.sub("# nats", shown), command


def test_the_accuracy_table_has_a_place_to_be_written_to() -> None:
    assert README.count("<!-- accuracy:begin -->") == README.count("<!-- accuracy:end -->") == 1
    assert README.index("<!-- accuracy:begin -->") < README.index("<!-- accuracy:end -->")


def test_the_hook_names_are_those_of_the_manifest() -> None:
    manifest = (Path(__file__).resolve().parent.parent / ".pre-commit-hooks.yaml").read_text()
    [example] = blocks("yaml")
    assert set(re.findall(r"- id: ([\w-]+)", example)) == set(
        re.findall(r"^- id: ([\w-]+)", manifest, re.MULTILINE)
    )
