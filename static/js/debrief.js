// The page of a debrief: steps by key and by whoever leads, thoughts by Enter, what is typed kept until it has arrived.

import { copyText } from "./clipboard.js";
import { isComposing } from "./composition.js";
import { say, startCountdowns } from "./countdown.js";
import { DebriefCourse, keyMeans, putBackText } from "./debrief-course.js";

const page = document.querySelector(".debrief");
const links = [...page.querySelectorAll("[data-step]")];
const course = new DebriefCourse(
  links.map(({ dataset }) => dataset.step),
  location.hash.slice(1),
);
const part = document.querySelector("#debrief");
const nav = page.querySelector(".debrief-steps");
const timer = document.querySelector("#debrief-timer");
const compose = document.querySelector("#debrief-compose");
const field = compose.querySelector("textarea");
const column = compose.querySelector("#debrief-column");

const linkOf = (step) => links.find(({ dataset }) => dataset.step === step);
const labelOf = (step) => linkOf(step).firstChild.textContent.trim();
const leadForm = () => document.querySelector("#debrief-lead");
const iLead = () => "mine" in leadForm().dataset;

/** Send an act. What becomes of it, events tell: acts.js says a failure where `source` is. */
function post(address, source, values) {
  htmx.ajax("POST", address, { source, target: part, values }).catch(() => {});
}

// Steps ---------------------------------------------------------------------------------------------------------------

/** Show what belongs to the step, of what has just come as well. */
function show() {
  page.dataset.step = course.shown;
  for (const each of page.querySelectorAll("[data-shown-at]")) {
    each.hidden = !each.dataset.shownAt.split(" ").includes(course.shown) && !holdsText(each);
  }
  for (const link of links) {
    if (link.dataset.step === course.shown) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  leadForm().elements.step.value = iLead() ? "" : course.shown;
  const elsewhere = page.querySelector(".debrief-elsewhere");
  elsewhere.hidden = !course.elsewhere;
  if (course.elsewhere) {
    const words = gettext("The others are at “%(step)s”; you look around by yourself.");
    elsewhere.querySelector("span").textContent = interpolate(words, { step: labelOf(course.led) }, true);
  }
}

/** A form with something typed in it stays in sight, wherever the others go. */
const holdsText = (element) => element.matches("form") && Boolean(element.elements.text?.value.trim());

/** Another step is shown now. */
function moved() {
  const { column: wanted } = linkOf(course.shown).dataset;
  if (wanted && !field.value.trim()) column.value = wanted;
  if (!course.led) setTimer(Number(linkOf(course.shown).dataset.minutes) * 60);
  history.replaceState(null, "", `#${course.shown}`);
  show();
  const words = gettext("Step %(number)s of %(count)s: %(step)s");
  const number = course.steps.indexOf(course.shown) + 1;
  say(interpolate(words, { number, count: course.steps.length, step: labelOf(course.shown) }, true));
}

function go(step) {
  if (step === course.shown && !course.elsewhere) return;
  const leads = course.go(step, iLead());
  moved();
  if (!leads) return;
  post(leadForm().getAttribute("action"), nav, { step });
}

/** What the part says about whoever leads. */
function hear() {
  const { led = "", left } = leadForm().dataset;
  const began = !course.led && led;
  if (course.hear(led)) moved();
  else show();
  if (led) setTimer(Number(left));
  if (began) say(leadForm().querySelector("p").textContent.trim());
}

nav.addEventListener("click", (event) => {
  const link = event.target.closest("[data-step]");
  if (!link) return;
  event.preventDefault();
  go(link.dataset.step);
});
nav.addEventListener("htmx:afterRequest", () => course.answered() && moved());
addEventListener("hashchange", () => go(location.hash.slice(1)));
page.addEventListener("click", ({ target }) => {
  const turn = target.closest("[data-turn]");
  if (turn) go(course.neighbour(Number(turn.dataset.turn)));
  if (target.closest("[data-go-along]") && course.goAlong()) moved();
});
document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (isComposing(event)) return;
  const thought = target.closest?.("li[data-edit]");
  const means = keyMeans(event, {
    writing: Boolean(target.closest?.("input, textarea, select")),
    asked: document.querySelector("dialog[open]") !== null,
    onThought: Boolean(thought),
  });
  if (!means) return;
  event.preventDefault();
  if (means === "action") thought.querySelector("[data-action]")?.click();
  else go(course.neighbour(means === "next" ? 1 : -1));
});

