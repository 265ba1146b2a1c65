// What both private pages do: call the API without cookies, read the review form, and say what is wrong with it.

export const KEY_PLACE = "evenhand-reviewer-key";
export const TOKEN_PLACE = "evenhand-private-token";

export const words = JSON.parse(document.getElementById("private-words").textContent);

export function said(name, values = {}) {
  return words[name].replaceAll(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

// Without cookies and without anything else that says who calls.
export async function call(method, address, { key, body, headers = {} } = {}) {
  const sent = { Accept: "application/json", ...headers };
  if (key) {
    sent.Authorization = `ReviewKey ${key}`;
  }
  if (body !== undefined) {
    sent["Content-Type"] = "application/json";
  }
  const response = await fetch(`/api/v1/${address}`, {
    method,
    headers: sent,
    body: body === undefined ? undefined : JSON.stringify(body),
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
  });
  const text = await response.text();
  return { ok: response.ok, status: response.status, body: text ? JSON.parse(text) : null };
}

export function show(element, isShown = true) {
  element.hidden = !isShown;
}

export function tell(place, message) {
  place.replaceChildren();
  show(place, Boolean(message));
  if (message) {
    place.textContent = message;
    place.focus();
  }
}

// A number of the form's stars, null for "cannot say".
function starsOf(form) {
  const stars = {};
  for (const input of form.querySelectorAll('input[name^="stars_"]:checked')) {
    stars[input.name.slice("stars_".length)] = input.value ? Number(input.value) : null;
  }
  return stars;
}

export function reviewIn(form) {
  const data = new FormData(form);
  const review = {
    experienced_on: data.get("experienced_on"),
    title: data.get("title"),
    body: data.get("body"),
    stars: starsOf(form),
    wants_answer: data.get("wants_answer") === "on",
  };
  if (data.get("language")) {
    review.language = data.get("language");
  }
  if (data.get("connection")) {
    review.connection = data.get("connection");
  }
  return review;
}

function clearErrors(form) {
  form.querySelectorAll(".error.from-api").forEach((one) => one.remove());
  form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
}

// Put a problem document's errors at their fields; return the sentence for what has no field here.
export function tellErrors(form, problem) {
  clearErrors(form);
  const elsewhere = [];
  let first = null;
  for (const error of problem.errors ?? []) {
    const input = form.elements[error.field.replaceAll(".", "_")];
    const element = input instanceof RadioNodeList ? input[0] : input;
    if (!element) {
      elsewhere.push(error.detail);
      continue;
    }
    const line = document.createElement("p");
    line.className = "error from-api";
    line.textContent = error.detail;
    const field = element.closest(".field");
    field.insertBefore(line, field.querySelector("input, textarea, select, .choices, .star-options, .choice"));
    element.setAttribute("aria-invalid", "true");
    first ??= element;
  }
  first?.focus();
  if (elsewhere.length > 0) {
    return elsewhere.join(" ");
  }
  return first ? said("mend") : problem.detail;
}

export function keyFile(phrase, review) {
  const lines = [said("file_title"), "", phrase, "", said("file_use", { address: `${location.origin}/private/` })];
  if (review) {
    lines.push(said("file_review", { review }));
  }
  return URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }));
}
