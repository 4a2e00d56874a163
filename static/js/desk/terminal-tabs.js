// What a tab with a terminal is called, and which tab shows the terminal that somebody asks for. A tab's options are
// key (the role), title, number, shell, mode, joined (somebody else's shell) and `beside`: the same of a second terminal.

/** The least number that no open terminal of that role has. */
export function freeNumber(key, open) {
  const taken = open.flatMap((options) => [options, options.beside]).filter((each) => each?.key === key);
  for (let number = 1; ; number += 1) if (!taken.some((each) => (each.number ?? 1) === number)) return number;
}

/** "Edge", "Edge 2", "Edge, watching". */
export function terminalTitle({ key, title, number = 1, mode }) {
  const name = number > 1 ? `${title ?? key} ${number}` : (title ?? key);
  return mode === "watch" ? interpolate(gettext("%(title)s, watching"), { title: name }, true) : name;
}

/** What the tab says: both names where it shows two, "Edge + 2" for two in the same role. */
export function tabTitle({ beside, ...first }) {
  const title = terminalTitle(first);
  if (!beside) return title;
  return `${title} + ${beside.key === first.key ? (beside.number ?? 1) : terminalTitle(beside)}`;
}

/** What a new tab begins with. */
export function newTerminal({ key, title, shell, mode }, open) {
  return { key, title, shell, mode, joined: Boolean(shell), number: freeNumber(key, open) };
}

/** Whether a tab shows what is wanted: that shell; without one, a shell of one's own in that role. */
export function showsTerminal(options, wanted) {
  if (wanted.another) return false;
  return [options, options.beside].filter(Boolean).some((each) => {
    if (each.key !== wanted.key || (each.mode ?? "") !== (wanted.mode ?? "")) return false;
    return wanted.shell ? each.shell === wanted.shell : !each.joined;
  });
}

/** What a duplicate of the window begins with in place of a tab: no shell of the first window. null: nothing. */
export function inAnotherWindow({ beside, ...options }) {
  if (options.joined) return null;
  const second = beside && !beside.joined ? { beside: { ...beside, shell: "" } } : {};
  return { ...options, shell: "", ...second };
}
