import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { barsOf, trendIn, trendInWords } from "../../static/js/trend.js";

test("bars stand at the right end, gains and losses apart", () => {
  assert.deepEqual(barsOf([3, -2, 0]), [
    [57, 58, 59],
    [3, null, 0],
    [null, -2, null],
  ]);
});

test("a trend in words compares with a minute ago", () => {
  const minute = (before, last) => [before, ...Array(11).fill(7), last];
  assert.deepEqual([[], [4], minute(4, 4), minute(2, 9), minute(9, 2)].map(trendInWords), [
    "no customers yet",
    "4 points a tick",
    "4 points a tick",
    "9 points a tick, up from 2 a minute ago",
    "2 points a tick, down from 9 a minute ago",
  ]);
});

test("a chart whose team is gone is known to nobody any more", () => {
  const scheme = new EventTarget();
  const listeners = new Set();
  scheme.addEventListener = (_, act) => listeners.add(act);
  scheme.removeEventListener = (_, act) => listeners.delete(act);
  const observed = new Set();
  Object.assign(globalThis, {
    matchMedia: () => scheme,
    ResizeObserver: class {
      observe = (box) => observed.add(box);
      disconnect = () => observed.clear();
    },
  });
  const chart = trendIn({ clientWidth: 0, clientHeight: 0 });
  chart.draw([1, 2], { low: 0, high: 2 });
  assert.deepEqual([listeners.size, observed.size], [1, 1]);
  chart.forget();
  assert.deepEqual([listeners.size, observed.size], [0, 0]);
});
