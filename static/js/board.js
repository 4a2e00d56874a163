// The board: draws what the socket tells, on a desk or on the wall.

import { BoardState, changeShown, inWalkingOrder } from "./board-state.js";
import { duration, ServerClock, timeOfDay } from "./clock.js";
import { icon } from "./icon.js";
import { isCut } from "./line-watch.js";
import { connect } from "./live.js";
import { isStill } from "./stillness.js";
import { trendIn, trendInWords } from "./trend.js";

const MOODS = {
  full: ["✓", gettext("works")],
  slow: ["◐", gettext("slow")],
  failed: ["✕", gettext("fails")],
  error: ["?", gettext("not measured")],
};
const FIRES = {
  live: ["flame", gettext("nobody is on it")],
  acknowledged: ["wrench", gettext("they are on it")],
  mitigated: ["shield", gettext("patched up")],
};
const WORDS = JSON.parse(document.getElementById("words").textContent); // code -> what a reader calls it
const word = (code) => WORDS[code] ?? code;
const language = document.documentElement.lang;
const board = new BoardState();
const rows = new Map(); // team id -> { element, trend, points }
const clock = new ServerClock();
let arrange = () => {}; // lets the teams stand as they fit, each time when their order may have changed
let told = () => {}; // what else the page does with each frame
const $ = (name) => document.querySelector(`[data-board="${name}"]`);

function take(frame, whole) {
  clock.hear(frame.at);
  board.take(frame.data, { whole, now: clock.now() });
  told(board, clock);
  draw();
}

function draw() {
  $("standings").hidden = board.notBegun;
  $("lobby").hidden = !board.notBegun;
  if (board.notBegun && $("lobby").dataset.code !== board.gameday.join_code) location.reload(); // the way in has changed
  document.body.dataset.state = board.gameday.state;
  drawHeadline();
  if (board.notBegun) drawLobby(board.ranked());
  else drawStandings(board.ranked());
  drawEvents();
  tick();
}

function drawHeadline() {
  const lines = board.headline(language);
  $("headline").textContent = lines.join(" ");
  $("headline").hidden = !lines.length;
  $("state").textContent = word(board.gameday.state);
  $("state").className = `badge ${board.gameday.state}`;
}

function drawLobby(teams) {
  $("teams").replaceChildren(...teams.map(lobbyCard));
  arrange($("teams"));
}

function drawStandings(teams) {
  const before = new Map([...rows].map(([id, row]) => [id, placeOf(row.element)]));
  const scale = board.trendScale();
  forgetGoneRows();
  teams.forEach((team, index) => {
    const row = rows.get(team.id) ?? newRow(team);
    const body = $("rows");
    if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    fillRow(row, team, scale);
  });
  arrange($("rows"));
  if (!isStill()) for (const [id, row] of rows) slide(row.element, before.get(id));
}

function forgetGoneRows() {
  for (const [id, row] of rows) {
    if (board.teams.has(id)) continue;
    row.element.remove();
    row.trend.forget();
    rows.delete(id);
  }
}

function newRow(team) {
  const element = $("row").content.firstElementChild.cloneNode(true);
  const row = { element, points: team.points, trend: null };
  rows.set(team.id, row);
  return row;
}

function fillRow(row, team, scale) {
  const part = (name) => row.element.querySelector(`.${name}`);
  row.element.style.setProperty("--team", team.colour);
  row.element.classList.toggle("burning", team.burning.length > 0);
  part("rank").textContent = team.rank;
  part("rank").dataset.rank = team.rank;
  part("emblem").textContent = team.emblem;
  part("name").textContent = team.name;
  part("motto").textContent = team.halted ? gettext("halted: no new faults") : team.motto;
  count(part("score"), row.points, team.points);
  row.points = team.points;
  const [change, direction] = changeShown(team.change);
  part("change").textContent = change;
  part("change").className = `change ${direction}`;
  part("change").title = gettext("in the last minute");
  part("told").textContent = trendInWords(team.trend);
  part("moods").replaceChildren(...inWalkingOrder(team.shop).map(mood));
  part("fires").replaceChildren(...team.burning.map(fire));
  row.trend ??= trendIn(part("trend"));
  row.trend.draw(team.trend, scale);
}

function mood([journey, outcome]) {
  const [sign, means] = MOODS[outcome] ?? MOODS.error;
  return item(`mood ${outcome}`, [
    ["sign", sign, true],
    ["", word(journey)],
    ["visually-hidden", ` ${means}`],
  ]);
}

