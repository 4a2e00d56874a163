import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import "./browser.js";
import { TerminalRecording } from "../../static/js/terminal/terminal-recording.js";

let parts, orders, told;

beforeEach(() => {
  [orders, told] = [[], []];
  const element = () => Object.assign(new EventTarget(), { dataset: {}, hidden: true, textContent: "" });
  parts = Object.fromEntries(["", "-sign", "-off", "-blank"].map((name) => [`.terminal-recording${name}`, element()]));
});

function sign({ types = true } = {}) {
  const page = { querySelector: (selector) => parts[selector] };
  const notes = { say: (text) => told.push(text) };
  return new TerminalRecording(page, types, (frame) => orders.push(frame), notes);
}

const frame = (more) => ({ state: "on", blanked: null, mine: true, ...more });
const part = (name = "") => parts[`.terminal-recording${name}`];

test("the sign says that it is recorded, and the switch asks for nothing more of it", () => {
  sign().show(frame());
  assert.deepEqual([part().hidden, part().dataset.state, part("-off").checked], [false, "on", false]);
  assert.equal(part("-sign").textContent, "Recorded for the film");
  part("-off").checked = true;
  part("-off").dispatchEvent(new Event("change"));
  assert.deepEqual(orders, [{ type: "record", wanted: false }]);
});

test("what another has switched off stands off here too", () => {
  const recording = sign();
  recording.show(frame());
  recording.show(frame({ state: "off" }));
  assert.deepEqual([part("-off").checked, part("-sign").textContent], [true, "Not recorded"]);
});

test("where nothing is ever recorded there is no sign", () => {
  sign().show(frame({ state: "none" }));
  assert.equal(part().hidden, true);
});

test("who only watches sees the sign and cannot switch, and others cannot take away what is not theirs", () => {
  sign({ types: false }).show(frame({ mine: false }));
  assert.deepEqual([part("-off").disabled, part("-blank").hidden], [true, true]);
});

test("who loses the key cannot switch any more", () => {
  const recording = sign();
  recording.show(frame());
  recording.lock();
  recording.show(frame({ state: "off" }));
  assert.equal(part("-off").disabled, true);
});

test("it is said once when what was recorded is gone, and not when the page is loaded again", () => {
  const recording = sign();
  recording.show(frame({ blanked: "2031-05-17T09:00:00Z" }));
  assert.deepEqual(told, []);
  part("-blank").dispatchEvent(new Event("click"));
  assert.deepEqual(orders, [{ type: "blank" }]);
  recording.show(frame({ blanked: "2031-05-17T09:05:00Z" }));
  recording.show(frame({ blanked: "2031-05-17T09:05:00Z" }));
  assert.deepEqual(told, ["What was recorded of this terminal so far is gone."]);
});
