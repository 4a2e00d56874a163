// The lobby on the big screen: how many are here, and the names of those who have just come.

import { arrivedSince, everybody, namedArrivals } from "./insert-plan.js";
import { isStill } from "./stillness.js";

const $ = (name) => document.querySelector(`[data-board="${name}"]`);

let known = null; // everybody who was here at the last look
let named = [];

export function welcome(teams) {
  const fresh = arrivedSince(known, teams);
  const here = everybody(teams);
  known = new Set(here.map(({ key }) => key));
  named = namedArrivals(named, fresh, teams);
  const text = ngettext("%(count)s person is here", "%(count)s people are here", here.length);
  $("here").textContent = here.length ? interpolate(text, { count: here.length }, true) : gettext("Nobody is here yet");
  $("arrivals").replaceChildren(...named.map(arrival));
  if (isStill()) return;
  for (const element of [...$("arrivals").children].slice(0, fresh.length)) {
    element.animate([{ opacity: 0, translate: "0 -0.6em" }, { opacity: 1 }], { duration: 500, easing: "ease-out" });
  }
}

function arrival({ name, team }) {
  const li = document.createElement("li");
  li.style.setProperty("--team", team.colour);
  for (const [className, text] of [
    ["emblem", team.emblem],
    ["name", name],
  ]) {
    const element = document.createElement(className === "name" ? "bdi" : "span");
    element.className = className;
    element.textContent = text;
    if (className === "emblem") element.setAttribute("aria-hidden", "true");
    li.append(element);
  }
  return li;
}
