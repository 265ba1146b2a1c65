"""
Write every resolved version into pyproject.toml, and for deployment into requirements.lock with its hashes.

`uv run deploy/lock.py [--upgrade]`; without `--upgrade`, versions that fit stay. uv.lock itself is not kept: it
names the hosts that packages were fetched from.
"""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = ROOT / "pyproject.toml"
PINS = re.compile(r"constraint-dependencies = \[\n(?:  .*\n)*\]\n")
HEADING = "[tool.uv]\n"


def main(arguments: list[str]) -> None:
    """Resolve, then write both."""
    if "--upgrade" in arguments:
        PROJECT.write_text(PINS.sub("", PROJECT.read_text()))
    uv("lock", *arguments)
    write_pins(resolved(ROOT / "uv.lock"))
    options = ["--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet", "--no-emit-index-url"]
    uv("pip", "compile", *options, "pyproject.toml", "--output-file", "requirements.lock")


def uv(*arguments: str) -> None:
    """Run uv in the repository."""
    subprocess.run(["uv", *arguments], cwd=ROOT, check=True)  # noqa: S603, S607 - the developer's uv


def resolved(lock: Path) -> list[str]:
    """Return `name==version` of every package that has one version for all platforms."""
    packages = [package for package in tomllib.loads(lock.read_text())["package"] if "registry" in package["source"]]
    versions = Counter(package["name"] for package in packages)
    return sorted(f"{each['name']}=={each['version']}" for each in packages if versions[each["name"]] == 1)


def write_pins(pins: list[str]) -> None:
    """Put the pins into pyproject.toml in place of those that are there."""
    text = PINS.sub("", PROJECT.read_text())
    lines = "".join(f'  "{pin}",\n' for pin in pins)
    PROJECT.write_text(text.replace(HEADING, f"{HEADING}constraint-dependencies = [\n{lines}]\n", 1))


if __name__ == "__main__":
    main(sys.argv[1:])
