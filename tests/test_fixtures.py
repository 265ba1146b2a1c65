import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType


@pytest.mark.parametrize("again", [1, 2])
def test_what_a_committed_test_wrote_is_gone_before_the_next(
    again: int, committed: None, second_connection: psycopg.Connection
) -> None:
    assert not get_user_model().objects.exists()
    seeds = ContentType.objects.count()

    get_user_model().objects.create(email="ana@example.org")

    seen = second_connection.execute("SELECT count(*) FROM accounts_user").fetchone()
    assert seen == (1,)
    assert seeds
