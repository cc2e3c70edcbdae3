"""Every error that a user can meet: a sentence that says what to do, and an exit code.

Exit codes are an interface: 2 bad usage, 3 bad input, 4 a bad definition, 5 a store that cannot be used now.
"""

from __future__ import annotations


class SightlineError(Exception):
    """An error that is printed without a traceback. The message says what is wrong, where, and what to do."""

    exit_code = 1


class UsageError(SightlineError):
    """The command was asked for something that does not exist or does not go together."""

    exit_code = 2


class InputError(SightlineError):
    """The files given cannot be used; nothing that was loaded before is touched."""

    exit_code = 3


class DefinitionError(SightlineError):
    """A definition (YAML) is wrong; the message lists every issue with file and line."""

    exit_code = 4


class StoreError(SightlineError):
    """The store is missing, locked, read-only, full or damaged."""

    exit_code = 5