function fire(incident) {
  const [sign, means] = FIRES[incident.state] ?? FIRES.live;
  const li = item(`fire ${incident.state}`, [
    ["sign", "", true],
    ["title", incident.title],
    ["since", ""],
    ["visually-hidden", `, ${means}`],
  ]);
  li.querySelector(".sign").append(icon(sign));
  li.querySelector(".since").dataset.since = incident.since;
  li.title = means;
  return li;
}

function lobbyCard(team) {
  const card = $("card").content.firstElementChild.cloneNode(true);
  card.style.setProperty("--team", team.colour);
  card.querySelector(".emblem").textContent = team.emblem;
  card.querySelector(".name").textContent = team.name;
  const sandbox = card.querySelector(".badge");
  sandbox.hidden = !team.sandbox;
  sandbox.textContent =
    team.sandbox === "ready"
      ? gettext("company is up")
      : interpolate(gettext("company: %(state)s"), { state: word(team.sandbox) }, true);
  sandbox.classList.add(team.sandbox ?? "gone");
  const nobody = item("quiet", [["", gettext("Nobody yet. Saddle up?")]]);
  card.querySelector("ul").replaceChildren(...(team.players.length ? team.players.map(seated) : [nobody]));
  return card;
}

function seated({ role, name }) {
  return item("", [
    [`badge role-${role}`, role === "dev" ? gettext("Dev") : gettext("Ops")],
    ["", " "],
    ["", name, false, "bdi"],
  ]);
}

function drawEvents() {
  const latest = board.latestEvents();
  const shown = new Map([...$("events").children].map((li) => [Number(li.dataset.id), li]));
  $("events").replaceChildren(...latest.map((event) => shown.get(event.id) ?? story(event)));
  $("quiet").hidden = latest.length > 0;
}

function story(event) {
  const team = board.teams.get(event.team);
  const parts = [["at quiet", timeOfDay(event.at)], ...(team ? [["who", team.name, false, "bdi"]] : [])];
  parts.push(["what", event.text, false, "bdi"]);
  const li = item(`event about-${event.kind}`, parts);
  li.dataset.id = event.id;
  if (team) li.style.setProperty("--team", team.colour);
  return li;
}

function tick() {
  if (isCut()) return;
  const { label, seconds } = board.clockReading(clock.now());
  $("clock").textContent = duration(seconds);
  $("clock-label").textContent = label;
  if (board.gameday.state !== "running") return;
  for (const time of document.querySelectorAll("[data-since]")) {
    time.textContent = duration((clock.now() - Date.parse(time.dataset.since)) / 1000);
  }
}

/** Where an element is; null for one that is not shown. */
function placeOf(element) {
  return element.hidden ? null : element.getBoundingClientRect();
}

/** Let the row move from where it was to where it is. */
function slide(element, from) {
  const to = placeOf(element);
  if (!from || !to || Math.hypot(from.left - to.left, from.top - to.top) < 2) return;
  element.animate(
    [
      { transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)`, zIndex: 1 },
      { transform: "none", zIndex: 1 },
    ],
    { duration: 650, easing: "cubic-bezier(.2,.9,.25,1)" },
  );
}

/** Count up or down to the new points. */
function count(element, from, to) {
  const text = (points) => Math.round(points).toLocaleString(language);
  element.dataset.points = to;
  if (isStill() || from === to || document.hidden) {
    element.textContent = text(to);
    return;
  }
  const start = performance.now();
  const step = (now) => {
    if (Number(element.dataset.points) !== to) return;
    const done = Math.min(1, (now - start) / 600);
    element.textContent = text(from + (to - from) * done);
    if (done < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

function item(name, parts) {
  const li = document.createElement("li");
  li.className = name;
  for (const [className, text, hidden, element] of parts) {
    const span = document.createElement(element ?? "span");
    if (className) span.className = className;
    span.textContent = text;
    if (hidden) span.setAttribute("aria-hidden", "true");
    li.append(span);
  }
  return li;
}

/**
 * Draw what the page brought, and then what the socket tells. `options.arrange(list)` gets the teams' rows or cards,
 * `options.told(board, clock)` what is known, with each frame and before it is drawn.
 */
export function startBoard(options = {}) {
  arrange = options.arrange ?? arrange;
  told = options.told ?? told;
  take(JSON.parse(document.getElementById("frame").textContent), true);
  connect(document.body.dataset.board, {
    snapshot: (frame) => take(frame, true),
    frame: (frame) => take(frame, false),
  });
  setInterval(tick, 1000);
}
