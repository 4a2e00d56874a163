// Composing: what an input method (Japanese, Chinese, Korean, an emoji picker) writes before its person has decided. Keys
// belong to it then, and the field must stay where it is.

const COMPOSING = 229; // what browsers give as the code of such a key; Safari's Enter has it after the end, too
let field = null; // in which somebody composes

document.addEventListener("compositionstart", ({ target }) => (field = target));
document.addEventListener("compositionend", () => (field = null));

/** Whether the key belongs to an input method. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === COMPOSING;
}

/** Whether somebody composes in a field of this part. */
export function composesIn(part) {
  return field !== null && field.isConnected && part.contains(field);
}
