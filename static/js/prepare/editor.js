// The editor of a schedule. The list holds what is planned; the line is drawn from it, and moving on the line changes the
// list. Nothing is saved before the form is sent: then the whole schedule goes as JSON in one field.

import { draftOf, readRow, sortRows, writeRow, writeTotals } from "./block-list.js";
import { drawHandle, drawScale, handleOf, letDrag, minutesOf, syncLane } from "./lane.js";
import { clash, clockText, extent, free, MINUTE, moved } from "./time-line.js";

const form = document.querySelector("#schedule");
const list = form?.querySelector(".blocks");
const lane = form?.querySelector(".track-lane");
const endRow = list?.querySelector(".end");
let unsaved = false;
let shown = 0; // seconds that the line shows

const rows = () => [...list.querySelectorAll(".block:not(.end)")];
const end = () => Number(endRow.dataset.at);
const passed = () => (form.dataset.passed === "" ? -1 : Number(form.dataset.passed));
const bounds = () => [passed() < 0 ? 0 : passed() + MINUTE, Number(form.dataset.longest)];
const clockOf = (at) => clockText(at, form.dataset.start ? Date.parse(form.dataset.start) : 0, form.dataset.zone);

// Drawing -----------------------------------------------------------------------------------------------------------

/** Draw the line and write the list anew. While something is dragged the scale stays as it was. */
function draw({ rescaled = true } = {}) {
  const blocks = rows().map(readRow);
  if (rescaled) shown = extent(blocks, end());
  for (const block of blocks) block.clash = block.fixed ? undefined : clash(block, blocks);
  const inOrder = [...blocks].sort((one, other) => one.at - other.at);
  const rounds = inOrder.filter((block) => block.kind === "round");
  const all = [...inOrder, { ...readRow(endRow), kind: "end", lasts: 0 }];
  const handles = all.map((block) => drawHandle(block, rounds.indexOf(block) + 1, clockOf(block.at), shown, bounds()));
  syncLane(lane, handles);
  drawScale(form.querySelector(".track-scale"), lane, shown, passed(), clockOf);
  for (const block of all) writeRow(block, clockOf(block.at));
  writeTotals(document.querySelector(".by-category"), rounds);
  tellStatus(blocks.some((block) => block.clash));
}

function tellStatus(clashes) {
  const words = !unsaved ? "" : clashes ? gettext("Not saved yet: some overlap.") : gettext("Not saved yet.");
  const status = form.querySelector("[data-status]");
  if (status.textContent !== words) status.textContent = words;
}

function drawInOrder() {
  draw();
  sortRows(list, rows());
}

// Changing ----------------------------------------------------------------------------------------------------------

/** What was wrong with a row was about where it was. */
function touch(row) {
  unsaved = true;
  for (const old of row?.querySelectorAll(".error:not(.clash)") ?? []) old.remove();
}

function moveBy(row, seconds, from = Number(row.dataset.at)) {
  const [least, most] = bounds();
  const at = moved(from, seconds, row === endRow ? Math.max(least, MINUTE) : least, most);
  if ("fixed" in row.dataset || Number(row.dataset.at) === at) return;
  row.dataset.at = at;
  touch(row);
}

function pressKey(event) {
  const minutes = event.target.row ? minutesOf(event) : 0;
  if (!minutes) return;
  event.preventDefault();
  moveBy(event.target.row, minutes * MINUTE);
  drawInOrder();
}

function takeFigure({ target }) {
  const row = target.closest(".block");
  const seconds = Math.round(Number(target.value) * MINUTE);
  if (["at", "lasts"].includes(target.dataset.field) && target.value !== "")
    row.dataset[target.dataset.field] = seconds;
  touch(row);
  draw();
}

function takeOut({ target }) {
  const row = target.closest("[data-remove]")?.closest(".block");
  if (!row) return;
  const next = row.nextElementSibling;
  row.remove();
  touch();
  draw();
  (next.querySelector("[data-remove]") ?? next.querySelector("input:enabled"))?.focus();
}

function add({ target }) {
  const kind = target.closest("[data-add]")?.dataset.add;
  if (!kind) return;
  const row = form.querySelector(`template[data-blank=${kind}]`).content.firstElementChild.cloneNode(true);
  const [least, most] = bounds();
  const wanted = kind === "rush" ? Math.max(least, (end() * 2) / 3) : least;
  row.dataset.at =
    kind === "freeze" ? moved(end(), -15 * MINUTE, least, most) : free(wanted, readRow(row), rows().map(readRow));
  list.prepend(row);
  touch();
  drawInOrder();
  handleOf(row).focus();
}

// Saving ------------------------------------------------------------------------------------------------------------

function fillDraft() {
  const draft = { base: form.dataset.base, length: end(), blocks: rows().map(draftOf) };
  form.elements.draft.value = JSON.stringify(draft);
  unsaved = false; // or the browser would ask whether to leave
}

function open() {
  unsaved = "unsaved" in form.dataset;
  endRow.dataset.at = form.dataset.length;
  lane.addEventListener("keydown", pressKey);
  letDrag(
    lane,
    () => shown,
    (...moving) => {
      moveBy(...moving);
      draw({ rescaled: false });
    },
    drawInOrder,
  );
  list.addEventListener("input", takeFigure);
  list.addEventListener("change", () => sortRows(list, rows()));
  list.addEventListener("click", takeOut);
  form.addEventListener("click", add);
  form.addEventListener("submit", fillDraft);
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  draw();
  form.querySelector(".track").dataset.drawn = "";
}

if (form) open();
