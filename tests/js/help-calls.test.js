import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { helpText } = await import("../../static/js/desk/help-call.js");
const { markedTitle, newCalls } = await import("../../static/js/control/calls.js");

test("what the others do with a call is said once", () => {
  const over = "The call for help is over.";
  assert.equal(helpText("", "Ada has called for help.", over), "Ada has called for help.");
  assert.equal(helpText("Ada has called for help.", "Ada has called for help.", over), "");
  assert.equal(helpText("Ada has called for help.", "", over), over);
});

test("a call that waits when the room is opened is no news, a later one is", () => {
  assert.deepEqual(newCalls(null, ["1"]), []);
  assert.deepEqual(newCalls(["1"], ["1", "2"]), ["2"]);
  assert.deepEqual(newCalls(["1"], []), []);
});

test("the tab says how many calls wait", () => {
  assert.equal(markedTitle("Control room", 2), "(2) Control room");
  assert.equal(markedTitle("Control room", 0), "Control room");
});
