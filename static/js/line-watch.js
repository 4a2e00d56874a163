// When a line to the server is dead, and how a page says so: what live.js and terminal-line.js share. A line that is
// half open never tells: the server sends a beat every five seconds (gameday/live/subscriber.py), and silence means that
// nothing comes through any more.

import { timeOfDay } from "./clock.js";

export const SILENT_AFTER = 12_000; // milliseconds: two beats have failed to come

/** Take no further notice of a socket. What is still on its way would be older than what the next one brings. */
export function abandon(socket) {
  socket.onmessage = socket.onclose = null;
  socket.close();
}

/** "Cut off since 14:05:09." */
export function cutSince(moment) {
  return interpolate(gettext("Cut off since %(time)s."), { time: timeOfDay(moment, { seconds: true }) }, true);
}

/** Whether what the page shows is old: its clocks stand still then, because they would tell what nobody knows. */
export function isCut() {
  return document.body.dataset.line === "cut";
}

/** For style sheets and clocks. */
export function markCut(cut) {
  if (cut) document.body.dataset.line = "cut";
  else delete document.body.dataset.line;
}
