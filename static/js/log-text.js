// The words around a service's lines.

/**
 * [before, found, after]: the first place where `text` contains `wanted`, large or small; found is empty if nowhere.
 */
export function splitAtFound(text, wanted) {
  const at = wanted ? text.toLowerCase().indexOf(wanted.toLowerCase()) : -1;
  const end = at + wanted.length;
  return at < 0 ? [text, "", ""] : [text.slice(0, at), text.slice(at, end), text.slice(end)];
}

/** What to say below the lines. */
export function noteBelow({ empty, searching, dropped }) {
  if (empty) return searching ? gettext("No line contains that.") : gettext("It has said nothing yet.");
  if (!dropped) return "";
  return gettext("Only the latest lines are shown. Search, or open a terminal, for what came before.");
}

/** Where a line is from, for a note: "storefront, log nginx, 14:03:05". The time is the line's own, where it has one. */
export function noteSource({ role, service, text }) {
  const time = text.match(/(?<![\d:])\d{2}:\d{2}:\d{2}(?!\d)/)?.[0];
  const log = service ? interpolate(gettext("log %(service)s"), { service }, true) : "";
  return [role, log, time].filter(Boolean).join(", ");
}

/** Which line an arrow key leads to from line `at` of `count` (-1: none is chosen yet, so it is the last); null by other keys. */
export function lineForKey(key, at, count) {
  if (!count) return null;
  const step = { ArrowDown: 1, ArrowUp: -1 }[key];
  if (!step) return null;
  return at < 0 ? count - 1 : Math.min(Math.max(at + step, 0), count - 1);
}
