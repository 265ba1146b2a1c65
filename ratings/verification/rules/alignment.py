"""Whether the domain that signed a mail is the one that it says it comes from."""

from ratings.companies.rules import public_suffixes

ANYBODYS = frozenset((
    "aol.com", "bbox.fr", "bluewin.ch", "email.de", "fastmail.com", "free.fr", "freenet.de", "gmail.com", "gmx.at",
    "gmx.ch", "gmx.com", "gmx.de", "gmx.fr", "gmx.net", "googlemail.com", "hey.com", "home.nl", "hotmail.co.uk",
    "hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.nl", "icloud.com", "kpnmail.nl", "laposte.net", "libero.it",
    "live.com", "live.nl", "mac.com", "mail.com", "mail.ru", "mailbox.org", "me.com", "msn.com", "neuf.fr",
    "numericable.fr", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "planet.nl", "posteo.de", "posteo.net",
    "proton.me", "protonmail.com", "qq.com", "riseup.net", "seznam.cz", "sfr.fr", "t-online.de", "tele2.nl",
    "telenet.be", "tuta.com", "tutanota.com", "wanadoo.fr", "web.de", "wp.pl", "xs4all.nl", "yahoo.co.uk", "yahoo.com",
    "yahoo.de", "yahoo.fr", "yandex.com", "yandex.ru", "ymail.com", "zeelandnet.nl", "ziggo.nl",
))  # fmt: skip
"""Domains where anybody gets an address: whose signature says nothing about a company, whoever owns the domain."""


def organisational_domain(host: str) -> str:
    """
    Return the registrable domain of a host by the Public Suffix List, empty for a public suffix itself.

    >>> organisational_domain("mail.shop.co.uk"), organisational_domain("shop.github.io"), organisational_domain("com")
    ('shop.co.uk', 'shop.github.io', '')
    """
    return public_suffixes().privatesuffix(host.rstrip(".").lower()) or ""


def domain_of(address: str) -> str:
    """
    Return the domain of an e-mail address.

    >>> domain_of("orders@mail.shop.example")
    'mail.shop.example'
    """
    return address.rpartition("@")[2]


def aligned_domain(*, signing_domain: str, from_address: str) -> str:
    """
    Return the organisational domain that both are of, as DMARC compares them relaxed (RFC 7489, 3.1.1); else nothing.

    >>> aligned_domain(signing_domain="shop.example", from_address="orders@mail.shop.example")
    'shop.example'
    >>> aligned_domain(signing_domain="sender.example", from_address="orders@shop.example")
    ''
    >>> aligned_domain(signing_domain="gmail.com", from_address="shop@gmail.com")
    ''
    """
    signing = organisational_domain(signing_domain)
    return signing if signing == organisational_domain(domain_of(from_address)) and signing not in ANYBODYS else ""
