"""A copy of mojifix whose compiled modules find faults in memory and in arithmetic."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import mojifix

__all__ = ["run_sanitized"]

_FLAGS = "-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -shared -fPIC".split()


def run_sanitized(folder: Path, module: str, script: str, *arguments: str, flags: str = "") -> str:
    """Return what ``script`` prints with ``module`` (``_scan``) built anew into ``folder``.

    Skips the test where there is no gcc. Raises ``CalledProcessError`` for any fault.
    """
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("no gcc here")
    package = folder / "mojifix"
    shutil.copytree(Path(mojifix.__file__).parent, package)
    for built in package.glob(f"{module}.*so"):
        built.unlink()
    built = package / f"{module}{sysconfig.get_config_var('EXT_SUFFIX')}"
    include = sysconfig.get_paths()["include"]
    subprocess.run(
        [
            *(compiler, *_FLAGS, *flags.split(), f"-I{include}"),
            *(str(package / f"{module}.c"), "-o", str(built), "-lm"),
        ],
        check=True,
    )
    library = subprocess.check_output([compiler, "-print-file-name=libasan.so"], text=True).strip()
    ran = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={
            **os.environ,
            "LD_PRELOAD": library,
            "PYTHONPATH": str(folder),
            "ASAN_OPTIONS": "detect_leaks=0",
            "PYTHONMALLOC": "malloc",
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    return ran.stdout.decode().strip()
