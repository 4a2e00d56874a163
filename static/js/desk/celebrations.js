// How news look: points fly to where they are counted, the figure shows what it gained, both keys fill the pane for a
// moment. Where motion is reduced everything stands still, and is there a little longer than the blink of an eye.

import { icon } from "../icon.js";

const FLIGHT = 900; // milliseconds
const SEEN_FOR = 2600; // milliseconds
const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const isSeen = (element) => element.getClientRects().length > 0;

/** Show these points on their way from `cause` to the strip's figure. */
export function flyPoints(cause, points) {
  const goal = document.querySelector(".strip-points");
  if (!goal || !cause || isStill() || !isSeen(cause) || !isSeen(goal)) return;
  const [from, to] = [cause.getBoundingClientRect(), goal.getBoundingClientRect()];
  const flying = label("flying", points);
  Object.assign(flying.style, { left: `${from.left}px`, top: `${from.top}px` });
  document.body.append(flying);
  const way = `translate(${to.left - from.left}px, ${to.top - from.top}px)`;
  const steps = [
    { transform: "none" },
    { transform: "translateY(-0.8rem) scale(1.35)", offset: 0.2 },
    { transform: way, opacity: 0.4 },
  ];
  flying.animate(steps, { duration: FLIGHT, easing: "ease-in-out" }).finished.finally(() => flying.remove());
}

/** The strip's figure has moved by so much: it says so, and the reason beside it is marked. */
export function showGain(change) {
  const strip = document.querySelector(".strip-points");
  if (!strip) return;
  strip.classList.add("moved");
  const gain = label("gain", change);
  strip.append(gain);
  setTimeout(() => {
    gain.remove();
    strip.classList.remove("moved");
  }, SEEN_FOR);
}

function label(className, points) {
  const element = document.createElement("span");
  element.className = `${className} points ${points < 0 ? "minus" : "plus"}`;
  element.setAttribute("aria-hidden", "true");
  element.textContent = points > 0 ? `+${points}` : String(points);
  return element;
}

/** The full moment: both keys turn, for as long as one looks up. `words` are said elsewhere, too. */
export function celebrateKeys(words) {
  const [moment, keys, text] = ["div", "p", "p"].map((name) => document.createElement(name));
  moment.className = "moment";
  moment.setAttribute("aria-hidden", "true");
  for (const seat of ["dev", "ops"]) {
    const key = document.createElement("span");
    key.className = `moment-key role-${seat}`;
    key.append(icon("key-round"));
    keys.append(key);
  }
  text.textContent = words;
  moment.append(keys, text);
  document.querySelector("#pane-incident").append(moment);
  setTimeout(() => moment.remove(), SEEN_FOR);
}
