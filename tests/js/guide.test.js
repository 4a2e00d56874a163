import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { placement, stepNow, targetsOf } from "../../static/js/desk/guide/guide-steps.js";

const steps = [
  { key: "hello", done: true },
  { key: "card", done: false },
  { key: "palette", done: false },
  { key: "keys", done: false },
];
const room = { width: 1280, height: 800 };
const size = { width: 300, height: 150 };
const inWindow = ({ x, y }) => x >= 0 && y >= 0 && x + size.width <= room.width && y + size.height <= room.height;

test("the step that is now is the first that is neither done nor skipped", () => {
  assert.equal(stepNow(steps), "card");
  assert.equal(stepNow(steps, { skipped: ["card", "palette"] }), "keys");
  assert.equal(stepNow(steps, { skipped: ["card", "palette", "keys"] }), null);
  assert.equal(stepNow([]), null);
});

test("a step in a terminal points at the container of one's own seat", () => {
  assert.match(targetsOf("terminal", "edge")[0], /data-key='edge'/);
  assert.deepEqual(targetsOf("unheard-of"), []);
});

test("a callout stands beside what it is about, in the window", () => {
  const corners = [
    { x: 4, y: 4 },
    { x: 1200, y: 4 },
    { x: 4, y: 770 },
    { x: 1200, y: 770 },
  ];
  for (const corner of corners) {
    const target = { ...corner, width: 60, height: 24 };
    const at = placement(target, size, room);
    assert.ok(inWindow(at), JSON.stringify(at));
    const beside = at.x >= target.x + 60 || at.x + 300 <= target.x || at.y >= target.y + 24 || at.y + 150 <= target.y;
    assert.ok(beside, JSON.stringify(at));
  }
});

test("it leaves free what people press", () => {
  const target = { x: 500, y: 300, width: 100, height: 30 };
  const usual = placement(target, size, room);
  const taken = { ...usual, ...size };
  assert.notDeepEqual(placement(target, size, room, { taken: [taken] }), usual);
});

test("what is about a whole pane stands in its middle, and in the window where the pane is as large as that", () => {
  const pane = { x: 400, y: 60, width: 500, height: 740 };
  assert.deepEqual(placement(pane, size, room, { inside: true }), { x: 500, y: 355 });
  assert.ok(inWindow(placement({ x: 0, y: 0, width: 1280, height: 800 }, size, room)));
});
