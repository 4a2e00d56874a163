// The revenue of a team's last ticks as small bars, by uPlot.

import uPlot from "uplot";

const TICKS = 60;
const A_MINUTE_AGO = -13; // from the end, with a tick of five seconds

/** A chart in `box`; `draw(trend, {low, high})` shows points a tick on a scale that all teams share. */
export function trendIn(box) {
  return new TrendChart(box);
}

class TrendChart {
  scale = { low: 0, high: 1 };
  trend = [];
  plot = null; // only once the box is in sight
  drawn = "";

  constructor(box) {
    this.box = box;
    this.redraw = () => this.plot?.redraw();
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", this.redraw);
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(box);
  }

  draw(trend, { low, high }) {
    this.trend = trend;
    Object.assign(this.scale, { low, high });
    this.paint();
  }

  paint() {
    const key = `${this.scale.low} ${this.scale.high} ${this.trend}`;
    if (key === this.drawn || !this.box.clientWidth) return;
    this.drawn = key;
    this.plot ??= emptyPlot(this.box, this.scale);
    this.plot.setData(barsOf(this.trend));
  }

  fit() {
    if (!this.box.clientWidth) return;
    this.plot?.setSize({ width: this.box.clientWidth, height: this.box.clientHeight });
    this.paint();
  }

  /** The team is gone: nothing outside the box knows the chart any more. */
  forget() {
    this.dark.removeEventListener("change", this.redraw);
    this.observer.disconnect();
    this.plot?.destroy();
  }
}

function emptyPlot(box, scale) {
  const colour = (property) => () => getComputedStyle(box)[property]; // asked at every drawing: light or dark
  const bars = uPlot.paths.bars({ size: [0.75, 40], gap: 0 });
  const series = (fill) => ({ fill, width: 0, paths: bars, points: { show: false } });
  const options = {
    width: box.clientWidth,
    height: box.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    select: { show: false },
    padding: [2, 0, 2, 0],
    axes: [{ show: false }, { show: false }],
    scales: { x: { time: false, range: [-0.5, TICKS - 0.5] }, y: { range: () => [scale.low, scale.high] } },
    series: [{}, series(colour("color")), series(colour("outlineColor"))],
  };
  return new uPlot(options, [[], [], []], box);
}

/** For uPlot: places (the newest at the right end), what was earned, what was lost. */
export function barsOf(trend) {
  return [
    trend.map((_, index) => TICKS - trend.length + index),
    trend.map((points) => (points >= 0 ? points : null)),
    trend.map((points) => (points < 0 ? points : null)),
  ];
}

/** For people who do not see the bars. */
export function trendInWords(trend) {
  if (!trend.length) return gettext("no customers yet");
  const [last, before] = [trend.at(-1), trend.at(A_MINUTE_AGO)];
  if (before === undefined || before === last) return interpolate(gettext("%(last)s points a tick"), { last }, true);
  const text =
    last > before
      ? gettext("%(last)s points a tick, up from %(before)s a minute ago")
      : gettext("%(last)s points a tick, down from %(before)s a minute ago");
  return interpolate(text, { last, before }, true);
}
