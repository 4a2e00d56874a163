import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import keys from "../../static/keys.json" with { type: "json" };
import { shortcutOf, shortcuts } from "../../static/js/desk/guide/shortcuts.js";
import { commandOf, keyList } from "../../static/js/film-keys.js";

const digit = (number, key = String(number)) => ({ key, code: `Digit${number}`, ctrlKey: true, shiftKey: true });
const control = { key: "k", code: "KeyK", ctrlKey: true };

test("a digit is meant by its place, whatever the keyboard writes there", () => {
  assert.equal(shortcutOf(digit(1)), "pane-incident");
  assert.equal(shortcutOf(digit(2, '"')), "pane-work");
  assert.equal(shortcutOf(digit(3, "3")), "pane-team");
  assert.equal(shortcutOf({ ...digit(1), altKey: true }), null);
  assert.equal(shortcutOf({ ...digit(1), shiftKey: false }), null);
});

test("the palette opens by Ctrl K, on a Mac by ⌘ K", () => {
  assert.equal(shortcutOf(control), "palette");
  assert.equal(shortcutOf({ ...control, key: "л" }), "palette");
  assert.equal(shortcutOf(control, { field: true }), "palette");
  assert.equal(shortcutOf(control, { mac: true }), null);
  assert.equal(shortcutOf({ key: "k", metaKey: true }, { mac: true }), "palette");
});

test("a shell gets every key but Ctrl Shift and ⌘", () => {
  const terminal = { terminal: true, field: true };
  assert.equal(shortcutOf(control, terminal), null);
  assert.equal(shortcutOf({ ...control, key: "K", shiftKey: true }, terminal), "palette");
  assert.equal(shortcutOf(digit(3, "#"), terminal), "pane-team");
  assert.equal(shortcutOf({ key: "?", shiftKey: true }, terminal), null);
  assert.equal(shortcutOf({ key: "2", code: "Digit2", ctrlKey: true }, terminal), null);
});

test("? lists the keys, but not while somebody writes, nor where single keys are off", () => {
  const question = { key: "?", shiftKey: true };
  assert.equal(shortcutOf(question), "keys");
  assert.equal(shortcutOf(question, { field: true }), null);
  assert.equal(shortcutOf(question, { single: false }), null);
  assert.equal(shortcutOf({ ...question, ctrlKey: true }), null);
});

test("a key that is held down, or composes a letter, means nothing", () => {
  assert.equal(shortcutOf({ ...control, repeat: true }), null);
  assert.equal(shortcutOf({ ...control, isComposing: true }), null);
});

test("no two shortcuts have the same keys", () => {
  const all = shortcuts.flatMap((each) => each.keys);
  assert.equal(new Set(all).size, all.length);
});

test("the list of keys has the film's own keys, and each works there", () => {
  const ofFilm = keys.film.map((row) => row.keys);
  assert.deepEqual(
    ofFilm,
    keyList().map(([shown]) => shown),
  );
  const names = { Space: " ", "←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown" };
  for (const key of ofFilm.flat().filter((each) => each !== "…")) {
    assert.notEqual(commandOf({ key: names[key] ?? key }), null, key);
  }
});
