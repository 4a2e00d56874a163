// The steps of a debrief as one page shows them, and what a failed send puts back.

import "./browser.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { DebriefCourse, keyMeans, putBackText } from "../../static/js/debrief-course.js";

const STEPS = ["warm_up", "film", "saw", "actions"];

test("a page begins with the step in its address, or with the first", () => {
  assert.equal(new DebriefCourse(STEPS, "saw").shown, "saw");
  assert.equal(new DebriefCourse(STEPS, "nonsense").shown, "warm_up");
});

test("whoever follows goes where the leader goes", () => {
  const course = new DebriefCourse(STEPS, "");
  assert.equal(course.hear("saw"), true);
  assert.equal(course.shown, "saw");
  assert.equal(course.hear("saw"), false);
});

test("whoever looks around is left there, is told, and can go along", () => {
  const course = new DebriefCourse(STEPS, "");
  course.hear("film");
  assert.equal(course.go("saw", false), false);
  course.hear("actions");
  assert.equal(course.shown, "saw");
  assert.equal(course.elsewhere, true);
  assert.equal(course.goAlong(), true);
  assert.equal(course.shown, "actions");
  assert.equal(course.elsewhere, false);
});

test("whoever comes upon the leader's step by themselves follows again", () => {
  const course = new DebriefCourse(STEPS, "");
  course.hear("film");
  course.go("saw", false);
  course.go("film", false);
  course.hear("actions");
  assert.equal(course.shown, "actions");
});

test("a leader's page is not thrown back by news from before its own press", () => {
  const course = new DebriefCourse(STEPS, "");
  course.hear("film");
  assert.equal(course.go("saw", true), true);
  assert.equal(course.hear("film"), false);
  assert.equal(course.shown, "saw");
  course.hear("saw");
  assert.equal(course.answered(), false);
  assert.equal(course.shown, "saw");
});

test("a press that failed leaves the leader where everybody is", () => {
  const course = new DebriefCourse(STEPS, "");
  course.hear("film");
  course.go("saw", true);
  assert.equal(course.answered(), true);
  assert.equal(course.shown, "film");
});

test("while nobody leads, everybody goes where they like", () => {
  const course = new DebriefCourse(STEPS, "film");
  assert.equal(course.go("saw", true), false);
  assert.equal(course.hear(""), false);
  assert.equal(course.shown, "saw");
  assert.equal(course.neighbour(1), "actions");
  course.go("actions", true);
  assert.equal(course.neighbour(1), "actions");
  assert.equal(course.go("nowhere", true), false);
  assert.equal(course.shown, "actions");
});

test("what could not be sent stands before what has been typed since", () => {
  assert.equal(putBackText("first", ""), "first");
  assert.equal(putBackText("first", "second"), "first\nsecond");
});

test("keys turn pages, and leave those alone who write", () => {
  const reading = { writing: false, asked: false, onThought: false };
  assert.equal(keyMeans({ key: "ArrowRight" }, reading), "next");
  assert.equal(keyMeans({ key: "ArrowLeft" }, reading), "back");
  assert.equal(keyMeans({ key: "ArrowLeft", altKey: true }, reading), "");
  assert.equal(keyMeans({ key: "ArrowRight" }, { ...reading, writing: true }), "");
  assert.equal(keyMeans({ key: "ArrowRight" }, { ...reading, asked: true }), "");
  assert.equal(keyMeans({ key: "a" }, reading), "");
  assert.equal(keyMeans({ key: "A" }, { ...reading, onThought: true }), "action");
});
