// What goes to a shell for a key that a phone does not have, and what a terminal says by itself.

const PLAIN = { escape: "\x1b", tab: "\t", slash: "/", pipe: "|", dash: "-" };
const ARROWS = { up: "A", down: "B", right: "C", left: "D" };
// Reports of status and cursor, of colours, of settings:
// eslint-disable-next-line no-control-regex -- these are what it looks for
const REPLY = /^\x1b(?:\[[?>=]?[\d;]*\$?[cnRy]|\]\d+;[^\x07]*(?:\x07|\x1b\\)|P[^]*\x1b\\)$/;

/** The bytes of one of the page's own keys. `application`: a program has asked for the other codes of the arrows. */
export function keyCode(key, application) {
  return PLAIN[key] ?? (application ? "\x1bO" : "\x1b[") + ARROWS[key];
}

/** As if Control were held: "c" -> "\x03". What has no such code stays as it is. */
export function withControl(text) {
  return /^[@-_a-z ]$/.test(text) ? String.fromCharCode(text.toUpperCase().charCodeAt(0) & 31) : text;
}

/** Whether a terminal answers a program here: of several tabs only one may. */
export function isReply(text) {
  return REPLY.test(text);
}

/** Whether a terminal tells a program that its window has got or lost the keyboard. */
export function isFocusReport(text) {
  return text === "\x1b[I" || text === "\x1b[O";
}
