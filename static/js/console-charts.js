// The console's charts: half an hour of CPU and memory a role, and of what customers met, by uPlot. Fetched once, then only
// what came since.

const { default: uPlot } = await import("../vendor/uplot.js").catch(() => ({}));
const box = document.querySelector("[data-samples]");
const empty = box.querySelector("[data-charts=empty]"),
  frame = box.querySelector(".charts");
const EVERY = 5000,
  SPAN = 1800; // milliseconds, seconds
const roles = [...box.querySelectorAll("[data-legend]")].map((item) => ({
  name: item.dataset.legend,
  button: item.querySelector("button"),
  swatch: item.querySelector(".swatch"),
  now: item.querySelector("[data-legend-now]"),
}));
const shown = new Map(roles.map(({ name }) => [name, true]));
let gauges = [],
  customers = [],
  sandbox = null;
const plots = [];

const clock = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
const ink = (element) => () => getComputedStyle(element).getPropertyValue("color");
const colour = (element) => () => getComputedStyle(element).backgroundColor; // asked at every drawing: light or dark

function plot(name, series) {
  const place = box.querySelector(`[data-chart=${name}]`);
  const axis = {
    stroke: ink(place),
    grid: { stroke: () => getComputedStyle(place).borderTopColor, width: 1 },
    ticks: { show: false },
    font: "12px sans-serif",
  };
  const made = new uPlot(
    {
      width: place.clientWidth || 300,
      height: place.clientHeight || 176,
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
      series: [{}, ...series],
    },
    [[], ...series.map(() => [])],
    place,
  );
  new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: place.clientHeight })).observe(place);
  plots.push(made);
  return made;
}

const step = { points: { show: false }, width: 2, spanGaps: false };
const ofRoles = () => roles.map(({ swatch }) => ({ ...step, stroke: colour(swatch) }));
let cpu, memory, came, wait;
if (uPlot) {
  cpu = plot("cpu", ofRoles());
  memory = plot("memory", ofRoles());
  came = plot("customers", [
    { ...step, stroke: colour(roles[3].swatch) },
    { ...step, width: 3, dash: [6, 4], stroke: colour(roles[1].swatch) },
  ]);
  wait = plot("wait", [{ ...step, stroke: colour(roles[4].swatch) }]);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plots.forEach((one) => one.redraw()));
}

function draw() {
  empty.hidden = gauges.length > 0 || customers.length > 0;
  const reading = (index) =>
    roles.map(({ name }) => gauges.map(([, sample]) => (shown.get(name) ? (sample[name]?.[index] ?? null) : null)));
  const times = gauges.map(([at]) => at);
  cpu?.setData([times, ...reading(0)]);
  memory?.setData([times, ...reading(1)]);
  const visits = customers.map(([at]) => at);
  came?.setData([visits, customers.map(([, all]) => all), customers.map(([, , failed]) => failed)]);
  wait?.setData([visits, customers.map(([, , , ms]) => ms)]);
  const last = gauges.at(-1)?.[1] ?? {};
  for (const { name, now } of roles)
    now.textContent = last[name] ? `${(last[name][0] ?? 0).toFixed(2)} · ${Math.round(last[name][1])} MiB` : "–";
}

const newest = () => Math.min(gauges.at(-1)?.[0] ?? 0, customers.at(-1)?.[0] ?? Infinity);

async function fetchMore() {
  if (!document.hidden) {
    try {
      const answer = await fetch(`${box.dataset.samples}?after=${newest()}`);
      if (answer.ok) take(await answer.json());
    } catch {
      /* what is drawn stays; the next one comes */
    }
  }
  setTimeout(fetchMore, EVERY);
}

function take(told) {
  if (told.sandbox !== sandbox) [gauges, sandbox] = [[], told.sandbox]; // a new company has a new past
  const since = Date.now() / 1000 - SPAN - 60;
  const join = (old, fresh) =>
    [...old, ...fresh.filter(([at]) => at > (old.at(-1)?.[0] ?? 0))].filter(([at]) => at > since);
  [gauges, customers] = [join(gauges, told.gauges), join(customers, told.customers)];
  draw();
}

for (const { name, button } of roles) {
  button.addEventListener("click", () => {
    shown.set(name, !shown.get(name));
    button.setAttribute("aria-pressed", String(shown.get(name)));
    draw();
  });
}
fetchMore();
