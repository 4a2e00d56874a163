// The keys of the desk. Pure: an event of the keyboard becomes the name of a shortcut. Which keys there are stands in
// static/keys.json, which the page of keys shows, too.
//
// Ctrl+Shift and a digit: no browser, screen reader or shell uses them, and a digit is at the same place on every keyboard.
// Alt belongs to shells and menus, Ctrl+Alt writes letters on many keyboards and is VoiceOver's, single letters are what
// screen readers go through a page by.

import keys from "../../../keys.json" with { type: "json" };

/** Where something is being written. */
export const FIELD =
  "input:not([type='checkbox'], [type='radio'], [type='range']), textarea, select, [contenteditable]";
export const onMac = /^(Mac|iP)/.test(globalThis.navigator?.platform ?? "");

const MODIFIERS = { Ctrl: "ctrlKey", Shift: "shiftKey", Alt: "altKey", "⌘": "metaKey" };
// The acts of the desk; what else the file names is the business of what has the focus.
const ACTS = [
  "palette",
  "pane-incident",
  "pane-work",
  "pane-team",
  "chat",
  "tool-before",
  "fold-incident",
  "fold-team",
  "keys",
];
export const shortcuts = keys.desk.filter(({ id }) => ACTS.includes(id));

/**
 * The id of the shortcut that a key means, or null.
 *
 * `mac`: there Ctrl and a letter move in fields, and ⌘ is for shortcuts. `terminal`: the shell gets everything but
 * Ctrl+Shift and ⌘. `field`: something is being written. `single`: keys without Ctrl or ⌘ are on.
 */
export function shortcutOf(event, { mac = false, terminal = false, field = false, single = true } = {}) {
  if (event.isComposing || event.repeat) return null;
  for (const { id, keys: combinations } of shortcuts) {
    const pressed = combinations.find((combination) => isPressed(combination, event));
    if (!pressed) continue;
    const withShift = pressed.startsWith("Ctrl+Shift+");
    if (pressed.startsWith("Ctrl+") && !withShift && (mac || terminal)) return null;
    if (!pressed.includes("+") && (field || terminal || !single)) return null;
    return id;
  }
  return null;
}

function isPressed(combination, event) {
  const parts = combination.split("+");
  const key = parts.pop();
  const signs = Object.entries(MODIFIERS).filter(([, flag]) => flag !== "shiftKey" || parts.length);
  return signs.every(([sign, flag]) => Boolean(event[flag]) === parts.includes(sign)) && keyName(event) === key;
}

/** The key as the file writes it: digits by their place, letters by what they write, or by their place in other scripts. */
function keyName({ key = "", code = "", ctrlKey }) {
  if (ctrlKey && /^Digit\d$/.test(code)) return code.slice(-1);
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  if (/^Key[A-Z]$/.test(code) && !/^[\x20-\x7e]$/.test(key)) return code.slice(-1);
  return key;
}
