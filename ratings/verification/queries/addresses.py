"""Addresses that are a customer's."""

from django.contrib.auth import get_user_model


def confirmed_addresses(user_id: int) -> set[str]:
    """Return the addresses of which we know that they are a user's, in lower case."""
    return {one.lower() for one in get_user_model().objects.filter(pk=user_id).values_list("email", flat=True)}
