import assert from "node:assert/strict";
import { test } from "node:test";

import { StandInStorage } from "./browser.js";
import { inAnotherWindow, newTerminal, showsTerminal, tabTitle } from "../../static/js/desk/terminal-tabs.js";
import { TerminalSettings } from "../../static/js/terminal/terminal-settings.js";
import { allowedShare } from "../../static/js/terminal/terminal-split.js";

const edge = { key: "edge", title: "Edge" };

test("a second terminal in the same role has a number, and the least that is free", () => {
  const open = [newTerminal(edge, [])];
  open.push(newTerminal(edge, open));
  assert.deepEqual(open.map(tabTitle), ["Edge", "Edge 2"]);
  assert.equal(tabTitle(newTerminal(edge, [open[1]])), "Edge");
  assert.equal(tabTitle(newTerminal(edge, [{ ...open[0], beside: open[1] }])), "Edge 3");
  assert.equal(tabTitle(newTerminal({ key: "db", title: "Database" }, open)), "Database");
});

test("a tab with two terminals names both, and one where nobody types says so", () => {
  assert.equal(tabTitle({ ...edge, beside: { key: "db", title: "Database" } }), "Edge + Database");
  assert.equal(tabTitle({ ...edge, beside: { ...edge, number: 2 } }), "Edge + 2");
  assert.equal(tabTitle({ ...edge, mode: "watch" }), "Edge, watching");
});

test("who asks for a terminal gets their own that is open, and not a team mate's", () => {
  const mine = { ...edge, shell: "m", joined: false };
  const joined = { ...edge, shell: "j", joined: true };
  assert.deepEqual(
    [mine, joined, { ...joined, beside: mine }].map((tab) => showsTerminal(tab, edge)),
    [true, false, true],
  );
  assert.equal(showsTerminal(mine, { ...edge, another: true }), false);
});

test("who joins a shell gets the tab that shows it already, or watches it in another", () => {
  const mine = { ...edge, shell: "m", joined: false };
  assert.equal(showsTerminal(mine, { ...edge, shell: "m" }), true);
  assert.equal(showsTerminal(mine, { ...edge, shell: "x" }), false);
  assert.equal(showsTerminal(mine, { ...edge, shell: "m", mode: "watch" }), false);
});

test("a duplicated window types into no shell of the first one", () => {
  const mine = { ...edge, shell: "m", beside: { key: "db", shell: "d" } };
  assert.deepEqual(inAnotherWindow(mine), { ...edge, shell: "", beside: { key: "db", shell: "" } });
  assert.equal(inAnotherWindow({ ...edge, shell: "j", joined: true }), null);
});

test("neither of two terminals gets too small to use", () => {
  assert.deepEqual([-3, 15, 49.6, 99].map(allowedShare), [15, 15, 50, 85]);
});

test("text gets larger in all terminals at once, within bounds, and stays so", () => {
  const storage = new StandInStorage();
  const settings = new TerminalSettings(storage);
  const told = [];
  const stop = settings.follow(({ fontSize }) => told.push(fontSize));
  settings.resizeText(1);
  settings.resizeText(100);
  stop();
  settings.resizeText(-100);
  assert.deepEqual(told, [16, 32]);
  assert.equal(new TerminalSettings(storage).options.fontSize, 9);
});

test("a choice is told to all terminals and is there again the next time", () => {
  const storage = new StandInStorage();
  const settings = new TerminalSettings(storage);
  settings.turn("macOptionIsMeta", true);
  const { macOptionIsMeta, screenReaderMode } = new TerminalSettings(storage).options;
  assert.deepEqual([macOptionIsMeta, screenReaderMode], [true, false]);
});
