// The desk: which panes are shown and how wide they are, remembered in this browser, and what a link on it opens.

import { DeskMemory, WindowMemory } from "./desk-memory.js";
import { startSplitters } from "./splitters.js";
import { openTool, startTools } from "./tools.js";

const desk = document.querySelector(".desk");
const memory = new DeskMemory(desk.dataset.player);

/** Show a pane: unfold it, and where there is room for one only, show that one. */
export function showPane(name) {
  desk.dataset.pane = name;
  setFolded(name, false);
  for (const button of desk.querySelectorAll("[data-show-pane]")) {
    button.setAttribute("aria-pressed", String(button.dataset.showPane === name));
  }
  document.dispatchEvent(new CustomEvent("desk:pane", { detail: { pane: name } }));
}

/** Fold a pane at the side away, or show it again. */
export function setFolded(name, folded) {
  const names = new Set((desk.dataset.folded ?? "").split(" ").filter(Boolean));
  if (folded) names.add(name);
  else names.delete(name);
  desk.dataset.folded = [...names].join(" ");
  memory.keep({ folded: [...names] });
}

/** Go to an element of the desk by its id, whichever pane or tab it is in. Says whether it is there. */
export function goTo(id) {
  return goToElement(document.getElementById(id));
}

export function goToElement(element) {
  const pane = element?.closest(".pane");
  if (!pane) return false;
  showPane(pane.dataset.pane);
  document.dispatchEvent(new CustomEvent("desk:show", { detail: { element } }));
  element.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("click", (event) => {
  const shown = event.target.closest("[data-show-pane]");
  if (shown) showPane(shown.dataset.showPane);
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  if (link.dataset.tool) {
    event.preventDefault();
    const { tool, key, shell, mode, title, another } = link.dataset;
    showPane("work");
    openTool(tool, {
      key,
      shell,
      mode,
      title,
      another: another !== undefined,
      address: link.dataset.address ?? link.href,
    });
    link.closest("details.tools-menu")?.removeAttribute("open");
  } else if (link.getAttribute("href")?.startsWith("#") && goTo(link.getAttribute("href").slice(1))) {
    event.preventDefault();
  }
});

desk.dataset.folded = (memory.kept.folded ?? []).join(" ");
startSplitters(desk, memory, setFolded);
/** When the tools of last time are back. */
export const toolsAreBack = Promise.resolve(startTools(desk, new WindowMemory(desk.dataset.player)));
addEventListener("hashchange", () => goTo(location.hash.slice(1)));
if (location.hash) goTo(location.hash.slice(1));
