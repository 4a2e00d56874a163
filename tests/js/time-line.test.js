import assert from "node:assert/strict";
import { test } from "node:test";

import { minutesOf } from "../../static/js/prepare/lane.js";
import { byCategory, clash, clockText, extent, free, moved, ticks } from "../../static/js/prepare/time-line.js";

const block = (at, lasts, kind = "round") => ({ at: at * 60, lasts: lasts * 60, kind });

test("a thing is moved to a whole minute, and not before or after what is possible", () => {
  assert.equal(moved(300, 60, 0, 9000), 360);
  assert.equal(moved(329, 60, 0, 9000), 360);
  assert.equal(moved(300, -900, 0, 9000), 0);
  assert.equal(moved(300, -900, 130, 9000), 180);
  assert.equal(moved(300, 90000, 0, 9000), 9000);
});

test("what overlaps is found, and a freeze overlaps with nothing", () => {
  const [one, touching, inside, curtain] = [block(0, 10), block(10, 10), block(5, 2), block(6, 0, "freeze")];
  assert.equal(clash(one, [one, touching]), undefined);
  assert.equal(clash(one, [one, touching, inside]), inside);
  assert.equal(clash(curtain, [one, curtain]), undefined);
});

test("something new lies where there is room", () => {
  const round = block(0, 10);
  assert.equal(free(0, round, []), 0);
  assert.equal(free(0, round, [block(5, 10), block(18, 10), block(40, 10)]), 28 * 60);
  assert.equal(free(0, round, [block(0, 60, "rush")]), 0);
});

test("rush hours lie on a line of their own, and overlap with each other only", () => {
  const [round, one, other, next] = [block(0, 30), block(10, 30, "rush"), block(20, 5, "rush"), block(40, 5, "rush")];
  assert.equal(clash(one, [round, one, next]), undefined);
  assert.equal(clash(round, [round, one]), undefined);
  assert.equal(clash(one, [round, one, other]), other);
  assert.equal(free(600, one, [round, one]), 40 * 60);
});

test("keys move by a minute, with Shift by five", () => {
  const key = (name, more = {}) => minutesOf({ key: name, ...more });
  assert.deepEqual([key("ArrowLeft"), key("ArrowRight"), key("ArrowUp", { shiftKey: true })], [-1, 1, 5]);
  assert.deepEqual([key("PageDown"), key("Enter"), key("ArrowLeft", { altKey: true })], [-5, 0, 0]);
});

test("the scale has few ticks and room behind the end", () => {
  assert.equal(extent([block(0, 10)], 3600), 5400);
  assert.ok(ticks(10 * 3600).length <= 11);
  assert.deepEqual(ticks(1800).slice(0, 3), [0, 300, 600]);
});

test("a moment is told by the clock of the day's zone, or from the start", () => {
  assert.equal(clockText(3900, 0), "1:05");
  assert.equal(clockText(3900, Date.parse("2031-05-17T07:00:00Z"), "Europe/Paris"), "10:05");
});

test("points are added up by category", () => {
  const rounds = [
    ["a", 10],
    ["b", 30],
    ["a", 15],
  ].map(([category, points]) => ({ category, points }));
  assert.deepEqual(byCategory(rounds), [
    ["b", [1, 30]],
    ["a", [2, 25]],
  ]);
});
