"""The hooks, installed and run by pre-commit itself in a real git repository.

pre-commit builds mojifix and its dependencies from the package index into an environment of its
own, so these tests are slow.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import CLEAN_LINE, DAMAGED_LINE

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).resolve().parents[2]

#: What a build of mojifix needs; tests and corpora would only slow the copying down.
PARTS = (".pre-commit-hooks.yaml", "LICENSE", "README.md", "mojifix", "pyproject.toml")

#: Text that mentions mojibake, as the README of a project that uses the hook may.
ABOUT = 'Why "it\u00e2\u20ac\u2122s" instead of "it\u2019s"?\n'


class Repository:
    """A git repository with nobody's configuration but its own."""

    def __init__(self, folder: Path, cache: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "PRE_COMMIT_HOME": str(cache),
            "PRE_COMMIT_COLOR": "never",
        }
        self.env.pop("PYTHONPATH", None)  # the hook has to stand by what it installed
        self.git("init", "--quiet")
        self.git("config", "user.name", "A Tester")
        self.git("config", "user.email", "tester@example.org")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def try_hook(self, source: Path, hook: str) -> subprocess.CompletedProcess[str]:
        """``pre-commit try-repo`` on all files."""
        return self.run(
            sys.executable, "-m", "pre_commit", "try-repo", str(source), hook, "--all-files"
        )


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit-cache")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A repository of mojifix as it stands in the work tree, committed."""
    folder = tmp_path_factory.mktemp("source") / "mojifix"
    folder.mkdir()
    for part in PARTS:
        path = PROJECT / part
        if path.is_dir():
            shutil.copytree(path, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, folder / part)
    repository = Repository(folder, cache)
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "mojifix")
    return folder


@pytest.fixture
def project(tmp_path: Path, cache: Path) -> Repository:
    """A project with one damaged file, a clean one, one that mentions mojibake, and a picture."""
    repository = Repository(tmp_path / "project", cache)
    folder = repository.folder
    (folder / "news.txt").write_bytes(DAMAGED_LINE.encode() + b"kept\r\nas it is")
    (folder / "clean.md").write_text(CLEAN_LINE)
    (folder / "about.md").write_text(ABOUT)
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0" + DAMAGED_LINE.encode())
    (folder / "link.txt").symlink_to("news.txt")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "as found")
    return repository


def test_the_fixing_hook_repairs_once_and_then_passes(project: Repository, source: Path) -> None:
    first = project.try_hook(source, "mojifix")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "repaired news.txt: 1 span" in first.stdout
    assert project.git("diff", "--name-only") == "news.txt\n"
    news = project.folder / "news.txt"
    assert news.read_bytes() == CLEAN_LINE.encode() + b"kept\r\nas it is"
    assert (project.folder / "link.txt").is_symlink()

    project.git("commit", "--quiet", "--all", "--message", "repaired")
    second = project.try_hook(source, "mojifix")
    assert second.returncode == 0, second.stdout + second.stderr
    assert project.git("status", "--porcelain") == ""


def test_the_checking_hook_fails_on_damage_and_changes_nothing(
    project: Repository, source: Path
) -> None:
    first = project.try_hook(source, "mojifix-check")
    assert first.returncode == 1, first.stdout + first.stderr
    assert "news.txt:1:25: " in first.stdout
    assert "about.md" not in first.stdout
    assert project.git("status", "--porcelain") == ""

    (project.folder / "news.txt").write_text(CLEAN_LINE)
    project.git("commit", "--quiet", "--all", "--message", "repaired by hand")
    second = project.try_hook(source, "mojifix-check")
    assert second.returncode == 0, second.stdout + second.stderr


def test_the_manifest_holds_both_hooks_and_pre_commit_accepts_it(source: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"],
        cwd=source,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
