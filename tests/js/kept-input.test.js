import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { elements, freshPage } from "./browser.js";
import { putBack, rememberInput, restoreInput } from "../../static/js/kept-input.js";

beforeEach(freshPage);

/** A part with these fields and folds, and a form that may hold some of the fields. */
function part(fields, folds = []) {
  for (const field of fields) elements.set(`#${field.id}`, field);
  return { contains: () => false, querySelectorAll: (selector) => (selector === "details" ? folds : fields) };
}

test("what was typed goes back into the field", () => {
  const section = part([{ id: "answer", type: "text", value: "the ca" }]);
  rememberInput(section, null);
  const fresh = { id: "answer", type: "text", value: "" };
  elements.set("#answer", fresh);
  restoreInput(section);
  assert.equal(fresh.value, "the ca");
});

test("what has just been sent does not", () => {
  const section = part([{ id: "answer", type: "text", value: "the cache" }]);
  const fresh = { id: "answer", type: "text", value: "" };
  rememberInput(section, { contains: (field) => field === fresh });
  elements.set("#answer", fresh);
  restoreInput(section);
  assert.equal(fresh.value, "");
});

test("a tick is kept only if the box still means the same", () => {
  const before = { value: "7", checked: true };
  const boxes = ["7", "8"].map((value) => ({ type: "checkbox", value, checked: false }));
  for (const box of boxes) putBack(box, before);
  assert.deepEqual(
    boxes.map(({ value, checked }) => [value, checked]),
    [
      ["7", true],
      ["8", false],
    ],
  );
});

test("an emptied field takes what the server says", () => {
  const field = { type: "text", value: "from the server" };
  putBack(field, { value: "", checked: false });
  assert.equal(field.value, "from the server");
});

test("what was opened stays open", () => {
  const folds = [
    { id: "hints", open: true },
    { id: "", open: false },
  ];
  const section = part([], folds);
  rememberInput(section, null);
  folds.splice(0, 2, { id: "hints", open: false }, { id: "", open: true }, { id: "new", open: true });
  restoreInput(section);
  assert.deepEqual(
    folds.map(({ open }) => open),
    [true, false, true],
  );
});

test("what was scrolled to is before one's eyes again", () => {
  const [old, fresh] = [
    { id: "card", scrollTop: 120, scrollLeft: 0 },
    { id: "card", scrollTop: 0, scrollLeft: 0 },
  ];
  const section = part([old]);
  rememberInput(section, null);
  elements.set("#card", fresh);
  restoreInput(section);
  assert.equal(fresh.scrollTop, 120);
});

test("who pressed a button that is gone afterwards stands at its line, or at the next one", () => {
  const line = (id, next = null) => ({
    querySelector: () => ({ id }),
    nextElementSibling: next,
    previousElementSibling: null,
  });
  const button = {
    id: "",
    closest: (what) => (what === "form" ? { action: "/claim/" } : line("need-1", line("need-2"))),
  };
  const section = { ...part([]), contains: () => true, querySelectorAll: () => [] };
  document.activeElement = button;
  rememberInput(section, null);
  const focused = [];
  elements.set("#need-2", { focus: () => focused.push("need-2") });
  restoreInput(section);
  document.activeElement = null;
  assert.deepEqual(focused, ["need-2"]);
});
