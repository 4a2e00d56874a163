import "./browser.js";

import assert from "node:assert/strict";
import { test } from "node:test";

import { FilmClock, realSecondsAt } from "../../static/js/film-clock.js";
import { areaBelow, edgesOf, lanesOf, linesPath, mouthPath, stepsPath } from "../../static/js/film-curves.js";
import { commandOf, keyList } from "../../static/js/film-keys.js";
import { cellsOf, colourOf } from "../../static/js/film-screen.js";
import * as state from "../../static/js/film-state.js";

test("a film plays at its speed, stands still when it is paused, and stops at its end", () => {
  const clock = new FilmClock(10);
  clock.play(1000);
  assert.equal(clock.at(3000), 2);
  clock.setSpeed(4, 3000);
  assert.equal(clock.at(4000), 6);
  clock.pause(4000);
  assert.equal(clock.at(60_000), 6);
  clock.setSpeed(0.5, 60_000);
  clock.play(60_000);
  assert.equal(clock.at(62_000), 7);
  assert.deepEqual([clock.at(999_000), clock.hasEnded(999_000)], [10, true]);
});

test("a film that has ended plays from its beginning again", () => {
  const clock = new FilmClock(10);
  clock.seek(99, 0);
  clock.play(5000);
  assert.equal(clock.at(6000), 1);
});

test("winding goes no further than the film, and while it plays it goes on from there", () => {
  const clock = new FilmClock(10);
  clock.seek(-3, 0);
  assert.equal(clock.at(0), 0);
  clock.play(0);
  clock.seek(8, 1000);
  assert.equal(clock.at(2000), 9);
});

test("the real time runs faster where an idle stretch was cut", () => {
  const map = [
    [0, 0],
    [40, 40],
    [42, 640],
    [60, 658],
  ];
  assert.deepEqual(
    [0, 20, 41, 42, 50, 60, 99].map((t) => realSecondsAt(map, t)),
    [0, 20, 340, 640, 648, 658, 658],
  );
  assert.equal(realSecondsAt([], 7), 7);
});

const frame = (t, key, lines, cursor = null) => ({ t, key, lines, cursor });
const SCREEN = {
  from: 1,
  until: 60,
  columns: 100,
  frames: [
    frame(1, true, { 0: [["$ ", 1]] }, [2, 0]),
    frame(2, false, { 0: [["$ top", 1]], 4: [["gone soon", 0]] }),
    frame(3, false, { 4: [] }),
    frame(21, true, { 1: [["new", 0]] }, [0, 1]),
    frame(22, false, { 2: [["newer", 0]] }),
  ],
};
const rowsAt = (t) => [...state.pictureAt(SCREEN, t).lines.keys()].sort();

test("a screen is what its key frame and the changes since then make it", () => {
  assert.deepEqual([0.5, 1, 2, 3, 20, 21, 30].map(rowsAt), [[], [0], [0, 4], [0], [0], [1], [1, 2]]);
  assert.deepEqual(state.pictureAt(SCREEN, 2).lines.get(0), [["$ top", 1]]);
  assert.deepEqual(state.pictureAt(SCREEN, 1.5).cursor, [2, 0]);
});

test("winding back shows what was there then, whatever was shown in between", () => {
  const before = state.pictureAt(SCREEN, 2);
  state.pictureAt(SCREEN, 30);
  assert.deepEqual(state.pictureAt(SCREEN, 2), before);
});

test("of two open terminals the one that showed something last is seen, and the other is named", () => {
  const other = { from: 10, until: 20, service: "edge", frames: [frame(10, true, {}), frame(12, false, {})] };
  const seen = (t) => state.screensAt([SCREEN, other], t);
  assert.equal(seen(5).screen, SCREEN);
  assert.deepEqual([seen(11).screen, seen(11).others], [other, [SCREEN]]);
  assert.equal(seen(20).screen, SCREEN);
  assert.deepEqual(seen(0), { screen: null, others: [] });
});

test("a terminal that was blanked is a screen without frames, and seen as one", () => {
  const blanked = { from: 5, until: 9, frames: [] };
  assert.equal(state.screensAt([blanked], 6).screen, blanked);
  assert.equal(state.pictureAt(blanked, 6).lines.size, 0);
});

test("letters are as large as the longest line that was ever written allows", () => {
  assert.equal(state.usedColumns({ columns: 200, frames: [frame(0, true, { 0: [["x".repeat(70), 0]] })] }), 70);
  assert.equal(state.usedColumns({ columns: 200, frames: [frame(0, true, { 0: [["hi", 0]] })] }), 48);
  assert.equal(state.usedColumns({ columns: 40, frames: [] }), 40);
});

test("marks are found before and after a place, and the one just passed is not gone back to", () => {
  const marks = [{ t: 4 }, { t: 12 }, { t: 24 }];
  assert.equal(state.nextMark(marks, 4), marks[1]);
  assert.equal(state.previousMark(marks, 12.5), marks[0]);
  assert.equal(state.previousMark(marks, 14), marks[1]);
  assert.equal(state.previousMark(marks, 4), null);
  assert.equal(state.nextMark(marks, 24), null);
});

