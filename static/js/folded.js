// An explanation that was folded stays folded, on this browser.

for (const details of document.querySelectorAll("details[data-keep]")) {
  const key = `gameday.${details.dataset.keep}`;
  try {
    if (localStorage.getItem(key) === "closed") details.open = false;
    details.addEventListener("toggle", () => localStorage.setItem(key, details.open ? "open" : "closed"));
  } catch {
    /* the browser keeps nothing: it opens again next time */
  }
}
