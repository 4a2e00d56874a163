// Questions before acts: [data-confirm] on a button, and htmx's own hx-confirm.

import { ask } from "./dialog.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (!button || button.dataset.sure) return;
  event.preventDefault();
  if (!button.form.reportValidity()) return;
  if (!(await ask(button.dataset.confirm, [["yes", button.textContent.trim()]]))) return;
  button.dataset.sure = "yes";
  button.form.requestSubmit(button);
  delete button.dataset.sure;
});

document.body.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, [["yes", gettext("Yes")]])) event.detail.issueRequest(true);
});
