"""Published test vectors, run through this package: each entry is computed anew from its inputs and compared."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import lcm, prod

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ratings.verification.blind import privacypass, rsabssa
from ratings.verification.blind.privacypass import TokenChallenge, TokenError, TokenRequest, TokenResponse
from ratings.verification.blind.rsabssa import VARIANTS, BlindSignatureError, PrivateKey, PublicKey, Variant

TITLES = ("_title", "name", "title", "variant")
VARIANT_NAME = re.compile(r"RSABSSA[-\w]*", re.IGNORECASE)
LARGEST_MODULUS_BITS = 16384


class WrongVectorError(Exception):
    """An entry that does not come out as it says, or cannot be read; the text says where."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one entry; `problem` is empty where it passed."""

    title: str
    problem: str


class Entry:
    """One vector: hexadecimal fields by name, in either case, with or without `0x` and spaces between."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        self.fields = fields

    def title(self) -> str:
        """Return what the entry calls itself, empty where it does not."""
        return " ".join(str(self.fields[name]) for name in TITLES if name in self.fields)

    def has(self, name: str) -> bool:
        """Tell whether there is such a field, be it empty."""
        return self.fields.get(name) is not None

    def hexadecimal(self, name: str) -> str:
        """Return a field's digits."""
        text = self.fields.get(name)
        if not isinstance(text, str):
            raise WrongVectorError(f"{name} is {'not text' if self.has(name) else 'missing'}")
        return "".join(text.split()).lower().removeprefix("0x")

    def data(self, name: str) -> bytes:
        """Return a field's bytes."""
        try:
            return bytes.fromhex(self.hexadecimal(name))
        except ValueError as error:
            raise WrongVectorError(f"{name} is not hexadecimal") from error

    def number(self, name: str) -> int:
        """Return a field as a whole number."""
        value = self.fields.get(name)
        if isinstance(value, int):
            return value
        try:
            return int(self.hexadecimal(name), 16)
        except ValueError as error:
            raise WrongVectorError(f"{name} is not hexadecimal") from error

    def expect(self, name: str, computed: bytes) -> None:
        """Refuse where the field is there and is not what was computed."""
        if self.has(name) and self.data(name) != computed:
            raise WrongVectorError(f"{name} differs")


def check_rfc9474(entry: Entry) -> None:
    """Blind, sign, finalize and verify one vector of RFC 9474, appendix A. Raises WrongVectorError."""
    variant, key = _variant(entry), _private_key(entry)
    public = key.public
    prefix = _prefix(entry, variant)
    salt = entry.data("salt") if variant.salt_bytes or entry.has("salt") else b""
    if len(salt) != variant.salt_bytes:
        raise WrongVectorError(f"salt is not of {variant.salt_bytes} bytes")
    prepared = rsabssa.prepare(entry.data("msg"), variant, random=lambda _: prefix)
    entry.expect("prepared_msg", prepared)
    entry.expect("encoded_msg", rsabssa.encode(prepared, public.n.bit_length() - 1, salt=salt))
    r = pow(entry.number("inv"), -1, public.n)
    made = rsabssa.blind(public, prepared, variant, random=lambda _: salt, r=r)
    entry.expect("blinded_msg", made.message)
    signed = rsabssa.blind_sign(key, made.message)
    entry.expect("blind_sig", signed)
    signature = rsabssa.finalize(public, prepared, signed, made.inverse, variant)
    if entry.data("sig") != signature:
        raise WrongVectorError("sig differs")


def _variant(entry: Entry) -> Variant:
    named = VARIANT_NAME.search(entry.title())
    if named is None:
        salt, prefix = entry.fields.get("salt"), entry.fields.get("msg_prefix")
        wanted = (bool(salt), bool(prefix))
        return next(one for one in VARIANTS.values() if (one.salt_bytes > 0, one.is_randomized) == wanted)
    for name, variant in VARIANTS.items():
        if name.lower() == named.group().lower():
            return variant
    raise WrongVectorError(f"unknown variant {named.group()[:60]}")


def _prefix(entry: Entry, variant: Variant) -> bytes:
    prefix = entry.data("msg_prefix") if entry.has("msg_prefix") else b""
    if not prefix and variant.is_randomized and entry.has("prepared_msg"):
        prefix = entry.data("prepared_msg")[: rsabssa.PREFIX_BYTES]
    if len(prefix) != (rsabssa.PREFIX_BYTES if variant.is_randomized else 0):
        raise WrongVectorError("msg_prefix is not of the length that the variant has")
    return prefix


