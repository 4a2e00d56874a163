// The guide: callouts beside the things on the desk, one at a time. In the lobby they follow the steps of the practice, which
// the server checks by what really happened; else three of them show the panes. A callout never takes the focus and never
// catches a press but on its own buttons. Nothing here moves by itself: the page goes somewhere only when asked.

import { placement, stepNow, targetsOf } from "./guide-steps.js";

const KEPT = "gameday-guide"; // in this tab: {course, on, skipped, done}
const PRESSED = "button, a[href], input, textarea, select, summary, [role='tab']";

const callout = document.querySelector("#callout");
const [count, title, how] = ["count", "title", "how"].map((name) =>
  callout.querySelector(name === "title" ? "h2" : `.callout-${name}`),
);
const [next, showMe] = ["next", "show"].map((act) => callout.querySelector(`[data-callout="${act}"]`));
const SKIP = next.textContent;

let goToElement, say; // the desk's
let kept = remembered();
let tour = null; // the keys of its steps that are behind us, while the tour is on
let shown = null; // the key of the step whose callout is shown
let chosen = null; // the key of a step that somebody wants to see before its turn
let pointedAt = null;

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

function keep(changes) {
  Object.assign(kept, changes);
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    /* the guide begins again at the next page */
  }
}

/** The steps that are followed: {key, title, how, role, done, element}. */
function steps() {
  const list = document.querySelector(tour ? "#tour" : "#practice [data-steps]");
  if (!tour && list && kept.course !== list.dataset.steps) {
    kept = { ...kept, course: list.dataset.steps, skipped: [], done: [] }; // another practice
  }
  return [...(list?.querySelectorAll("[data-step]") ?? [])].map((element) => ({
    element,
    key: element.dataset.step,
    role: element.dataset.role,
    title: element.querySelector("strong").textContent.trim(),
    how: element.querySelector(".quiet").textContent.trim(),
    done: element.classList.contains("done") || Boolean(kept.done?.includes(element.dataset.step)), // or seen by this browser
  }));
}

/** Bring everything up to date: which step is now, its mark in the list, and its callout. */
function update() {
  const all = steps();
  const key = stepNow(all, tour ? { skipped: tour } : kept);
  if (!tour) for (const step of all) showInList(step, key);
  if (all.some((each) => each.key === chosen && each.done)) chosen = null;
  const step = all.find((each) => each.key === (chosen ?? key));
  if ((tour || kept.on) && step) show(step, all.indexOf(step) + 1, all.length);
  else hide();
}

function showInList({ element, key, done }, now) {
  element.classList.toggle("done", done);
  element.querySelector(".step-done").hidden = !done;
  element.classList.toggle("skipped", Boolean(kept.skipped?.includes(key)));
  if (key === now) element.setAttribute("aria-current", "step");
  else element.removeAttribute("aria-current");
}

function show(step, number, total) {
  const isNew = shown !== step.key || callout.hidden;
  shown = step.key;
  count.textContent = interpolate(gettext("%(number)s of %(total)s"), { number, total }, true);
  title.textContent = step.title;
  how.textContent = step.how;
  const { tourText, tourEnd } = next.dataset;
  showMe.hidden = tour !== null; // the tour goes there by itself
  if (tour) next.textContent = number === total ? tourEnd : tourText;
  else next.textContent = SKIP;
  callout.hidden = false;
  pointAt(target(step));
  place();
  if (isNew) say(`${count.textContent}: ${step.title}. ${step.how}`);
}

function hide() {
  shown = null;
  callout.hidden = true;
  pointAt(null);
}

const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });

function target({ key, role }) {
  const there = targetsOf(key, role).flatMap((selector) => document.querySelector(selector) ?? []);
  return there.find(isSeen) ?? there[0] ?? null;
}

function pointAt(element) {
  if (pointedAt !== element) pointedAt?.classList.remove("guided");
  element?.classList.add("guided");
  pointedAt = element;
}

