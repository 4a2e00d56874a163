// The board: keeps what the socket tells and draws it, on a desk or on the wall.

import { duration, ServerClock } from "./clock.js";
import { connect } from "./live.js";
import { told, trendIn } from "./trend.js";

const MOODS = {
  full: ["✓", gettext("works")],
  slow: ["◐", gettext("slow")],
  failed: ["✕", gettext("fails")],
  error: ["?", gettext("not measured")],
};
const JOURNEYS = ["browse", "price", "book", "recognise"];
const FIRES = {
  live: ["🔥", gettext("nobody is on it")],
  acknowledged: ["🧯", gettext("they are on it")],
  mitigated: ["🩹", gettext("patched up")],
};
const WORDS = JSON.parse(document.getElementById("words").textContent); // code -> what a reader calls it
const word = (code) => WORDS[code] ?? code;
const BEFORE = ["draft", "provisioning", "lobby"];
const HEADLINES = {
  draft: gettext("Still being prepared. The unicorns are asleep."),
  provisioning: gettext("The companies are being built, plank by plank."),
  lobby: gettext("The doors are open. Take a seat."),
  paused: gettext("Paused: clock, customers and fires stand still."),
  archived: gettext("Long ago, and well remembered."),
};

const board = { gameday: null, teams: new Map(), events: new Map() };
const rows = new Map(); // team id -> { element, trend, points }
const clock = new ServerClock();
const still = matchMedia("(prefers-reduced-motion: reduce)");
const $ = (name) => document.querySelector(`[data-board="${name}"]`);

function take({ data, at }, whole) {
  clock.hear(at);
  if (whole) {
    board.teams.clear();
    board.events.clear();
  }
  if (data.gameday) board.gameday = { ...data.gameday, heard: clock.now() };
  for (const team of data.teams ?? []) board.teams.set(team.id, team);
  for (const event of data.events ?? []) board.events.set(event.id, event);
  draw();
}

function draw() {
  const before = BEFORE.includes(board.gameday.state);
  $("standings").hidden = before;
  $("lobby").hidden = !before;
  document.body.dataset.state = board.gameday.state;
  document.documentElement.style.setProperty("--teams", board.teams.size);
  const teams = [...board.teams.values()].sort((a, b) => a.rank - b.rank || a.id - b.id);
  drawHeadline(teams);
  if (before) drawLobby(teams);
  else drawStandings(teams);
  drawEvents();
  tick();
}

function drawHeadline(teams) {
  const { state, halted, frozen, replay } = board.gameday;
  const leaders = teams.filter((team) => team.rank === 1).map((team) => team.name);
  const lines = [];
  if (state === "finished" && teams.length)
    lines.push(
      frozen
        ? gettext("It is over. Who won is told in a moment.")
        : interpolate(
            ngettext(
              "It is over. %(who)s takes the golden horseshoe.",
              "It is over. %(who)s share the golden horseshoe.",
              leaders.length,
            ),
            { who: list(leaders) },
            true,
          ),
    );
  else if (HEADLINES[state]) lines.push(HEADLINES[state]);
  if (halted) lines.push(gettext("Halted: every fault is being healed, and no new ones go in."));
  if (replay)
    lines.push(
      interpolate(gettext("The curtain rises: it is %(time)s again, and time runs fast."), { time: at(frozen) }, true),
    );
  else if (frozen)
    lines.push(interpolate(gettext("Frozen since %(time)s. The rest is told at the end."), { time: at(frozen) }, true));
  if (!teams.length) lines.push(gettext("No teams yet."));
  $("headline").textContent = lines.join(" ");
  $("headline").hidden = !lines.length;
  $("state").textContent = word(state);
  $("state").className = `badge ${state}`;
}

function drawStandings(teams) {
  const places = still.matches
    ? null
    : new Map([...rows].map(([id, row]) => [id, row.element.getBoundingClientRect().top]));
  const all = teams.flatMap((team) => team.trend);
  const scale = { low: Math.min(0, ...all), high: Math.max(1, ...all) };
  for (const [id, row] of rows)
    if (!board.teams.has(id)) {
      row.element.remove();
      rows.delete(id);
    }
  teams.forEach((team, index) => {
    const row = rows.get(team.id) ?? newRow(team);
    const body = $("rows");
    if (body.children[index] !== row.element) body.insertBefore(row.element, body.children[index] ?? null);
    fillRow(row, team, scale);
  });
  if (places) for (const [id, row] of rows) slide(row.element, places.get(id));
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
  part("change").textContent = team.change > 0 ? `▲ ${team.change}` : team.change < 0 ? `▼ ${-team.change}` : "–";
  part("change").className = `change ${team.change > 0 ? "plus" : team.change < 0 ? "minus" : ""}`;
  part("change").title = gettext("in the last minute");
  part("told").textContent = told(team.trend);
  part("moods").replaceChildren(
    ...inOrder(team.shop).map(([journey, outcome]) => {
      const [sign, means] = MOODS[outcome] ?? MOODS.error;
      return item(`mood ${outcome}`, [
        ["sign", sign, true],
        ["", word(journey)],
        ["visually-hidden", ` ${means}`],
      ]);
    }),
  );
  part("fires").replaceChildren(...team.burning.map(fire));
  row.trend ??= trendIn(part("trend"));
  row.trend.draw(team.trend, scale);
}

