import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { commandsOf, fitting, grouped, optionForKey, usedNow } from "../../static/js/desk/guide/commands.js";

/** An element as far as the palette looks at it. */
function element(text, { command = "act", incident = "", why = "", label = null, count = "", ...more } = {}) {
  const ofIncident = { querySelector: () => ({ textContent: incident }) };
  const ofForm = { querySelector: () => ({ textContent: why }) };
  return {
    dataset: { command, ...more.dataset },
    textContent: text,
    disabled: more.disabled ?? false,
    getAttribute: (name) => (name === "aria-label" ? label : null),
    querySelector: (selector) => (selector === ".count" && count ? { textContent: count } : null),
    closest: (selector) => (selector === "form" ? ofForm : incident ? ofIncident : null),
  };
}

const named = (commands) => commands.map(({ name }) => name);
const desk = commandsOf([
  element("Chat", { command: "go" }),
  element("Terminal on edge", { command: "open" }),
  element("Terminal on db", { command: "open" }),
  element("Console", { command: "open" }),
  element("Look at the log: 10 points", { incident: "Cheap hay" }),
  element("Turn my key", { incident: "Wrong stable" }),
  element("Dépanner"),
]);

test("every element is offered once, with the incident it belongs to", () => {
  const found = commandsOf([
    element("  Terminal\n on edge ", { command: "open" }),
    element("edge", { command: "open", dataset: { commandName: "Terminal on edge" } }),
    element("Console", { command: "open", dataset: { tool: "console" } }),
    element("Open the console", { command: "open", dataset: { tool: "console" } }),
    element("Turn my key", { incident: "🔥 Cheap  hay" }),
    element("Turn my key", { incident: "Wrong stable" }),
    element("Turn my key · Cold barn", { incident: "Cold barn" }),
    element("×", { label: "Close edge", command: "go" }),
    element("Chat @3", { command: "", count: "@3" }),
    element(" "),
  ]);
  assert.deepEqual(
    found.map(({ kind, name, about }) => [kind, name, about]),
    [
      ["open", "Terminal on edge", ""],
      ["open", "Console", ""],
      ["act", "Turn my key", "Cheap hay"],
      ["act", "Turn my key", "Wrong stable"],
      ["act", "Turn my key · Cold barn", ""],
      ["go", "Close edge", ""],
      ["go", "Chat", ""],
    ],
  );
});

test("what cannot be pressed now says why, and one that can be pressed stands for both", () => {
  const [hint] = commandsOf([element("Second hint", { disabled: true, why: "First take the one before." })]);
  assert.deepEqual([hint.disabled, hint.why], [true, "First take the one before."]);
  const [free] = commandsOf([element("Hint", { disabled: true }), element("Hint")]);
  assert.equal(free.disabled, false);
});

test("words fit in any order, without case and accents, and by the incident's name", () => {
  assert.deepEqual(named(fitting(desk, "edge term")), ["Terminal on edge"]);
  assert.deepEqual(named(fitting(desk, "DEPANN")), ["Dépanner"]);
  assert.deepEqual(named(fitting(desk, "key stable")), ["Turn my key"]);
  assert.deepEqual(named(fitting(desk, "unicorn")), []);
  assert.equal(fitting(desk, "  ").length, desk.length);
});

test("what begins like it comes before what only holds it", () => {
  assert.deepEqual(named(fitting(desk, "on")).slice(0, 3), ["Terminal on edge", "Terminal on db", "Console"]);
  assert.deepEqual(named(fitting(desk, "con")), ["Console"]);
  assert.deepEqual(named(fitting(desk, "c")).slice(0, 2), ["Chat", "Console"]);
});

test("the groups are open, act, go; what was used last stands above them", () => {
  const [chat, edge, db] = desk;
  const kinds = (groups) => groups.map(([kind, commands]) => [kind, commands.length]);
  assert.deepEqual(kinds(grouped(desk)), [
    ["open", 3],
    ["act", 3],
    ["go", 1],
  ]);
  const [lately, ...rest] = grouped(desk, { used: [db.id, chat.id, "gone"] });
  assert.deepEqual([lately[0], named(lately[1])], ["lately", ["Terminal on db", "Chat"]]);
  assert.deepEqual(kinds(rest), [
    ["open", 2],
    ["act", 3],
  ]);
  assert.deepEqual(named(grouped(desk, { typed: "terminal", used: [db.id, edge.id] })[0][1]), [
    "Terminal on db",
    "Terminal on edge",
  ]);
});

test("while something is typed the group of what fits best is first", () => {
  assert.deepEqual(
    grouped(desk, { typed: "log" }).map(([kind]) => kind),
    ["act"],
  );
  assert.deepEqual(
    grouped(desk, { typed: "t" }).map(([kind]) => kind),
    ["open", "act", "go"],
  );
});

test("what is used moves to the front and is remembered once", () => {
  assert.deepEqual(usedNow(["a", "b"], "b"), ["b", "a"]);
  assert.equal(usedNow(Array.from({ length: 30 }, String), "x").length, 20);
});

test("arrows go round, pages stop at the ends", () => {
  const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "a"].map((key) => optionForKey(key, 9, 10));
  assert.deepEqual(keys, [0, 8, 9, 1, -1]);
  assert.equal(optionForKey("ArrowDown", 0, 0), -1);
});
