import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, pass } from "./browser.js";

import { directScreen } from "../../static/js/screen-insert.js";

const START = Date.parse("2031-05-17T09:00:00Z");
const TEAM = { id: 7, name: "The Hooves of Unrest", colour: "#123456", emblem: "🦄" };
const teams = new Map([[7, TEAM]]);
const insert = { id: 1, kind: "first_to_mend", title: "First to mend", text: "“X” is put right.", team: 7 };

let now = START;
const clock = { now: () => now };
const part = (name) => elements.get(`[data-board="${name}"]`);

function stand() {
  const element = () => ({
    hidden: true,
    dataset: {},
    style: { setProperty() {} },
    children: [],
    animate() {},
    replaceChildren(...children) {
      this.children = children;
    },
  });
  for (const name of ["insert", "insert-sign", "insert-kind", "insert-big", "insert-text"]) {
    elements.set(`[data-board="${name}"]`, element());
  }
}

const span = (starts, ends) => ({
  starts: new Date(START + starts).toISOString(),
  ends: ends === null ? null : new Date(START + ends).toISOString(),
});
const screen = (...times) => ({ calm: false, sounds: false, insert: { ...insert, ...span(...times) } });
const later = async (milliseconds) => {
  now += milliseconds;
  await pass(milliseconds);
};

beforeEach(() => {
  freshPage();
  stand();
  now = START;
  directScreen({ insert: null }, teams, clock);
});

test("an insert that is told ahead comes and goes by itself", async () => {
  directScreen(screen(1_500, 9_500), teams, clock);
  assert.equal(part("insert").hidden, true);
  await later(1_500);
  assert.equal(part("insert").hidden, false);
  assert.deepEqual(
    [part("insert-kind"), part("insert-big"), part("insert-text")].map(({ textContent }) => textContent),
    ["First to mend", "The Hooves of Unrest", "“X” is put right."],
  );
  await later(8_000);
  assert.equal(part("insert").hidden, true);
});

test("a screen that is loaded amid an insert shows the rest of it", async () => {
  directScreen(screen(-6_000, 2_000), teams, clock);
  assert.equal(part("insert").hidden, false);
  await later(2_000);
  assert.equal(part("insert").hidden, true);
});

test("what a facilitator takes away is gone at once, also before it began", async () => {
  directScreen(screen(0, null), teams, clock);
  assert.equal(part("insert").hidden, false);
  directScreen({ insert: null }, teams, clock);
  assert.equal(part("insert").hidden, true);
  directScreen(screen(1_500, 9_500), teams, clock);
  directScreen({ insert: null }, teams, clock);
  await later(5_000);
  assert.equal(part("insert").hidden, true);
});
