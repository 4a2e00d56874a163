import assert from "node:assert/strict";
import { test } from "node:test";

import { keyAct, newsShown } from "../../static/js/ceremony-plan.js";

test("a projector's remote control steps with Page Up and Page Down, also while a button has the focus", () => {
  assert.deepEqual(
    ["PageDown", "PageUp", "ArrowRight", "ArrowLeft", "b", "."].map((key) => keyAct(key, false)),
    ["next", "previous", "next", "previous", "black", "black"],
  );
  assert.equal(keyAct("PageDown", true), "next");
  assert.equal(keyAct("Enter", true), undefined);
  assert.equal(keyAct("q", false), undefined);
});

test("what happened behind the curtain is told one after another, and the latest seven stay in sight", () => {
  assert.deepEqual(newsShown(10, 0), [0, 1]);
  assert.deepEqual(newsShown(10, 5_000), [0, 3]);
  assert.deepEqual(newsShown(10, 60_000), [3, 10]);
  assert.deepEqual(newsShown(0, 5_000), [0, 0]);
});

test("forty pieces of news are told within a minute, and a screen that is loaded again goes on where it was", () => {
  assert.deepEqual(newsShown(40, 60_000), [33, 40]);
  assert.deepEqual(newsShown(40, 30_000), [14, 21]);
});

test("a clock that was set back shows the first of the news", () => {
  assert.deepEqual(newsShown(5, -90_000), [0, 1]);
});
