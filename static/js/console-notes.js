// In the desk, a line of the log goes into the notes by one press: a button stands at the line that is pointed at, or that
// the arrow keys have chosen. There is one button for all lines, so that Tab does not go through a thousand of them.

import { inDesk, tellDesk } from "./desk/in-desk.js";
import { lineForKey, noteSource } from "./log-text.js";

const lines = document.querySelector(".log-lines");
const button = document.createElement("button");
const label = () => gettext("To the notes");

function choose(line) {
  if (line.contains(button)) return;
  button.remove();
  const [text, role, service] = [
    line.textContent,
    document.querySelector("#log-role").value,
    document.querySelector("#log-service").value,
  ];
  button.textContent = label();
  button.setAttribute("aria-label", `${label()}: ${text}`);
  Object.assign(button.dataset, { note: text, noteSource: noteSource({ role, service, text }) });
  line.append(button);
}

function steer(event) {
  const rows = [...lines.children];
  const to = lineForKey(event.key, rows.indexOf(button.closest(".log-lines > div")), rows.length);
  if (to !== null) {
    event.preventDefault();
    choose(rows[to]);
    button.focus();
  } else if (event.key === "Escape" && event.target === button) lines.focus();
}

function send() {
  tellDesk({ type: "note", text: button.dataset.note, source: button.dataset.noteSource });
  button.textContent = gettext("In the notes");
  button.setAttribute("aria-label", button.textContent);
}

if (inDesk) {
  Object.assign(button, { type: "button", className: "button small log-note" });
  button.addEventListener("click", send);
  lines.addEventListener("pointerover", ({ target }) => {
    const line = target.closest(".log-lines > div");
    if (line && document.activeElement !== button) choose(line);
  });
  lines.addEventListener("keydown", steer);
  // A line that falls off the beginning takes the button along, but not the focus.
  button.addEventListener("blur", () => setTimeout(() => button.isConnected || lines.focus(), 0));
}
