// The list of the editor: it holds what is planned. Rows are read into plain blocks, and written to when the line moves them.

import { byCategory } from "./time-line.js";

/** A row of the list as a block: seconds of the plan's time, and what the line needs to draw it. */
export function readRow(row) {
  const option = row.querySelector("[data-field=scenario]")?.selectedOptions[0];
  const said = option?.dataset ?? {};
  return {
    row,
    kind: row.dataset.kind,
    at: Number(row.dataset.at),
    lasts: Number(said.lasts ?? row.dataset.lasts ?? 0),
    title: said.title ?? row.querySelector(".block-name").textContent.trim(),
    category: said.category,
    points: Number(said.points ?? 0),
    difficulty: said.difficulty,
    swap: row.querySelector("[data-field=swap]")?.checked ?? false,
    factor: Number(row.querySelector("[data-field=factor]")?.value ?? 1),
    fixed: "fixed" in row.dataset,
  };
}

/** What is sent of a row. */
export function draftOf(row) {
  const { kind, at, lasts, swap, factor } = readRow(row);
  const scenario = row.querySelector("[data-field=scenario]")?.value;
  return {
    kind,
    at,
    lasts: kind === "break" || kind === "rush" ? lasts : 0,
    swap,
    factor,
    scenario: scenario ? Number(scenario) : null,
    row: row.dataset.row ? Number(row.dataset.row) : null,
  };
}

/** Show in its row where a block is by now. What is being typed stays as it is. */
export function writeRow({ row, at, lasts, clash }, clock) {
  row.querySelector(".block-clock").textContent = clock;
  for (const [field, seconds] of [
    ["at", at],
    ["lasts", lasts],
  ]) {
    const input = row.querySelector(`[data-field=${field}]`);
    if (input && document.activeElement !== input) input.value = Math.round(seconds / 6) / 10;
  }
  tellClash(row, clash);
}

function tellClash(row, other) {
  const told = row.querySelector(".clash");
  const refused = row.querySelector(".error:not(.clash)"); // the server has said it already
  if (!other || refused) {
    told?.remove();
    return;
  }
  const words = interpolate(gettext("Overlaps with “%(title)s”."), { title: other.title }, true);
  const sentence = told ?? row.appendChild(document.querySelector("#clash").content.firstElementChild.cloneNode());
  if (sentence.textContent !== words) sentence.textContent = words;
}

/** Rows in the order of the day; what has the focus keeps it. */
export function sortRows(list, rows) {
  const focused = document.activeElement;
  const inOrder = [...rows].sort((one, other) => Number(one.dataset.at) - Number(other.dataset.at));
  if (inOrder.some((row, number) => list.children[number] !== row)) list.prepend(...inOrder);
  if (focused !== document.activeElement) focused?.focus();
}

/** The table of points by category. */
export function writeTotals(table, rounds) {
  if (!table) return;
  table.tBodies[0].replaceChildren(...byCategory(rounds).map(([name, counted]) => totalsRow(name, ...counted)));
  const points = rounds.reduce((sum, round) => sum + round.points, 0);
  table.tFoot.replaceChildren(totalsRow(gettext("In all"), rounds.length, points));
}

function totalsRow(name, ...numbers) {
  const row = document.createElement("tr");
  row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: name }));
  for (const number of numbers) {
    row.append(Object.assign(document.createElement("td"), { className: "number", textContent: number }));
  }
  return row;
}
