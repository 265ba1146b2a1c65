"""The first steps of every command, before anything large is imported."""

import sys
from importlib import import_module

from config.data_folder import data_directory, keep_bytecode, take_data_folder
from embedded.stop import Stop


def main(argv: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        arguments = take_data_folder(argv)
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return stop.code
    keep_bytecode(data_directory() / "bytecode")
    # Only now, so that what it imports is found compiled.
    code: int = import_module("config.commandline").run(arguments)
    return code
