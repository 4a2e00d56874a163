// An act that may be taken back says so for some seconds; then the button goes.

const SECOND = 1000;

export function startUndo() {
  document.body.addEventListener("htmx:afterSwap", ({ target }) => {
    const form = target.querySelector?.("[data-undo]");
    if (form) setTimeout(() => form.remove(), Number(form.dataset.undo) * SECOND);
  });
}
