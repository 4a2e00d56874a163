// The chat's field: Enter sends, a long text is counted and never cut.

import { isComposing } from "../composition.js";
import { steerNames, suggestNames } from "./chat-names.js";

const form = document.querySelector(".compose");
const field = form?.querySelector("textarea");

export function startChatField({ sent, typed = () => {} }) {
  if (!field) return;
  document.body.addEventListener("sent", ({ target }) => {
    const emptied = target.closest?.("form") ?? (target.id === "chat" ? form : null);
    for (const each of emptied?.querySelectorAll("textarea") ?? []) each.value = "";
    if (emptied !== form) return;
    showLength();
    sent();
  });
  field.addEventListener("input", () => {
    showLength();
    suggestNames();
    if (field.value.trim()) typed();
  });
  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return; // Enter takes what was composed, and sends nothing
    const forNames = steerNames(event);
    const sends = event.key === "Enter" && !event.shiftKey;
    if (forNames || sends) event.preventDefault();
    if (!forNames && sends && field.value.trim()) form.requestSubmit();
  });
}

function showLength() {
  const note = form.querySelector("#chat-note");
  const most = Number(form.dataset.largest);
  const { length } = field.value;
  note.dataset.usual ??= note.textContent;
  const { usual, folded, tooLong } = note.dataset;
  const willFold = field.value.split("\n").length > 4 || length > 480;
  note.textContent = willFold ? folded : usual;
  if (length > most) note.textContent = tooLong.replace("{count}", length).replace("{most}", most);
  note.classList.toggle("wrong", length > most);
  field.rows = willFold ? 6 : 2;
}
