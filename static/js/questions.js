// Questions before acts: [data-confirm] on a button, and htmx's own hx-confirm.

import { catchUp } from "./exchange-guard.js";

const DIALOG = `<p></p><form method="dialog">
  <button class="button" value=""></button><button class="button primary" value="yes"></button></form>`;

/** Whether the person says yes. */
function ask(question, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.innerHTML = DIALOG;
  dialog.querySelector("button").textContent = gettext("No, go back");
  dialog.querySelector("p").textContent = question;
  dialog.querySelector('[value="yes"]').textContent = yes;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
      setTimeout(catchUp, 0);
    }),
  );
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (!button || button.dataset.sure) return;
  event.preventDefault();
  if (!button.form.reportValidity()) return;
  if (!(await ask(button.dataset.confirm, button.textContent.trim()))) return;
  button.dataset.sure = "yes";
  button.form.requestSubmit(button);
  delete button.dataset.sure;
});

document.body.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, gettext("Yes"))) event.detail.issueRequest(true);
});
