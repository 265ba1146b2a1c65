// A review's key: 32 random bytes that only their holder has. We keep their SHA-256.
//
// As a phrase: the bytes and the first three of SHA-256("evenhand review key" || bytes), 35 in all, in Crockford's
// base32 (no I, L, O, U), fourteen groups of four. A slip of the pen is found out with all but one chance in 2^24.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LABEL = new TextEncoder().encode("evenhand review key");
export const KEY_BYTES = 32;
const CHECK_BYTES = 3;
const PHRASE_LETTERS = ((KEY_BYTES + CHECK_BYTES) * 8) / 5;

export class PhraseError extends Error {}

async function sha256(...parts) {
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole));
}

export function newKey() {
  return crypto.getRandomValues(new Uint8Array(KEY_BYTES));
}

// The SHA-256 of some bytes as 64 hexadecimal digits.
export async function hashOf(bytes) {
  return Array.from(await sha256(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export async function phraseOf(key) {
  const check = (await sha256(LABEL, key)).slice(0, CHECK_BYTES);
  let number = 0n;
  for (const byte of [...key, ...check]) {
    number = (number << 8n) | BigInt(byte);
  }
  let letters = "";
  for (let place = 0; place < PHRASE_LETTERS; place += 1) {
    letters = ALPHABET[Number(number & 31n)] + letters;
    number >>= 5n;
  }
  return letters.match(/.{4}/g).join(" ");
}

// The key of a phrase, however it was written down. PhraseError: "letters", "length" or "check".
export async function keyOf(phrase) {
  const letters = phrase.toUpperCase().replaceAll(/[\s.,_-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  let number = 0n;
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) {
      throw new PhraseError("letters");
    }
    number = (number << 5n) | BigInt(value);
  }
  if (letters.length !== PHRASE_LETTERS) {
    throw new PhraseError("length");
  }
  const bytes = new Uint8Array(KEY_BYTES + CHECK_BYTES);
  for (let place = bytes.length - 1; place >= 0; place -= 1) {
    bytes[place] = Number(number & 255n);
    number >>= 8n;
  }
  const key = bytes.slice(0, KEY_BYTES);
  const check = (await sha256(LABEL, key)).slice(0, CHECK_BYTES);
  if (check.some((byte, place) => byte !== bytes[KEY_BYTES + place])) {
    throw new PhraseError("check");
  }
  return key;
}

// The phrase within the text of a key file: the line of fourteen groups.
export function phraseIn(text) {
  const found = text.match(/(?:[0-9A-Za-z]{4}[ \t-]+){13}[0-9A-Za-z]{4}/);
  return found ? found[0] : text;
}
