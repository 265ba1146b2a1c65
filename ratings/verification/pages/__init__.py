"""Shown files made into plain pictures of their pages, in a process of its own."""


class CannotOpen(Exception):  # noqa: N818 - an answer, not an error
    """
    Why a shown file is not taken, as a code.

    `encrypted`, `damaged`, `too-many-pages`, `too-many-pixels`, `too-demanding` (of memory or time), `busy`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
