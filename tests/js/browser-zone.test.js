// The time zone of a new game day.

import assert from "node:assert/strict";
import test from "node:test";

import { offeredZone } from "../../static/js/browser-zone.js";

test("a new game day is in the browser's zone where that is offered", () => {
  assert.equal(offeredZone(["Europe/London", "Europe/Paris"], "Europe/Paris"), "Europe/Paris");
  assert.equal(offeredZone(["Europe/London"], "Moon/Tranquility"), null);
});
