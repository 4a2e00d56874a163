// The keys of a film. Pure: an event becomes the name of a command and what it needs.

export const STEP = 5; // seconds of film
const LONG_STEP = 20;

/** What the list of keys shows. */
export function keyList() {
  return [
    [[gettext("Space")], gettext("play or pause")],
    [["←", "→"], interpolate(gettext("%(seconds)s seconds back or on"), { seconds: STEP }, true)],
    [["↑", "↓"], interpolate(gettext("%(seconds)s seconds back or on"), { seconds: LONG_STEP }, true)],
    [["Home", "End"], gettext("to the beginning or the end")],
    [["[", "]"], gettext("to the mark before or after")],
    [["1", "…", "9"], gettext("to the first, … ninth mark")],
    [["<", ">"], gettext("slower or faster")],
    [["f"], gettext("full screen")],
    [["c"], gettext("captions on or off")],
    [["?"], gettext("this list")],
  ];
}

const COMMANDS = {
  " ": ["toggle"],
  k: ["toggle"],
  ArrowLeft: ["move", -STEP],
  ArrowRight: ["move", STEP],
  ArrowUp: ["move", -LONG_STEP],
  ArrowDown: ["move", LONG_STEP],
  Home: ["start"],
  End: ["end"],
  "[": ["previousMark"],
  "]": ["nextMark"],
  "<": ["slower"],
  ">": ["faster"],
  f: ["fullScreen"],
  c: ["captions"],
  "?": ["keys"],
};

/** The command of a key as [name, argument]; null for keys that belong to the browser or to what has the focus. */
export function commandOf({ key, altKey, ctrlKey, metaKey, target }) {
  if (
    altKey ||
    ctrlKey ||
    metaKey ||
    target?.closest?.("textarea, select, input:not([type='range']), [contenteditable]")
  )
    return null;
  if (key === " " && target?.closest?.("button, summary, a")) return null; // it is pressed
  if (/^(Arrow(Up|Down)|Home|End)$/.test(key) && target?.closest?.("[data-film='lists']")) return null; // it scrolls
  if (/^[1-9]$/.test(key)) return ["toMark", Number(key) - 1];
  return COMMANDS[key] ?? COMMANDS[key.toLowerCase()] ?? null;
}
