// "Note this": one press puts what one sees into the notepad of the incident that is shown, with where it is from.

import { goTo } from "../desk/workspace.js";
import { fetchAgain } from "../page-parts.js";
import { putIntoChat } from "./asking.js";
import { flash } from "./flash.js";
import { post } from "./post.js";
import { fieldWith, firstLine, noteAsked, noteText } from "./texts.js";

/** The form of the notepad that belongs to the incident before one's eyes; null while nothing burns. */
function padShown() {
  const cards = [...document.querySelectorAll("#incidents [data-incident]")];
  const shown = cards.find((card) => !card.closest("[hidden]")) ?? cards[0];
  const field = shown && document.querySelector(`#note-${Number(shown.dataset.incident)}`);
  return (field ?? document.querySelector("#notes .note-form textarea"))?.form ?? null;
}

async function note({ text, source }) {
  const written = noteText(text, source);
  const pad = padShown();
  if (!pad) {
    const act = { label: gettext("Put it into the chat"), run: () => putIntoChat(written) };
    flash(gettext("No incident is open, so there is no notepad. Nothing was noted."), { failed: true, act });
    return;
  }
  const { done, why } = await post(pad.action, { text: written, kind: "finding" });
  if (done) {
    fetchAgain(document.querySelector("#notes"));
    const act = { label: gettext("Show the notes"), run: () => goTo("notes") };
    flash(interpolate(gettext("Noted: %(text)s"), { text: firstLine(written) }, true), { act });
    return;
  }
  const field = (pad.isConnected ? pad : padShown())?.querySelector("textarea");
  if (field) field.value = fieldWith(field.value, written);
  else putIntoChat(written);
  flash(`${why} ${field ? gettext("It is in the notepad's field.") : gettext("It is in the chat's field.")}`, {
    failed: true,
  });
}

export function startNoting() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-note]");
    if (button?.dataset.note.trim()) note({ text: button.dataset.note, source: button.dataset.noteSource });
  });
  addEventListener("message", ({ data, origin, source }) => {
    const frames = [...document.querySelectorAll(".desk iframe")].map((frame) => frame.contentWindow);
    const asked = origin === location.origin && frames.includes(source) ? noteAsked(data) : null;
    if (asked) note(asked);
  });
}
