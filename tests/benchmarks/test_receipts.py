"""The measurement of signed mails measures what it says."""

from benchmarks.verification_receipts import GOAL_MS, receipts


def test_a_signed_mail_is_judged_within_the_goal() -> None:
    figures = receipts(rounds=20)

    assert 0 < figures["rsa2048_median_ms"] < GOAL_MS
    assert 0 < figures["ed25519_median_ms"] < GOAL_MS
    assert figures["rsa2048_per_second"] > 20
