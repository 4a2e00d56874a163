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

/** Fetch every part again: after a cut nobody knows what was missed. */
export function refreshAll() {
  const triggers = [...document.querySelectorAll("[hx-trigger]")].map((part) => part.getAttribute("hx-trigger"));
  refresh(new Set(triggers.flatMap(namesIn)));
}

/** Fetch this one part again, unless the page has lost it meanwhile. */
export function fetchAgain(part) {
  if (part.isConnected && part.hasAttribute("hx-get")) htmx.ajax("GET", part.getAttribute("hx-get"), { source: part });
}
