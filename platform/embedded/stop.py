"""The end of a command with one line for people."""


class Stop(Exception):  # noqa: N818 - an ending with a reason, not a fault in the program
    """Ends the command: `line` says why and the way out, `code` is the exit code (2: wrong usage or settings)."""

    def __init__(self, line: str, *, code: int = 1) -> None:
        super().__init__(line)
        self.code = code
