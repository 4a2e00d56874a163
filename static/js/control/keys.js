// The control room by keyboard. What has a key says so itself, by data-key; "j" and "k" walk along the stops, "/" leads to the filter. A key is
// looked for in the need that one stands in, then in the first need of the team that is shown, then beside the list, then
// on the whole page. Pressed while another team is on its way, it waits for that one. static/keys.json lists them all.

import { showKeys, singleKeysAreOn } from "../desk/guide/keys-dialog.js";
import { chosenTeam, teamIsComing } from "./beside.js";

const isTyping = (element) =>
  element.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

/** The element for a key: the first in the first of these places that has one. */
export function elementFor(key, places) {
  for (const place of places) {
    const found = place?.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (found) return found;
  }
  return null;
}

/** The stop before or after; the first one where one stands nowhere. `step` is 1 or -1. */
export function stopAfter(stops, active, step) {
  const at = stops.indexOf(active);
  if (at < 0) return stops[0];
  return stops[Math.min(Math.max(at + step, 0), stops.length - 1)];
}

const FIELD = "input, textarea, select";

function press(element) {
  const field = element.matches("div") ? element.querySelector(FIELD) : element.matches(FIELD) && element;
  if (field) {
    field.focus();
    return;
  }
  if (!element.matches("summary")) element.focus();
  element.click();
  if (element.matches("summary")) setTimeout(focusInside, 0, element.closest("details"));
}

function focusInside(details) {
  const inside = (what) => details.querySelector(what);
  if (details.open) (inside("select, input:not([type=hidden]), textarea") ?? inside("button"))?.focus();
}

/** Put away the menu that one stands in, else any that is open. Says whether there was one. */
function closeMenu(within) {
  const menu = within.closest?.("details.menu[open]") ?? document.querySelector("details.menu[open]");
  if (!menu) return false;
  menu.open = false;
  menu.querySelector("summary").focus();
  return true;
}

function walk(step) {
  const stops = [...document.querySelectorAll("#grid .stop")].filter((stop) => !stop.closest("[hidden]"));
  const here = document.activeElement;
  const within = here.closest?.(".need, tr[data-team]")?.querySelector(".stop");
  const shown = stops.find((stop) => stop.dataset.beside === chosenTeam());
  const stop = within ? stopAfter(stops, within, step) : (shown ?? stops[0]);
  stop?.focus({ focusVisible: true, preventScroll: true });
  stop?.scrollIntoView({ block: "nearest" });
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape" && !closeMenu(event.target)) event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "Escape" && closeMenu(event.target)) event.preventDefault();
  if (!singleKeysAreOn()) return;
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (event.key === "/") document.querySelector("#filter")?.focus();
  else {
    const own = elementFor(event.key, [event.target.closest?.(".need")]);
    if (own) press(own);
    else if (teamIsComing() && /^[a-z]$/i.test(event.key)) teamIsComing().then(() => pressAtTeam(event.key));
    else if (!pressAtTeam(event.key)) return;
  }
  event.preventDefault();
}

/** Press what has this key at the team that is shown, else on the page. Says whether anything has it. */
function pressAtTeam(key) {
  const need = document.querySelector(`#grid .need[data-team="${CSS.escape(chosenTeam())}"]`);
  const element = elementFor(key, [need, document.querySelector("#beside"), document]);
  if (element) press(element);
  return Boolean(element);
}

export function startKeys() {
  document.addEventListener("keydown", onKey);
  document.querySelector("#show-keys")?.addEventListener("click", showKeys);
}
