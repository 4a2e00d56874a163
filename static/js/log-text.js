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
