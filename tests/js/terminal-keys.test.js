import assert from "node:assert/strict";
import { test } from "node:test";

import { isReply, keyCode, withControl } from "../../static/js/terminal/terminal-keys.js";

test("the page's keys send what a keyboard would", () => {
  assert.deepEqual(
    ["escape", "tab", "pipe", "up", "left"].map((key) => keyCode(key, false)),
    ["\x1b", "\t", "|", "\x1b[A", "\x1b[D"],
  );
  assert.equal(keyCode("up", true), "\x1bOA");
});

test("control makes codes of letters and leaves the rest", () => {
  assert.deepEqual(["c", "C", "[", " ", "é", "ab", "1"].map(withControl), [
    "\x03",
    "\x03",
    "\x1b",
    "\0",
    "é",
    "ab",
    "1",
  ]);
});

test("a terminal's own answers are told from what is typed", () => {
  const replies = ["\x1b[3;14R", "\x1b[?62;c", "\x1b[0n", "\x1b]11;rgb:ffff/ffff/ffff\x07", "\x1bP1$r0m\x1b\\"];
  assert.deepEqual(replies.map(isReply), Array(5).fill(true));
  assert.deepEqual(["c", "\x1b", "\x1b[A", "\x1bOA", "n"].map(isReply), Array(5).fill(false));
});
