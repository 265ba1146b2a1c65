"""A small version of the simulated stuffing: which way the main results point."""

from collections.abc import Mapping

import pytest

from benchmarks.stuffing import SCENARIOS, Played, played
from benchmarks.stuffing_play import WEEKS, Scenario

SIZE, SEEDS, END = 300, 5, WEEKS - 1
AFTER_BUYING = 8
LARGER = 800
"""Enough reviews a year for twenty orders of unhappy customers to compare."""


@pytest.fixture(scope="module")
def plays() -> Mapping[str, tuple[Played, Played]]:
    """Every scenario at one size, without and with the rules for proofs."""
    return {
        one.name: (played(one, SIZE, SEEDS, is_guarded=False), played(one, SIZE, SEEDS, is_guarded=True))
        for one in SCENARIOS
    }


def figure(play: Played, name: str, week: int = END) -> float:
    found = play.middle(name, week)
    assert found is not None, name
    return found


def share_noticed(play: Played, signal: str) -> float:
    days = play.first(signal)
    return sum(day is not None for day in days) / len(days)


def test_an_honest_company_keeps_its_score_under_the_rules_and_raises_no_alarm(
    plays: Mapping[str, tuple[Played, Played]],
) -> None:
    bare, guarded = plays["honest"]

    assert abs(figure(bare, "pooled") - figure(guarded, "shown")) < 0.15
    assert all(share_noticed(guarded, signal) <= 0.2 for signal in ("groups part", "second proofs", "late orders"))


@pytest.mark.parametrize(
    ("name", "week"),
    [
        ("1 tokens to staff, new addresses", END),
        ("1 tokens to staff, ten accounts", END),
        ("2 happy ones registered, known", END),
        ("3 bought, documents forged", AFTER_BUYING),
        ("3 bought, order mails, cancelled", AFTER_BUYING),
        ("3 bought, registered, cancelled", AFTER_BUYING),
        ("3 bought, genuine small orders", AFTER_BUYING),
    ],
)
def test_the_rules_keep_most_of_the_stuffing_out_of_the_shown_score(
    plays: Mapping[str, tuple[Played, Played]], name: str, week: int
) -> None:
    bare, guarded = plays[name]
    true = figure(plays["honest"][0], "pooled", week)

    assert figure(bare, "pooled", week) - true > 0.3
    assert figure(guarded, "shown", week) - true < (figure(bare, "pooled", week) - true) / 2


def in_larger(name: str) -> Played:
    (scenario,) = [one for one in SCENARIOS if one.name == name]
    return played(scenario, LARGER, SEEDS, is_guarded=True)


def test_registering_only_happy_customers_shows_in_coverage_and_in_late_orders() -> None:
    known, guessed = (in_larger(f"2 happy ones registered, {how}") for how in ("known", "guessed"))

    assert share_noticed(known, "late orders") == 1
    assert figure(known, "coverage_high") - figure(known, "coverage_low") > 0.8
    assert share_noticed(guessed, "late orders") == 0
    assert share_noticed(guessed, "coverage") >= 0.4


def test_staff_fail_the_second_proof_far_more_often_than_customers() -> None:
    staff, honest = in_larger("1 tokens to staff, new addresses"), in_larger("honest")

    assert figure(staff, "failed") > 1.5 * figure(honest, "failed")


def test_what_genuine_small_orders_buy_is_seen_by_no_check_of_proofs_but_by_the_groups(
    plays: Mapping[str, tuple[Played, Played]],
) -> None:
    bought = plays["3 bought, genuine small orders"][1]

    assert share_noticed(bought, "groups part") == 1
    assert share_noticed(bought, "late orders") == 0
    assert figure(bought, "customer", AFTER_BUYING) > 4


def test_a_rival_who_buys_bad_reviews_is_helped_by_ranking_by_the_lower_group(
    plays: Mapping[str, tuple[Played, Played]],
) -> None:
    bare, guarded = plays["3 bought by a rival, one star"]

    assert figure(guarded, "shown", AFTER_BUYING) < figure(bare, "pooled", AFTER_BUYING)


def test_the_same_seed_plays_the_same_year() -> None:
    scenario = Scenario(name="again", bought="company")
    one, other = (played(scenario, 50, 1, is_guarded=True) for _ in range(2))

    assert one == other
