"""Sentences about states speak the reader's language, not the database's."""

import pytest
from django.utils import translation

from ratings.kernel.refusals import Refused
from ratings.replies import rules as replies
from ratings.replies.models import Reply
from ratings.reviews import rules as reviews
from ratings.reviews.commands.locking import refuse_unless_may_become
from ratings.reviews.models import Review


def test_every_state_has_a_name_for_sentences() -> None:
    assert set(reviews.STATE_NAMES) == set(Review.State.values) == set(reviews.TRANSITIONS)
    assert set(replies.STATE_NAMES) == set(Reply.State.values)


@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("names", [reviews.STATE_NAMES, replies.STATE_NAMES])
def test_states_are_named_in_the_readers_language(language: str, names: dict[str, object]) -> None:
    english = {state: str(name) for state, name in names.items()}

    with translation.override(language):
        translated = {state: str(name) for state, name in names.items()}

    assert [state for state in names if translated[state] == english[state]] == []


def test_a_refusal_names_the_state_in_words() -> None:
    with pytest.raises(Refused, match="A review that is withdrawn cannot become public"):
        refuse_unless_may_become(Review(state="withdrawn"), Review.State.PUBLISHED)
