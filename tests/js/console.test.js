import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { Samples, SPAN } from "../../static/js/console-samples.js";
import { noteBelow, splitAtFound } from "../../static/js/log-text.js";

const NOW = 10_000; // seconds
const gauge = (at, cores = 0.5) => [at, { db: [cores, 120.4] }];

function samples(gauges, customers = []) {
  const found = new Samples();
  found.take({ sandbox: 1, gauges, customers }, NOW);
  return found;
}

test("what came since is joined, and nothing twice", () => {
  const found = samples([gauge(9990), gauge(9995)]);
  found.take({ sandbox: 1, gauges: [gauge(9995), gauge(10_000)], customers: [] }, NOW);
  assert.deepEqual(found.ofRoles(["db"], 0), [
    [9990, 9995, 10_000],
    [0.5, 0.5, 0.5],
  ]);
});

test("what is older than the chart is dropped", () => {
  const found = samples([gauge(NOW - SPAN - 61), gauge(NOW - SPAN - 59), gauge(NOW)]);
  assert.deepEqual(found.ofRoles([], 0), [[NOW - SPAN - 59, NOW]]);
});

test("a new company begins anew, its customers go on", () => {
  const found = samples([gauge(9990)], [[9990, 4, 0, 30]]);
  found.take({ sandbox: 2, gauges: [gauge(9980)], customers: [[9995, 4, 1, 80]] }, NOW);
  assert.deepEqual(found.ofRoles([], 0), [[9980]]);
  assert.deepEqual(found.ofCustomers(1, 2), [
    [9990, 9995],
    [4, 4],
    [0, 1],
  ]);
});

test("the server is asked for what is newer than both kinds of samples", () => {
  assert.equal(samples([]).newest, 0);
  assert.equal(samples([gauge(9990)]).newest, 9990);
  assert.equal(samples([gauge(9990)], [[9985, 4, 0, 30]]).newest, 9985);
});

test("a role that was not measured, or is hidden, leaves a gap", () => {
  assert.deepEqual(
    samples([gauge(9990)])
      .ofRoles(["db", "cache", null], 1)
      .slice(1),
    [[120.4], [null], [null]],
  );
});

test("the legend has the last reading", () => {
  const found = samples([gauge(9990), gauge(9995, null)]);
  assert.deepEqual([found.latest("db"), found.latest("cache")], ["0.00 · 120 MiB", "–"]);
  assert.deepEqual([samples([]).latest("db"), samples([]).isEmpty, found.isEmpty], ["–", true, false]);
});

test("what was searched is found large or small", () => {
  assert.deepEqual(splitAtFound("GET /Price 200", "price"), ["GET /", "Price", " 200"]);
  assert.deepEqual(
    [splitAtFound("GET", "post"), splitAtFound("GET", "")],
    [
      ["GET", "", ""],
      ["GET", "", ""],
    ],
  );
});

test("the note says why there is nothing, or not all", () => {
  const notes = [
    { empty: true, searching: true, dropped: false },
    { empty: true, searching: false, dropped: false },
    { empty: false, searching: true, dropped: false },
    { empty: false, searching: false, dropped: true },
  ].map(noteBelow);
  assert.deepEqual(notes, [
    "No line contains that.",
    "It has said nothing yet.",
    "",
    "Only the latest lines are shown. Search, or open a terminal, for what came before.",
  ]);
});
