import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { keyOnNames, nameBegun, namesFitting } from "../../static/js/mentions.js";
import { tabForKey } from "../../static/js/tabs.js";
import { Unread, unreadText } from "../../static/js/unread.js";

test("a name begins with @ at the start of a word, before the caret", () => {
  const begun = (text) => nameBegun(text.replace("|", ""), text.indexOf("|"));
  assert.deepEqual(["@|", "so @Ad|a", "(@Ada L|", "a@b|", "@Ada\nso|", "no|", "@Ada| @"].map(begun), [
    "",
    "Ad",
    "Ada L",
    null,
    null,
    null,
    "Ada",
  ]);
});

test("the names that fit are offered until one is written out", () => {
  const names = ["Ada", "Adam", "Otto"];
  assert.deepEqual(namesFitting(names, ""), names);
  assert.deepEqual(namesFitting(names, "aDa"), ["Ada", "Adam"]);
  assert.deepEqual(namesFitting(names, "ot"), ["Otto"]);
  assert.deepEqual([namesFitting(names, "otto"), namesFitting(names, "x"), namesFitting(names, null)], [[], [], []]);
});

test("a name is found in every script, case and form", () => {
  assert.equal(nameBegun("你好@李", 4), "李");
  assert.deepEqual(namesFitting(["José", "José M", "Otto"], "JOSE\u0301"), ["José", "José M"]);
  assert.deepEqual(namesFitting(["José", "Otto"], "JOSE\u0301"), []);
});

test("keys move among the names, take one, or close them", () => {
  const key = (name, index, shiftKey = false) => keyOnNames({ key: name, shiftKey }, index, 3);
  assert.deepEqual([key("ArrowDown", 2), key("ArrowUp", 0)], [{ mark: 0 }, { mark: 2 }]);
  assert.deepEqual([key("Enter", 1), key("Tab", 1), key("Escape", 1)], [{ take: 1 }, { take: 1 }, { close: true }]);
  assert.deepEqual([key("Enter", 1, true), key("Enter", -1), key("a", 1)], [null, null, null]);
});

test("tabs are walked round at both ends", () => {
  const keys = [
    ["ArrowRight", 2],
    ["ArrowLeft", 0],
    ["Home", 2],
    ["End", 0],
    ["Enter", 1],
  ];
  assert.deepEqual(
    keys.map(([key, index]) => tabForKey(key, index, 3)),
    [0, 2, 0, 2, -1],
  );
});

test("unread lines are shown until they are read, a mention is said once", () => {
  const unread = new Unread();
  const told = { unread: 3, mentions: 1, newest: 12 };
  assert.deepEqual(unread.look(told), { lines: 3, mentioned: true, sayIt: true });
  assert.equal(unread.look(told).sayIt, false);
  assert.equal(unread.look({ ...told, mentions: 2 }).sayIt, true);
  unread.readUpTo = 12;
  assert.deepEqual(unread.look(told), { lines: 0, mentioned: true, sayIt: false });
  assert.equal(unread.look({ unread: 1, mentions: 1, newest: 13 }).sayIt, true);
});

test("what is in sight is told as read only if it is news", () => {
  const unread = new Unread();
  assert.deepEqual([unread.isNews({ unread: 1, newest: 5 }), unread.isNews({ unread: 0, newest: 5 })], [true, false]);
  unread.readUpTo = 5;
  assert.equal(unread.isNews({ unread: 1, newest: 5 }), false);
});

test("the badge has a number, with an @ where one is named", () => {
  const shown = [
    [0, true],
    [3, false],
    [3, true],
  ].map(([lines, mentioned]) => unreadText({ lines, mentioned }));
  assert.deepEqual(shown, ["", "3", "@3"]);
});
