// What the keys of the desk do. Which keys they are says shortcuts.js.

import { showKeys, singleKeysAreOn } from "./keys-dialog.js";
import { togglePalette } from "./later.js";
import { FIELD, onMac, shortcutOf } from "./shortcuts.js";
import { focusTool, stepTool } from "../tools.js";
import { goTo, setFolded, showPane } from "../workspace.js";

const desk = document.querySelector(".desk");

const ACTS = {
  palette: togglePalette,
  keys: showKeys,
  "pane-incident": () => visit("incident", nextTab),
  "pane-work": () => visit("work", () => stepTool(1)),
  "pane-team": () => visit("team", nextTab),
  "tool-before"() {
    showPane("work");
    stepTool(-1);
  },
  chat() {
    goTo("chat");
    desk.querySelector("#chat-text")?.focus();
  },
  "fold-incident": () => fold("incident"),
  "fold-team": () => fold("team"),
};

const paneCalled = (name) => desk.querySelector(`.pane[data-pane="${name}"]`);

/** Go to a pane; whoever is there already goes on to what is next in it. */
function visit(name, next) {
  const pane = paneCalled(name);
  const isHere = pane.contains(document.activeElement);
  showPane(name);
  if (isHere) next(pane);
  else if (name !== "work" || !focusTool()) focusOn(pane.querySelector('[role="tab"][aria-selected="true"]') ?? pane);
}

/** The next tab of the pane's first row of tabs, round at the end. */
function nextTab(pane) {
  const tabs = [...(pane.querySelector('[role="tablist"]')?.querySelectorAll('[role="tab"]') ?? [])];
  const at = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const next = tabs[(at + 1) % tabs.length];
  if (!next) return;
  next.click();
  next.focus();
}

function fold(name) {
  const isFolded = (desk.dataset.folded ?? "").split(" ").includes(name);
  const pane = paneCalled(name);
  if (!isFolded && pane.contains(document.activeElement)) focusOn(paneCalled("work"));
  setFolded(name, !isFolded);
}

function focusOn(element) {
  if (!element.matches("button, a, input, textarea")) element.tabIndex = -1;
  element.focus();
}

/** Do what a key means here. Says whether it means anything. */
function act(event, where) {
  const id = shortcutOf(event, { mac: onMac, single: singleKeysAreOn(), ...where });
  const open = document.querySelector("dialog[open]");
  if (!id || (open && !(id === "palette" && open.id === "palette"))) return false;
  ACTS[id]();
  return true;
}

// Before the terminals get them: they pass on what is not ours.
addEventListener(
  "keydown",
  (event) => {
    const terminal = event.target.closest?.(".xterm") != null;
    const field = event.target.closest?.(FIELD) != null;
    if (!act(event, { terminal, field })) return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);
// A page in a frame passes on what was pressed in it: {type: "keys", key, code, ctrlKey, shiftKey, altKey, metaKey,
// terminal, field}, the last two where it was pressed.
addEventListener("message", ({ origin, data }) => {
  if (origin === location.origin && data?.type === "keys") act(data, { terminal: data.terminal, field: data.field });
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-palette]")) togglePalette();
  if (target.closest("[data-keys]")) showKeys();
});
for (const key of document.querySelectorAll("[data-palette] kbd")) key.textContent = onMac ? "⌘ K" : "Ctrl K";
