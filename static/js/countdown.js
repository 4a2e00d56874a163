// Count-downs: seconds as the server rendered them. One with a fuse is also told now and then to people who only
// listen, sounds when it is over, and has its part fetched again. Ages: minutes that count up.

import { duration } from "./clock.js";
import { isCut } from "./line-watch.js";
import { fetchAgain } from "./page-parts.js";
import { playFall } from "./sounds.js";

const TOLD_AT = [60, 30, 10]; // seconds
const URGENT = { fuse: 30, other: 60 }; // seconds
const FETCHED_AFTER = 700; // milliseconds: the server's clock has passed the end by then
const told = new Map(); // a fuse's number -> the seconds at which it was told last
const gameIsPaused = () => document.querySelector(".desk-header[data-paused]") !== null;

/** Begin every count-down and every age in `root`. */
export function startCountdowns(root) {
  for (const element of root.querySelectorAll("[data-countdown]")) {
    element.endsAt ??= performance.now() + Number(element.dataset.countdown) * 1000;
    show(element);
  }
  for (const element of root.querySelectorAll("[data-age]")) {
    element.beganAt ??= performance.now() - Number(element.dataset.age) * 1000;
    showAge(element);
  }
}

/** Once a second, unless the game stands still or nobody knows how it stands. */
export function tick() {
  if (gameIsPaused() || isCut()) return;
  for (const element of document.querySelectorAll("[data-countdown]")) if (element.endsAt) show(element);
  for (const element of document.querySelectorAll("[data-age]")) if (element.beganAt) showAge(element);
}

function showAge(element) {
  const minutes = Math.floor((performance.now() - element.beganAt) / 60_000);
  const text = interpolate(gettext("%(minutes)s min"), { minutes }, true);
  if (element.textContent !== text) element.textContent = text;
}

function show(element) {
  const left = (element.endsAt - performance.now()) / 1000;
  element.textContent = duration(left);
  element.classList.toggle("urgent", left < (element.dataset.fuse ? URGENT.fuse : URGENT.other));
  if (element.dataset.fuse) tellFuse(element, left);
}

function tellFuse(element, left) {
  const { fuse, over, left: sentence } = element.dataset;
  const news = fuseNews(left, told.get(fuse));
  if (news) told.set(fuse, Math.max(0, Math.ceil(left)));
  if (news === "left") say(sentence.replace("{seconds}", Math.ceil(left)));
  if (news === "over") {
    say(over);
    playFall();
    setTimeout(fetchAgain, FETCHED_AFTER, element.closest(".part"));
  }
}

/** What there is to tell: "over" once, "left" at first and at some round numbers, else null. `before`: told last. */
export function fuseNews(left, before = Infinity) {
  if (left <= 0 && before > 0) return "over";
  if (before === Infinity || TOLD_AT.some((seconds) => left <= seconds && before > seconds)) return "left";
  return null;
}

/** Politely, to screen readers. */
export function say(text) {
  const region = document.querySelector("#announcer");
  if (region) region.textContent = text;
}
