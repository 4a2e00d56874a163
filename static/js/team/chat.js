// The chat: what of it is unread, where the new lines begin, and the way back to the newest one.

import { say } from "../countdown.js";
import { currentToken } from "../csrf.js";
import { Unread, unreadText } from "../unread.js";
import { NewLines } from "./new-lines.js";

const NEAR = 80; // pixels
const chat = document.querySelector("#chat");
const panel = document.querySelector(".together");
const toNewest = document.querySelector(".to-newest");
const title = document.title;

const unread = new Unread();
const newLines = new NewLines(Number(chat?.querySelector(".talk")?.dataset.read));
const nearBottom = () => chat.scrollHeight - chat.scrollTop - chat.clientHeight < NEAR;
const chatIsSeen = () => !document.hidden && chat?.offsetParent !== null && nearBottom();
let followChat = true;

// What is unread: counted by the server, read when it is before somebody's eyes. --------------------------------------

/** Count again, after anything that changes what there is or what is seen of it. */
export function lookAtChat() {
  const talk = chat?.querySelector(".talk");
  if (!talk || !panel) return;
  const told = Object.fromEntries(["unread", "mentions", "newest"].map((name) => [name, Number(talk.dataset[name])]));
  const seen = chatIsSeen();
  markNewLines(talk, seen);
  if (seen && unread.isNews(told)) tellRead(told.newest);
  const shown = unread.look(told);
  showUnread(shown);
  showWayDown(shown.lines > 0);
}

function showUnread(shown) {
  const { label = "", mentioned = "" } = panel.querySelector(".count")?.dataset ?? {};
  for (const badge of document.querySelectorAll(".together .count, .pane-bar .count")) {
    badge.hidden = !shown.lines;
    badge.classList.toggle("mentioned", shown.mentioned);
    badge.textContent = unreadText(shown);
    badge.setAttribute("aria-label", (shown.mentioned ? mentioned : label).replace("{count}", shown.lines));
  }
  document.title = shown.lines ? `(${unreadText(shown)}) ${title}` : title;
  if (shown.sayIt) say(mentioned.replace("{count}", shown.lines));
}

async function tellRead(upTo) {
  const address = panel.querySelector("[data-read]")?.dataset.read;
  if (!address) return; // a facilitator looks on: nobody counts what they have read
  unread.readUpTo = upTo;
  const token = currentToken() || document.querySelector(".compose [name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ up_to: upTo, csrfmiddlewaretoken: token });
  const answer = await fetch(address, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) unread.readUpTo = 0; // so that it is told again
}

// Where the new lines begin, and the way down to the newest. ----------------------------------------------------------

function markNewLines(talk, seen) {
  const lines = [...talk.querySelectorAll(".line")];
  const numbers = lines.map((line) => ({ id: Number(line.id.slice(5)), own: line.classList.contains("own") }));
  const first = newLines.look(numbers, seen);
  for (const line of lines) {
    if (line.id === `line-${first}`) line.dataset.new = gettext("New since you looked");
    else delete line.dataset.new;
  }
}

function showWayDown(newBelow) {
  if (!toNewest) return;
  toNewest.hidden = nearBottom();
  toNewest.querySelector("span").textContent = newBelow ? toNewest.dataset.new : toNewest.dataset.old;
  toNewest.classList.toggle("primary", newBelow);
}

export function toBottom() {
  if (chat) chat.scrollTop = chat.scrollHeight;
}

/** Own words are out: their writer sees them, and knows what was said before. */
export function ownLineIsOut() {
  followChat = true;
  newLines.answered();
  toBottom();
  lookAtChat();
}

export function startChat() {
  document.body.addEventListener("htmx:beforeSwap", ({ target }) => {
    if (target === chat) followChat = nearBottom();
  });
  document.body.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target !== chat) return;
    if (followChat) toBottom();
    lookAtChat();
  });
  chat?.addEventListener("scroll", lookAtChat, { passive: true });
  for (const event of ["visibilitychange", "desk:pane"]) document.addEventListener(event, lookAtChat);
  toNewest?.addEventListener("click", () => {
    toBottom();
    chat.focus({ preventScroll: true });
  });
  toBottom();
  lookAtChat();
}
