// The private mailbox: opened with a review's key, which stays in this tab and goes out in one header only.

import { call, KEY_PLACE, reviewIn, said, show, tell, tellErrors, words } from "./page.js";
import { base64url, keyOf, phraseIn, PhraseError } from "./phrase.js";

const door = document.getElementById("mailbox-door");
const box = document.getElementById("mailbox");
const problem = document.getElementById("private-problem");
const done = document.getElementById("private-done");
const revise = document.getElementById("mailbox-revise");
const byId = (name) => document.getElementById(`mailbox-${name}`);

let key = sessionStorage.getItem(KEY_PLACE);
let opened = null;

async function open() {
  const answer = await call("GET", "mailbox", { key });
  if (!answer.ok) {
    sessionStorage.removeItem(KEY_PLACE);
    key = null;
    show(box, false);
    show(door);
    tell(problem, answer.body.detail);
    return;
  }
  sessionStorage.setItem(KEY_PLACE, key);
  opened = answer.body;
  show(door, false);
  show(box);
  render();
}

async function openWith(text) {
  tell(problem, "");
  try {
    key = base64url(await keyOf(phraseIn(text)));
  } catch (error) {
    if (!(error instanceof PhraseError)) {
      throw error;
    }
    tell(problem, said(`phrase_${error.message}`));
    return;
  }
  await open();
}

// The pages write the day before the month in English, too.
const DATES = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;

function day(text) {
  return new Date(text).toLocaleDateString(DATES, { dateStyle: "long", timeZone: "UTC" });
}

function moment(text) {
  const style = { dateStyle: "long", timeStyle: "short", timeZone: "UTC" };
  return `${new Date(text).toLocaleString(DATES, style)} (UTC)`;
}

function render() {
  const { review } = opened;
  byId("title").textContent = review.title ?? "–";
  byId("company").textContent = review.company.name;
  byId("company").href = `/companies/${review.company.slug}/`;
  byId("stars").textContent = said("stars", { stars: review.stars.service.overall });
  byId("body").textContent = review.body ?? "";
  byId("body").lang = review.language;
  byId("pseudonym").textContent = said("pseudonym", { name: review.pseudonym });
  renderState(review);
  renderReply(opened.reply);
  renderOutcome(review);
  renderDecisions(opened.decisions);
  show(byId("actions"), opened.may_revise || opened.may_withdraw);
  show(byId("revise-part"), opened.may_revise);
  show(byId("withdraw-part"), opened.may_withdraw);
  show(byId("address-part"), opened.may_withdraw);
  byId("address-state").textContent = said(opened.has_address ? "address_kept" : "address_none");
  fill(review);
}

function stateWord(review) {
  if (opened.waits) {
    return "waits";
  }
  return opened.lapsed_with_proof ? "lapsed_with_proof" : `state_${review.state}`;
}

function renderState(review) {
  byId("state").textContent = opened.waits ? words.waits_title : words.states[review.state];
  const values = {
    by: opened.decide_by ? moment(opened.decide_by) : "",
    until: opened.mend_until ? day(opened.mend_until) : "",
  };
  byId("state-words").textContent = said(stateWord(review), values);
  show(byId("public").parentElement, review.state === "published");
  byId("public").href = `/reviews/${review.id}/`;
}

function renderReply(reply) {
  show(byId("reply"), Boolean(reply));
  if (!reply) {
    return;
  }
  byId("reply-position").textContent = words.positions[reply.position] ?? "";
  byId("reply-body").textContent = reply.body;
  byId("reply-body").lang = reply.language;
  byId("reply-state").textContent =
    reply.state === "preview" ? said("reply_preview", { from: moment(reply.public_from) }) : words[`reply_${reply.state}`];
  show(byId("object"), reply.state === "preview");
}

function renderOutcome(review) {
  show(byId("outcome"), review.state === "published");
  for (const input of byId("outcome-form").querySelectorAll("input[name=outcome]")) {
    input.checked = input.value === review.outcome;
  }
}

function renderDecisions(decisions) {
  show(byId("decisions"), decisions.length > 0);
  byId("decision-list").replaceChildren(...decisions.map(decisionArticle));
}

