// A team's day as two curves, by uPlot: its revenue and the mood of its customers. What burned is shaded behind them; along
// the bottom lie the rush hours.

import uPlot from "uplot";

const told = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const columns = told("curves-data");
const incidents = told("marked-incidents") ?? [];
const rushHours = told("rush-hours") ?? [];
const FONT = "12px sans-serif";

// Minutes of game time as people read them: 90 -> "1:30".
function clockOf(minutes) {
  const whole = Math.round(minutes);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// Steps between ticks that read well, in minutes.
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480];

// Colours are asked for at every drawing: it may be light, dark or on paper.
const swatch = (name) => getComputedStyle(document.querySelector(`.swatch.${name}`)).backgroundColor;
const ink = (place) => () => getComputedStyle(place).color;
const border = (place) => () => getComputedStyle(place).borderTopColor;

/** Shade what burned, with the number of its round above. */
function shade({ ctx, bbox, valToPos, root }) {
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.font = `bold ${Math.round(12 * devicePixelRatio)}px sans-serif`;
  for (const { from, until, number } of incidents) {
    const left = valToPos(from, "x", true);
    const width = Math.max(valToPos(until, "x", true) - left, 2);
    ctx.fillStyle = swatch("burned");
    ctx.fillRect(left, bbox.top, width, bbox.height);
    ctx.fillStyle = getComputedStyle(root).color;
    if (number && ctx.measureText(number).width < width) {
      ctx.fillText(number, left + width / 2, bbox.top + 3 * devicePixelRatio);
    }
  }
  ctx.restore();
}

/** A strip along the bottom for each rush hour, the higher the more customers came, with how many times as many. */
function strip({ ctx, bbox, valToPos, root }) {
  ctx.save();
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  ctx.font = `bold ${Math.round(11 * devicePixelRatio)}px sans-serif`;
  for (const { from, until, factor } of rushHours) {
    const left = valToPos(from, "x", true);
    const width = Math.max(valToPos(until, "x", true) - left, 2);
    const height = (8 + 2 * factor) * devicePixelRatio;
    const bottom = bbox.top + bbox.height;
    ctx.fillStyle = swatch("rush");
    ctx.fillRect(left, bottom - height, width, height);
    ctx.fillStyle = getComputedStyle(root).color;
    const words = `×${factor}`;
    if (ctx.measureText(words).width < width) ctx.fillText(words, left + width / 2, bottom);
  }
  ctx.restore();
}

function draw(place, values, range) {
  const axis = { stroke: ink(place), grid: { stroke: border(place), width: 1 }, ticks: { show: false }, font: FONT };
  const size = () => ({ width: place.clientWidth || 300, height: place.clientHeight || 200 });
  const plot = new uPlot(
    {
      ...size(),
      legend: { show: false },
      cursor: { show: false },
      select: { show: false },
      axes: [
        { ...axis, space: 60, incrs: STEPS, values: (_, splits) => splits.map(clockOf) },
        { ...axis, size: 58 },
      ],
      scales: { x: { time: false, range: [0, columns.minutes.at(-1)] }, y: { range } },
      series: [{}, { stroke: () => swatch("curve-line"), width: 2, points: { show: false }, spanGaps: false }],
      hooks: { drawClear: [shade, strip] },
    },
    [columns.minutes, values],
    place,
  );
  new ResizeObserver(() => plot.setSize(size())).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot.redraw());
}

// With room for the numbers of the rounds above the curve.
const RANGES = { mood: [0, 118], revenue: (_, low, high) => [Math.min(low, 0), Math.max(high * 1.18, 10)] };

for (const place of document.querySelectorAll("[data-curve]")) {
  draw(place, columns[place.dataset.curve], RANGES[place.dataset.curve]);
}
