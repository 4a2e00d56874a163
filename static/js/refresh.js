// Pages of parts: a `changed` frame names parts, and htmx fetches them again. Also questions before acts.

import { startCountdowns, tick } from "./countdown.js";
import { connect } from "./live.js";

const page = document.querySelector("[data-socket]");
const ALL = [
  "state",
  "incidents",
  "points",
  "messages",
  "activity",
  "shop",
  "hints",
  "sandbox",
  "console",
  "terminals",
  "chat",
  "notes",
  "presence",
  "team",
  "workshop",
];
let first = true;

const held = new Set(); // parts whose news came while somebody was asked, or pressed something in them

function refresh(parts) {
  for (const part of parts) document.body.dispatchEvent(new CustomEvent(`refresh:${part}`));
}

if (page) {
  connect(page.dataset.socket, {
    snapshot() {
      if (!first) refresh(ALL);
      first = false;
    },
    frame({ type, data }) {
      if (type === "changed") refresh(data.parts);
      else if (type === "message") refresh(["messages"]);
      else if (type === "activity") refresh(["activity"]);
    },
  });
}

// What a person typed, opened or was reading survives the exchange of a part. --------------------------------------

const kept = new WeakMap();

const asking = () => document.querySelector("dialog.ask[open]"); // what the question is about must not vanish under it

function remember(target, detail, sent) {
  const { elt, verb } = detail.requestConfig ?? {};
  if (asking() || (elt === target && target.querySelector(":active"))) {
    // a button that is exchanged while it is down is never clicked
    detail.shouldSwap = false;
    held.add(target);
    return;
  }
  if (sent && verb === "get") {
    // an act is under way in here: its answer needs the form that sent it
    detail.shouldSwap = false;
    return;
  }
  const active = document.activeElement;
  kept.set(target, {
    fields: [...target.querySelectorAll("input[id], textarea[id], select[id]")].map((field) => [
      field.id,
      field.value,
      field.checked,
    ]),
    open: new Map([...target.querySelectorAll("details")].map((details, index) => [details.id || index, details.open])),
    caret: target.contains(active) ? [active.selectionStart, active.selectionEnd] : null,
    focus: target.contains(active) ? active.id || active.closest("form")?.action : null,
    sent,
  });
}

function restore(target) {
  const state = kept.get(target);
  kept.delete(target);
  startCountdowns(target, refresh);
  if (!state) return;
  for (const [id, value, checked] of state.fields) {
    const field = document.getElementById(id);
    if (!field || !value || (state.sent && state.sent.contains(field))) continue;
    if (field.type !== "checkbox") field.value = value;
    else if (field.value === value) field.checked = checked;
  }
  target.querySelectorAll("details").forEach((details, index) => {
    details.open = state.open.get(details.id || index) ?? details.open;
  });
  if (state.focus) {
    const again =
      document.getElementById(state.focus) ??
      [...target.querySelectorAll("form")].find((form) => form.action === state.focus)?.querySelector("button");
    again?.focus({ preventScroll: true });
    if (again?.setSelectionRange && state.caret?.[0] != null) again.setSelectionRange(...state.caret);
  }
}

function catchUp() {
  if (asking()) return;
  for (const part of held)
    if (part.isConnected && part.hasAttribute("hx-get"))
      htmx.ajax("GET", part.getAttribute("hx-get"), { source: part });
  held.clear();
}

for (const release of ["pointerup", "pointercancel", "keyup"])
  document.addEventListener(release, () => setTimeout(catchUp, 0));
document.body.addEventListener("htmx:beforeSwap", ({ target, detail }) =>
  remember(target, detail, target.querySelector("form.htmx-request")),
);
document.body.addEventListener("htmx:afterSwap", ({ target }) => restore(target));
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => remember(detail.target, detail, null)); // one answer, several parts
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => restore(detail.target));

startCountdowns(document, refresh);
setInterval(tick, 1000, refresh);

// Questions: [data-confirm] on a button, and htmx's own hx-confirm. --------------------------------------------------

function ask(question, verb) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.innerHTML =
    '<p></p><form method="dialog"><button class="button" value=""></button><button class="button primary" value="yes"></button></form>';
  dialog.querySelector("button").textContent = gettext("No, go back");
  dialog.querySelector("p").textContent = question;
  dialog.querySelector('[value="yes"]').textContent = verb;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
      setTimeout(catchUp, 0);
    }),
  );
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (!button || button.dataset.sure) return;
  event.preventDefault();
  if (!button.form.reportValidity()) return;
  if (!(await ask(button.dataset.confirm, button.textContent.trim()))) return;
  button.dataset.sure = "yes";
  button.form.requestSubmit(button);
  delete button.dataset.sure;
});

document.body.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, "Yes")) event.detail.issueRequest(true);
});
