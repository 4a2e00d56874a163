// An answer that was half typed when the seats were swapped: its field has gone to the other seat. It is shown where the
// field was, can be sent to those who answer now, and comes back if the field does.

import { icon } from "../icon.js";

const typed = new Map(); // id of an objective -> text

/** Before the part is exchanged. `sent`: the form whose answer this is; what it sent is not kept. */
export function keepAnswers(part, sent) {
  for (const field of part.querySelectorAll("[data-goal] input[name=text]")) {
    const { goal } = field.closest("[data-goal]").dataset;
    if (field.value && !sent?.contains(field)) typed.set(goal, field.value);
    else typed.delete(goal);
  }
}

/** After it. */
export function returnAnswers(part) {
  for (const [goal, text] of typed) {
    const item = part.querySelector(`[data-goal="${goal}"]`);
    const field = item?.querySelector("input[name=text]");
    if (!item || "met" in item.dataset) typed.delete(goal);
    else if (field) field.value ||= text;
    else item.append(keptAnswer(item.dataset.title, text));
  }
}

function keptAnswer(title, text) {
  const [note, words, button] = ["div", "span", "button"].map((name) => document.createElement(name));
  note.className = "waits kept-answer";
  words.textContent = interpolate(
    gettext("You had typed “%(text)s”. The other seat answers this one now."),
    { text },
    true,
  );
  Object.assign(button, { type: "button", className: "button small ask-them" });
  button.dataset.ask = interpolate(gettext("“%(title)s” I would answer: %(text)s"), { title, text }, true);
  button.append(icon("send"), " ", gettext("Tell them"));
  note.append(words, " ", button);
  return note;
}