test("captions, curves and cards are those of the second that is shown", () => {
  const captions = [
    { t: 2, text: "one" },
    { t: 9, text: "two" },
  ];
  assert.deepEqual(
    [0, 2, 8.9, 99].map((t) => state.captionAt(captions, t)),
    ["", "one", "one", "two"],
  );
  assert.deepEqual(
    [0, 3, 9].map((t) => state.valueAt([[3, 0.5]], t)),
    [null, 0.5, 0.5],
  );
  const acts = [{ t: 1 }, { t: 2 }, { t: 3 }, { t: 30 }];
  assert.deepEqual(state.recentAt(acts, 5, { seconds: 6, most: 2 }), [{ t: 2 }, { t: 3 }]);
  assert.deepEqual(state.recentAt(acts, 9, { seconds: 6, most: 2 }), []);
});

test("a diff is known by its marks, and a sentence with a dash is none", () => {
  assert.ok(state.isDiff("@@ -1 +1 @@\n-a\n+b"));
  assert.ok(!state.isDiff("- hay\n- water"));
  assert.deepEqual(["@@ -1 @@", "--- a", "+b", "-a", " c", ""].map(state.kindOfLine), [
    "place",
    "place",
    "added",
    "removed",
    "",
    "",
  ]);
});

test("a curve of steps keeps its value, and one of points leads straight on", () => {
  const curve = [
    [0, 1],
    [50, 0],
  ];
  const steps = stepsPath(curve, 100, { low: 0, high: 1 });
  assert.equal(steps, "M0 0H500V100H1000");
  assert.equal(areaBelow(steps, curve, 100, { low: 0, high: 1 }), "M0 0H500V100H1000V100H0Z");
  assert.equal(linesPath(curve, 100, { low: 0, high: 1 }), "M0 0L500 100H1000");
  assert.equal(stepsPath([], 100, { low: 0, high: 1 }), "");
  assert.deepEqual(edgesOf([]), { low: -0.08, high: 1 * 0.08 });
  assert.deepEqual(edgesOf([[0, -100]]), { low: -108, high: 8 });
});

const lanes = (times, width = 100) =>
  lanesOf(
    times.map((t) => ({ t, text: "a name" })),
    100,
    { width, lanes: 3, widthOf: () => 30 },
  );

test("names of marks stand above the lines of the marks that they reach over, and the last one left of its line", () => {
  assert.deepEqual(
    lanes([0, 40]).map(({ lane }) => lane),
    [0, 0],
  );
  assert.deepEqual(
    lanes([0, 10, 20]).map(({ lane }) => lane),
    [2, 1, 0],
  );
  assert.deepEqual(lanes([95]), [{ lane: 0, left: true }]);
});

test("a name that has no room is left to the list of marks", () => {
  assert.deepEqual(
    lanes([0, 5, 10, 15]).map(({ lane }) => lane),
    [null, 2, 1, 0],
  );
});

test("the face smiles when customers are served, and frowns when they are not", () => {
  assert.deepEqual([1, 0.5, 0].map(mouthPath), [
    "M7.5 14.5Q12 19 16.5 14.5",
    "M7.5 16Q12 16 16.5 16",
    "M7.5 17.5Q12 13 16.5 17.5",
  ]);
});

const pressed = (key, more = {}) => commandOf({ key, ...more });
const within = (...kinds) => ({ target: { closest: (selector) => kinds.some((kind) => selector.includes(kind)) } });

test("every key of the list does something", () => {
  const named = { Space: " ", "←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown" };
  for (const [keys] of keyList()) {
    for (const key of keys) if (key !== "…") assert.ok(pressed(named[key] ?? key), key);
  }
  assert.deepEqual(pressed("3"), ["toMark", 2]);
  assert.deepEqual(pressed("ArrowLeft"), ["move", -5]);
});

test("keys of the browser, of a field and of a button with the focus are left alone", () => {
  assert.equal(pressed("f", { ctrlKey: true }), null);
  assert.equal(pressed("f", within("textarea")), null);
  assert.equal(pressed(" ", within("button")), null);
  assert.deepEqual(pressed("ArrowRight", within("button")), ["move", 5]);
  assert.equal(pressed("x"), null);
});

test("only colours come into a style, whatever a film says", () => {
  assert.equal(colourOf("brightgreen"), "var(--term-brightgreen)");
  assert.equal(colourOf("#ffaf5f"), "#ffaf5f");
  for (const bad of ["url(x)", "red;position:fixed", "", null, undefined]) assert.equal(colourOf(bad), "");
});

test("signs that a terminal gives two columns stand alone", () => {
  assert.deepEqual(cellsOf("a 🐌遅b"), [
    ["a ", false],
    ["🐌", true],
    ["遅", true],
    ["b", false],
  ]);
});
