import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, sockets, windowEvents } from "./browser.js";
import { openLine } from "../../static/js/desk/frame-line.js";
import { isKeyOfDesk, toolFolder, waysOf } from "../../static/js/desk/frame-manners.js";
import { alone, forDesk } from "../../static/js/desk/in-desk.js";
import { isThere } from "../../static/js/desk/tool-frame.js";
import { lineForKey, noteSource } from "../../static/js/log-text.js";
import { pageOfShop } from "../../static/js/shop.js";

const ORIGIN = "http://gameday.test";
const WORKSHOP = `${ORIGIN}/play/workshop/storefront/?file=shop.py`;

beforeEach(() => {
  freshPage();
  location.origin = ORIGIN;
});

test("a link in a frame opens another tool in the desk, stays in its own tool, and leads elsewhere by a tab of its own", () => {
  const way = (href, more = {}) => waysOf({ href, ...more }, { here: `${WORKSHOP}&desk=`, base: "/play/workshop/" });
  assert.equal(way("/play/terminal/workbench/", { tool: "terminal", target: "_blank" }), "tool");
  assert.equal(way("/play/workshop/runbook/"), "page");
  assert.equal(way("/play/"), "tab");
  assert.equal(way("http://shop.test:9100/"), "tab");
});

test("a link to a place on the page, a download and a link with a tab of its own do what they do everywhere", () => {
  const way = (href, more = {}) => waysOf({ href, ...more }, { here: `${WORKSHOP}&desk=`, base: "/play/workshop/" });
  assert.equal(way(`${WORKSHOP}&desk=#part-2`), null);
  assert.equal(way("/play/workshop/storefront/file/raw/?path=a", { download: true }), null);
  assert.equal(way("/rules/", { target: "_blank" }), null);
  assert.equal(way("mailto:reginald@unicorn.example"), null);
});

test("the pages of a tool are those below its folder, also below a prefix", () => {
  assert.equal(toolFolder("/day/play/workshop/storefront/"), "/day/play/workshop/");
  assert.equal(toolFolder("/play/console/"), "/play/console/");
});

test("the palette's key and the keys of panes are the desk's, and what is written is not", () => {
  assert.equal(isKeyOfDesk({ key: "k", ctrlKey: true }, { onMac: false }), true);
  assert.equal(isKeyOfDesk({ key: "k", ctrlKey: true }, { onMac: true }), false); // there it deletes to the line's end
  assert.equal(isKeyOfDesk({ key: "k", metaKey: true }, { onMac: true }), true);
  assert.equal(isKeyOfDesk({ key: "!", code: "Digit1", ctrlKey: true, shiftKey: true }), true);
  assert.equal(isKeyOfDesk({ key: "?" }), true);
  assert.equal(isKeyOfDesk({ key: "?" }, { field: true }), false);
  for (const key of ["k", "1", "Escape", "Enter"]) assert.equal(isKeyOfDesk({ key }), false, key);
});

test("an address is asked for with ?desk and remembered without", () => {
  assert.equal(forDesk("/play/console/#service-db"), `${ORIGIN}/play/console/?desk=#service-db`);
  assert.equal(alone(forDesk(WORKSHOP)), "/play/workshop/storefront/?file=shop.py");
});

test("a tool that is asked for again stays where it is, unless another page of it is meant", () => {
  const here = "/play/workshop/storefront/?file=shop.py";
  assert.equal(isThere(here, `${ORIGIN}/play/workshop/`), true);
  assert.equal(isThere(here, "/play/workshop/storefront/?file=shop.py"), true);
  assert.equal(isThere(here, "/play/workshop/storefront/?file=other.py"), false);
  assert.equal(isThere(here, "/play/workshop/runbook/?file=README.md"), false);
  assert.equal(isThere("/play/console/", "/play/console/#service-db"), false);
});

test("a note says which service and log a line is from, and when", () => {
  const text = '{"at":"2026-11-29T14:03:05+00:00","event":"edge"}';
  assert.equal(noteSource({ role: "edge", service: "nginx", text }), "edge, log nginx, 14:03:05");
  assert.equal(noteSource({ role: "cache", service: "", text: "ready" }), "cache");
});

test("the arrow keys begin at the newest line and stop at both ends", () => {
  assert.equal(lineForKey("ArrowUp", -1, 5), 4);
  assert.equal(lineForKey("ArrowUp", 4, 5), 3);
  assert.equal(lineForKey("ArrowDown", 4, 5), 4);
  assert.equal(lineForKey("ArrowUp", 0, 5), 0);
  assert.equal(lineForKey("PageUp", 2, 5), null);
  assert.equal(lineForKey("ArrowDown", -1, 0), null);
});

test("the bar of the shop leads nowhere but into the shop", () => {
  const shop = "http://127.0.0.1:9100/";
  assert.equal(pageOfShop(shop, "/unicorns/7"), "http://127.0.0.1:9100/unicorns/7");
  assert.equal(pageOfShop(shop, " "), shop);
  for (const path of ["http://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)", "http://["]) {
    assert.equal(pageOfShop(shop, path), shop, path);
  }
});

test("one socket serves the desk and its frames: they get its news, its cuts and its returns", () => {
  elements.set(".connection", {});
  const told = [];
  const frame = { closed: false, heard: [], postMessage: (message, to) => frame.heard.push([message, to]) };
  const join = (source, origin) =>
    windowEvents.dispatchEvent(Object.assign(new Event("message"), { data: { type: "line" }, source, origin }));
  openLine("/ws/team/", { snapshot: () => told.push("snapshot"), frame: ({ data }) => told.push(data.parts) });
  join({ postMessage: () => assert.fail("another origin is told nothing") }, "http://elsewhere.test");
  join(frame, ORIGIN);
  sockets.at(-1).receive({ type: "snapshot", seq: 1, data: {} });
  sockets.at(-1).receive({ type: "changed", seq: 2, data: { parts: ["chat"] } });
  assert.deepEqual(told, ["snapshot", ["chat"]]);
  assert.deepEqual(frame.heard, [
    [{ type: "line", news: "live", afterCut: false }, ORIGIN],
    [{ type: "line", news: "changed", data: { parts: ["chat"] } }, ORIGIN],
  ]);
  join(frame, ORIGIN); // another page in the frame
  assert.deepEqual(frame.heard.at(-1)[0], { type: "line", news: "live", afterCut: false });
  assert.equal(sockets.length, 1);
});
