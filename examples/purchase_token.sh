#!/bin/sh
# Sign one purchase token: sh purchase_token.sh PRIVATE.pem COMPANY ORDER_KEY ORDER_NUMBER [KID]
#
# Needs openssl 3. PRIVATE.pem is from `openssl genpkey -algorithm ed25519`; ORDER_KEY (hexadecimal) and COMPANY (its
# name in the address of its page) stand on the page "Keys". Without KID the key is named by its thumbprint (RFC 7638).
set -eu
pem=$1 company=$2 order_key=$3 number=$4

b64() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

x=$(openssl pkey -in "$pem" -pubout -outform DER | tail -c 32 | b64)
thumbprint=$(printf '{"crv":"Ed25519","kty":"OKP","x":"%s"}' "$x" | openssl dgst -sha256 -binary | b64)
kid=${5:-$thumbprint}

# Letters and digits in capitals; for numbers in other scripts than Latin use the Python example.
plain=$(printf %s "$number" | tr a-z A-Z | tr -cd 0-9A-Z)
sub=$(printf %s "$plain" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$order_key" -binary | b64)
now=$(date +%s)
jti=$(openssl rand -hex 16)

header=$(printf '{"alg":"EdDSA","kid":"%s"}' "$kid" | b64)
claims=$(printf '{"iss":"%s","sub":"%s","iat":%s,"exp":%s,"jti":"%s"}' \
  "$company" "$sub" "$now" "$((now + 90 * 86400))" "$jti" | b64)

said=$(mktemp)
trap 'rm -f "$said"' EXIT
printf %s "$header.$claims" > "$said"
signature=$(openssl pkeyutl -sign -rawin -inkey "$pem" -in "$said" | b64)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