function fire(incident) {
  const [sign, means] = FIRES[incident.state] ?? FIRES.live;
  const li = item(`fire ${incident.state}`, [
    ["sign", sign, true],
    ["title", incident.title],
    ["since", ""],
    ["visually-hidden", `, ${means}`],
  ]);
  li.querySelector(".since").dataset.since = incident.since;
  li.title = means;
  return li;
}

function drawLobby(teams) {
  $("teams").replaceChildren(
    ...teams.map((team) => {
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
      const people = team.players.map((player) =>
        item("", [
          [`badge role-${player.role}`, player.role === "dev" ? gettext("Dev") : gettext("Ops")],
          ["", ` ${player.name}`],
        ]),
      );
      card
        .querySelector("ul")
        .replaceChildren(...(people.length ? people : [item("quiet", [["", gettext("Nobody yet. Saddle up?")]])]));
      return card;
    }),
  );
}

function drawEvents() {
  const latest = [...board.events.values()].sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id).slice(0, 20);
  const feed = $("events"),
    known = new Map([...feed.children].map((li) => [Number(li.dataset.id), li]));
  feed.replaceChildren(...latest.map((event) => known.get(event.id) ?? story(event)));
  $("quiet").hidden = latest.length > 0;
}

function story(event) {
  const team = board.teams.get(event.team);
  const parts = [["at quiet", at(event.at)], ...(team ? [["who", team.name]] : []), ["what", event.text]];
  const li = item(`event about-${event.kind}`, parts);
  li.dataset.id = event.id;
  if (team) li.style.setProperty("--team", team.colour);
  return li;
}

function tick() {
  if (!board.gameday) return;
  const { state, elapsed, duration: length, heard } = board.gameday;
  const since = elapsed + (state === "running" ? (clock.now() - heard) / 1000 : 0);
  const [label, seconds] = BEFORE.includes(state)
    ? [gettext("to play"), length]
    : state === "finished" || state === "archived"
      ? [gettext("played"), elapsed]
      : [gettext("left"), length - since];
  $("clock").textContent = duration(seconds);
  $("clock-label").textContent = label;
  if (state === "running")
    for (const time of document.querySelectorAll("[data-since]"))
      time.textContent = duration((clock.now() - Date.parse(time.dataset.since)) / 1000);
}

/** FLIP: from where the row was to where it is. */
function slide(element, from) {
  const moved = from === undefined ? 0 : from - element.getBoundingClientRect().top;
  if (Math.abs(moved) < 2) return;
  element.animate(
    [
      { transform: `translateY(${moved}px)`, zIndex: 1 },
      { transform: "none", zIndex: 1 },
    ],
    { duration: 650, easing: "cubic-bezier(.2,.9,.25,1)" },
  );
}

/** Count up or down to the new points. */
function count(element, from, to) {
  const text = (points) => Math.round(points).toLocaleString(document.documentElement.lang);
  element.dataset.points = to;
  if (still.matches || from === to || document.hidden) {
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
  for (const [className, text, hidden] of parts) {
    const span = document.createElement("span");
    if (className) span.className = className;
    span.textContent = text;
    if (hidden) span.setAttribute("aria-hidden", "true");
    li.append(span);
  }
  return li;
}

function at(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** As a customer walks the shop. */
function inOrder(shop) {
  const known = JOURNEYS.filter((journey) => journey in shop);
  return [...known, ...Object.keys(shop).filter((journey) => !known.includes(journey))].map((journey) => [
    journey,
    shop[journey],
  ]);
}

function list(names) {
  return new Intl.ListFormat(document.documentElement.lang).format(names);
}

take(JSON.parse(document.getElementById("frame").textContent), true);
connect(document.body.dataset.board, { snapshot: (frame) => take(frame, true), frame: (frame) => take(frame, false) });
setInterval(tick, 1000);
