"""What our mails' headers say arrives as it was written."""

from email import message_from_bytes, policy

import pytest

from ratings.notifications.messages import Message


@pytest.mark.parametrize(
    "subject",
    [
        "A decision about what you wrote about Mutuelle des Trois Chênes",
        "Harrow Lane Clothing hat uns von Ihrer Bestellung berichtet: Wie war es?",
        "Über Ihre Beschwerde ist entschieden",
    ],
)
def test_a_subject_keeps_one_space_between_its_words(subject: str) -> None:
    sent = Message(subject=subject, body="Hello", to=["ana@mail.example"]).message().as_bytes()

    assert message_from_bytes(sent, policy=policy.default)["Subject"] == subject
    assert max(map(len, sent.splitlines())) < 79
