// Tells the team where this person is: at which tool of the desk, or at the incident.

import { sendLine } from "../desk/line.js";
import { shownTool } from "../desk/tools.js";

const PLACES = new Set(["console", "workshop", "terminal", "runbook", "shop"]);
const desk = document.querySelector(".desk");

/** The place as the server names it: that of the tool before one's eyes; "page" where no tool is to be seen. */
export function placeOf(tool, { onlyOnePane, pane }) {
  const atWork = !onlyOnePane || pane === "work";
  return atWork && PLACES.has(tool?.kind) ? tool.kind : "page";
}

let told = "page"; // what the server takes for granted

function tellPlace() {
  const onlyOnePane = getComputedStyle(document.querySelector(".pane-bar")).display !== "none";
  const place = placeOf(shownTool(), { onlyOnePane, pane: desk.dataset.pane });
  if (place !== told) sendLine({ type: "place", place });
  told = place;
}

export function startWhereabouts() {
  for (const event of ["desk:tool", "desk:pane"]) document.addEventListener(event, tellPlace);
  tellPlace();
}
