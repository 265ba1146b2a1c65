"""`manage.py check_vectors`: it computes each entry anew, and says of every damaged one that it fails."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import CommandError, call_command

from ratings.verification.blind import rsabssa
from ratings.verification.blind.rsabssa import VARIANTS, PrivateKey, PublicKey, Variant
from ratings.verification.blind.vectors import verdicts

VECTORS = Path(__file__).parents[2] / "vectors"
FILES = {"rfc9474": VECTORS / "rfc9474.json", "rfc9578": VECTORS / "rfc9578.json"}
ENTRIES = {kind: json.loads(file.read_text()) for kind, file in FILES.items()}
FIELDS = [(kind, name) for kind, entries in ENTRIES.items() for name in entries[0] if name != "_title"]


def run(file: Path, kind: str, **options: Any) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("check_vectors", str(file), kind=kind, stdout=out, stderr=io.StringIO(), **options)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def problems(kind: str, *entries: object) -> list[str]:
    return [verdict.problem for verdict in verdicts(list(entries), kind)]


@pytest.mark.parametrize("kind", FILES)
def test_the_published_vectors_pass(kind: str) -> None:
    code, said = run(FILES[kind], kind)

    assert code == 0
    assert said.splitlines()[-1] == f"{len(ENTRIES[kind])} passed, 0 failed"


def test_the_shared_vectors_are_the_same(shared: Path) -> None:
    for name, kind in (("rfc9474.json", "rfc9474"), ("rfc9578_type2.json", "rfc9578")):
        assert (shared / "vectors" / name).read_bytes() == FILES[kind].read_bytes()


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_one_digit_changed_in_any_field_fails_the_entry(kind: str, name: str) -> None:
    entry = ENTRIES[kind][0]
    text = entry[name]
    place = len(text) // 2
    digit = format(int(text[place], 16) ^ 1, "x")
    changed = entry | {name: text[:place] + digit + text[place + 1 :]}

    # A key file holds nothing but the key; what is changed in it is not always seen before it is used.
    assert all(problems(kind, changed))


@pytest.mark.parametrize("wrong", ["", "zz", "0", "0x", None, 7, [], {}, "00" * 5000])
@pytest.mark.parametrize(("kind", "name"), [("rfc9474", "msg"), ("rfc9474", "sig"), ("rfc9578", "token")])
def test_a_field_that_is_no_value_fails_the_entry(kind: str, name: str, wrong: object) -> None:
    assert all(problems(kind, ENTRIES[kind][0] | {name: wrong}))


@pytest.mark.parametrize(
    "wrong", [0, 1, 2, 3, 2**2048, 2**20000, -5], ids=["0", "1", "2", "3", "2048 bits", "20000 bits", "negative"]
)
@pytest.mark.parametrize("name", ["n", "e", "d", "inv", "p"])
def test_numbers_that_are_no_keys_fail_the_entry(name: str, wrong: int) -> None:
    assert all(problems("rfc9474", ENTRIES["rfc9474"][0] | {name: wrong}))


@pytest.mark.parametrize("kind", FILES)
def test_what_is_no_entry_fails_and_stops_nothing(kind: str) -> None:
    good = ENTRIES[kind][0]

    assert [bool(one) for one in problems(kind, good, None, 3, "x", [], {}, good)] == [
        False, True, True, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("write", [str.upper, lambda text: f"0x{text}", lambda text: f"0X{text.upper()} "])
def test_digits_may_be_written_in_any_case_and_with_a_prefix(kind: str, write: Callable[[str], str]) -> None:
    rewritten = {name: text if name == "_title" else write(text) for name, text in ENTRIES[kind][0].items()}

    assert problems(kind, rewritten) == [""]


@pytest.mark.parametrize(
    "left_out", [("p", "q"), ("prepared_msg", "encoded_msg"), ("blinded_msg", "blind_sig"), ("_title",), ("d",), ("n",)]
)
def test_fields_that_others_tell_may_be_missing(left_out: tuple[str, ...]) -> None:
    entries = [{name: text for name, text in one.items() if name not in left_out} for one in ENTRIES["rfc9474"]]

    assert problems("rfc9474", *entries) == ["", ""]


def test_a_variant_that_rfc_9474_does_not_name_fails() -> None:
    for title in ("RSABSSA-SHA256-PSS-Randomized", "RSABSSA-SHA384-PSS", "RSABSSA-SHA384-PSSZERO-Deterministic"):
        assert all(problems("rfc9474", ENTRIES["rfc9474"][0] | {"_title": f"{title} Test Vector"}))


def vector_of(variant: Variant) -> dict[str, str]:
    """Make a vector with another implementation's signature where that can make the same."""
    private = rsa.generate_private_key(65537, 2048)
    numbers = private.private_numbers()
    public = PublicKey(numbers.public_numbers.n, 65537)
    prepared = rsabssa.prepare(b"Ana", variant)
    salt = bytes(range(variant.salt_bytes))
    r = 2**2000 + 1
    made = rsabssa.blind(public, prepared, variant, random=lambda _: salt, r=r)
    signed = rsabssa.blind_sign(PrivateKey(public, numbers.d), made.message)
    return {
        "_title": f"{variant.name} Test Vector",
        "n": f"{public.n:x}",
        "e": "10001",
        "d": f"{numbers.d:x}",
        "msg": b"Ana".hex(),
        "msg_prefix": prepared.removesuffix(b"Ana").hex(),
        "salt": salt.hex(),
        "inv": f"{made.inverse:x}",
        "blinded_msg": made.message.hex(),
        "blind_sig": signed.hex(),
        "sig": rsabssa.finalize(public, prepared, signed, made.inverse, variant).hex(),
    }


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=lambda variant: variant.name)
def test_all_four_variants_are_known(variant: Variant) -> None:
    vector = vector_of(variant)
    others = [one for one in VARIANTS.values() if one is not variant]

    assert problems("rfc9474", vector) == [""]
    assert all(problems("rfc9474", *(vector | {"_title": one.name} for one in others)))


def test_a_private_key_that_is_not_the_public_ones_fails() -> None:
    pem = rsa.generate_private_key(65537, 2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    assert problems("rfc9578", ENTRIES["rfc9578"][0] | {"skS": pem.hex()}) == ["skS and pkS are not a pair"]


def test_a_failing_file_ends_with_1_and_json_is_for_machines(tmp_path: Path) -> None:
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps([ENTRIES["rfc9474"][0], {}]))

    assert run(file, "rfc9474")[0] == 1
    code, said = run(file, "rfc9474", as_json=True)
    assert (code, json.loads(said)) == (1, {"passed": 1, "failed": 1})


@pytest.mark.parametrize("text", ["[]", "{}"])
def test_a_file_without_vectors_does_not_pass(tmp_path: Path, text: str) -> None:
    file = tmp_path / "empty.json"
    file.write_text(text)

    assert run(file, "rfc9578")[0] == 1


@pytest.mark.parametrize("text", ["", "not json", "\x00\xff"])
def test_a_file_that_is_not_json_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(text.encode("latin-1"))

    with pytest.raises(CommandError, match="is not JSON"):
        run(file, "rfc9474")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "absent.json", "rfc9474")


def test_proofs_of_the_log_are_not_there_yet() -> None:
    with pytest.raises(CommandError, match="no public log yet") as refused:
        run(FILES["rfc9474"], "merkle")
    assert refused.value.returncode == 2
