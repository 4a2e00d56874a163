// @names in the chat's field: what is being written, and who fits.

// Scripts that write no space before a name, or add endings to it: as UNSPACED in gameday/team/chat.py.
const BEGUN =
  /(?:^|[\s(]|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff])@([^@\n]{0,180})$/;
// One name in another case or Unicode form is the same name. No locale: a Turkish browser makes another i of I.
const folded = (name) => name.normalize("NFKC").toLowerCase();

/** The name that is being written before the caret, without its @: "" right after the @, null if there is none. */
export function nameBegun(text, caret) {
  return BEGUN.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those of `names` that begin like this; none once the only one is written out, so that Enter sends. */
export function namesFitting(names, begun) {
  if (begun === null) return [];
  const wanted = folded(begun);
  const fitting = names.filter((name) => folded(name).startsWith(wanted));
  return fitting.length === 1 && folded(fitting[0]) === wanted ? [] : fitting;
}

/** What a key does to `count` names of which the one at `index` is marked: {mark}, {take}, {close} or null. */
export function keyOnNames({ key, shiftKey }, index, count) {
  if (key === "ArrowDown") return { mark: (index + 1) % count };
  if (key === "ArrowUp") return { mark: (index + count - 1) % count };
  if (key === "Escape") return { close: true };
  return (key === "Enter" || key === "Tab") && !shiftKey && index >= 0 ? { take: index } : null;
}
