// Every <time datetime> in the viewer's own time zone, with its day where data-day says so. The server writes its own; parts that htmx brings are done too.

function show(root) {
  for (const element of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime()) || element.dataset.local) continue;
    const seconds = element.textContent.trim().length > 5 ? { second: "2-digit" } : {};
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    element.textContent =
      "day" in element.dataset
        ? moment.toLocaleString([], { year: "numeric", month: "short", day: "numeric", ...clock })
        : moment.toLocaleTimeString([], { ...clock, ...seconds });
    element.title = moment.toLocaleString();
    element.dataset.local = "yes";
  }
}

// A folded explanation stays folded, on this browser.
for (const details of document.querySelectorAll("details[data-keep]")) {
  const key = `gameday.${details.dataset.keep}`;
  try {
    if (localStorage.getItem(key) === "closed") details.open = false;
    details.addEventListener("toggle", () => localStorage.setItem(key, details.open ? "open" : "closed"));
  } catch {
    /* storage is off: it opens again next time */
  }
}

show(document);
document.body.addEventListener("htmx:afterSwap", ({ target }) => show(target));
