// Takes a private token for a purchase: makes the request blind, asks, takes the blind off, and hands the token over.
//
// What was asked stays in this browser until the token is safe, so that a lost answer can be had again: the site signs
// the same request again, and never another.

import { ask, finish } from "./privacypass.js";
import { base64url, fromBase64url } from "./rsabssa.js";

const HANDED_OVER = "evenhand-private-token";
const place = document.querySelector("[data-private-token]");
const { purchase, company, group, year, directory, issuer } = place.dataset;
const kept = `evenhand-private-asked-${purchase}`;

function show(name) {
  for (const part of place.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
}

function fail(words) {
  show("start");
  const line = place.querySelector("[data-problem]");
  line.textContent = words || place.dataset.failed;
  line.hidden = false;
}

async function keyOfClass() {
  const answer = await fetch(directory, { headers: { Accept: "application/private-token-issuer-directory" } });
  const keys = answer.ok ? (await answer.json())["token-keys"] : [];
  return keys.find((one) => one.group === group && String(one.year) === year);
}

async function askedBefore() {
  const before = JSON.parse(localStorage.getItem(kept) ?? "null");
  if (before) {
    const { spki, request, input, inverse } = before;
    const read = fromBase64url;
    return { spki: read(spki), request: read(request), input: read(input), inverse: BigInt(`0x${inverse}`) };
  }
  const key = await keyOfClass();
  if (!key) return null;
  const spki = fromBase64url(key["token-key"]);
  const asked = await ask(spki, fromBase64url(key["token-challenge"]));
  const written = { spki: base64url(spki), request: base64url(asked.request), input: base64url(asked.input) };
  localStorage.setItem(kept, JSON.stringify({ ...written, inverse: asked.inverse.toString(16) }));
  return { spki, ...asked };
}

async function signed(request) {
  const headers = {
    "Content-Type": "application/private-token-request",
    Accept: "application/private-token-response",
    "X-CSRFToken": place.querySelector("[name=csrfmiddlewaretoken]").value,
  };
  const answer = await fetch(issuer, { method: "POST", headers, body: request });
  if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
  throw new Error((await answer.json()).detail);
}

async function take() {
  const asked = await askedBefore();
  if (!asked) return fail();
  const token = await finish(asked.spki, asked, await signed(asked.request));
  const file = JSON.stringify({ token: base64url(token), company });
  sessionStorage.setItem(HANDED_OVER, file);
  const link = place.querySelector("[data-file]");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  place.querySelector("[data-text]").value = file;
  show("token");
  place.querySelector("[data-part=token] h2").focus();
}

place.querySelector("[data-take]").addEventListener("click", () => {
  show("work");
  take().catch((error) => fail(error.message));
});

place.querySelector("[data-forget]").addEventListener("click", () => {
  localStorage.removeItem(kept);
  sessionStorage.removeItem(HANDED_OVER);
  show("forgotten");
});

// WebCrypto is there on https and on this machine only.
show(globalThis.crypto?.subtle ? "start" : "too-old");
