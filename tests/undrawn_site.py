"""The site as tests run it: the real one, whose purchases are not drawn for a second proof by chance."""

from config.wsgi import application
from tests.undrawn import choose_ids, undrawn_id

choose_ids(undrawn_id)

__all__ = ["application"]
