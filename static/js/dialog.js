// A question in the page, before an act that nobody takes back.

import { catchUp } from "./exchange-guard.js";

/**
 * Ask. `choices`: [value, text] of each answer, the one that is meant last. Resolves to the value that was chosen, "" if
 * the person goes back.
 */
export function ask(question, choices) {
  const dialog = document.createElement("dialog");
  const [text, form] = ["p", "form"].map((name) => document.createElement(name));
  dialog.className = "ask";
  text.textContent = question;
  form.method = "dialog";
  form.append(...[["", gettext("No, go back")], ...choices].map(buttonFor));
  form.lastElementChild.classList.add("primary");
  dialog.append(text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
      setTimeout(catchUp, 0);
    }),
  );
}

function buttonFor([value, text]) {
  const button = document.createElement("button");
  return Object.assign(button, { className: "button", value, textContent: text });
}
