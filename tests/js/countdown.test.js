import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, pass } from "./browser.js";
import { fuseNews, startCountdowns, tick } from "../../static/js/countdown.js";

beforeEach(() => {
  freshPage();
  htmx.asked.length = 0;
});

/** A count-down in a part of the page, as the server renders it. */
function countdown(dataset) {
  const part = { isConnected: true, hasAttribute: () => true, getAttribute: () => "/part/" };
  const classes = new Set();
  return {
    dataset,
    classes,
    part,
    textContent: "",
    classList: { toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)) },
    closest: () => part,
  };
}

const root = (...found) => ({ querySelectorAll: (selector) => (selector === "[data-countdown]" ? found : []) });

test("a fuse is told at first, at 60, 30 and 10 seconds, and when it is over", () => {
  const told = [];
  let before;
  for (let left = 75; left >= -3; left -= 1) {
    const news = fuseNews(left, before);
    if (!news) continue;
    told.push([news, left]);
    before = Math.max(0, Math.ceil(left));
  }
  assert.deepEqual(told, [
    ["left", 75],
    ["left", 60],
    ["left", 30],
    ["left", 10],
    ["over", 0],
  ]);
});

test("a fuse that was over when the page came is told as over", () => {
  assert.equal(fuseNews(-5), "over");
  assert.equal(fuseNews(-5, 0), null);
});

test("a count-down is shown as the server says, urgent in its last minute", () => {
  const [calm, urgent] = [countdown({ countdown: "90" }), countdown({ countdown: "45" })];
  startCountdowns(root(calm, urgent));
  assert.deepEqual([calm.textContent, urgent.textContent], ["1:30", "0:45"]);
  assert.deepEqual([calm.classes.has("urgent"), urgent.classes.has("urgent")], [false, true]);
});

test("a count-down stands still while the line is cut: nobody knows how the game goes on", () => {
  const element = countdown({ countdown: "90" });
  startCountdowns(root(element));
  elements.set("[data-countdown]", [element]);
  element.endsAt -= 40_000;
  document.body.dataset.line = "cut";
  tick();
  assert.equal(element.textContent, "1:30");
  delete document.body.dataset.line;
  tick();
  assert.equal(element.textContent, "0:50");
});

test("a fuse that is over says so, and has its part fetched again", async () => {
  const announcer = { textContent: "" };
  elements.set("#announcer", announcer);
  const fuse = countdown({ countdown: "-1", fuse: "12", over: "The key has fallen back.", left: "{seconds} left." });
  startCountdowns(root(fuse));
  assert.equal(announcer.textContent, "The key has fallen back.");
  await pass(700);
  assert.deepEqual(htmx.asked, [["GET", "/part/", { source: fuse.part }]]);
});

test("a fuse says how many seconds are left", () => {
  const announcer = { textContent: "" };
  elements.set("#announcer", announcer);
  startCountdowns(root(countdown({ countdown: "20.5", fuse: "13", over: "Over.", left: "{seconds} seconds left." })));
  assert.equal(announcer.textContent, "21 seconds left.");
});

test("an age counts minutes", () => {
  const age = countdown({ age: "185" });
  startCountdowns({ querySelectorAll: (selector) => (selector === "[data-age]" ? [age] : []) });
  assert.equal(age.textContent, "3 min");
});
