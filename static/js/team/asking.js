// "Ask them": one press puts a question into the chat. What stands in the chat's field stays there.

import { fetchAgain } from "../page-parts.js";
import { flash } from "./flash.js";
import { post } from "./post.js";
import { addressed, fieldWith } from "./texts.js";

const AGAIN_AFTER = 4_000; // milliseconds: a second press within them is the same question
let busy = null; // the question that is on its way, or has just been sent

/** Put a text into the chat's field, and show it there. */
export function putIntoChat(text) {
  const field = document.querySelector("#chat-text");
  field.value = fieldWith(field.value, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("desk:show", { detail: { element: field } }));
}

async function ask(button) {
  const desk = document.querySelector(".desk");
  const people = [...document.querySelectorAll("#faces [data-person]")].map(({ dataset }) => ({
    name: dataset.name,
    seat: dataset.seat,
    own: dataset.person === desk.dataset.player,
  }));
  const text = addressed(button.dataset.ask, people, { seat: desk.dataset.seat, whom: button.dataset.askWhom });
  if (busy === text) return;
  busy = text;
  setTimeout(() => (busy = busy === text ? null : busy), AGAIN_AFTER);
  const { done, why } = await post(document.querySelector(".compose").action, { text });
  if (done) {
    fetchAgain(document.querySelector("#chat")); // the line may be cut, and the question still got through
    flash(interpolate(gettext("Asked in the chat: %(question)s"), { question: text }, true));
    return;
  }
  busy = null;
  putIntoChat(text);
  flash(`${why} ${gettext("The question is in the chat's field.")}`, { failed: true });
}

export function startAsking() {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-ask]");
    if (button) ask(button);
  });
}
