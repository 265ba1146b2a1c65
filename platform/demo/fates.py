"""What may become of a review in the demo world besides being published: how often, and how long ago."""

from dataclasses import dataclass

ANY_SIGNAL = ("personal_data", "link", "advertising", "profanity", "abuse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """
    One course of a review's life: `count` of them among 5,000 reviews, at least one in any world.

    They begin between `earliest` and `latest` days before the world's end. `additions` are the parts of `held`
    that screening finds in the text.
    """

    name: str
    count: int
    earliest: float
    latest: float
    additions: tuple[str, ...] = ()


def _held_open(signal: str) -> Fate:
    return Fate(name="held", count=3, earliest=3.2, latest=0.2, additions=(signal,))


FATES = (
    Fate(name="revised", count=24, earliest=1000, latest=40),
    Fate(name="revision_held", count=3, earliest=19.8, latest=18.3),
    Fate(name="withdrawn", count=12, earliest=1000, latest=60),
    Fate(name="abandoned", count=4, earliest=600, latest=30, additions=ANY_SIGNAL),
    Fate(name="again_soon", count=9, earliest=1000, latest=250),
    Fate(name="again_later", count=7, earliest=1000, latest=450),
    Fate(name="removed", count=8, earliest=800, latest=60),
    Fate(name="proof_revoked", count=6, earliest=700, latest=40),
    Fate(name="kept", count=6, earliest=700, latest=40),
    Fate(name="held_published", count=9, earliest=900, latest=20, additions=ANY_SIGNAL),
    Fate(name="rejected", count=8, earliest=900, latest=20, additions=ANY_SIGNAL),
    Fate(name="mended", count=7, earliest=800, latest=40, additions=ANY_SIGNAL),
    Fate(name="returned", count=5, earliest=8, latest=3, additions=ANY_SIGNAL),
    Fate(name="unproved", count=5, earliest=12, latest=1),
    Fate(name="lapsed", count=5, earliest=500, latest=40),
    Fate(name="appeal_open", count=5, earliest=20, latest=8, additions=ANY_SIGNAL),
    Fate(name="removal_appealed", count=3, earliest=90, latest=60),
    Fate(name="appeal_upheld", count=4, earliest=600, latest=60, additions=ANY_SIGNAL),
    Fate(name="appeal_reversed", count=4, earliest=600, latest=60, additions=ANY_SIGNAL),
    Fate(name="copied", count=3, earliest=3.0, latest=0.3),
    *(_held_open(signal) for signal in ANY_SIGNAL),
)
