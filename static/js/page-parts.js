// The parts of a page: elements that htmx fetches again when one of the names in their hx-trigger has news. No name of
// a part stands in a script: the server tells names (gameday/live.py), and the templates say which of them concern a
// part.

const NAMED = /\brefresh:([\w-]+)/g;

/** The names in an hx-trigger: "refresh:NAME from:body, every 10s" -> ["NAME"]. */
export function namesIn(trigger) {
  return [...trigger.matchAll(NAMED)].map((match) => match[1]);
}

/** Fetch again what shows one of these. */
export function refresh(names) {
  for (const name of names) document.body.dispatchEvent(new CustomEvent(`refresh:${name}`));
}

/**
 * `fetch` at once, then at most every `milliseconds`: what comes in between is told together, once. A control room of
 * forty teams has news all the time.
 */
export function spaced(fetch, milliseconds) {
  const waiting = new Set();
  let resting = false;
  const tell = () => {
    const names = [...waiting];
    waiting.clear();
    resting = names.length > 0 && milliseconds > 0;
    if (names.length) fetch(names);
    if (resting) setTimeout(tell, milliseconds);
  };
  return (names) => {
    for (const name of names) waiting.add(name);
    if (!resting) tell();
  };
}

/**
 * Fetch every part again: after a cut nobody knows what was missed. What was asked for by the dead line is not waited
 * for: htmx would let the new question stand behind it.
 */
export function refreshAll() {
  const parts = [...document.querySelectorAll("[hx-trigger]")];
  for (const part of parts) part.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
  refresh(new Set(parts.flatMap((part) => namesIn(part.getAttribute("hx-trigger")))));
}

/** Fetch this one part again, unless the page has lost it meanwhile. */
export function fetchAgain(part) {
  if (part.isConnected && part.hasAttribute("hx-get")) htmx.ajax("GET", part.getAttribute("hx-get"), { source: part });
}
