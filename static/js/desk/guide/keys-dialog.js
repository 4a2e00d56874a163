// The list of keys on the desk, and the switch for keys without Ctrl, which speech input presses by mistake.

const KEPT = "gameday-single-keys";
const dialog = document.querySelector("#keys-dialog");
const box = dialog?.querySelector("#single-keys"); // a page of one sheet of the control room has neither

export function showKeys() {
  box.checked = singleKeysAreOn();
  dialog.showModal();
}

/** Whether "?" works. */
export function singleKeysAreOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // the browser keeps nothing
  }
}

box?.addEventListener("change", () => {
  try {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
  } catch {
    /* it is as it was at the next page */
  }
});
dialog?.addEventListener("click", ({ target }) => target === dialog && dialog.close());
