"""Which proof is offered first, and what would work after a refusal."""

from itertools import product

import pytest

from ratings.verification.rules import (
    PLACES,
    CompanyFacts,
    CustomerFacts,
    DeviceFacts,
    easiest_proofs,
    instead_of,
)

PHONE = DeviceFacts(is_phone=True, gives_untouched_mail=False)
DESK = DeviceFacts()
SHOP = CompanyFacts(has_known_mail=True)
ALL = CompanyFacts(has_known_mail=True, registers_orders=True, signs_codes=True)
NOBODY = CompanyFacts()


def offered(company: CompanyFacts, device: DeviceFacts, *, place: str = "", is_invited: bool = False) -> list[str]:
    return [one.method for one in easiest_proofs(company, device, CustomerFacts(is_invited=is_invited, place=place))]


@pytest.mark.parametrize(
    ("company", "device", "place", "first"),
    [
        (SHOP, PHONE, "", "document"),
        (SHOP, DESK, "", "signed_receipt"),
        (NOBODY, DESK, "", "document"),
        (SHOP, PHONE, "mail", "document"),
        (SHOP, DESK, "mail", "signed_receipt"),
        (NOBODY, DESK, "mail", "signed_receipt"),
        (SHOP, DeviceFacts(is_phone=True), "mail", "signed_receipt"),
        (ALL, DESK, "paper", "document"),
        (ALL, DESK, "file", "document"),
        (ALL, PHONE, "code", "purchase_token"),
        (NOBODY, DESK, "code", "purchase_token"),
        (ALL, DESK, "nowhere", "document"),
    ],
)
def test_the_easiest_proof_comes_first(company: CompanyFacts, device: DeviceFacts, place: str, first: str) -> None:
    assert offered(company, device, place=place)[0] == first


def test_an_invitation_in_hand_beats_everything_else() -> None:
    for company, device, place in product((NOBODY, SHOP, ALL), (PHONE, DESK), ("", *PLACES)):
        assert offered(company, device, place=place, is_invited=True)[0] == "invitation"


def test_what_a_company_does_not_do_is_not_offered_and_what_needs_nobody_always_is() -> None:
    for company, device, place in product((NOBODY, SHOP, ALL), (PHONE, DESK), ("", *PLACES)):
        methods = offered(company, device, place=place)
        assert {"document", "signed_receipt"} <= set(methods)
        assert len(methods) == len(set(methods))
        assert ("purchase_token" in methods) == (company.signs_codes or place == "code")
        assert ("invitation" in methods) == company.registers_orders


@pytest.mark.parametrize("code", ["no-signature", "key-short", "altered", "order-shown", "never heard of", ""])
@pytest.mark.parametrize("method", ["signed_receipt", "document", "purchase_token", "invitation"])
def test_after_every_refusal_every_open_way_is_named_once(code: str, method: str) -> None:
    open_here = ("document", "signed_receipt", "purchase_token")

    assert sorted(instead_of(code, method=method, open_here=open_here)) == sorted(open_here)


def test_after_a_refusal_the_surest_way_comes_first() -> None:
    ways = ("document", "signed_receipt")

    assert instead_of("unreadable", method="document", open_here=ways)[0] == "document"
    assert instead_of("altered", method="document", open_here=ways)[0] == "signed_receipt"
    assert instead_of("weak-signature", method="signed_receipt", open_here=ways)[0] == "document"
