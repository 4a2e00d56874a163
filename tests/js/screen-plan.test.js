import assert from "node:assert/strict";
import { test } from "node:test";

import { CARDS, LOBBY, planScreen, STANDINGS, turnedTo } from "../../static/js/screen-plan.js";

// What is left of a screen of 16 : 9 beside header and ticker, in letters of 4.2 % of its height.
const HALL = { width: 40.5, height: 18.2 };
const PHONE = { width: 18, height: 36 };

test("one to four teams are large cards that fill the screen", () => {
  const shape = (teams) => planScreen(teams, HALL);
  assert.deepEqual(
    [1, 2, 3, 4].map((teams) => [shape(teams).columns, shape(teams).rows, shape(teams).form]),
    [
      [1, 1, "cards"],
      [2, 1, "cards"],
      [3, 1, "cards"],
      [2, 2, "cards"],
    ],
  );
  for (const teams of [1, 2, 3, 4]) {
    const { row, rows } = shape(teams);
    assert.ok(Math.abs(row * rows + (rows - 1) * CARDS.gap - HALL.height) < 1e-9, `${teams} teams`);
  }
});

test("upright the cards stand below each other, and where they would be too small there are rows", () => {
  assert.deepEqual([planScreen(3, PHONE).columns, planScreen(3, PHONE).form], [1, "cards"]);
  assert.equal(planScreen(4, { width: 20, height: 9 }).form, "narrow");
});

test("five to twelve teams stand in one column over the whole width, with all that is known of them", () => {
  for (const teams of [5, 8, 12]) {
    const { columns, pages, form } = planScreen(teams, HALL);
    assert.deepEqual([columns, pages, form], [1, 1, "wide"], `${teams} teams`);
  }
});

test("from thirteen teams on there are two columns, which are equally long", () => {
  const { columns, rows, pages, form } = planScreen(16, HALL);
  assert.deepEqual([columns, rows, pages, form], [2, 8, 1, "narrow"]);
});

test("what does not fit turns, and the first three stand on every page", () => {
  assert.deepEqual(planScreen(24, HALL).pages, 1);
  const { pages, leaders, turning } = planScreen(40, HALL);
  assert.deepEqual([pages, leaders, turning], [2, 3, 19]);
});

test("every team is on exactly one page, whatever their number", () => {
  for (let teams = 0; teams <= 90; teams += 1) {
    for (const [room, needs] of [
      [HALL, STANDINGS],
      [HALL, LOBBY],
      [PHONE, STANDINGS],
      [{ width: 5, height: 1 }, STANDINGS],
    ]) {
      const plan = planScreen(teams, room, needs);
      const shown = Array.from({ length: plan.leaders }, (_, place) => place);
      for (let page = 0; page < plan.pages; page += 1) {
        const [first, end] = turnedTo(plan, teams, page);
        for (let place = first; place < end; place += 1) shown.push(place);
        assert.ok(plan.leaders + end - first <= plan.columns * plan.rows, `room for page ${page} of ${teams}`);
      }
      assert.deepEqual(
        shown,
        Array.from({ length: teams }, (_, place) => place),
      );
    }
  }
});

test("no row is lower than a letter needs, and none sticks out", () => {
  for (let teams = 1; teams <= 90; teams += 1) {
    const { row, rows } = planScreen(teams, HALL);
    assert.ok(row >= STANDINGS.row, `${teams} teams: a row of ${row}`);
    assert.ok(row * rows <= HALL.height + 1e-9, `${teams} teams`);
  }
});

test("no page is nearly empty", () => {
  const plan = planScreen(26, HALL); // two more than fit
  assert.deepEqual(
    [0, 1].map((page) => turnedTo(plan, 26, page)),
    [
      [3, 15],
      [15, 26],
    ],
  );
});

test("upright there is one column, and the name has it to itself", () => {
  const { columns, form } = planScreen(30, PHONE);
  assert.deepEqual([columns, form], [1, "narrow"]);
});

test("a window so low that one row fits still shows them all, one by one", () => {
  const { pages, leaders, turning } = planScreen(3, { width: 20, height: 1 });
  assert.deepEqual([pages, leaders, turning], [3, 0, 1]);
});

test("rows say how many lines they hold", () => {
  assert.deepEqual(
    [5, 8, 12].map((teams) => planScreen(teams, HALL).lines),
    [2, 2, 1],
  );
  assert.equal(planScreen(2, HALL, LOBBY).lines, 3);
});
