"""Holds the embedded servers of EVENHAND_DATA, with tables made, until its standard input says a word."""

import sys

import django
from django.conf import settings

from embedded.start import migrate_when_needed, use_servers

django.setup()
use_servers(settings.DATA, ["postgres", "valkey"])
migrate_when_needed()
print("ready", flush=True)
sys.stdin.readline()
