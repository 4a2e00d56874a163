// The team's panel: tabs, what of the chat is unread, the chat's field. The parts themselves are refresh.js's business.

import "./refresh.js";
import { isComposing } from "./composition.js";
import { say } from "./countdown.js";
import { currentToken } from "./csrf.js";
import { keyOnNames, nameBegun, namesFitting } from "./mentions.js";
import { startTabs } from "./tabs.js";
import { Unread, unreadText } from "./unread.js";

const NEAR = 80; // pixels
const panel = document.querySelector(".together");
const chat = document.querySelector("#chat");
const form = document.querySelector(".compose");
const field = form?.querySelector("textarea");
const names = document.querySelector("#chat-names");

// What is unread: counted by the server, read when it is before somebody's eyes. --------------------------------------

const unread = new Unread();
const nearBottom = () => chat.scrollHeight - chat.scrollTop - chat.clientHeight < NEAR;
const chatIsSeen = () => !document.hidden && chat?.offsetParent !== null && nearBottom();

function countUnread() {
  const talk = chat?.querySelector(".talk");
  if (!talk || !panel) return;
  const told = Object.fromEntries(["unread", "mentions", "newest"].map((name) => [name, Number(talk.dataset[name])]));
  if (chatIsSeen() && unread.isNews(told)) tellRead(told.newest);
  showUnread(unread.look(told));
}

function showUnread(shown) {
  const first = panel.querySelector(".count");
  const { label, mentioned } = first?.dataset ?? {};
  for (const badge of document.querySelectorAll(".together .count, .pane-bar .count")) {
    badge.hidden = !shown.lines;
    badge.classList.toggle("mentioned", shown.mentioned);
    badge.textContent = unreadText(shown);
    badge.setAttribute("aria-label", (shown.mentioned ? mentioned : label).replace("{count}", shown.lines));
  }
  if (shown.sayIt) say(mentioned.replace("{count}", shown.lines));
}

async function tellRead(upTo) {
  unread.readUpTo = upTo;
  const token = currentToken() || form.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ up_to: upTo, csrfmiddlewaretoken: token });
  const answer = await fetch(panel.querySelector("[data-read]").dataset.read, { method: "POST", body }).catch(
    () => null,
  );
  if (!answer?.ok) unread.readUpTo = 0; // so that it is told again
}

let followChat = true;

function toBottom() {
  if (chat) chat.scrollTop = chat.scrollHeight;
}

document.body.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target === chat) followChat = nearBottom();
});
document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target !== chat) return;
  if (followChat) toBottom();
  countUnread();
});
chat?.addEventListener("scroll", countUnread, { passive: true });
document.addEventListener("visibilitychange", countUnread);

// Tabs ----------------------------------------------------------------------------------------------------------------

const tabs = [...document.querySelectorAll('.together [role="tab"]')];
const choose = startTabs(tabs, {
  remembered: "gameday-team-tab",
  chosen(tab) {
    if (tab.id === "tab-chat") toBottom();
    countUnread();
  },
});
// What is gone to shows itself: a tab of the panel by what it holds.
document.addEventListener("desk:show", ({ detail }) => {
  const tab = tabs.find((each) => document.getElementById(each.getAttribute("aria-controls")).contains(detail.element));
  if (tab) choose(tab);
});

// The field: Enter sends, a long text is counted and never cut. -------------------------------------------------------

document.body.addEventListener("sent", ({ target }) => {
  const sent = target.closest?.("form") ?? (target.id === "chat" ? form : null);
  for (const each of sent?.querySelectorAll("textarea") ?? []) each.value = "";
  if (sent !== form) return;
  followChat = true;
  toBottom();
  showLength();
});

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

field?.addEventListener("input", () => {
  showLength();
  suggest();
});
field?.addEventListener("keydown", (event) => {
  if (isComposing(event)) return; // Enter takes what was composed, and sends nothing
  const forNames = !names.hidden && steer(event);
  const sends = event.key === "Enter" && !event.shiftKey;
  if (forNames || sends) event.preventDefault();
  if (!forNames && sends && field.value.trim()) form.requestSubmit();
});
field?.addEventListener("blur", () => setTimeout(closeNames, 150)); // a click on a name comes first

// @names --------------------------------------------------------------------------------------------------------------

const begun = () => nameBegun(field.value, field.selectionStart);

function suggest() {
  const people = new Map(
    [...document.querySelectorAll("#people [data-name]")].map((each) => [each.dataset.name, each]),
  );
  const fitting = namesFitting([...people.keys()], begun());
  names.replaceChildren(...fitting.map((name, index) => nameOption(people.get(name), index)));
  names.hidden = !fitting.length;
  markName(names.firstElementChild);
}

function nameOption(person, index) {
  const { name, seat: role } = person.dataset;
  const [option, called, seat] = ["li", "bdi", "span"].map((element) => document.createElement(element));
  Object.assign(option, { id: `name-${index}`, role: "option" });
  called.textContent = name;
  option.dataset.name = name;
  Object.assign(seat, { className: `badge role-${role}`, textContent: person.querySelector(".badge").textContent });
  option.append(called, " ", seat);
  return option;
}

function markName(option) {
  for (const each of names.children) each.setAttribute("aria-selected", String(each === option));
  if (option && !names.hidden) {
    field.setAttribute("aria-controls", names.id);
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

/** Do what the key means while names are offered. Says whether it means anything. */
function steer(event) {
  const shown = [...names.children];
  const marked = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const wanted = keyOnNames(event, marked, shown.length);
  if (wanted?.mark !== undefined) markName(shown[wanted.mark]);
  if (wanted?.take !== undefined) takeName(shown[wanted.take]);
  if (wanted?.close) closeNames();
  return wanted !== null;
}

function takeName(option) {
  const end = field.selectionStart;
  field.setRangeText(`${option.dataset.name} `, end - begun().length, end, "end");
  closeNames();
}

function closeNames() {
  names.hidden = true;
  markName(null);
}

names?.addEventListener("mousedown", (event) => {
  const option = event.target.closest("li");
  if (!option) return;
  event.preventDefault();
  takeName(option);
});

toBottom();
countUnread();
