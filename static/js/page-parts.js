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
