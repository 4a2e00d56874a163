import assert from "node:assert/strict";
import { test } from "node:test";

import "./browser.js";
import { NewLines } from "../../static/js/team/new-lines.js";
import { orderOf } from "../../static/js/team/stream.js";
import { addressed, fieldWith, firstLine, noteAsked, noteText } from "../../static/js/team/texts.js";
import { isToTell, Typists, typingText } from "../../static/js/team/typing.js";
import { placeOf } from "../../static/js/team/whereabouts.js";

test("who types is shown for four seconds after the last key", () => {
  const typists = new Typists();
  typists.heard(7, 0);
  typists.heard(9, 1_000);
  typists.heard(7, 3_000);
  assert.deepEqual([typists.shown(4_500), typists.shown(5_001), typists.shown(7_001)], [[7, 9], [7], []]);
});

test("what has arrived is not being typed any more", () => {
  const typists = new Typists();
  typists.heard(7, 0);
  typists.finished();
  assert.deepEqual(typists.shown(1), []);
});

test("who types is named with the seat, and a crowd is counted", () => {
  const people = ["Radia", "Otto", "Ada"].map((name) => ({ name, seat: "Dev" }));
  const texts = [0, 1, 2, 3].map((count) => typingText(people.slice(0, count)).replaceAll(/[\u2068\u2069]/g, ""));
  assert.deepEqual(texts, [
    "",
    "Radia (Dev) is typing …",
    "Radia (Dev) and Otto (Dev) are typing …",
    "Radia (Dev) and 2 others are typing …",
  ]);
});

test("a name that runs from right to left leaves its seat where it stands", () => {
  assert.equal(typingText([{ name: "רדיה", seat: "Ops" }]), "\u2068רדיה\u2069 (Ops) is typing …");
});

test("who goes on typing tells it every other second", () => {
  assert.deepEqual([isToTell(0, -Infinity), isToTell(1_999, 0), isToTell(2_000, 0)], [true, false, true]);
});

const person = (name, seat, own = false) => ({ name, seat, own });

test("a question is addressed to the only one on the other seat", () => {
  const [dora, otto] = [person("Dora", "dev", true), person("Otto", "ops")];
  assert.equal(addressed("What do the logs say?", [dora, otto], { seat: "dev" }), "@Otto What do the logs say?");
});

test("with several on the other seat, or nobody, a question is asked of all", () => {
  const twelve = Array.from({ length: 11 }, (_, number) => person(`Ops ${number}`, "ops"));
  const dora = person("Dora", "dev", true);
  assert.deepEqual(
    [[dora, ...twelve], [dora], [dora, person("Ada", "dev")]].map((people) =>
      addressed("Yours?", people, { seat: "dev" }),
    ),
    ["Yours?", "Yours?", "Yours?"],
  );
});

test("a question about somebody's own terminal goes to them", () => {
  const people = [person("Dora", "dev", true), person("Otto", "ops"), person("Ada", "ops")];
  assert.equal(addressed("What now?", people, { seat: "dev", whom: "Ada" }), "@Ada What now?");
});

test("what could not be sent stands in the field below what was being written", () => {
  assert.deepEqual([fieldWith("", "Q"), fieldWith("half a tho\n", "Q")], ["Q", "half a tho\nQ"]);
});

test("a note holds what was seen and where it is from", () => {
  assert.equal(noteText("504 upstream timed out\n", "edge, 14:02:11"), "504 upstream timed out\n— edge, 14:02:11");
  assert.equal(noteText("just this"), "just this");
});

test("a page in a frame may ask for a note, and for nothing else", () => {
  assert.deepEqual(noteAsked({ type: "note", text: "line", source: "db" }), { text: "line", source: "db" });
  const rubbish = [
    null,
    "note",
    {},
    { type: "note" },
    { type: "note", text: "  " },
    { type: "note", text: {}, source: "x" },
  ];
  assert.deepEqual([...rubbish, { type: "ask", text: "x" }].map(noteAsked), Array(7).fill(null));
});

test("a long note is told by its beginning", () => {
  assert.equal(firstLine(`${"W".repeat(90)}\nmore`), `${"W".repeat(79)}…`);
});

test("later events stand first, and what has no moment stands last", () => {
  const [early, late, never] = ["2026-11-29T10:00:00+00:00", "2026-11-29T10:00:01+00:00", undefined].map(orderOf);
  assert.ok(late < early && early < never);
});

const line = (id, own = false) => ({ id, own });

test("the new lines begin where this person left off", () => {
  const lines = new NewLines(3);
  assert.equal(lines.look([line(2), line(3), line(4), line(5)], true), 4);
  assert.equal(lines.look([line(4), line(5), line(6)], true), 4, "the mark stays while they read on");
});

test("who looks away and back sees where the new lines begin, own ones are never new", () => {
  const lines = new NewLines(0);
  lines.look([line(1)], true);
  assert.equal(lines.look([line(1)], false), null);
  assert.equal(lines.look([line(1), line(2, true), line(3)], false), 3);
  assert.equal(lines.look([line(1), line(2, true), line(3), line(4)], false), 3);
  assert.equal(lines.look([line(3), line(4)], true), 3);
  lines.answered();
  assert.equal(lines.look([line(3), line(4), line(5, true)], true), null);
});

test("somebody is at the tool before their eyes, and at the incident where no tool is to be seen", () => {
  const wide = { onlyOnePane: false, pane: "incident" };
  assert.deepEqual(
    [placeOf({ kind: "console" }, wide), placeOf(null, wide), placeOf({ kind: "odd" }, wide)],
    ["console", "page", "page"],
  );
  const phone = (pane) => placeOf({ kind: "terminal" }, { onlyOnePane: true, pane });
  assert.deepEqual([phone("work"), phone("team")], ["terminal", "page"]);
});
