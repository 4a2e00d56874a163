import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { FRESH, inWords, MOST_KEPT, TypedInput } from "../../static/js/terminal/typed-input.js";

const bytes = (text) => new TextEncoder().encode(text);
const text = (data) => new TextDecoder().decode(data);

function typed(...words) {
  const input = new TypedInput();
  for (const each of words) input.keep(bytes(each), 0);
  return input;
}

/** Send all that may be sent. */
function sent(input) {
  const found = [];
  for (let piece = input.next(); piece; piece = input.next()) found.push(text(piece));
  return found;
}

test("input is kept until it has arrived", () => {
  const input = typed("one", "two", "three");
  assert.deepEqual(sent(input), ["one", "two", "three"]);
  input.arrived(6);
  assert.equal(input.size, 5);
  input.arrived(11);
  assert.equal(input.size, 0);
});

test("of a large paste no more is kept than is under way, whether beats come or not", () => {
  const input = typed("small");
  input.keep(new Uint8Array(300), 0);
  input.keep(new Uint8Array(400), 0);
  sent(input);
  input.passedOn(300);
  assert.equal(input.size, 400);
  input.arrived(705);
  input.keep(new Uint8Array(500), 0);
  sent(input);
  input.passedOn(400); // of what a beat has confirmed before
  assert.equal(input.size, 500);
  input.passedOn(500);
  assert.equal(input.size, 0);
});

test("after a cut exactly what has not arrived is sent again", () => {
  const input = typed("one", "two");
  sent(input);
  input.keep(bytes("three"), 0);
  assert.equal(input.beginAnew({ arrived: 3, now: FRESH }), null);
  assert.deepEqual(sent(input), ["two", "three"]);
  input.arrived(8);
  assert.equal(input.size, 0);
});

test("what has become old is asked about, all of it, so that nothing changes its order", () => {
  const input = typed("old");
  input.keep(bytes(" new"), FRESH);
  const { data, uncertain } = input.beginAnew({ arrived: 0, now: FRESH + 1 });
  assert.deepEqual([text(data), uncertain, input.size], ["old new", false, 0]);
});

test("what may have arrived is asked about, however fresh", () => {
  const input = typed("rm");
  sent(input);
  assert.equal(input.beginAnew({ arrived: null, now: 0 }).uncertain, true);
});

test("no more is kept than a paste and some keys", () => {
  const input = new TypedInput();
  assert.equal(input.keep(new Uint8Array(MOST_KEPT), 0), true);
  assert.equal(input.keep(bytes("x"), 0), false);
});

test("keys are shown as a person knows them", () => {
  assert.deepEqual(inWords(bytes("ls\t\r\x7f\x1b\x03é")), { count: 8, text: "ls⇥⏎⌫⎋·é" });
  assert.equal(inWords(bytes("x".repeat(100))).text, `${"x".repeat(60)}…`);
});