function decisionArticle(decision) {
  const article = byId("decision").content.firstElementChild.cloneNode(true);
  const part = (name) => article.querySelector(`[data-part=${name}]`);
  part("action").textContent = words.actions[decision.action];
  part("day").textContent = day(decision.decided_at);
  show(part("statement"), Boolean(decision.statement));
  if (decision.statement) {
    part("ground").textContent = `${decision.statement.ground_title}.`;
    part("explanation").textContent = decision.statement.ground_explanation;
    part("facts").textContent = decision.statement.decision_facts;
  }
  part("link").href = `/decisions/${decision.id}/`;
  show(part("appeal-state"), Boolean(decision.appeal));
  if (decision.appeal) {
    const by = decision.appeal === "open" ? ` ${said("appeal_by", { by: moment(decision.appeal_due_at) })}` : "";
    part("appeal-state").textContent = `${words.appeals[decision.appeal]}.${by} ${decision.appeal_words ?? ""}`;
  }
  show(part("appeal"), Boolean(decision.appeal_open_until));
  if (decision.appeal_open_until) {
    part("appeal-until").textContent = said("appeal_until", { day: day(decision.appeal_open_until) });
    part("reasons").id = `reasons-${decision.id}`;
    part("reasons-label").htmlFor = `reasons-${decision.id}`;
    part("appeal").addEventListener("submit", (event) => {
      event.preventDefault();
      act("POST", `decisions/${decision.id}/appeal`, { reasons: part("reasons").value }, "appealed");
    });
  }
  return article;
}

function fill(review) {
  revise.elements.title.value = review.title ?? "";
  revise.elements.body.value = review.body ?? "";
  revise.elements.experienced_on.value = opened.experienced_on;
  revise.elements.wants_answer.checked = review.wants_answer;
  revise.elements.language.value = ["en", "de", "fr"].includes(review.language) ? review.language : "";
  for (const input of revise.querySelectorAll('input[name^="stars_"]')) {
    const stars = review.stars.service[input.name.slice("stars_".length)];
    input.checked = input.value === String(stars ?? "");
  }
}

// Do something, say that it is done or why not, and show what has become of the review.
async function act(method, address, body, doneWord, { headers = {}, form = null } = {}) {
  tell(problem, "");
  show(done, false);
  const answer = await call(method, address, { key, body, headers });
  if (!answer.ok) {
    tell(problem, form ? tellErrors(form, answer.body) : (answer.body.errors?.[0]?.detail ?? answer.body.detail));
    return false;
  }
  tell(done, said(doneWord));
  await open();
  return true;
}

byId("open").addEventListener("submit", (event) => {
  event.preventDefault();
  openWith(event.target.elements.phrase.value);
});
byId("file").addEventListener("change", async (event) => {
  const [file] = event.target.files;
  if (file) {
    await openWith(await file.text());
  }
});
byId("close").addEventListener("click", () => {
  sessionStorage.removeItem(KEY_PLACE);
  location.reload();
});
revise.addEventListener("submit", (event) => {
  event.preventDefault();
  const headers = { "If-Match": `"${opened.review.revision}"` };
  act("PATCH", `reviews/${opened.review.id}`, reviewIn(revise), "revised", { headers, form: revise });
});
byId("withdraw").addEventListener("submit", async (event) => {
  event.preventDefault();
  const wasWaiting = opened.waits;
  const answer = await call("DELETE", `reviews/${opened.review.id}`, { key });
  if (!answer.ok) {
    tell(problem, answer.body.detail);
    return;
  }
  if (wasWaiting) {
    sessionStorage.removeItem(KEY_PLACE);
    show(box, false);
  } else {
    await open();
  }
  tell(done, said("withdrawn"));
});
byId("outcome-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const outcome = new FormData(event.target).get("outcome");
  act("POST", `reviews/${opened.review.id}/outcome`, { outcome: outcome ?? "" }, "marked");
});
byId("object").addEventListener("submit", (event) => {
  event.preventDefault();
  act("POST", `replies/${opened.reply.id}/objection`, undefined, "objected");
});
byId("address").addEventListener("submit", (event) => {
  event.preventDefault();
  const body = { email: event.target.elements.email.value, locale: document.documentElement.lang };
  act("PUT", "mailbox/address", body, "address_saved", { form: event.target });
});

if (!window.isSecureContext) {
  tell(problem, said("insecure"));
} else if (key) {
  open();
} else {
  show(door);
}
