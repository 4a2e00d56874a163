import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { pauseBefore } from "../../static/js/back-off.js";
import { dayAndTime, duration, ServerClock, timeOfDay } from "../../static/js/clock.js";

test("a duration has hours only where there are any, and is never negative", () => {
  const said = [0, 9.4, 75, 3599.6, 4000, -3].map(duration);
  assert.deepEqual(said, ["0:00", "0:09", "1:15", "1:00:00", "1:06:40", "0:00"]);
});

test("a time is shown in the viewer's own time zone", () => {
  assert.equal(timeOfDay("2026-07-01T22:05:09Z"), "00:05");
  assert.equal(timeOfDay(new Date("2026-01-01T13:05:09Z"), { seconds: true }), "14:05:09");
  assert.match(dayAndTime("2026-07-01T22:05:09Z"), /2\b.*2026.*00:05/);
});

test("the server's clock is as far off as its last frame told", () => {
  const clock = new ServerClock();
  clock.hear(new Date(Date.now() + 60_000).toISOString());
  assert.ok(Math.abs(clock.now() - Date.now() - 60_000) < 1_000);
});

test("a pause doubles up to the longest one, half of it by chance", () => {
  const pauses = { first: 100, longest: 500 };
  assert.deepEqual(
    [0, 1, 2, 3, 9].map((attempt) => pauseBefore(attempt, pauses, 1)),
    [100, 200, 400, 500, 500],
  );
  assert.deepEqual(
    [0, 9].map((attempt) => pauseBefore(attempt, pauses, 0)),
    [50, 250],
  );
});