/** Beside what it is about; where that cannot be seen in the middle of its pane, or of the one that is shown. */
function place() {
  if (callout.hidden) return;
  if (pointedAt && !pointedAt.isConnected) {
    update();
    return;
  }
  const isNear = pointedAt !== null && isSeen(pointedAt) && isInWindow(pointedAt.getBoundingClientRect());
  const about = isNear ? pointedAt : paneBehind();
  const size = { width: callout.offsetWidth, height: callout.offsetHeight };
  const room = { width: document.documentElement.clientWidth, height: innerHeight };
  const where = { taken: pressed(), inside: tour !== null || !isNear };
  const { x, y } = placement(about.getBoundingClientRect(), size, room, where);
  callout.style.setProperty("--x", `${Math.round(x)}px`);
  callout.style.setProperty("--y", `${Math.round(y)}px`);
}

const isInWindow = ({ top, bottom, left, right }) => bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;

function paneBehind() {
  const panes = [pointedAt?.closest(".pane"), ...document.querySelectorAll(".pane")];
  return panes.find((pane) => pane && isSeen(pane)) ?? document.body;
}

/** Where people press, but on what is pointed at: that is counted already. */
function pressed() {
  const found = [...document.querySelectorAll(PRESSED)];
  return found.filter((each) => !callout.contains(each) && isSeen(each)).map((each) => each.getBoundingClientRect());
}

let pending;
function placeSoon() {
  cancelAnimationFrame(pending);
  pending = requestAnimationFrame(place);
}

// What is pressed ------------------------------------------------------------------------------------------------------

function goToTarget() {
  const element = pointedAt;
  if (!element || !goToElement(element)) {
    element?.focus();
    placeSoon();
    return;
  }
  const inside = element.matches(PRESSED) ? element : element.querySelector(PRESSED);
  inside?.focus({ preventScroll: true });
  placeSoon();
}

function stop() {
  if (tour) tour = null;
  else keep({ on: false });
  update();
}

function goThroughTour() {
  if (callout.hidden) stop();
  else goToElement(pointedAt);
}

/** Show the panes, one after the other. */
export function startTour() {
  [tour, chosen] = [[], null];
  update();
  goThroughTour();
}

const ACTS = {
  show: goToTarget,
  next() {
    chosen = null;
    if (tour) tour.push(shown);
    else keep({ skipped: [...(kept.skipped ?? []), shown] });
    update();
    if (tour) goThroughTour();
    placeSoon();
  },
  stop,
};

function clicked({ target: element }) {
  const act = element.closest("[data-callout]")?.dataset.callout;
  if (act) ACTS[act]();
  const step = element.closest("[data-show-step]")?.dataset.showStep;
  if (!step) return;
  [tour, chosen] = [null, step];
  keep({ on: true, skipped: (kept.skipped ?? []).filter((each) => each !== step) });
  update();
  if (shown === step) goToTarget();
}

function paletteWasOpened() {
  if (tour || !steps().some(({ key }) => key === "palette")) return;
  keep({ done: [...new Set([...(kept.done ?? []), "palette"])] });
  update();
}

/** `desk`: goToElement and say, which are the page's own. */
export function startGuide(desk) {
  ({ goToElement, say } = desk);
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && callout.contains(document.activeElement)) stop();
  });
  // Whoever begins the practice is guided through it.
  document.addEventListener("submit", ({ target: form }) => form.matches("[data-begins-guide]") && keep({ on: true }));
  document.addEventListener("desk:palette", paletteWasOpened);
  for (const event of ["htmx:afterSwap", "htmx:oobAfterSwap", "desk:tool", "desk:pane"]) {
    document.addEventListener(event, () => setTimeout(update, 0));
  }
  addEventListener("resize", placeSoon);
  document.addEventListener("scroll", placeSoon, { capture: true, passive: true });
  update();
}
