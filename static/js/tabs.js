// Tabs: one of several panels is shown, and the choice is remembered in this browser tab.

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/** The index of the tab that a key leads to from `index` of `count`, or -1: round at both ends. */
export function tabForKey(key, index, count) {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return key in STEPS ? (index + STEPS[key] + count) % count : -1;
}

/**
 * Make `tabs` work. `remembered` is the key of the last choice in this browser tab; without one it is the tab that the
 * server has selected. Returns choose(tab).
 */
export function startTabs(tabs, { remembered, chosen }) {
  function choose(tab) {
    for (const each of tabs) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = each !== tab;
    }
    sessionStorage.setItem(remembered, tab.id);
    chosen(tab);
  }

  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key }) => {
      const to = tabs[tabForKey(key, index, tabs.length)];
      if (!to) return;
      choose(to);
      to.focus();
    });
  });
  const last = tabs.find(({ id }) => id === sessionStorage.getItem(remembered));
  const selected = tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
  if (tabs.length) choose(last ?? selected ?? tabs[0]);
  return choose;
}
