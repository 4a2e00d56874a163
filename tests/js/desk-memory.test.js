import assert from "node:assert/strict";
import { test } from "node:test";

import { DeskMemory } from "../../static/js/desk/desk-memory.js";

class Storage extends Map {
  getItem(name) {
    return this.get(name) ?? null;
  }
  setItem(name, text) {
    this.set(name, text);
  }
}

test("what was kept is there the next time, beside what is kept later", () => {
  const storage = new Storage();
  const first = new DeskMemory("7", storage);
  first.keep({ folded: ["team"] });
  first.keep({ widths: { incident: 300 } });
  assert.deepEqual(new DeskMemory("7", storage).kept, { folded: ["team"], widths: { incident: 300 } });
});

test("each player of a browser has a desk of their own", () => {
  const storage = new Storage();
  new DeskMemory("7", storage).keep({ folded: ["team"] });
  assert.deepEqual(new DeskMemory("8", storage).kept, {});
});

test("a browser that keeps nothing, or nonsense, has a desk as it is", () => {
  const nonsense = new Storage([["gameday-desk-7", "{half"]]);
  assert.deepEqual(new DeskMemory("7", nonsense).kept, {});
  const refusing = {
    getItem() {
      throw new Error("denied");
    },
    setItem() {
      throw new Error("denied");
    },
  };
  const memory = new DeskMemory("7", refusing);
  memory.keep({ folded: [] });
  assert.deepEqual(memory.kept, { folded: [] });
});
