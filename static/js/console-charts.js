// The console's charts, by uPlot: half an hour of CPU and memory a role, and of what customers met. The server is asked
// for all of it once, then only for what is new.

import uPlot from "uplot";

import { Samples, SPAN } from "./console-samples.js";
import { isUnseen } from "./page-seen.js";

const EVERY = 5000; // milliseconds
const ANSWER_WITHIN = 15_000; // milliseconds: an answer that never comes must not be the last
const box = document.querySelector("[data-samples]");
const emptyNote = box.querySelector("[data-charts=empty]");
const roles = [...box.querySelectorAll("[data-legend]")].map((item) => ({
  name: item.dataset.legend,
  button: item.querySelector("button"),
  swatch: item.querySelector(".swatch"),
  now: item.querySelector("[data-legend-now]"),
}));
const hidden = new Set(); // names of roles
const samples = new Samples();
const plots = {};

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
// Colours are asked for at every drawing: it may be light or dark.
const ink = (element) => () => getComputedStyle(element).getPropertyValue("color");
const colour = (element) => () => getComputedStyle(element).backgroundColor;

function plot(name, ...lines) {
  const place = box.querySelector(`[data-chart=${name}]`);
  const size = () => ({ width: place.clientWidth, height: place.clientHeight });
  const line = { points: { show: false }, width: 2, spanGaps: false };
  const series = [{}, ...lines.map((own) => ({ ...line, ...own }))];
  const made = new uPlot(
    { width: size().width || 300, height: size().height || 176, ...look(place), series },
    series.map(() => []),
    place,
  );
  new ResizeObserver(() => made.setSize(size())).observe(place);
  return made;
}

function look(place) {
  const axis = {
    stroke: ink(place),
    grid: { stroke: () => getComputedStyle(place).borderTopColor, width: 1 },
    ticks: { show: false },
    font: "12px sans-serif",
  };
  return {
    legend: { show: false },
    cursor: { show: false },
    select: { show: false },
    axes: [
      { ...axis, space: 70, values: (_, splits) => splits.map((at) => clock.format(at * 1000)) },
      { ...axis, size: 46 },
    ],
    scales: {
      x: { time: true, range: () => [Date.now() / 1000 - SPAN, Date.now() / 1000] },
      y: { range: (_, low, high) => [0, Math.max(high * 1.1, 0.1)] },
    },
  };
}

function draw() {
  emptyNote.hidden = !samples.isEmpty;
  const names = roles.map(({ name }) => (hidden.has(name) ? null : name));
  plots.cpu?.setData(samples.ofRoles(names, 0));
  plots.memory?.setData(samples.ofRoles(names, 1));
  plots.customers?.setData(samples.ofCustomers(1, 2));
  plots.wait?.setData(samples.ofCustomers(3));
  for (const { name, now } of roles) now.textContent = samples.latest(name);
}

async function fetchMore() {
  if (!isUnseen()) {
    try {
      const answer = await fetch(`${box.dataset.samples}?after=${samples.newest}`, {
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      });
      if (answer.ok) {
        samples.take(await answer.json(), Date.now() / 1000);
        draw();
      }
    } catch {
      /* what is drawn stays; the next one comes */
    }
  }
  setTimeout(fetchMore, EVERY);
}

function toggle({ name, button }) {
  if (!hidden.delete(name)) hidden.add(name);
  button.setAttribute("aria-pressed", String(!hidden.has(name)));
  draw();
}

const stroke = ({ swatch }) => ({ stroke: colour(swatch) });
plots.cpu = plot("cpu", ...roles.map(stroke));
plots.memory = plot("memory", ...roles.map(stroke));
plots.customers = plot("customers", stroke(roles[3]), { ...stroke(roles[1]), width: 3, dash: [6, 4] });
plots.wait = plot("wait", stroke(roles[4]));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const each of Object.values(plots)) each.redraw();
});
for (const role of roles) role.button.addEventListener("click", () => toggle(role));
fetchMore();
