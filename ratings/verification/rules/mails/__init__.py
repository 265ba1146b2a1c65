"""What a mail shows of a purchase. Pure."""

from ratings.verification.rules.mails.forwards import is_inline_forward
from ratings.verification.rules.mails.reading import Mail, Reading, read_mail

__all__ = ["Mail", "Reading", "is_inline_forward", "read_mail"]
