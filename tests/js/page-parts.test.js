import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, pass } from "./browser.js";
import { catchUp, mayExchange, verdict } from "../../static/js/exchange-guard.js";
import { fetchAgain, namesIn, refresh, refreshAll } from "../../static/js/page-parts.js";

beforeEach(() => {
  freshPage();
  htmx.asked.length = 0;
});

function part({ pressed = false, url = "/part/", connected = true } = {}) {
  return {
    pressed,
    isConnected: connected,
    hasAttribute: () => url !== null,
    getAttribute: () => url,
    querySelector(selector) {
      assert.equal(selector, ":active");
      return this.pressed ? {} : null;
    },
  };
}

/** What htmx's event tells when a part fetches itself. */
const ownRefresh = (element) => ({ shouldSwap: true, requestConfig: { elt: element, verb: "get" } });

function heard(names, act) {
  const found = [];
  for (const name of names) document.body.addEventListener(`refresh:${name}`, () => found.push(name), { once: true });
  act();
  return found;
}

test("the names of a part stand in its trigger", () => {
  assert.deepEqual(namesIn("refresh:points from:body, every 10s, refresh:state from:body"), ["points", "state"]);
  assert.deepEqual(namesIn("every 10s"), []);
});

test("news of some parts reaches those parts alone", () => {
  assert.deepEqual(
    heard(["a", "b", "c"], () => refresh(["c", "a"])),
    ["c", "a"],
  );
});

test("after a cut every part is fetched again, once, and does not wait for what the dead line was asked", () => {
  const triggers = ["refresh:d from:body, every 4s", "load", "refresh:e from:body, refresh:d from:body"];
  const aborted = [];
  elements.set(
    "[hx-trigger]",
    triggers.map((trigger, index) => ({
      getAttribute: () => trigger,
      dispatchEvent: ({ type }) => aborted.push(`${index} ${type}`),
    })),
  );
  assert.deepEqual(heard(["d", "e", "f"], refreshAll), ["d", "e"]);
  assert.deepEqual(aborted, ["0 htmx:abort", "1 htmx:abort", "2 htmx:abort"]);
});

test("a part that the page has lost is not fetched", () => {
  const there = part();
  for (const each of [there, part({ connected: false }), part({ url: null })]) fetchAgain(each);
  assert.deepEqual(htmx.asked, [["GET", "/part/", { source: there }]]);
});

test("whether a part is exchanged: a table", () => {
  const usual = { asked: false, composing: false, refreshesItself: true, pressed: false, acting: false, verb: "get" };
  assert.equal(verdict(usual), "swap");
  assert.equal(verdict({ ...usual, pressed: true }), "wait");
  assert.equal(verdict({ ...usual, pressed: true, refreshesItself: false, verb: "post" }), "swap", "an act's answer");
  assert.equal(verdict({ ...usual, asked: true }), "wait");
  assert.equal(verdict({ ...usual, asked: true, refreshesItself: false, verb: "post" }), "wait");
  assert.equal(verdict({ ...usual, composing: true }), "wait");
  assert.equal(verdict({ ...usual, acting: true }), "drop");
  assert.equal(verdict({ ...usual, acting: true, verb: "post" }), "swap");
});

test("a part whose button is down waits, and is fetched when the button is up", async () => {
  const pressed = part({ pressed: true });
  const detail = ownRefresh(pressed);
  assert.equal(mayExchange(pressed, detail), false);
  assert.equal(detail.shouldSwap, false);
  document.dispatchEvent(new Event("pointerup"));
  assert.deepEqual(htmx.asked, [], "the click comes first");
  await pass(0);
  assert.deepEqual(htmx.asked, [["GET", "/part/", { source: pressed }]]);
  catchUp();
  assert.equal(htmx.asked.length, 1, "once");
});

test("while a question is open nothing is exchanged; it is fetched afterwards", () => {
  const quiet = part();
  elements.set("dialog.ask[open]", {});
  assert.equal(mayExchange(quiet, ownRefresh(quiet)), false);
  catchUp();
  assert.deepEqual(htmx.asked, []);
  elements.clear();
  catchUp();
  assert.equal(htmx.asked.length, 1);
});

test("a part that is left alone is exchanged", () => {
  const quiet = part();
  const detail = ownRefresh(quiet);
  assert.equal(mayExchange(quiet, detail, null), true);
  assert.equal(detail.shouldSwap, true);
});

test("news that came while an act waited for its answer are fetched after all if the act fails", () => {
  const acting = part();
  mayExchange(acting, ownRefresh(acting), {});
  catchUp();
  assert.deepEqual(htmx.asked, [["GET", "/part/", { source: acting }]]);
});

test("an act's own answer has brought the news", () => {
  const acting = part();
  mayExchange(acting, ownRefresh(acting), {});
  mayExchange(acting, { shouldSwap: true, requestConfig: { elt: {}, verb: "post" } }, {});
  catchUp();
  assert.deepEqual(htmx.asked, []);
});
