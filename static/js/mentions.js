// @names in the chat's field: what is being written, and who fits.

const BEGUN = /(?:^|[\s(])@([^@\n]{0,40})$/;

/** The name that is being written before the caret, without its @: "" right after the @, null if there is none. */
export function nameBegun(text, caret) {
  return BEGUN.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those of `names` that begin like this; none once the only one is written out, so that Enter sends. */
export function namesFitting(names, begun) {
  if (begun === null) return [];
  const wanted = begun.toLocaleLowerCase();
  const fitting = names.filter((name) => name.toLocaleLowerCase().startsWith(wanted));
  return fitting.length === 1 && fitting[0].toLocaleLowerCase() === wanted ? [] : fitting;
}

/** What a key does to `count` names of which the one at `index` is marked: {mark}, {take}, {close} or null. */
export function keyOnNames({ key, shiftKey }, index, count) {
  if (key === "ArrowDown") return { mark: (index + 1) % count };
  if (key === "ArrowUp") return { mark: (index + count - 1) % count };
  if (key === "Escape") return { close: true };
  return (key === "Enter" || key === "Tab") && !shiftKey && index >= 0 ? { take: index } : null;
}
