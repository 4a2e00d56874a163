// Count-downs: seconds as the server rendered them, told now and then to who only listens, with a sound when one is over.

import { duration } from "./clock.js";

const TOLD_AT = [60, 30, 10]; // seconds
const told = new Map(); // a fuse's number -> the seconds at which it was told last
const standing = () => document.querySelector(".desk-header .badge.paused");

/** Begin every count-down in `root`; `fetch` names parts to fetch again once one with a fuse is over. */
export function startCountdowns(root, refresh) {
  for (const element of root.querySelectorAll("[data-countdown]")) {
    element.endsAt ??= performance.now() + Number(element.dataset.countdown) * 1000;
    show(element, refresh);
  }
}

/** Once a second, unless the game stands still. */
export function tick(refresh) {
  if (standing()) return;
  for (const element of document.querySelectorAll("[data-countdown]")) if (element.endsAt) show(element, refresh);
}

function show(element, refresh) {
  const left = (element.endsAt - performance.now()) / 1000;
  element.textContent = duration(left);
  element.classList.toggle("urgent", left < (element.dataset.fuse ? 30 : 60));
  if (element.dataset.fuse) burn(element, left, refresh);
}

function burn(element, left, refresh) {
  const { fuse, over, left: sentence } = element.dataset;
  const before = told.get(fuse) ?? Infinity;
  if (left <= 0 && before > 0) {
    told.set(fuse, 0);
    say(over);
    fall();
    setTimeout(refresh, 700, ["incidents"]);
  } else if (before === Infinity || TOLD_AT.some((seconds) => left <= seconds && before > seconds)) {
    told.set(fuse, Math.ceil(left));
    say(sentence.replace("{seconds}", Math.ceil(left)));
  }
}

/** Politely, to screen readers. */
export function say(text) {
  const region = document.querySelector("#announcer");
  if (region) region.textContent = text;
}

// Two notes downwards. A browser lets a page sound only once somebody has touched it.
function fall() {
  if (!navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  [
    [0, 440],
    [0.18, 294],
  ].forEach(([at, pitch]) => {
    const [note, volume] = [context.createOscillator(), context.createGain()];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(0.12, context.currentTime + at);
    volume.gain.exponentialRampToValueAtTime(0.001, context.currentTime + at + 0.35);
    note.connect(volume).connect(context.destination);
    note.start(context.currentTime + at);
    note.stop(context.currentTime + at + 0.4);
  });
  setTimeout(() => context.close(), 1500);
}
