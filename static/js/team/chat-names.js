// The names that the chat's field offers after an @.

import { keyOnNames, nameBegun, namesFitting } from "../mentions.js";

const field = document.querySelector(".compose textarea");
const names = document.querySelector("#chat-names");

const begun = () => nameBegun(field.value, field.selectionStart);

export function suggestNames() {
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
export function steerNames(event) {
  if (names.hidden) return false;
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
field?.addEventListener("blur", () => setTimeout(closeNames, 150)); // a click on a name comes first
