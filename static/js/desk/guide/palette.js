// The palette: go to, open and do everything that the desk offers, by typing a few letters of it. It is collected from the
// page when it opens: what bears data-command, tabs, and the bar of panes. Choosing presses the element itself, so that
// an act asks its question here as everywhere.

import { icon } from "../../icon.js";
import { commandsOf, grouped, optionForKey, usedNow } from "./commands.js";
import { DeskMemory } from "../desk-memory.js";

const OFFERED = '[data-command], .desk [role="tab"], .pane-bar [data-show-pane]';
const ICONS = { lately: "clock", go: "arrow-right", open: "plus", act: "zap" };
const TITLES = { lately: gettext("Just used"), go: gettext("Go to"), open: gettext("Open"), act: gettext("Do") };

const dialog = document.querySelector("#palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector('[role="listbox"]');
const status = dialog.querySelector('[role="status"]');
const memory = new DeskMemory(`${document.querySelector(".desk").dataset.player}-palette`);
let goToElement; // the desk's
let shown = []; // {command, option} in their order
let marked = 0;

/** What stands in a pane first, then the bar of panes, then the menu. */
function collect() {
  const there = [...document.querySelectorAll(OFFERED)].filter((element) => !isAway(element));
  const rank = (element) => [".pane", ".pane-bar", "*"].findIndex((place) => element.closest(place));
  return commandsOf(there.sort((one, other) => rank(one) - rank(other)));
}

/** What is not there at all; what only stands in a folded pane or behind another tab is. */
const isAway = (element) => element.hidden || element.closest("dialog, .callout[hidden]") !== null;

/** The dialog was opened: fill it. What was typed meanwhile counts. */
export function fillPalette() {
  draw();
  document.dispatchEvent(new CustomEvent("desk:palette"));
}

function draw() {
  const typed = field.value;
  const groups = grouped(collect(), { typed, used: memory.kept.used ?? [] });
  shown = [];
  list.replaceChildren(...groups.map(groupElement));
  mark(0);
  const count = shown.length;
  const found = ngettext("%(count)s command", "%(count)s commands", count);
  status.textContent = count
    ? interpolate(found, { count }, true)
    : gettext("Nothing fits. Type less, or another word.");
}

function groupElement([kind, commands]) {
  const [group, title] = ["div", "div"].map((name) => document.createElement(name));
  title.textContent = TITLES[kind];
  title.className = "palette-group";
  title.id = `palette-group-${kind}`;
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", title.id);
  group.append(title, ...commands.map((command) => optionElement(command, kind)));
  return group;
}

function optionElement(command, group) {
  const option = document.createElement("div");
  const name = document.createElement("bdi");
  name.textContent = command.name;
  option.setAttribute("role", "option");
  option.id = `palette-${shown.length}`;
  option.className = "palette-option";
  option.append(icon(ICONS[group === "lately" ? command.kind : group]), name);
  const beside = command.disabled ? command.why || gettext("not now") : command.about;
  if (command.disabled) option.setAttribute("aria-disabled", "true");
  if (beside) {
    const note = document.createElement("span");
    note.className = "quiet";
    note.textContent = beside;
    option.append(" ", note);
  }
  shown.push({ command, option });
  return option;
}

function mark(index) {
  marked = index;
  shown.forEach(({ option }, at) => option.setAttribute("aria-selected", String(at === index)));
  const option = shown[index]?.option;
  if (!option) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", option.id);
  if (index === 0) list.scrollTop = 0;
  option?.scrollIntoView({ block: "nearest" });
}

function choose({ command }) {
  if (command.disabled) {
    status.textContent = interpolate(gettext("Not now: %(why)s"), { why: command.why || command.name }, true);
    return;
  }
  const fresh = collect().find(({ id }) => id === command.id); // its part may have been exchanged meanwhile
  if (!fresh || fresh.disabled) {
    draw();
    status.textContent = gettext("That is not there any more. Nothing was done.");
    return;
  }
  memory.keep({ used: usedNow(memory.kept.used ?? [], command.id) });
  dialog.close(); // the focus is where it was; what is opened or gone to takes it
  press(fresh);
}

function press({ kind, element }) {
  goToElement(element); // so that one sees what comes of it
  const folded = element.matches("summary") ? element.parentElement : null;
  if (!folded?.open) element.click();
  if (folded) folded.querySelector("input, textarea, select, button, a")?.focus();
  else if (kind === "go" && !element.matches("a")) element.focus();
}

/** `desk`: goToElement, which is the page's own. */
export function startPalette(desk) {
  ({ goToElement } = desk);
  field.addEventListener("input", draw);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const to = optionForKey(event.key, marked, shown.length);
    if (to >= 0) mark(to);
    else if (event.key === "Enter") shown[marked] && choose(shown[marked]);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", ({ target }) => {
    const chosen = shown.find(({ option }) => option.contains(target));
    if (chosen) choose(chosen);
  });
  // The focus stays in the field, and a press beside the palette closes it.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
}
