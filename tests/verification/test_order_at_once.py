"""Lists of orders that name the same orders, sent at once."""

from datetime import datetime

from ratings.kernel.actor import Actor
from ratings.verification.commands import OrderLine, register_orders
from ratings.verification.models import Order
from tests.dashboards import story
from tests.together import at_once


def test_lists_in_opposite_order_wait_for_each_other_in_no_ring(committed: None, now: datetime) -> None:
    acme = story.company("Acme")
    lines = [OrderLine(order=f"A-{number}", ordered_on=now.date()) for number in range(60)]

    def register(given: list[OrderLine]) -> list[int]:
        found = register_orders(company_id=acme.pk, lines=given, actor=Actor.operator(), now=now)
        return [one.order_id for one in found]

    forth, back = at_once(lambda: register(lines), lambda: register(lines[::-1]))

    assert Order.objects.count() == len(lines)
    assert isinstance(forth, list)
    assert isinstance(back, list)
    assert forth == back[::-1]