// Time ----------------------------------------------------------------------------------------------------------------

let told = false; // that the time of this step is over

function setTimer(seconds) {
  told = seconds <= 0;
  timer.dataset.countdown = seconds;
  timer.endsAt = performance.now() + seconds * 1000;
  startCountdowns(timer.parentElement);
}

setInterval(() => {
  if (told || performance.now() < timer.endsAt) return;
  told = true;
  say(gettext("The time for this step is over. Go on when you are ready."));
}, 1000);

// Thoughts: Enter sends, and the field is free for the next one at once. What could not be sent comes back. ------------

const DRAFT = `debrief ${location.pathname}`;

function keepDraft() {
  try {
    sessionStorage.setItem(DRAFT, field.value);
  } catch {
    /* the browser keeps nothing; the field still does */
  }
}

function showLength() {
  const note = compose.querySelector("#debrief-note");
  const { most, tooLong } = note.dataset;
  const { length } = field.value;
  note.dataset.usual ??= note.textContent;
  note.textContent = length > most ? tooLong.replace("{count}", length).replace("{most}", most) : note.dataset.usual;
  note.classList.toggle("wrong", length > most);
  keepDraft();
}

function send(form) {
  const values = Object.fromEntries(new FormData(form));
  const courier = document.createElement("i"); // each send has its own, so that none waits for the one before
  courier.hidden = true;
  form.append(courier);
  courier.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful) putBack(form, values);
    setTimeout(() => courier.remove(), 0); // first the others hear of the failure
  });
  for (const name of Object.keys(values)) if (isTyped(form, name)) form.elements[name].value = "";
  showLength();
  post(form.getAttribute("action"), courier, values);
}

const isTyped = (form, name) => form.elements[name].matches("textarea, input:not([type=hidden])");

function putBack(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const each = form.elements[name];
    if (each.matches("textarea")) each.value = putBackText(value, each.value);
    else if (isTyped(form, name)) each.value ||= value;
    else if (each.matches("select")) each.value = value;
  }
  showLength();
  show();
}

for (const form of page.querySelectorAll(".debrief-compose")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
field.addEventListener("input", showLength);
field.addEventListener("keydown", (event) => {
  if (isComposing(event) || event.key !== "Enter" || event.shiftKey) return;
  event.preventDefault();
  if (field.value.trim()) compose.requestSubmit();
});

try {
  field.value ||= sessionStorage.getItem(DRAFT) ?? "";
} catch {
  /* nothing was kept */
}
showLength();

// Changing: in a dialogue beside the part, so that no news takes away what is being typed. --------------------------------

let opener = ""; // the id of the button that opened the dialogue

page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-open]");
  if (!button) return;
  const { dataset } = button.closest("li");
  const dialog = document.getElementById(button.dataset.open);
  const form = dialog.querySelector("form");
  opener = button.id;
  form.action = dataset.edit;
  form.querySelector(".act-failed")?.remove();
  for (const each of form.elements) if (each.name in dataset) each.value = dataset[each.name];
  dialog.showModal();
});

for (const dialog of document.querySelectorAll(".debrief-editor")) {
  const form = dialog.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    post(form.getAttribute("action"), form, values);
  });
  form.addEventListener("sent", () => dialog.close());
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
}

// The part ------------------------------------------------------------------------------------------------------------

document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target !== part) return;
  hear();
  if (opener && !document.querySelector("dialog[open]")) {
    document.getElementById(opener)?.focus({ preventScroll: true });
    opener = "";
  }
});

part.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const { copy, done, failed } = button.dataset;
  const words = document.createElement("p");
  Object.assign(words, { className: "banner", textContent: (await copyText(copy)) ? done : failed });
  words.setAttribute("role", "status");
  document.querySelector("#debrief-flash").replaceChildren(words);
});

moved();
hear();
