import assert from "node:assert/strict";
import { test } from "node:test";

import { arrivedSince, everybody, insertTiming, insertWords, namedArrivals } from "../../static/js/insert-plan.js";

const START = Date.parse("2031-05-17T09:00:00Z");
const INSERT = { starts: "2031-05-17T09:00:00Z", ends: "2031-05-17T09:00:08Z" };
const PINNED = { ...INSERT, ends: null };

test("all screens begin and end an insert by the server's clock, whenever they heard of it", () => {
  assert.deepEqual(insertTiming(INSERT, START - 1_500), { shown: false, changesIn: 1_500 });
  assert.deepEqual(insertTiming(INSERT, START), { shown: true, changesIn: 8_000 });
  assert.deepEqual(insertTiming(INSERT, START + 5_000), { shown: true, changesIn: 3_000 });
  assert.deepEqual(insertTiming(INSERT, START + 8_000), { shown: false, changesIn: null });
});

test("what is pinned stays, and without an insert there is the board", () => {
  assert.deepEqual(insertTiming(PINNED, START + 3_600_000), { shown: true, changesIn: null });
  assert.deepEqual(insertTiming(null, START), { shown: false, changesIn: null });
});

test("an insert that was taken away before it began is never shown", () => {
  const skipped = { ...INSERT, ends: "2031-05-17T08:59:59Z" };
  assert.deepEqual(insertTiming(skipped, START - 500), { shown: false, changesIn: null });
});

test("the largest line is who it is about, else what it is; a facilitator's words are that line", () => {
  const news = { kind: "first_to_mend", title: "First to mend", text: "“X” is put right." };
  assert.deepEqual(insertWords(news, { name: "Hooves" }), {
    above: "First to mend",
    big: "Hooves",
    below: "“X” is put right.",
    length: "short",
  });
  const half = insertWords({ kind: "half_time", title: "Half time", text: "One half is played." }, undefined);
  assert.deepEqual([half.above, half.big, half.below], ["", "Half time", "One half is played."]);
  const own = insertWords({ kind: "own_words", title: "A word to everybody", text: "Lunch until one" }, undefined);
  assert.deepEqual([own.above, own.big, own.below], ["A word to everybody", "Lunch until one", ""]);
  assert.equal(insertWords(news, { name: "W".repeat(60) }).length, "very-long");
});

const team = (id, ...names) => ({ id, players: names.map((name) => ({ name, role: "dev" })) });
const keys = (people) => new Set(people.map(({ key }) => key));
const names = (people) => people.map(({ name }) => name);

test("who was here when the screen was opened is no news, and who comes later is", () => {
  const before = [team(1, "Ada"), team(2)];
  assert.deepEqual(arrivedSince(null, before), []);
  assert.deepEqual(names(arrivedSince(keys(everybody(before)), [team(1, "Ada", "Edsger"), team(2, "Grace")])), [
    "Edsger",
    "Grace",
  ]);
});

test("the three who came last are named, the latest first, and nobody who has left", () => {
  const here = [team(1, "Ada", "Edsger", "Grace", "Alan")];
  const [ada, edsger, grace, alan] = everybody(here);
  assert.deepEqual(names(namedArrivals([ada], [edsger, grace, alan], here)), ["Alan", "Grace", "Edsger"]);
  assert.deepEqual(names(namedArrivals([ada, edsger], [], [team(1, "Edsger")])), ["Edsger"]);
});

test("two teams may have a player of the same name, and who changes teams is welcomed there", () => {
  const before = keys(everybody([team(1, "Ada"), team(2)]));
  assert.deepEqual(names(arrivedSince(before, [team(1), team(2, "Ada")])), ["Ada"]);
});
