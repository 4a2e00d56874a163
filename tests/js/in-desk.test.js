import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { freshPage, sockets, windowEvents } from "./browser.js";

const ORIGIN = "http://gameday.test";
const desk = { heard: [], postMessage: (message, to) => desk.heard.push([message, to]) };
document.body.dataset.inDesk = "";
globalThis.parent = desk;
location.origin = ORIGIN;
const { openLine } = await import("../../static/js/desk/frame-line.js");
const { isCut } = await import("../../static/js/line-watch.js");
const { isUnseen, whenSeen } = await import("../../static/js/page-seen.js");

const say = (data, { source = desk, origin = ORIGIN } = {}) =>
  windowEvents.dispatchEvent(Object.assign(new Event("message"), { data, source, origin }));

let told;

beforeEach(() => {
  desk.heard.length = 0;
  told = [];
});

test("a page in a frame opens no socket, and takes the desk's line for its own", () => {
  freshPage();
  openLine("/ws/team/", {
    snapshot: (_, { afterCut }) => told.push(afterCut ? "back" : "live"),
    frame: ({ data }) => told.push(data.parts),
  });
  assert.deepEqual(desk.heard, [[{ type: "line" }, ORIGIN]]);
  say({ type: "line", news: "live", afterCut: false });
  say({ type: "line", news: "changed", data: { parts: ["console"] } });
  say({ type: "line", news: "cut" });
  assert.equal(isCut(), true);
  say({ type: "line", news: "live", afterCut: true });
  assert.equal(isCut(), false);
  assert.deepEqual(told, ["live", ["console"], "back"]);
  assert.equal(sockets.length, 0);
});

test("nobody but the desk is listened to", () => {
  openLine("/ws/team/", { snapshot: () => told.push("live"), frame: () => told.push("frame") });
  say({ type: "line", news: "live" }, { source: {} });
  say({ type: "line", news: "live" }, { origin: "http://elsewhere.test" });
  assert.deepEqual(told, []);
});

test("a frame that nobody looks at rests, and is told when it is looked at again", () => {
  whenSeen(() => told.push("seen"));
  say({ type: "seen", seen: true });
  assert.deepEqual([isUnseen(), told], [false, []]);
  say({ type: "seen", seen: false });
  assert.equal(isUnseen(), true);
  say({ type: "seen", seen: true });
  assert.deepEqual([isUnseen(), told], [false, ["seen"]]);
});
