import assert from "node:assert/strict";
import { test } from "node:test";

import { allowedWidth, stepForKey } from "../../static/js/desk/splitters.js";

test("a pane is never narrower than can be read, nor wider than leaves room for the rest", () => {
  assert.equal(allowedWidth(400, 1280), 400);
  assert.equal(allowedWidth(150, 1280), 220);
  assert.equal(allowedWidth(1200, 1280), 768);
});

test("who draws it nearly shut folds it", () => {
  assert.equal(allowedWidth(109, 1280), null);
  assert.equal(allowedWidth(-5, 1280), null);
});

test("an arrow key moves the bar to where it points", () => {
  assert.ok(stepForKey("ArrowRight", "left") > 0);
  assert.ok(stepForKey("ArrowRight", "right") < 0);
  assert.ok(stepForKey("ArrowLeft", "right") > 0);
  assert.equal(stepForKey("a", "left"), 0);
});