def _private_key(entry: Entry) -> PrivateKey:
    e = entry.number("e")
    primes = [entry.number(name) for name in ("p", "q") if entry.has(name)]
    n = entry.number("n") if entry.has("n") or len(primes) != len(("p", "q")) else prod(primes)
    if not 0 < n.bit_length() <= LARGEST_MODULUS_BITS or not 0 < e < n:
        raise WrongVectorError("n or e is out of range")
    if any(not 1 < prime < n or n % prime for prime in primes) or (len(primes) > 1 and prod(primes) != n):
        raise WrongVectorError("n is not p * q")
    if not entry.has("d") and len(primes) > 1:
        return PrivateKey(PublicKey(n, e), pow(e, -1, lcm(primes[0] - 1, primes[1] - 1)))
    return PrivateKey(PublicKey(n, e), entry.number("d"))


def check_rfc9578(entry: Entry) -> None:
    """Request, issue, finish and verify one token of RFC 9578, appendix A.2. Raises WrongVectorError."""
    public = privacypass.decode_public_key(entry.data("pkS"))
    challenge = TokenChallenge.decode(entry.data("token_challenge"))
    if challenge.encode() != entry.data("token_challenge"):
        raise WrongVectorError("token_challenge differs")
    drawn = iter((entry.data("nonce"), entry.data("salt")))
    asked = privacypass.ask_token(public, challenge, random=_exactly(drawn), r=entry.number("blind"))
    entry.expect("token_request", asked.request.encode())
    if TokenRequest.decode(asked.request.encode()) != asked.request:
        raise WrongVectorError("token_request is read differently")
    response = _response(entry, public, asked.request.blinded_message)
    token = asked.finish(TokenResponse.decode(response))
    if entry.data("token") != token.encode():
        raise WrongVectorError("token differs")
    privacypass.verify_token(privacypass.Token.decode(entry.data("token")), public)


def _exactly(drawn: Iterator[bytes]) -> Callable[[int], bytes]:
    def draw(length: int) -> bytes:
        data = next(drawn)
        if len(data) != length:
            raise WrongVectorError(f"nonce or salt is of {len(data)} bytes, not of {length}")
        return data

    return draw


def _response(entry: Entry, public: PublicKey, blinded_message: bytes) -> bytes:
    if not entry.has("skS"):
        return entry.data("token_response")
    pem = entry.data("skS")
    private = load_pem_private_key(pem, None)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise WrongVectorError("skS is not an RSA key")
    numbers = private.private_numbers()
    if numbers.public_numbers.n != public.n or numbers.public_numbers.e != public.e:
        raise WrongVectorError("skS and pkS are not a pair")
    signed = rsabssa.blind_sign(PrivateKey(public, numbers.d), blinded_message)
    entry.expect("token_response", signed)
    return signed


CHECKS: dict[str, Callable[[Entry], None]] = {"rfc9474": check_rfc9474, "rfc9578": check_rfc9578}


def verdicts(data: object, kind: str) -> Iterator[Verdict]:
    """Yield what becomes of each entry of a file: a list of objects, or an object with them under any names."""
    for number, fields in enumerate(_entries(data), 1):
        entry = Entry(fields if isinstance(fields, dict) else {})
        title = entry.title() or f"entry {number}"
        yield Verdict(title, _problem(fields, entry, CHECKS[kind]))


def _entries(data: object) -> list[object]:
    if isinstance(data, list):
        return data
    if not isinstance(data, dict) or any(isinstance(value, str) for value in data.values()):
        return [data]
    lists = [value for value in data.values() if isinstance(value, list)]
    return [one for each in lists for one in each] if lists else list(data.values())


def _problem(fields: object, entry: Entry, check: Callable[[Entry], None]) -> str:
    if not isinstance(fields, dict):
        return "not an object"
    try:
        check(entry)
    except (WrongVectorError, BlindSignatureError, TokenError) as error:
        return str(error)
    except (ValueError, TypeError, OverflowError, UnsupportedAlgorithm) as error:
        # What the libraries below say of numbers that are no keys.
        return f"cannot be computed ({type(error).__name__})"
    return ""
