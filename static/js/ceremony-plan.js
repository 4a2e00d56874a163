// What the ceremony's screen decides without a browser: which key does what, and which news are told by now.

const PACE = 2_500; // milliseconds for one piece of news
const LONGEST = 60_000; // milliseconds for all of them
const WINDOW = 7; // that are in sight at once

const KEYS = {
  PageDown: "next", // what the remote controls of projectors send
  ArrowRight: "next",
  ArrowDown: "next",
  " ": "next",
  Enter: "next",
  PageUp: "previous",
  ArrowLeft: "previous",
  ArrowUp: "previous",
  b: "black",
  B: "black",
  ".": "black",
};

/** What a key does: "next", "previous", "black" or nothing. `busy`: it was pressed on a button, a link or a field. */
export function keyAct(key, busy) {
  if (busy && !key.startsWith("Page")) return undefined;
  return KEYS[key];
}

/** The first and the end of the news that are in sight, `passed` milliseconds after the scene began. */
export function newsShown(count, passed) {
  const pace = Math.min(PACE, LONGEST / Math.max(count, 1));
  const until = Math.min(count, Math.max(0, Math.floor(passed / pace)) + 1);
  return [Math.max(0, until - WINDOW), until];
}
