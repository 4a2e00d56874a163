// The story on the home page: it can be told for ever, and shows what a day is about.

import assert from "node:assert/strict";
import { test } from "node:test";

import { boardAt, SECONDS, STILL } from "../../static/js/home-story.js";

const story = Array.from({ length: SECONDS }, (_, second) => boardAt(second));

test("every second shows four teams in the order of their points", () => {
  for (const board of story) {
    assert.deepEqual(
      board.map((team) => team.rank),
      [1, 2, 3, 4],
    );
    assert.deepEqual(
      board.map((team) => team.points),
      board.map((team) => team.points).sort((a, b) => b - a),
    );
    assert.equal(board[0].share, 1);
  }
});

test("every team burns once, is looked after, and is mended", () => {
  for (const { id } of story[0]) {
    const states = story.map((board) => board.find((team) => team.id === id).fire?.state ?? "").filter(Boolean);
    assert.deepEqual([...new Set(states)], ["live", "acknowledged", "resolved"]);
  }
});

test("what burns costs points, and mending it pays", () => {
  const points = (second) => boardAt(second).find((team) => team.id === "hay").points;
  assert.ok(points(4) < points(2));
  assert.ok(points(14) > points(13) + 100);
});

test("the lead changes while one looks, and nothing burns when it begins again", () => {
  assert.ok(new Set(story.map((board) => board[0].id)).size > 1);
  assert.ok(story[0].every((team) => team.fire === null));
  assert.ok(story.at(-1).every((team) => team.fire === null));
});

test("where nothing moves one sees a team that burns and one that is looked after", () => {
  const states = boardAt(STILL).map((team) => team.fire?.state);
  assert.ok(states.includes("live"));
  assert.ok(states.includes("acknowledged"));
});
