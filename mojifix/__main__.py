"""``python -m mojifix`` is the ``mojifix`` command."""

from __future__ import annotations

import sys

from mojifix.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
