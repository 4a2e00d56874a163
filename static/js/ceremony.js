// The ceremony: what moves on the big screen, and the keys that step it, there and on the remote control. Which scene is
// shown, the server says; a page that is loaded again shows it still.

import confetti from "canvas-confetti";

import { keyAct, newsShown } from "./ceremony-plan.js";
import { keepAwake } from "./wake-lock.js";

const MANE = ["#e4572e", "#f2b134", "#3f9c6d", "#2f6fbf", "#6a33c2"];
const still = matchMedia("(prefers-reduced-motion: reduce)");
const stage = document.getElementById("scene");
const celebrate =
  stage && confetti.create(document.querySelector("canvas.confetti"), { resize: true, disableForReducedMotion: true });
let shown = null; // the step of the scene that is on the screen
let skew = 0; // milliseconds that the server's clock is ahead

function drawScene() {
  const scene = stage.querySelector(".scene");
  const first = shown === null;
  const moves = !first && scene.dataset.step !== shown && !still.matches;
  shown = scene.dataset.step;
  skew = Date.parse(scene.dataset.now) - Date.now();
  scene.classList.toggle("moves", moves);
  colour(scene);
  showNews();
  if (moves && "confetti" in scene.dataset) throwConfetti(scene);
}

/** Colours and lengths come as data: the page's policy allows no style in its text. */
function colour(scene) {
  for (const element of scene.querySelectorAll("[data-colour]")) {
    element.style.setProperty("--team", element.dataset.colour);
  }
  const rows = [...scene.querySelectorAll(".places > li")];
  rows.forEach((row, index) => {
    row.style.setProperty("--share", row.dataset.share ?? 0);
    row.style.setProperty("--turn", rows.length - 1 - index); // the last place rises first
  });
}

/** So much of what happened behind the curtain as is told by now. */
function showNews() {
  const scene = stage.querySelector(".scene");
  const items = [...scene.querySelectorAll(".news > li:not(.told)")];
  const [from, until] = newsShown(items.length, Date.now() + skew - Date.parse(scene.dataset.since));
  items.forEach((item, index) => (item.hidden = index < from || index >= until));
}

function throwConfetti(scene) {
  const team = scene.querySelector(".scene.award .emblem, .rises[data-colour]")?.dataset.colour;
  const colors = team ? [...MANE, team] : MANE;
  for (const x of [0.2, 0.5, 0.8]) celebrate({ particleCount: 90, spread: 80, origin: { x, y: 0.75 }, colors });
}

function onKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
  const act = keyAct(event.key, Boolean(event.target.closest("button, a, input, textarea, select")));
  const form = act && document.querySelector(`form[data-key="${act}"]`);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

function sayThatItMaySleep(text) {
  const note = document.getElementById("sleep");
  note.textContent = text;
  note.hidden = false;
  setTimeout(() => (note.hidden = true), 30_000);
}

addEventListener("keydown", onKey);
if (stage) {
  drawScene();
  stage.addEventListener("htmx:afterSwap", drawScene);
  setInterval(showNews, 250);
  keepAwake(sayThatItMaySleep);
}
