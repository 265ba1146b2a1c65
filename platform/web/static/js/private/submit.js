// Writing a private review: the token comes from this browser or from a file, the key is made here, and only its hash
// is sent.

import { call, keyFile, KEY_PLACE, reviewIn, said, show, tell, tellErrors, TOKEN_PLACE } from "./page.js";
import { base64url, hashOf, newKey, phraseOf } from "./phrase.js";

const start = document.getElementById("private-start");
const form = document.getElementById("private-form");
const keep = document.getElementById("private-keep");
const sent = document.getElementById("private-sent");
const problem = document.getElementById("private-problem");

let token = null;
let key = null;

// {"token": …, "company": …} as JSON, or the two with white space between; the company may be absent.
export function tokenIn(text) {
  const plain = text.trim();
  if (plain.startsWith("{")) {
    try {
      const read = JSON.parse(plain);
      return typeof read.token === "string" ? { token: read.token, company: read.company ?? "" } : null;
    } catch {
      return null;
    }
  }
  const [first, company = ""] = plain.split(/\s+/);
  return /^[A-Za-z0-9_-]{472}$/.test(first) ? { token: first, company } : null;
}

async function take(text) {
  token = tokenIn(text);
  if (!token) {
    tell(problem, said("no_token"));
    return;
  }
  tell(problem, "");
  const company = token.company ? await call("GET", `companies/${encodeURIComponent(token.company)}`) : null;
  document.getElementById("private-company").textContent = company?.ok
    ? said("for_company", { company: company.body.name })
    : "";
  show(start, false);
  show(form);
}

async function showKey() {
  key ??= newKey();
  const phrase = await phraseOf(key);
  const groups = document.getElementById("private-phrase");
  groups.replaceChildren(
    ...phrase.split(" ").map((group) => Object.assign(document.createElement("li"), { textContent: group })),
  );
  document.getElementById("private-file").href = keyFile(phrase);
  show(form, false);
  show(keep);
  keep.querySelector("h2").focus();
}

async function send() {
  const button = keep.querySelector("[type=submit]");
  button.disabled = true;
  try {
    await redeemAndSubmit();
  } catch {
    tell(problem, said("offline"));
  } finally {
    button.disabled = false;
  }
}

// The same request again gets the same answer, so a lost one costs nothing: its key is made of what only we have.
async function redeemAndSubmit() {
  const bytes = new TextEncoder().encode(token.token);
  const redemption = await call("POST", "purchases", {
    body: { method: "private", token: token.token, ...(token.company ? { company: token.company } : {}) },
    headers: { "Idempotency-Key": `"${await hashOf(bytes)}"` },
  });
  if (!redemption.ok) {
    tell(problem, redemption.body.errors?.[0]?.detail ?? redemption.body.detail);
    return;
  }
  const reviewerKeyHash = await hashOf(key);
  const body = {
    ...reviewIn(form),
    purchase: redemption.body.id,
    reviewer_key_hash: reviewerKeyHash,
    email: form.elements.email.value,
    locale: document.documentElement.lang,
  };
  const submitted = await call("POST", "reviews", { body, headers: { "Idempotency-Key": `"${reviewerKeyHash}"` } });
  if (submitted.ok) {
    finish(submitted.body.id);
    return;
  }
  show(keep, false);
  show(form);
  tell(problem, tellErrors(form, submitted.body));
}

async function finish(review) {
  sessionStorage.removeItem(TOKEN_PLACE);
  sessionStorage.setItem(KEY_PLACE, base64url(key));
  document.getElementById("private-file-again").href = keyFile(await phraseOf(key), review);
  tell(problem, "");
  show(keep, false);
  show(sent);
  sent.querySelector("h2").focus();
}

document.getElementById("private-take").addEventListener("submit", (event) => {
  event.preventDefault();
  take(event.target.elements.token.value);
});
document.getElementById("private-token-file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) {
    await take(await file.text());
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  tell(problem, "");
  showKey();
});
keep.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
document.getElementById("private-back").addEventListener("click", () => {
  show(keep, false);
  show(form);
});

const kept = sessionStorage.getItem(TOKEN_PLACE);
if (!window.isSecureContext) {
  tell(problem, said("insecure"));
} else if (kept) {
  take(kept);
} else {
  show(start);
}
