// The control room's list by keyboard: the filter, the walk along the stops, and news that come too thick.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import "./browser.js";

const { fits } = await import("../../static/js/control/filter.js");
const { elementFor, stopAfter } = await import("../../static/js/control/keys.js");
const { spaced } = await import("../../static/js/page-parts.js");

test("a line fits where every word of the filter stands in it", () => {
  assert.ok(fits("Gilded Hooves stuck 7", "hooves STUCK"));
  assert.ok(fits("Gilded Hooves", ""));
  assert.ok(!fits("Gilded Hooves", "hooves live"));
});

test("the walk begins at the first stop and ends at the last", () => {
  const stops = ["a", "b", "c"];
  assert.equal(stopAfter(stops, null, 1), "a");
  assert.equal(stopAfter(stops, "a", 1), "b");
  assert.equal(stopAfter(stops, "c", 1), "c");
  assert.equal(stopAfter(stops, "a", -1), "a");
});

test("a key is looked for in the nearest place first", () => {
  const place = (keys) => ({ querySelector: (asked) => keys.find((key) => asked === `[data-key="${key}"]`) ?? null });
  assert.equal(elementFor("c", [null, place(["x"]), place(["c"])]), "c");
  assert.equal(elementFor("q", [place(["x"])]), null);
});

test("news are told at once, then together, at most once in a while", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const told = [];
  const news = spaced((names) => told.push(names), 1000);
  news(["points"]);
  news(["help"]);
  news(["help", "points"]);
  assert.deepEqual(told, [["points"]]);
  mock.timers.tick(1000);
  assert.deepEqual(told, [["points"], ["help", "points"]]);
  mock.timers.tick(1000);
  news(["chat"]);
  assert.deepEqual(told.at(-1), ["chat"]);
  mock.timers.reset();
});
