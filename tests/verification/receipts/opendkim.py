"""
Signs a mail with libopendkim, another implementation than the one that verifies. Run as a program of its own:
JSON {mail, domain, selector, algorithm, key} on standard input, the signed mail on standard output.

`key` is PEM for rsa-sha256, and PEM of PKCS #8 for ed25519-sha256.
"""

import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ALGORITHMS = {"rsa-sha256": 1, "ed25519-sha256": 2}
RELAXED = 1
NO_LENGTH = -1
NAME = "DKIM-Signature: "


def sign(mail: bytes, *, domain: str, selector: str, key: bytes, algorithm: str = "rsa-sha256") -> bytes:
    """Return the mail with a signature by libopendkim in front of it; fails the test with one line without it."""
    if find() is None:
        fetch()
    asked = {
        "mail": mail.decode("latin-1"),
        "domain": domain,
        "selector": selector,
        "algorithm": algorithm,
        "key": key.decode(),
    }
    done = subprocess.run([sys.executable, __file__], input=json.dumps(asked).encode(), capture_output=True, check=True)
    return done.stdout


def find() -> str | None:
    """Return the library's name, None where it is not installed."""
    return ctypes.util.find_library("opendkim")


def fetch() -> None:
    """Install the Debian package as root; fail the test with one line otherwise."""
    apt = shutil.which("apt-get") if os.getuid() == 0 else None
    if apt:
        sys.stderr.write("\nNo libopendkim found: installing the Debian package opendkim-tools …\n")
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "opendkim-tools"]):
            subprocess.run([apt, *arguments], env=quiet, capture_output=True, check=False)
    if find() is None:
        pytest.fail("No libopendkim: install the package `opendkim-tools`.", pytrace=False)


def testmsg(mail: bytes, *, domain: str, selector: str, key: Path) -> bytes:
    """Return the mail as the package's own program signs it: by SHA-1."""
    if find() is None:
        fetch()
    program = shutil.which("opendkim-testmsg", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program is not None
    command = [program, "-C", "-d", domain, "-s", selector, "-k", str(key)]
    return subprocess.run(command, input=mail, capture_output=True, check=True).stdout


def signature(mail: bytes, *, domain: str, selector: str, key: str, algorithm: str) -> bytes:
    """Return the value of the DKIM-Signature field that the library makes."""
    found = find()
    assert found is not None
    library = ctypes.CDLL(found)
    library.dkim_init.restype = library.dkim_sign.restype = ctypes.c_void_p
    handle = ctypes.c_void_p(library.dkim_init(None, None))
    status = ctypes.c_int()
    signer = ctypes.c_void_p(
        library.dkim_sign(
            handle,
            b"test",
            None,
            key.encode(),
            selector.encode(),
            domain.encode(),
            RELAXED,
            RELAXED,
            ALGORITHMS[algorithm],
            ctypes.c_ssize_t(NO_LENGTH),
            ctypes.byref(status),
        )
    )
    assert status.value == 0, status.value
    assert library.dkim_chunk(signer, mail, ctypes.c_size_t(len(mail))) == 0
    assert library.dkim_chunk(signer, None, ctypes.c_size_t(0)) == 0
    assert library.dkim_eom(signer, None) == 0
    text, length = ctypes.c_char_p(), ctypes.c_size_t()
    assert library.dkim_getsighdr_d(signer, ctypes.c_size_t(len(NAME)), ctypes.byref(text), ctypes.byref(length)) == 0
    assert text.value is not None
    return text.value[: length.value]


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    mail = asked.pop("mail").encode("latin-1")
    value = signature(mail, **asked)
    sys.stdout.buffer.write(NAME.encode() + value.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") + b"\r\n" + mail)
