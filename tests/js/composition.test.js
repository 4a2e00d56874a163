import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { freshPage, pass } from "./browser.js";
import { composesIn, isComposing } from "../../static/js/composition.js";
import { mayExchange } from "../../static/js/exchange-guard.js";

beforeEach(() => {
  freshPage();
  htmx.asked.length = 0;
});

function happens(name, target) {
  const event = new Event(name);
  Object.defineProperty(event, "target", { value: target });
  document.dispatchEvent(event);
}

test("the Enter that takes what was composed is no Enter, in Safari neither", () => {
  assert.equal(isComposing({ key: "Enter", isComposing: true, keyCode: 229 }), true);
  assert.equal(isComposing({ key: "Enter", isComposing: false, keyCode: 229 }), true); // Safari: the end came first
  assert.equal(isComposing({ key: "Enter", isComposing: false, keyCode: 13 }), false);
});

test("a field in which somebody composes stays until they have decided; then the news are fetched", async () => {
  const field = { isConnected: true };
  const part = {
    isConnected: true,
    contains: (element) => element === field,
    querySelector: () => null,
    hasAttribute: () => true,
    getAttribute: () => "/part/",
  };
  happens("compositionstart", field);
  assert.equal(composesIn(part), true);
  const detail = { shouldSwap: true, requestConfig: { elt: part, verb: "get" } };
  assert.deepEqual([mayExchange(part, detail), detail.shouldSwap], [false, false]);
  happens("compositionend", field);
  await pass(0);
  assert.deepEqual(htmx.asked, [["GET", "/part/", { source: part }]]);
});
