"""What verification does once an entry has its place in the log."""

from datetime import datetime

from ratings.journal.models import Entry
from ratings.verification.commands import mark_key_published


class Keys:
    """Lets a token class use its key once that stands in the public log."""

    name = "verification.keys"
    kinds = frozenset({"token_key.published"})

    def react(self, entry: Entry, *, now: datetime) -> None:
        """Remember the key's leaf."""
        if entry.leaf is not None:
            mark_key_published(key_id=bytes.fromhex(entry.subject), leaf=entry.leaf)


KEYS = Keys()
