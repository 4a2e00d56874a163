import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { freshPage, settled } from "./browser.js";
import { keepAwake } from "../../static/js/wake-lock.js";

let asked = 0;
let refuses = false;
let held = null;
let said = [];

class StandInLock extends EventTarget {
  released = false;
  release() {
    this.released = true;
    this.dispatchEvent(new Event("release"));
  }
}

const wakeLock = {
  async request(kind) {
    assert.equal(kind, "screen");
    asked += 1;
    if (refuses) throw new DOMException("low battery", "NotAllowedError");
    return (held = new StandInLock());
  },
};

beforeEach(() => {
  freshPage();
  [asked, refuses, said] = [0, false, []];
  browserWith({ wakeLock });
});

function browserWith({ wakeLock: lock, secure = true }) {
  Object.defineProperty(navigator, "wakeLock", { value: lock, configurable: true });
  globalThis.isSecureContext = secure;
}

async function open() {
  keepAwake((text) => said.push(text));
  await settled();
}

async function look(away) {
  document.hidden = away;
  if (away) held?.release();
  document.dispatchEvent(new Event("visibilitychange"));
  await settled();
}

test("a big screen asks to stay awake, once, and says nothing about it", async () => {
  await open();
  await look(false);
  assert.deepEqual([asked, said], [1, []]);
});

test("a screen that was out of sight asks again when it is back, and not before", async () => {
  await open();
  await look(true);
  assert.equal(asked, 1);
  await look(false);
  assert.deepEqual([asked, said], [2, []]);
});

test("a lock that the browser takes away while one looks is asked for again", async () => {
  await open();
  held.release();
  await settled();
  assert.equal(asked, 2);
});

test("on plain http it says why the screen may sleep, and what to do", async () => {
  browserWith({ wakeLock: undefined, secure: false });
  await open();
  assert.deepEqual(said, [
    "This screen may go to sleep: a browser keeps it awake only for https or localhost. " +
      "Switch off sleep and screen saver in this computer's settings for the day.",
  ]);
});

test("a browser that cannot is named, not the address", async () => {
  browserWith({ wakeLock: undefined });
  await open();
  assert.match(said[0], /^This browser cannot keep the screen awake\. Switch off sleep/);
});

test("a refusal is said once, and not again after a reload or each time that the page is back", async () => {
  refuses = true;
  await open();
  await look(true);
  await look(false);
  await open();
  assert.equal(said.length, 1);
  assert.match(said[0], /perhaps to save the battery/);
});
