import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage, StandInStorage } from "./browser.js";
import { arrivals, changes, read, sentences } from "../../static/js/desk/incident-news.js";
import { keepAnswers, returnAnswers } from "../../static/js/desk/kept-answers.js";
import { soundsAreOn, switchSounds } from "../../static/js/sounds.js";
import { startTabs } from "../../static/js/tabs.js";

beforeEach(() => {
  freshPage();
  globalThis.localStorage = new StandInStorage();
});

const goal = (id, more = {}) => [id, { id, title: `goal ${id}`, points: 20, met: false, bothKeys: false, ...more }];
const incident = (id, goals = [], more = {}) => [
  id,
  { id, title: `fire ${id}`, age: 5, goals: new Map(goals), taken: new Set(), mended: "", ...more },
];
const look = (open, ended = []) => ({ open: new Map(open), ended: new Map(ended) });
const NOTHING = { met: [], keys: [], taken: [], solved: [], over: [], mended: [] };

test("an incident arrives once, and on a fresh page only while it is young", () => {
  const now = look([incident("7"), incident("8", [], { age: 300 })]);
  const ids = (...how) => arrivals(now, ...how).map(({ id }) => id);
  assert.deepEqual(ids(new Set()), ["7", "8"]);
  assert.deepEqual(ids(new Set(["7"])), ["8"]);
  assert.deepEqual(ids(new Set(), { loaded: true }), ["7"]);
});

test("an objective is celebrated when it becomes met, not when it was met before one looked", () => {
  const before = look([incident("7", [goal("1"), goal("2", { met: true }), goal("3", { bothKeys: true })])]);
  const after = look([
    incident("7", [goal("1", { met: true }), goal("2", { met: true }), goal("3", { met: true, bothKeys: true })]),
    incident("8", [goal("4", { met: true })]),
  ]);
  const { met, keys } = changes(before, after);
  assert.deepEqual([met.map(({ id }) => id), keys.map(({ id }) => id)], [["1", "3"], ["3"]]);
  assert.deepEqual(changes(after, after), NOTHING);
});

test("an incident that is over is told by how it ended, one that only vanished is not", () => {
  const before = look([incident("7", [goal("1")]), incident("8"), incident("9")]);
  const after = look(
    [],
    [
      ["7", { title: "fire 7", solved: true, words: "All yours." }],
      ["8", { title: "fire 8", solved: false, words: "Its time ran out." }],
      ["3", { title: "fire 3", solved: true, words: "Long ago." }],
    ],
  );
  const found = changes(before, after);
  assert.deepEqual(
    found.solved.map(({ title, goals }) => [title, goals.length]),
    [["fire 7", 1]],
  );
  assert.deepEqual(sentences([], found), ["Solved: fire 7. All yours.", "Over: fire 8. Its time ran out."]);
});

test("a hint that a team mate takes is marked where it stands", () => {
  const [before, after] = [["0"], ["0", "2"]].map((taken) => look([incident("7", [], { taken: new Set(taken) })]));
  assert.deepEqual(changes(before, after).taken, [{ incident: "7", rung: "2" }]);
});

test("that a fault is mended is said when it comes to be so", () => {
  const [broken, mended] = ["", "You did it."].map((words) => look([incident("7", [], { mended: words })]));
  assert.deepEqual(sentences([], changes(broken, mended)), ["fire 7: You did it."]);
  assert.deepEqual(changes(mended, mended), NOTHING);
});

test("people who only listen hear of a new incident and of points", () => {
  const met = [goal("1", { met: true })[1]];
  assert.deepEqual(sentences([incident("7")[1]], { ...NOTHING, met }), [
    "A telegram from the boss. New incident: fire 7.",
    "Done, 20 points: goal 1",
  ]);
});

test("the part is read as the templates write it", () => {
  const item = { dataset: { goal: "1", title: "What sleeps?", points: "20", met: "" } };
  const article = {
    dataset: { incident: "7", title: "Nap", liveFor: "90" },
    querySelectorAll: (selector) => (selector === "[data-goal]" ? [item] : [{ dataset: { rung: "1" } }]),
    querySelector: () => ({ textContent: " You did it. " }),
  };
  const words = { classList: { contains: (name) => name === "ending" }, textContent: " All yours. " };
  const ending = { dataset: { ended: "3", title: "Hay", solved: "" }, children: [words] };
  const part = { querySelectorAll: (selector) => (selector === "[data-incident]" ? [article] : [ending]) };
  const { open, ended } = read(part);
  assert.deepEqual(open.get("7").goals.get("1"), {
    id: "1",
    title: "What sleeps?",
    points: 20,
    met: true,
    bothKeys: false,
  });
  const { age, mended, taken } = open.get("7");
  assert.deepEqual([age, mended, [...taken]], [90, "You did it.", ["1"]]);
  assert.deepEqual(ended.get("3"), { title: "Hay", solved: true, words: "All yours." });
});

/** An objective in the part: with its field, or without. `note` gets what is put in its place. */
function objective(field) {
  const item = { dataset: { goal: "4", title: "What sleeps?" }, querySelector: () => field, notes: [] };
  item.append = (note) => item.notes.push(note);
  if (field) field.closest = () => item;
  return item;
}

const partWith = (item, field) => ({ querySelectorAll: () => (field ? [field] : []), querySelector: () => item });

test("an answer that was half typed when the seats were swapped comes back with its field", () => {
  const before = { value: "the storefr" };
  keepAnswers(partWith(objective(before), before), null);
  const fresh = { value: "" };
  returnAnswers(partWith(objective(fresh), fresh));
  assert.equal(fresh.value, "the storefr");
});

test("what was sent does not come back", () => {
  const field = { value: "storefront" };
  keepAnswers(partWith(objective(field), field), { contains: () => true });
  const fresh = { value: "" };
  returnAnswers(partWith(objective(fresh), fresh));
  assert.equal(fresh.value, "");
});

test("sounds are on until they are switched off, and that is remembered", () => {
  assert.equal(soundsAreOn(), true);
  switchSounds(false);
  assert.equal(soundsAreOn(), false);
});

/** A tab and its panel; `selected` as the server says. */
function tab(id, selected) {
  const attributes = new Map([
    ["aria-controls", `panel-${id}`],
    ["aria-selected", String(selected)],
  ]);
  elements.set(`#panel-${id}`, { hidden: false });
  return {
    id,
    getAttribute: (name) => attributes.get(name),
    setAttribute: (name, value) => attributes.set(name, value),
    addEventListener: () => {},
  };
}

test("without a choice of one's own the tab that the server has selected is shown, then the chosen one", () => {
  const shown = [];
  const start = (...tabs) => startTabs(tabs, { remembered: "choice", chosen: ({ id }) => shown.push(id) });
  start(tab("a", false), tab("b", true));
  sessionStorage.setItem("choice", "a");
  start(tab("a", false), tab("b", true));
  sessionStorage.setItem("choice", "gone");
  start(tab("a", false), tab("b", true));
  assert.deepEqual(shown, ["b", "a", "b"]);
});
