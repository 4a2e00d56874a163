// The team's panel: tabs, the chat's field with its @names, what is unread. The parts themselves are refresh.js's business.

import "./refresh.js";
import { say } from "./countdown.js";

const panel = document.querySelector(".together");
const chat = document.querySelector("#chat");
const form = document.querySelector(".compose");
const field = form?.querySelector("textarea");
const names = document.querySelector("#chat-names");
const TAB = "gameday-team-tab";

// Tabs -----------------------------------------------------------------------------------------------------------------

const tabs = [...document.querySelectorAll('.together [role="tab"]')];

function choose(tab, focus) {
  for (const each of tabs) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
  }
  sessionStorage.setItem(TAB, tab.id);
  if (focus) tab.focus();
  if (tab.id === "tab-chat") bottom();
  count();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const to =
      key === "Home"
        ? 0
        : key === "End"
          ? tabs.length - 1
          : step
            ? (tabs.indexOf(tab) + step + tabs.length) % tabs.length
            : -1;
    if (to >= 0) choose(tabs[to], true);
  });
}
for (const link of document.querySelectorAll('a[href="#together"]'))
  link.addEventListener("click", () => choose(tabs[0]));

// What is unread: counted by the server, read when it is before somebody's eyes. ---------------------------------------------

const talk = () => chat?.querySelector(".talk");
const visible = () => !document.hidden && chat?.offsetParent !== null && nearBottom();
let readUpTo = 0,
  mentioned = 0;

function count() {
  const now = talk();
  if (!now || !panel) return;
  const { unread, mentions, newest } = now.dataset;
  if (visible() && Number(newest) > readUpTo && Number(unread) > 0) return read(Number(newest));
  const lines = Number(newest) <= readUpTo ? 0 : Number(unread);
  for (const badge of document.querySelectorAll(".together .count, .jump .count")) {
    badge.hidden = !lines;
    badge.classList.toggle("mentioned", mentions > 0);
    badge.textContent = lines ? (mentions > 0 ? `@${lines}` : lines) : "";
    const { label, mentioned: named } = panel.querySelector(".count").dataset;
    badge.setAttribute("aria-label", (mentions > 0 ? named : label).replace("{count}", lines));
  }
  if (lines && mentions > mentioned) say(panel.querySelector(".count").dataset.mentioned.replace("{count}", lines));
  mentioned = lines ? Number(mentions) : 0;
}

async function read(upTo) {
  readUpTo = upTo;
  const body = new URLSearchParams({
    up_to: upTo,
    csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value,
  });
  count();
  await fetch(panel.querySelector("[data-read]").dataset.read, { method: "POST", body }).catch(() => {
    readUpTo = 0;
  });
}

const nearBottom = () => chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
const bottom = () => {
  if (chat) chat.scrollTop = chat.scrollHeight;
};
let follow = true;

document.body.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (target === chat) follow = nearBottom();
});
document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target !== chat) return;
  if (follow) bottom();
  count();
});
chat?.addEventListener("scroll", count, { passive: true });
document.addEventListener("visibilitychange", count);

// The field: Enter sends, a long text is counted and never cut. --------------------------------------------------------------

document.body.addEventListener("sent", ({ target }) => {
  const sent = target.closest?.("form") ?? (target.id === "chat" ? form : null);
  sent?.querySelectorAll("textarea").forEach((each) => {
    each.value = "";
  });
  if (sent === form) {
    follow = true;
    bottom();
    tell();
  }
});

function tell() {
  const note = form.querySelector("#chat-note"),
    most = Number(form.dataset.largest),
    length = field.value.length;
  note.dataset.usual ??= note.textContent;
  const many = field.value.split("\n").length > 4 || length > 480;
  const long = length > most;
  note.textContent = long
    ? note.dataset.tooLong.replace("{count}", length).replace("{most}", most)
    : many
      ? note.dataset.folded
      : note.dataset.usual;
  note.classList.toggle("wrong", long);
  field.rows = many ? 6 : 2;
}

field?.addEventListener("input", () => {
  tell();
  suggest();
});
field?.addEventListener("keydown", (event) => {
  if (!names.hidden && steer(event)) return event.preventDefault();
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (field.value.trim()) form.requestSubmit();
  }
});
field?.addEventListener("blur", () => setTimeout(close, 150));

// @names ---------------------------------------------------------------------------------------------------------------------

function begun() {
  return /(?:^|[\s(])@([^@\n]{0,40})$/.exec(field.value.slice(0, field.selectionStart));
}

function suggest() {
  const match = begun(),
    wanted = match?.[1].toLocaleLowerCase();
  const people = match ? [...document.querySelectorAll("#people [data-name]")] : [];
  const fitting = people.filter(({ dataset }) => dataset.name.toLocaleLowerCase().startsWith(wanted));
  const whole = fitting.length === 1 && fitting[0].dataset.name.toLocaleLowerCase() === wanted; // Enter sends then
  names.replaceChildren(...fitting.map(offer));
  names.hidden = !fitting.length || whole;
  mark(names.firstElementChild);
}

function offer({ dataset }, index) {
  const [option, seat] = [document.createElement("li"), document.createElement("span")];
  Object.assign(option, { id: `name-${index}`, role: "option", textContent: `${dataset.name} ` });
  option.dataset.name = dataset.name;
  Object.assign(seat, { className: `badge role-${dataset.seat}`, textContent: dataset.seat });
  option.append(seat);
  return option;
}

function mark(option) {
  for (const each of names.children) each.setAttribute("aria-selected", String(each === option));
  if (option && !names.hidden) {
    field.setAttribute("aria-controls", names.id);
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

function steer({ key, shiftKey }) {
  const shown = [...names.children];
  const at = shown.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (key === "ArrowDown" || key === "ArrowUp")
    return mark(shown[(at + (key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length]) ?? true;
  if (key === "Escape") return close() ?? true;
  if ((key === "Enter" || key === "Tab") && !shiftKey && at >= 0) return take(shown[at]) ?? true;
  return false;
}

function take(option) {
  const match = begun(),
    end = field.selectionStart,
    start = end - match[1].length;
  field.setRangeText(`${option.dataset.name} `, start, end, "end");
  close();
}

function close() {
  names.hidden = true;
  mark(null);
}

names?.addEventListener("mousedown", (event) => {
  const option = event.target.closest("li");
  if (!option) return;
  event.preventDefault();
  take(option);
});

if (tabs.length) choose(document.getElementById(sessionStorage.getItem(TAB)) ?? tabs[0]);
bottom();
count();
