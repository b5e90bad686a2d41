"""Builds the compiled scan where there is a compiler, else a wheel for any machine.

All else is in pyproject.toml. ``MOJIFIX_PURE=1`` leaves the compiled scan out.
"""

import os

from setuptools import Extension, setup
from setuptools.command.bdist_wheel import bdist_wheel


class Wheel(bdist_wheel):
    """A wheel whose tag says whether there is anything compiled in it."""

    def run(self) -> None:
        """Build what can be built."""
        if self.distribution.ext_modules:
            self.run_command("build_ext")
            built = self.get_finalized_command("build_ext").get_outputs()
            if not all(map(os.path.exists, built)):
                # Optional, and it could not be built.
                self.distribution.ext_modules = []
                self.root_is_pure = True
        super().run()


libraries = ["m"] if os.name == "posix" else []
scan = Extension("mojifix._scan", ["mojifix/_scan.c"], libraries=libraries, optional=True)

setup(
    ext_modules=[] if os.environ.get("MOJIFIX_PURE") == "1" else [scan],
    cmdclass={"bdist_wheel": Wheel},
)
