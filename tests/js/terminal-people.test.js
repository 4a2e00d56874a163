// What a terminal says about facilitators, and what may be pressed there.

import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.js";

const { aboutFacilitators } = await import("../../static/js/terminal/terminal-people.js");

const dora = { number: 1, name: "Dora", seat: "dev", mode: "type" };
const walter = { number: 2, name: "walter", seat: "", mode: "look" };
const acts = (people, about) => aboutFacilitators(people, about).map(({ act }) => act);

test("of players alone nothing is said", () =>
  assert.deepEqual(aboutFacilitators([dora], { me: 1, mode: "type" }), []));

test("a facilitator who looks on asks, and waits", () => {
  assert.deepEqual(acts([dora, walter], { me: 2, mode: "look" }), ["askForKeys"]);
  assert.deepEqual(acts([dora, { ...walter, asks: "yes" }], { me: 2, mode: "look" }), [undefined]);
  assert.deepEqual(acts([dora, { ...walter, mode: "type" }], { me: 2, mode: "type" }), ["takeKeys"]);
});

test("who types agrees or takes the keys back, who watches reads it", () => {
  assert.deepEqual(acts([dora, walter], { me: 1, mode: "type" }), [undefined]);
  assert.deepEqual(acts([dora, { ...walter, asks: "yes" }], { me: 1, mode: "type" }), ["lendKeys"]);
  assert.deepEqual(acts([dora, { ...walter, mode: "type" }], { me: 1, mode: "type" }), ["takeKeys"]);
  assert.deepEqual(acts([dora, { ...walter, asks: "yes" }], { me: 1, mode: "watch" }), [undefined]);
});
