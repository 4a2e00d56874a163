// What a person typed, opened or was reading survives the exchange of a part.

const kept = new WeakMap(); // part -> what stood in it

/** Before the exchange. `sent` is the form in it whose answer this is, if any: what it sent is not put back. */
export function rememberInput(part, sent) {
  const active = part.contains(document.activeElement) ? document.activeElement : null;
  const fields = [...part.querySelectorAll("input[id], textarea[id], select[id]")];
  const folds = [...part.querySelectorAll("details")];
  kept.set(part, {
    fields: fields.map(({ id, value, checked }) => ({ id, value, checked })),
    open: new Map(folds.map((details, index) => [details.id || index, details.open])),
    scrolled: [...part.querySelectorAll("[data-keeps-scroll]")].map(({ id, scrollLeft, scrollTop }) => {
      return { id, scrollLeft, scrollTop };
    }),
    caret: active && [active.selectionStart, active.selectionEnd],
    whole: active !== null && isWhollySelected(active),
    focus: active && (active.id || active.closest("form")?.action),
    near: active ? besides(active) : [],
    key: active?.dataset?.key,
    sent,
  });
}

/** Where to go on if `active` is gone afterwards, by ids: to what leads its own line, then the next one, then the one before. */
function besides(active) {
  const line = active.closest("li, tr");
  const lines = [line, line?.nextElementSibling, line?.previousElementSibling];
  return lines.map((each) => each?.querySelector("a[id]")?.id).filter(Boolean);
}

/** A field for a number does not tell where its caret is; whether all of it is selected can be seen. */
const isWhollySelected = ({ selectionStart, value }) =>
  !selectionStart && Boolean(value) && String(getSelection()) === value;

/** After the exchange. */
export function restoreInput(part) {
  const state = kept.get(part);
  kept.delete(part);
  if (!state) return;
  for (const before of state.fields) {
    const field = document.getElementById(before.id);
    if (field && !state.sent?.contains(field)) putBack(field, before);
  }
  part.querySelectorAll("details").forEach((details, index) => {
    details.open = state.open.get(details.id || index) ?? details.open;
  });
  for (const { id, ...position } of state.scrolled) Object.assign(document.getElementById(id) ?? {}, position);
  if (state.focus) focusAgain(part, state);
}

/** Text goes back into its field; a tick only if the field still means the same. */
export function putBack(field, { value, checked }) {
  if (!value) return;
  if (field.type !== "checkbox") field.value = value;
  else if (field.value === value) field.checked = checked;
}

function focusAgain(part, { focus, near, key, caret, whole }) {
  const form = [...part.querySelectorAll("form")].find(({ action }) => action === focus);
  const own = document.getElementById(focus) ?? form?.querySelector("button");
  const line = near.map((id) => document.getElementById(id)).find(Boolean);
  const element = own ?? line ?? (key && part.querySelector(`[data-key="${CSS.escape(key)}"]`)); // as Pause and Resume
  element?.focus({ preventScroll: true });
  if (element?.setSelectionRange && caret[0] !== null && caret[0] !== undefined) element.setSelectionRange(...caret);
  if (whole) element?.select?.(); // what is typed next replaces it, as was meant
}
