// The big screen: the board in columns, and in pages that turn by themselves where not all teams fit. What a team's row
// or card holds is board.js's business.

import { startBoard } from "./board.js";
import { directScreen } from "./screen-insert.js";
import { welcome } from "./screen-lobby.js";
import { LOBBY, planScreen, STANDINGS, turnedTo } from "./screen-plan.js";
import { isStill } from "./stillness.js";
import { keepAwake } from "./wake-lock.js";

const TURNS_AFTER = 12_000; // milliseconds: a page of some twenty names is read
const READ_AFTER = 60_000; // milliseconds: a note to whoever has opened the page goes by itself
const $ = (name) => document.querySelector(`[data-board="${name}"]`);

let list = null; // the element whose children are the teams, best first
let plan = null;
let page = 0;
let held = false;
let timer = null; // while pages turn by themselves

/** Let the children of `element` stand as they fit. */
function arrange(element) {
  list = element;
  const lobby = list.dataset.board === "teams";
  plan = planScreen(list.children.length, roomOf(list, lobby), lobby ? LOBBY : STANDINGS);
  const stage = $("stage");
  for (const name of ["form", "lines", "columns", "rows"]) stage.dataset[name] = plan[name];
  for (const name of ["columns", "rows", "row"]) stage.style.setProperty(`--${name}`, plan[name]);
  showPage(Math.min(page, plan.pages - 1));
  if (plan.pages === 1) stopTurning();
  else if (!held && timer === null) startTurning();
}

/** In letters. The standings leave one for their headings. */
function roomOf(element, lobby) {
  const letter = parseFloat(getComputedStyle($("stage")).fontSize);
  const box = lobby ? element : $("stage");
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(box);
  const width = box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  const height = box.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  return { width: width / letter, height: height / letter - (lobby ? 0 : 1) };
}

function showPage(number) {
  page = number;
  const teams = [...list.children];
  const [first, end] = turnedTo(plan, teams.length, page);
  teams.forEach((team, place) => {
    team.hidden = place >= plan.leaders && (place < first || place >= end);
    team.classList.toggle("leads", place < plan.leaders);
    team.classList.toggle("last-leader", place === plan.leaders - 1);
  });
  $("pager").hidden = plan.pages === 1;
  $("which").textContent = `${first + 1}–${end} / ${teams.length}`;
  drawDots();
}

function drawDots() {
  const dots = $("dots");
  while (dots.children.length > plan.pages) dots.lastElementChild.remove();
  while (dots.children.length < plan.pages) dots.append(document.createElement("span"));
  [...dots.children].forEach((dot, index) => dot.classList.toggle("here", index === page));
}

function turn(by) {
  if (plan.pages === 1) return;
  showPage((page + by + plan.pages) % plan.pages);
  if (!held) startTurning();
  if (isStill()) return;
  for (const team of list.children) {
    if (!team.hidden && !team.classList.contains("leads")) team.animate([{ opacity: 0 }, { opacity: 1 }], 500);
  }
}

function startTurning() {
  stopTurning();
  timer = setTimeout(turn, TURNS_AFTER, 1);
  if (!isStill()) $("left").animate([{ scale: "0 1" }, { scale: "1 1" }], TURNS_AFTER);
}

function stopTurning() {
  clearTimeout(timer);
  timer = null;
  for (const animation of $("left").getAnimations()) animation.cancel();
}

function hold(yes) {
  held = yes;
  $("pager").classList.toggle("held", held);
  $("hold").setAttribute("aria-pressed", held);
  if (held) stopTurning();
  else if (plan.pages > 1) startTurning();
}

function onKey(event) {
  if (plan.pages === 1 || event.altKey || event.ctrlKey || event.metaKey) return;
  const acts = { ArrowLeft: () => turn(-1), ArrowRight: () => turn(1), " ": () => hold(!held) };
  if (!acts[event.key] || (event.key === " " && event.target.closest("button"))) return;
  event.preventDefault();
  acts[event.key]();
}

function sayThatItMaySleep(text) {
  $("sleep-text").textContent = text;
  $("sleep").hidden = false;
  setTimeout(wasRead, READ_AFTER);
}

function wasRead() {
  $("sleep").hidden = true;
}

/** What the director of the screens says, and who has come. */
function told(board, clock) {
  const { screen } = board.gameday;
  if (screen.ceremony) location.assign(document.body.dataset.ceremony);
  document.body.toggleAttribute("data-calm", screen.calm);
  directScreen(screen, board.teams, clock);
  if (board.notBegun) welcome(board.ranked());
  offerCeremony(board.gameday);
  offerSound(screen);
}

/** To a facilitator who is signed in here: the day is over, and one press leads all screens on. */
function offerCeremony({ state, screen }) {
  const button = $("to-ceremony");
  if (button) button.hidden = state !== "finished" || screen.ceremony_over;
}

/** A browser lets a page sound only once somebody has touched it. */
function offerSound({ sounds, calm }) {
  $("sound").hidden = !sounds || calm || navigator.userActivation?.hasBeenActive !== false;
}

startBoard({ arrange, told });
const sizes = new ResizeObserver(() => arrange(list)); // the window's, and what a headline leaves
sizes.observe($("stage"));
sizes.observe($("teams"));
addEventListener("keydown", onKey);
$("hold").addEventListener("click", () => hold(!held));
$("sleep-read").addEventListener("click", wasRead);
for (const touch of ["pointerup", "keyup"]) addEventListener(touch, () => ($("sound").hidden = true));
keepAwake(sayThatItMaySleep);
