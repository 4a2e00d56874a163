import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { BoardState, changeShown, inWalkingOrder } from "../../static/js/board-state.js";

const NOW = Date.parse("2026-03-01T10:00:00Z");
const running = { state: "running", elapsed: 600, duration: 3600, halted: false, frozen: null, replay: false };
const team = (id, rank, more = {}) => ({ id, rank, name: `Team ${id}`, trend: [], ...more });
const event = (id, at) => ({ id, at: `2026-03-01T10:00:${at}Z` });

function board(gameday = {}, teams = [team(1, 1), team(2, 2)], events = []) {
  const state = new BoardState();
  state.take({ gameday: { ...running, ...gameday }, teams, events }, { whole: true, now: NOW });
  return state;
}

test("a frame changes what it tells of, and leaves the rest", () => {
  const state = board();
  state.take({ teams: [team(2, 1), team(1, 2)] }, { whole: false, now: NOW });
  assert.deepEqual(
    state.ranked().map(({ id }) => id),
    [2, 1],
  );
  assert.equal(state.gameday.state, "running");
});

test("a snapshot takes the place of everything: a team that is gone is gone", () => {
  const state = board();
  state.take({ gameday: running, teams: [team(2, 1)], events: [event(4, "01")] }, { whole: true, now: NOW });
  assert.deepEqual([state.ranked().map(({ id }) => id), state.latestEvents().map(({ id }) => id)], [[2], [4]]);
});

test("teams of one rank stand in the order of their numbers", () => {
  assert.deepEqual(
    board({}, [team(3, 1), team(1, 1), team(2, 3)])
      .ranked()
      .map(({ id }) => id),
    [1, 3, 2],
  );
});

test("the twenty newest events are shown, the newest first", () => {
  const events = Array.from({ length: 25 }, (_, index) => event(index, String(Math.floor(index / 2)).padStart(2, "0")));
  const shown = board({}, [], events)
    .latestEvents()
    .map(({ id }) => id);
  assert.deepEqual(
    shown,
    Array.from({ length: 20 }, (_, index) => 24 - index),
  );
});

test("a board that hangs for hours keeps no more events than it shows", () => {
  const state = board();
  for (let id = 0; id < 1000; id += 1) {
    const at = new Date(NOW + id * 1000).toISOString();
    state.take({ events: [{ id, at }] }, { whole: false, now: NOW });
  }
  assert.equal(state.events.size, 20);
  assert.equal(state.latestEvents()[0].id, 999);
});

test("all teams share one scale, which holds 0 and 1", () => {
  assert.deepEqual(board().trendScale(), { low: 0, high: 1 });
  assert.deepEqual(board({}, [team(1, 1, { trend: [4, -7] }), team(2, 2, { trend: [12] })]).trendScale(), {
    low: -7,
    high: 12,
  });
});

test("the clock runs on only while the game does", () => {
  const later = NOW + 30_000;
  assert.deepEqual(board().clockReading(later), { label: "left", seconds: 2970 });
  assert.deepEqual(board({ state: "paused" }).clockReading(later), { label: "left", seconds: 3000 });
  assert.deepEqual(board({ state: "lobby" }).clockReading(later), { label: "to play", seconds: 3600 });
  assert.deepEqual(board({ state: "finished" }).clockReading(later), { label: "played", seconds: 600 });
});

test("a machine whose clock is set back shows nobody more time than there was", () => {
  assert.deepEqual(board().clockReading(NOW - 3600_000), { label: "left", seconds: 3000 });
});

test("the headline says who has won, one or several", () => {
  assert.deepEqual(board({ state: "finished" }).headline("en"), ["It is over. Team 1 takes the golden horseshoe."]);
  const both = board({ state: "finished" }, [team(1, 1), team(2, 1)]).headline("en");
  assert.deepEqual(both, ["It is over. Team 1 and Team 2 share the golden horseshoe."]);
});

test("a winner whose name runs from right to left leaves the order of the sentence alone", () => {
  const noa = { ...team(1, 1), name: "נועה" };
  assert.deepEqual(board({ state: "finished" }, [noa]).headline("en"), [
    "It is over. \u2068נועה\u2069 takes the golden horseshoe.",
  ]);
});

test("a frozen board does not say who has won", () => {
  const lines = board({ state: "finished", frozen: "2026-03-01T09:30:00Z" }).headline("en");
  assert.deepEqual(lines, [
    "It is over. Who won is told in a moment.",
    "Frozen since 10:30. The rest is told at the end.",
  ]);
});

test("the replay after a freeze says from when it plays", () => {
  const [line] = board({ frozen: "2026-03-01T09:30:00Z", replay: true }).headline("en");
  assert.equal(line, "The curtain rises: it is 10:30 again, and time runs fast.");
});

test("a rush hour stands in the headline before it comes and while it is on", () => {
  const rush = { factor: 3, on: false, begins: "2026-03-01T09:30:00Z", ends: "2026-03-01T10:00:00Z" };
  assert.deepEqual(board({ rush }).headline("en"), ["Rush hour from 10:30: 3 times the customers."]);
  assert.deepEqual(board({ rush: { ...rush, on: true } }).headline("en"), [
    "Rush hour until 11:00: 3 times the customers.",
  ]);
});

test("a halt is in sight, and a board without teams says so", () => {
  assert.deepEqual(board({ state: "paused", halted: true }, []).headline("en"), [
    "Paused: clock, customers and fires stand still.",
    "Halted: every fault is being healed, and no new ones go in.",
    "No teams yet.",
  ]);
  assert.deepEqual(board().headline("en"), []);
});

test("the change of the last minute has a direction", () => {
  assert.deepEqual([5, -3, 0].map(changeShown), [
    ["▲ 5", "plus"],
    ["▼ 3", "minus"],
    ["–", ""],
  ]);
});

test("journeys stand in the order of a customer's walk, unknown ones last", () => {
  assert.deepEqual(inWalkingOrder({ sing: "slow", book: "full", browse: "failed" }), [
    ["browse", "failed"],
    ["book", "full"],
    ["sing", "slow"],
  ]);
});
