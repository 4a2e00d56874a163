// The moments of the incident pane: a telegram arrives, an objective is met, both keys are turned, points move. What is
// new is found by comparing the part before and after its exchange; it is shown, sounds, and is said to screen readers.

import { say } from "../countdown.js";
import { playFanfare, playMet, playTelegram, soundsAreOn, switchSounds } from "../sounds.js";
import { celebrateKeys, flyPoints, showGain } from "./celebrations.js";
import { arrivals, changes, read, sentences } from "./incident-news.js";
import { arrangeTabs, shownIncident } from "./incident-tabs.js";
import { keepAnswers, returnAnswers } from "./kept-answers.js";

const KNOWN = "gameday-incidents-known";
const part = document.querySelector("#incidents");
const known = new Set(JSON.parse(sessionStorage.getItem(KNOWN) ?? "[]"));
const rolled = new Set(); // ids of new incidents whose telegram nobody has seen yet
let last = read(part);
let points = pointsShown();
let busy = false; // somebody is at something in the part: what they look at stays

// Incidents -----------------------------------------------------------------------------------------------------------

function takeNews({ loaded = false } = {}) {
  const now = read(part);
  const arrived = arrivals(now, known, { loaded });
  const found = changes(last, now);
  last = now;
  for (const { id } of now.open.values()) known.add(id);
  sessionStorage.setItem(KNOWN, JSON.stringify([...known]));
  for (const { id } of arrived) rolled.add(id);
  arrangeTabs(busy ? null : arrived.at(-1)?.id, { loaded });
  unroll();
  returnAnswers(part);
  if (arrived.length) announceArrival();
  celebrate(found);
  showMarks();
  const told = sentences(arrived, found).join(" ");
  if (told) say(told);
}

function announceArrival() {
  playTelegram();
  if (document.querySelector(".desk").dataset.pane !== "incident") markPane(true);
}

/** The telegram that is before one's eyes unrolls, once. */
function unroll() {
  const id = shownIncident();
  if (rolled.delete(id)) mark(`[data-incident="${id}"]`, "arrives");
}

// What moves goes on moving where it was when its part is exchanged, and does not begin again when it is shown again.
// Not by a class or a style: htmx gives those of an element with an id back to the one that takes its place.
const marks = new Map(); // selector -> {name, at}

function mark(selector, name) {
  marks.set(selector, { name, at: performance.now() });
}

function showMarks() {
  for (const [selector, { name, at }] of marks) {
    const element = part.querySelector(selector);
    if (!element) continue;
    element.dataset.moment = name;
    for (const animation of element.getAnimations({ subtree: true })) animation.currentTime = performance.now() - at;
  }
}

function celebrate({ met, keys, taken, solved }) {
  for (const { incident, rung } of taken) {
    mark(`[data-incident="${incident}"] [data-rung="${rung}"]`, "taken");
  }
  for (const goal of met) {
    mark(`[data-goal="${goal.id}"]`, "met");
    flyPoints(part.querySelector(`[data-goal="${goal.id}"] .points`), goal.points);
  }
  const closed = solved.find(({ goals }) => goals.some((goal) => goal.bothKeys && !goal.met));
  if (keys.length || closed) celebrateKeys(gettext("Both keys!"));
  else if (solved.length) celebrateKeys(gettext("Solved!"));
  if (keys.length || solved.length) playFanfare();
  else if (met.length) playMet();
}

function markPane(fresh) {
  document.querySelector('[data-show-pane="incident"]')?.classList.toggle("has-news", fresh);
}

document.addEventListener("desk:incident", () => {
  unroll();
  showMarks();
});
document.addEventListener("desk:pane", ({ detail }) => detail.pane === "incident" && markPane(false));

// Before refresh.js puts focus and text back, which needs the right incident to be shown: so in the capturing phase.
function beforeSwap({ target }) {
  if (target !== part) return;
  busy = part.contains(document.activeElement) || part.matches(":hover");
  keepAnswers(part, part.querySelector("form.htmx-request"));
}

function afterSwap({ target }) {
  if (target === part) takeNews();
  if (target.id === "header") pointsMoved();
}

document.addEventListener("htmx:beforeSwap", beforeSwap, true);
document.addEventListener("htmx:afterSwap", afterSwap, true);

// Points --------------------------------------------------------------------------------------------------------------

function pointsShown() {
  const figure = document.querySelector(".strip-points .big");
  return figure ? Number(figure.textContent.replace("−", "-").replace(/[^\d-]/g, "")) : null;
}

function pointsMoved() {
  const now = pointsShown();
  if (points !== null && now !== null && now !== points) showGain(now - points);
  points = now;
}

// Telegrams that were folded or unfolded by hand, and sounds: remembered. ----------------------------------------------

const FOLDED = "gameday-telegrams";
const folded = JSON.parse(sessionStorage.getItem(FOLDED) ?? "{}");

part.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches(".telegram")) return;
    folded[target.id] = target.open;
    sessionStorage.setItem(FOLDED, JSON.stringify(folded));
  },
  true,
);
for (const telegram of part.querySelectorAll(".telegram")) telegram.open = folded[telegram.id] ?? telegram.open;

const sounds = document.querySelector(".sounds");
const showSounds = () => sounds?.setAttribute("aria-pressed", String(soundsAreOn()));
sounds?.addEventListener("click", () => {
  switchSounds(!soundsAreOn());
  showSounds();
  playMet();
});
showSounds();

takeNews({ loaded: true });
