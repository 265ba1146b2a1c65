#!/usr/bin/env python
"""Evenhand's command line: puts platform/ on the path; nothing else."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(1, str(Path(__file__).resolve().parent / "platform"))
    from config.launch import main

    sys.exit(main(sys.argv))
