// Privacy Pass tokens of type 2 (RFC 9577 and RFC 9578), the client's half.

import * as rsabssa from "./rsabssa.js";

const VARIANT = rsabssa.VARIANTS["RSABSSA-SHA384-PSS-Deterministic"];
const TOKEN_TYPE = Uint8Array.of(0, 2);
const NONCE_BYTES = 32;
const KEY_BYTES = 256;

// SubjectPublicKeyInfo of a 2048-bit key for RSASSA-PSS with SHA-384 and a salt of 48 bytes, up to the modulus,
// and the exponent 65537 behind it.
const HEADER =
  "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f70d010108300b0609608648" +
  "016503040202a2030201300382010f003082010a0282010100";
const TRAILER = "0203010001";

export function readKey(spki) {
  const hex = rsabssa.toHex(spki);
  if (!hex.startsWith(HEADER) || !hex.endsWith(TRAILER) || hex.length !== HEADER.length + 2 * KEY_BYTES + TRAILER.length) {
    throw new Error("not a key of this kind");
  }
  return { n: BigInt(`0x${hex.slice(HEADER.length, -TRAILER.length)}`), e: 65537n };
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

// Returns {request, input, inverse}: `request` is sent, the others stay here until the answer comes.
export async function ask(spki, challenge, random = rsabssa.randomBytes, r = null) {
  const keyId = await sha256(spki);
  const input = rsabssa.concat(TOKEN_TYPE, random(NONCE_BYTES), await sha256(challenge), keyId);
  const blinded = await rsabssa.blind(readKey(spki), input, VARIANT, random, r);
  const request = rsabssa.concat(TOKEN_TYPE, keyId.slice(-1), blinded.message);
  return { request, input, inverse: blinded.inverse };
}

export async function finish(spki, asked, response) {
  const signature = await rsabssa.finalize(readKey(spki), asked.input, response, asked.inverse, VARIANT);
  return rsabssa.concat(asked.input, signature);
}
