// Several open incidents are tabs: one is shown, all stay on the page. The server selects one; what a person chose is
// chosen again in every fresh part.

import { startTabs } from "../tabs.js";

const REMEMBERED = "gameday-incident";
let choose = null; // while there are tabs
let shown = null; // the id of the incident that is before one's eyes

export const shownIncident = () => shown;

const part = () => document.querySelector("#incidents");
const articleOf = (id) => part().querySelector(`[data-incident="${id}"]`);
const tabOf = (article) => document.getElementById(article.getAttribute("aria-labelledby"));

/** Make the tabs of a fresh part work. `newcomer` is the id of an incident that is shown now, whatever was chosen before. */
export function arrangeTabs(newcomer = null, { loaded = false } = {}) {
  const tabs = [...part().querySelectorAll(".incident-tab")];
  choose = null;
  if (tabs.length) choose = startTabs(tabs, { remembered: REMEMBERED, chosen });
  else tell(part().querySelector("[data-incident]")?.dataset.incident ?? null);
  if (newcomer) showIncident(articleOf(newcomer));
  if (newcomer || loaded) requestAnimationFrame(bringIntoRow); // after kept-input.js has scrolled the row to where it was
}

function bringIntoRow() {
  const tab = part().querySelector('.incident-tab[aria-selected="true"]');
  if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.clientWidth / 2 + tab.clientWidth / 2;
}

function chosen(tab) {
  tell(document.getElementById(tab.getAttribute("aria-controls")).dataset.incident);
}

function tell(id) {
  if (id === shown) return;
  shown = id;
  document.dispatchEvent(new CustomEvent("desk:incident", { detail: { incident: id } }));
}

function showIncident(article) {
  if (article?.hidden && choose) choose(tabOf(article));
}

// A link leads into an incident that is hidden, or the palette presses a button in one: it is shown first.
document.addEventListener("desk:show", ({ detail }) => showIncident(detail.element.closest("[data-incident]")));
document.addEventListener("click", ({ target }) => showIncident(target.closest?.("[data-incident]")), true);
