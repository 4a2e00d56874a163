// Draws the board on the home page, a second of its story a second. It stands still where motion is reduced, or when told to.

import { boardAt, SECONDS, STILL } from "./home-story.js";
import { icon } from "./icon.js";

const TROUBLES = {
  slow: gettext("The prices are slow"),
  book: gettext("Nobody can book"),
  photos: gettext("No photo is recognised"),
  silent: gettext("The shop says nothing"),
};
const SAID = {
  live: ["flame", (title) => TROUBLES[title]],
  acknowledged: ["wrench", () => gettext("Dev and Ops are on it")],
  resolved: ["circle-check", () => gettext("Mended together")],
  well: ["heart-pulse", () => gettext("Customers get through")],
};
const CUSTOMERS = { live: ["failed", "x"], acknowledged: ["slow", "minus"], resolved: ["full", "check"] };
const EVERY = 1000; // milliseconds
const number = new Intl.NumberFormat(document.documentElement.lang);
const picture = document.getElementById("picture-of-a-day");
const rows = new Map([...picture.querySelectorAll("[data-team]")].map((row) => [row.dataset.team, row]));
const button = picture.querySelector("button");
let second = STILL;
let timer = 0;

function draw() {
  for (const team of boardAt(second)) drawTeam(rows.get(team.id), team);
}

function drawTeam(row, { points, rank, share, fire }) {
  row.dataset.rank = rank;
  row.style.setProperty("--share", share);
  row.dataset.fire = fire?.state ?? "";
  row.querySelector(".rank").textContent = rank;
  row.querySelector(".score").textContent = number.format(points);
  say(row.querySelector(".trouble"), fire);
  row.querySelectorAll(".customer").forEach((customer, journey) => {
    const [mood, sign] = CUSTOMERS[fire?.journey === journey ? fire.state : "resolved"];
    if (customer.dataset.mood === mood) return;
    customer.dataset.mood = mood;
    customer.replaceChildren(icon(sign));
  });
}

function say(place, fire) {
  const said = fire ? `${fire.state} ${fire.title}` : "well";
  if (place.dataset.said === said) return;
  place.dataset.said = said;
  const [sign, words] = SAID[fire?.state ?? "well"];
  place.replaceChildren(icon(sign), words(fire?.title));
}

function letMove(moves) {
  clearInterval(timer);
  if (moves) timer = setInterval(step, EVERY);
  button.replaceChildren(
    icon(moves ? "pause" : "play"),
    " ",
    moves ? gettext("Hold the picture") : gettext("Let it move"),
  );
  button.dataset.moves = moves ? "yes" : "";
}

function step() {
  second = (second + 1) % SECONDS;
  draw();
}

button.addEventListener("click", () => letMove(!button.dataset.moves));
draw();
letMove(!matchMedia("(prefers-reduced-motion: reduce)").matches);
