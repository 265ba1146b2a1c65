"""
Sign one purchase token: python purchase_token.py PRIVATE.pem COMPANY ORDER_KEY ORDER_NUMBER [KID]

Needs `cryptography`. PRIVATE.pem is from `openssl genpkey -algorithm ed25519`; ORDER_KEY (hexadecimal) and COMPANY (its
name in the address of its page) stand on the page "Keys". Without KID the key is named by its thumbprint (RFC 7638).
"""

import base64
import hashlib
import hmac
import json
import re
import sys
import time
import unicodedata
import uuid
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key


def b64(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


pem, company, order_key, number, *named = sys.argv[1:]
key = load_pem_private_key(Path(pem).read_bytes(), None)
jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{b64(key.public_key().public_bytes_raw())}"}}'
kid = named[0] if named else b64(hashlib.sha256(jwk.encode()).digest())
plain = re.sub("[^0-9A-Z]", "", unicodedata.normalize("NFKC", number).upper())
hidden = b64(hmac.digest(bytes.fromhex(order_key), plain.encode(), "sha256"))
now = int(time.time())
claims = {"iss": company, "sub": hidden, "iat": now, "exp": now + 90 * 86400, "jti": uuid.uuid4().hex}
said = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "EdDSA", "kid": kid}, claims))
sys.stdout.write(f"{said}.{b64(key.sign(said.encode()))}\n")
