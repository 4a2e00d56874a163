import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { freshPage, pass, StandInStorage, windowEvents } from "./browser.js";
import { WindowMemory } from "../../static/js/desk/desk-memory.js";

let windows;

/** Channels to all other windows of the browser. */
class StandInChannel {
  constructor() {
    windows.push(this);
  }
  postMessage(data) {
    for (const each of windows) if (each !== this) each.onmessage?.({ data });
  }
}

beforeEach(() => {
  freshPage();
  windows = [];
});

function copyOf(storage) {
  const copy = new StandInStorage();
  for (const [name, value] of storage.values) copy.setItem(name, value);
  return copy;
}

async function begun(storage) {
  const memory = new WindowMemory(7, storage, new StandInChannel());
  const own = memory.begin();
  await pass(1000);
  return [memory, await own];
}

test("a window that is loaded again has what it had open", async () => {
  const storage = new StandInStorage();
  const [memory] = await begun(storage);
  memory.keep({ tools: ["edge"] });
  windowEvents.dispatchEvent(new Event("pagehide"));
  windows.length = 0;
  const [again, own] = await begun(storage);
  assert.deepEqual([own, again.kept.tools, again.kept.id], [true, ["edge"], memory.kept.id]);
});

test("a duplicate knows that what it remembers is the other window's, which keeps it", async () => {
  const storage = new StandInStorage();
  const [first] = await begun(storage);
  const [second, own] = await begun(copyOf(storage));
  assert.equal(own, false);
  assert.notEqual(second.kept.id, first.kept.id);
});

test("a window whose browser fell over gets back what it had open", async () => {
  const storage = new StandInStorage();
  const [memory] = await begun(storage);
  windows.length = 0;
  const [again, own] = await begun(storage);
  assert.deepEqual([own, again.kept.id], [true, memory.kept.id]);
});
