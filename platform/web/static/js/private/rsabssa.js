// RSA blind signatures, the requester's half of RFC 9474: prepare, blind, finalize.
//
// BigInt arithmetic takes longer for some numbers than for others. What is secret here (salt, blind, nonce) belongs to
// the person at this browser, is drawn anew for each token and used once; whoever could time this page from inside the
// browser could read the token itself. The signer's key, which is used many times, never comes here.

const HASH_BYTES = 48;
const PREFIX_BYTES = 32;

export const VARIANTS = {
  "RSABSSA-SHA384-PSS-Randomized": { saltBytes: 48, isRandomized: true },
  "RSABSSA-SHA384-PSSZERO-Randomized": { saltBytes: 0, isRandomized: true },
  "RSABSSA-SHA384-PSS-Deterministic": { saltBytes: 48, isRandomized: false },
  "RSABSSA-SHA384-PSSZERO-Deterministic": { saltBytes: 0, isRandomized: false },
};

export function randomBytes(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function concat(...parts) {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  return joined;
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function toInteger(bytes) {
  return bytes.length ? BigInt(`0x${toHex(bytes)}`) : 0n;
}

export function toBytes(number, length) {
  const hex = number.toString(16);
  if (hex.length > 2 * length) throw new Error("integer too large");
  return fromHex(hex.padStart(2 * length, "0"));
}

export function bitLength(number) {
  return number.toString(2).length;
}

export function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

// Extended Euclid; an Error where there is no inverse, which is a factor of the modulus found by chance.
export function inverse(number, modulus) {
  let [r, next] = [modulus, number % modulus];
  let [t, step] = [0n, 1n];
  while (next > 0n) {
    const quotient = r / next;
    [r, next] = [next, r - quotient * next];
    [t, step] = [step, t - quotient * step];
  }
  if (r !== 1n) throw new Error("blinding error");
  return ((t % modulus) + modulus) % modulus;
}

async function sha384(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
}

async function mask(seed, length) {
  const blocks = [];
  for (let number = 0; number * HASH_BYTES < length; number += 1) {
    blocks.push(await sha384(concat(seed, toBytes(BigInt(number), 4))));
  }
  return concat(...blocks).slice(0, length);
}

// EMSA-PSS-ENCODE (RFC 8017, 9.1.1); emBits is one less than the modulus has.
export async function encode(message, emBits, salt) {
  const emBytes = Math.ceil(emBits / 8);
  const paddingBytes = emBytes - HASH_BYTES - salt.length - 2;
  if (paddingBytes < 0) throw new Error("encoding error");
  const digest = await sha384(concat(new Uint8Array(8), await sha384(message), salt));
  const block = concat(new Uint8Array(paddingBytes), Uint8Array.of(1), salt);
  const masking = await mask(digest, block.length);
  const masked = block.map((byte, place) => byte ^ masking[place]);
  masked[0] &= 0xff >> (8 * emBytes - emBits);
  return concat(masked, digest, Uint8Array.of(0xbc));
}

function randomBelow(bound, random) {
  const bits = bitLength(bound);
  for (;;) {
    const drawn = toInteger(random(Math.ceil(bits / 8))) >> BigInt((8 - (bits % 8)) % 8);
    if (drawn > 0n && drawn < bound) return drawn;
  }
}

export function prepare(message, variant, random = randomBytes) {
  return variant.isRandomized ? concat(random(PREFIX_BYTES), message) : message;
}

// `key` is {n, e} in BigInt. Returns what the signer is shown, and the inverse that takes the blind off again.
export async function blind(key, prepared, variant, random = randomBytes, r = null) {
  const bits = bitLength(key.n);
  const m = toInteger(await encode(prepared, bits - 1, random(variant.saltBytes)));
  inverse(m, key.n);
  const chosen = r ?? randomBelow(key.n, random);
  const message = toBytes((m * power(chosen, key.e, key.n)) % key.n, Math.ceil(bits / 8));
  return { message, inverse: inverse(chosen, key.n) };
}

// Takes the blind off, and returns the signature only if it is good.
export async function finalize(key, prepared, blindSignature, unblind, variant) {
  const length = Math.ceil(bitLength(key.n) / 8);
  if (blindSignature.length !== length) throw new Error("unexpected input size");
  const signature = toBytes((toInteger(blindSignature) * unblind) % key.n, length);
  if (!(await verify(key, prepared, signature, variant))) throw new Error("invalid signature");
  return signature;
}

export async function verify(key, prepared, signature, variant) {
  const jwk = { kty: "RSA", alg: "PS384", n: base64url(integerBytes(key.n)), e: base64url(integerBytes(key.e)) };
  const theirs = await crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"]);
  return crypto.subtle.verify({ name: "RSA-PSS", saltLength: variant.saltBytes }, theirs, signature, prepared);
}

function integerBytes(number) {
  return toBytes(number, Math.ceil(bitLength(number) / 8));
}

export function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64url(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}
