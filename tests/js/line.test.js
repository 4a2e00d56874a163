import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, nextTimer, pass, sockets } from "./browser.js";
import { connect } from "../../static/js/live.js";
import { holdLine, lineIsBack, sendLine } from "../../static/js/desk/line.js";

let passed, followed;

beforeEach(() => {
  freshPage();
  elements.set(".connection", { hidden: true, textContent: "" });
  [passed, followed] = [[], []];
});

function desk() {
  holdLine(
    connect("/ws/team/", {
      snapshot: lineIsBack,
      frame: ({ seq }) => followed.push(seq),
      passing: ({ data }) => passed.push(data.player),
    }),
  );
  return sockets.at(-1);
}

const snapshot = (seq) => ({ type: "snapshot", seq, data: {} });
const changed = (seq) => ({ type: "changed", seq, data: { parts: [] } });
const typing = (player) => ({ type: "typing", seq: 0, data: { player, in: "chat" } });

test("what passes without a number is handed on, and makes no gap", () => {
  const socket = desk();
  for (const each of [snapshot(4), typing(7), changed(5), typing(8), changed(6)]) socket.receive(each);
  assert.deepEqual([passed, followed, socket.sent], [[7, 8], [5, 6], []]);
});

test("before the snapshot nothing passes: the page knows nobody yet", () => {
  desk().receive(typing(7));
  assert.deepEqual(passed, []);
});

test("typing is told at once, and lost while the line is cut", () => {
  const socket = desk();
  assert.equal(sendLine({ type: "typing", in: "chat" }), false);
  socket.receive(snapshot(1));
  assert.equal(sendLine({ type: "typing", in: "chat" }), true);
  socket.end();
  assert.equal(sendLine({ type: "typing", in: "notes" }), false);
  assert.deepEqual(socket.sent, ['{"type":"typing","in":"chat"}']);
});

test("the last place is told again by every line that comes back", async () => {
  const first = desk();
  first.receive(snapshot(1));
  sendLine({ type: "place", place: "console" });
  first.end();
  sendLine({ type: "place", place: "terminal" });
  await pass(nextTimer());
  sockets.at(-1).receive(snapshot(3));
  assert.deepEqual(first.sent, ['{"type":"place","place":"console"}']);
  assert.deepEqual(sockets.at(-1).sent, ['{"type":"place","place":"terminal"}']);
});
