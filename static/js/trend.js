// The revenue of a team's last ticks as small bars, by uPlot. Without the bundle the board goes on without bars.

const { default: uPlot } = await import("../vendor/uplot.js").catch(() => ({}));
const TICKS = 60;

/** A chart in `box`; `draw(trend, {low, high})` shows points a tick on a scale that all teams share. */
export function trendIn(box) {
  let plot = null,
    shown = "";
  function make(range) {
    const colour = (property) => () => getComputedStyle(box)[property]; // asked at every drawing: light or dark
    const bars = uPlot.paths.bars({ size: [0.75, 40], gap: 0 });
    const series = (fill) => ({ fill, width: 0, paths: bars, points: { show: false } });
    plot = new uPlot(
      {
        width: box.clientWidth,
        height: box.clientHeight,
        legend: { show: false },
        cursor: { show: false },
        select: { show: false },
        padding: [2, 0, 2, 0],
        axes: [{ show: false }, { show: false }],
        scales: { x: { time: false, range: [-0.5, TICKS - 0.5] }, y: { range: () => [range.low, range.high] } },
        series: [{}, series(colour("color")), series(colour("outlineColor"))],
      },
      [[], [], []],
      box,
    );
  }
  const ranges = { low: 0, high: 1 };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot?.redraw());
  if (uPlot) new ResizeObserver(() => plot?.setSize({ width: box.clientWidth, height: box.clientHeight })).observe(box);
  return {
    draw(trend, { low, high }) {
      const key = `${low} ${high} ${trend}`;
      if (!uPlot || key === shown || !box.clientWidth) return;
      shown = key;
      Object.assign(ranges, { low, high });
      if (!plot) make(ranges);
      const start = TICKS - trend.length;
      plot.setData([
        trend.map((_, index) => start + index),
        trend.map((points) => (points >= 0 ? points : null)),
        trend.map((points) => (points < 0 ? points : null)),
      ]);
    },
  };
}

/** The trend in words, for those who do not see the bars. */
export function told(trend) {
  if (!trend.length) return gettext("no customers yet");
  const [last, before] = [trend.at(-1), trend.at(-13)];
  if (before === undefined || before === last) return interpolate(gettext("%(last)s points a tick"), { last }, true);
  return interpolate(
    last > before
      ? gettext("%(last)s points a tick, up from %(before)s a minute ago")
      : gettext("%(last)s points a tick, down from %(before)s a minute ago"),
    { last, before },
    true,
  );
}
