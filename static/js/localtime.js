// Every <time datetime> in the viewer's own time zone, with its day where data-day says so. The server writes its own;
// the parts that htmx brings are done too. One with data-local stands in a zone that its page names.

import { dayAndTime, timeOfDay } from "./clock.js";

function showLocalTimes(root) {
  for (const element of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime()) || element.dataset.local) continue;
    const seconds = element.textContent.trim().length > "14:05".length; // as precisely as the server wrote it
    element.textContent = "day" in element.dataset ? dayAndTime(moment) : timeOfDay(moment, { seconds });
    element.title = moment.toLocaleString();
    element.dataset.local = "yes";
  }
}

showLocalTimes(document);
document.body.addEventListener("htmx:afterSwap", ({ target }) => showLocalTimes(target));
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => showLocalTimes(detail.target));
