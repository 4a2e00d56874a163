import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { StandInStorage } from "./browser.js";

const SCRIPT = readFileSync(new URL("../../static/js/again.js", import.meta.url), "utf8");

/** Load a page with that script. `lost` are the elements that do not arrive. Says whether it loads itself again. */
function load(sessionStorage, lost, pathname = "/play/") {
  const listeners = {};
  let reloaded = false;
  const location = { pathname, reload: () => (reloaded = true) };
  const addEventListener = (name, act) => (listeners[name] = act);
  runInNewContext(SCRIPT, { addEventListener, location, Number, sessionStorage });
  for (const element of lost) listeners.error({ target: { matches: (wanted) => wanted.includes(element) } });
  listeners.load();
  return reloaded;
}

test("a page that is complete stays", () => {
  const storage = new StandInStorage();
  assert.equal(load(storage, []), false);
  assert.equal(load(storage, ["img"]), false);
  assert.equal(storage.values.size, 0);
});

test("a page that lost a script or a style loads itself again, three times at most", () => {
  const storage = new StandInStorage();
  const loads = [["script"], ["link"], ["script"], ["script"]].map((lost) => load(storage, lost));
  assert.deepEqual(loads, [true, true, true, false]);
});

test("a page that is complete at last has its three times again", () => {
  const storage = new StandInStorage();
  load(storage, ["script"]);
  load(storage, []);
  assert.equal(storage.getItem("again:/play/"), null);
});

test("each page counts its own", () => {
  const storage = new StandInStorage();
  for (let times = 0; times < 4; times += 1) load(storage, ["script"]);
  load(storage, ["script"], "/rules/");
  assert.equal(storage.getItem("again:/rules/"), "1");
});

test("an error that belongs to no element is no lost script", () => {
  const listeners = {};
  runInNewContext(SCRIPT, {
    addEventListener: (name, act) => (listeners[name] = act),
    location: { pathname: "/", reload: assert.fail },
    Number,
    sessionStorage: new StandInStorage(),
  });
  listeners.error({ target: {} });
  listeners.load();
});
