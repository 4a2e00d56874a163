// The page of a film, the big screen, and the file that opens without a network: finds the player and gives it its film.

import { FilmPlayer } from "./film-player.js";
import { fetchFilm, NoFilm, unpackFilm } from "./film-source.js";
import { keepAwake } from "./wake-lock.js";

const PAUSE_BETWEEN = 6_000; // milliseconds, before the next film begins by itself
const READ_AFTER = 60_000; // milliseconds: a note goes by itself
const AUTOPLAY = "autoplay"; // in the address of the next film

const root = document.querySelector(".film");
const $ = (name) => document.querySelector(`[data-film="${name}"]`);

async function show(player, bring) {
  root.dataset.state = "loading";
  $("trouble").hidden = true;
  try {
    player.load(await bring());
    return true;
  } catch (problem) {
    root.dataset.state = "failed";
    $("trouble-text").textContent =
      problem instanceof NoFilm ? problem.message : gettext("This film cannot be read. Have it made anew.");
    $("trouble").hidden = false;
    $("again").onclick = () => show(player, bring);
    return false;
  }
}

async function startPage(player) {
  const bring = () => fetchFilm(root.dataset.source);
  if ((await show(player, bring)) && root.dataset.screen === "yes") startBigScreen(player);
}

/** Plays a team's films one after the other, if it is told to, and keeps its computer awake. */
function startBigScreen(player) {
  const button = $("autoplay");
  const on = (yes) => button.setAttribute("aria-pressed", yes);
  const goOn = () => {
    if (button.getAttribute("aria-pressed") !== "true" || !root.dataset.next) return;
    setTimeout(() => location.assign(`${root.dataset.next}?${AUTOPLAY}`), PAUSE_BETWEEN);
  };
  player.onEnd = goOn;
  button.addEventListener("click", () => {
    const yes = button.getAttribute("aria-pressed") !== "true";
    on(yes);
    if (yes && !player.clock.playing) player.play();
  });
  if (new URLSearchParams(location.search).has(AUTOPLAY)) button.click();
  keepAwake((text) => {
    $("sleep-text").textContent = text;
    $("sleep").hidden = false;
    setTimeout(() => ($("sleep").hidden = true), READ_AFTER);
  });
  $("sleep-read").addEventListener("click", () => ($("sleep").hidden = true));
}

/** All films are in the page: one is chosen from a list. */
function startFile(player) {
  const buttons = [...document.querySelectorAll("[data-opens]")];
  const open = (button) => {
    for (const each of buttons) each.setAttribute("aria-pressed", each === button);
    show(player, () => unpackFilm(document.getElementById(button.dataset.opens)));
  };
  for (const button of buttons) button.addEventListener("click", () => open(button));
  if (buttons.length) open(buttons[0]);
}

if (root) {
  const player = new FilmPlayer(root);
  if (root.dataset.source) startPage(player);
  else startFile(player);
}
