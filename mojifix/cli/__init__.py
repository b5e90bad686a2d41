"""The ``mojifix`` command: arguments, walking of folders, output. The core knows nothing of it."""
