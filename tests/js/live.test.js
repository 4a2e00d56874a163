import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, nextTimer, pass, sockets, windowEvents } from "./browser.js";
import { isCut, SILENT_AFTER } from "../../static/js/line-watch.js";
import { connect, cutText, FrameOrder } from "../../static/js/live.js";

let banner, told, afterCuts;

beforeEach(() => {
  freshPage();
  banner = { hidden: true, textContent: "" };
  [told, afterCuts] = [[], []];
  elements.set(".connection", banner);
});

function connected() {
  connect("/ws/team/", {
    snapshot({ seq }, { afterCut }) {
      told.push(`snapshot ${seq}`);
      afterCuts.push(afterCut);
    },
    frame: ({ seq }) => told.push(`frame ${seq}`),
  });
  return sockets.at(-1);
}

const snapshot = (seq) => ({ type: "snapshot", seq, data: {} });
const frame = (seq) => ({ type: "changed", seq, data: { parts: [] } });

test("each number is handed on once and in order", () => {
  const order = new FrameOrder();
  const verdicts = [frame(1), snapshot(4), frame(4), frame(5), frame(5), frame(6)].map((each) => order.judge(each));
  assert.deepEqual(verdicts, ["old", "snapshot", "old", "next", "old", "next"]);
});

test("after a missing number only a snapshot counts", () => {
  const order = new FrameOrder();
  order.judge(snapshot(1));
  assert.equal(order.judge(frame(3)), "gap");
  assert.deepEqual(
    [frame(4), snapshot(4), frame(5)].map((each) => order.judge(each)),
    ["old", "snapshot", "next"],
  );
});

test("a frame that stands for several is next where the first of them is", () => {
  const order = new FrameOrder();
  order.judge(snapshot(3));
  assert.equal(order.judge({ ...frame(6), first: 4 }), "next");
  assert.equal(order.judge({ ...frame(9), first: 6 }), "next");
  assert.equal(order.judge({ ...frame(9), first: 8 }), "old");
  assert.equal(order.judge({ ...frame(13), first: 11 }), "gap");
});

test("a page connects to its own server, encrypted where the page is", () => {
  assert.equal(connected().url, "ws://gameday.test/ws/team/");
  location.protocol = "https:";
  assert.equal(connected().url, "wss://gameday.test/ws/team/");
  location.protocol = "http:";
});

test("a missed number asks for a snapshot, and nothing is told before it comes", () => {
  const socket = connected();
  for (const each of [snapshot(7), frame(8), frame(10), frame(11)]) socket.receive(each);
  assert.deepEqual(socket.sent, ['{"type":"resync"}']);
  socket.receive(snapshot(11));
  socket.receive(frame(12));
  assert.deepEqual(told, ["snapshot 7", "frame 8", "snapshot 11", "frame 12"]);
});

test("a short cut is mended before anybody is told of it", async () => {
  const first = connected();
  first.receive(snapshot(1));
  first.end();
  assert.equal(banner.hidden, true);
  assert.ok(nextTimer() <= 250);
  await pass(nextTimer());
  assert.equal(sockets.length, 2);
  sockets[1].receive(snapshot(5));
  assert.deepEqual([told, banner.hidden], [["snapshot 1", "snapshot 5"], true]);
});

test("a page whose line was cut before its first snapshot is told so: it may have missed something", async () => {
  connected().end();
  await pass(nextTimer());
  sockets[1].receive(snapshot(5));
  assert.deepEqual(afterCuts, [true]);
});

test("a longer cut is told with its times, tried ever less often, and over at the next snapshot", async () => {
  connected().receive(snapshot(1));
  const pauses = [];
  for (let tries = 0; tries < 12; tries += 1) {
    sockets.at(-1).end();
    pauses.push(nextTimer());
    await pass(nextTimer());
  }
  pauses.forEach((pause, attempt) => {
    const most = Math.min(20_000, 250 * 2 ** attempt);
    assert.ok(pause >= most / 2 && pause <= most, `${pause} ms before try ${attempt}`);
  });
  assert.equal(banner.hidden, false);
  assert.match(banner.textContent, /^Cut off since .* What you see is from .* Coming back by itself…$/);
  sockets.at(-1).receive(snapshot(9));
  assert.equal(banner.hidden, true);
  sockets.at(-1).end();
  assert.ok(nextTimer() <= 250, "the next cut begins with a short pause again");
});

test("who may not listen is told why, and the page does not try again", () => {
  const socket = connected();
  socket.end(4401);
  assert.equal(banner.textContent, "This page is only for those who have taken a seat here.");
  windowEvents.dispatchEvent(new Event("online"));
  assert.deepEqual([nextTimer(), sockets.length], [null, 1]);
});

test("a connection that stays silent is given up", async () => {
  const silent = connected();
  await pass(8_000);
  assert.equal(silent.readyState, WebSocket.CLOSED);
  await pass(nextTimer());
  assert.equal(sockets.length, 2);
});

test("a line on which nothing comes any more is cut, in words, well within twenty seconds, and tried again", async () => {
  const dead = connected();
  dead.receive(snapshot(1));
  await pass(SILENT_AFTER - 1);
  assert.deepEqual([isCut(), banner.hidden], [false, true]);
  await pass(1);
  assert.deepEqual([isCut(), banner.hidden, dead.readyState], [true, false, WebSocket.CLOSED]);
  assert.match(banner.textContent, /^Cut off since .* What you see is from .* Coming back by itself…$/);
  await pass(nextTimer());
  sockets.at(-1).receive(snapshot(5));
  assert.deepEqual([isCut(), banner.hidden, told], [false, true, ["snapshot 1", "snapshot 5"]]);
});

test("beats keep a line alive on which nothing happens", async () => {
  const quiet = connected();
  quiet.receive(snapshot(1));
  for (let beats = 0; beats < 5; beats += 1) {
    await pass(SILENT_AFTER - 1);
    quiet.receive({ type: "beat", seq: 0, data: {} });
  }
  assert.deepEqual([sockets.length, isCut(), told], [1, false, ["snapshot 1"]]);
});

test("beats do not stand in for the snapshot that was asked for", async () => {
  const socket = connected();
  for (const each of [snapshot(1), frame(3)]) socket.receive(each);
  await pass(5_000);
  socket.receive({ type: "beat", seq: 0, data: {} });
  await pass(3_000);
  assert.equal(socket.readyState, WebSocket.CLOSED);
});

test("what a dead line brings after all is older than the new one, and is left out", async () => {
  const dead = connected();
  dead.receive(snapshot(1));
  await pass(SILENT_AFTER);
  await pass(nextTimer());
  assert.deepEqual([dead.onmessage, dead.onclose], [null, null]);
});

test("pages that all fell silent at once do not all come back at once", async () => {
  connected().receive(snapshot(1));
  await pass(SILENT_AFTER);
  assert.ok(nextTimer() >= 500, `the next try is in ${nextTimer()} ms`);
});

test("a page that is looked at again asks for what it missed", () => {
  const socket = connected();
  socket.receive(snapshot(1));
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(socket.sent, []);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  assert.deepEqual(socket.sent, ['{"type":"resync"}']);
});

test("a page that is looked at again while it is cut connects at once", () => {
  const socket = connected();
  socket.end();
  document.dispatchEvent(new Event("visibilitychange"));
  assert.equal(sockets.length, 2);
});

test("before the first snapshot the banner knows of nothing that was seen", () => {
  const text = cutText(new Date("2026-03-01T12:00:05Z"), null);
  assert.equal(text, "Cut off since 13:00:05. Coming back by itself…");
});
