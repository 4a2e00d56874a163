// What the palette offers, apart from how it looks: names, filter, groups and order.

const KINDS = ["open", "act", "go"]; // first what does no harm if Enter is pressed too soon
const LATELY = 3; // commands that stand above the groups
const REMEMBERED = 20;

const tidied = (text) => (text ?? "").replace(/\s+/g, " ").trim();

/** Without case and accents, as people type in a hurry. */
export function folded(text) {
  return tidied(text)
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase();
}

/**
 * The commands of elements: {id, kind, name, about, disabled, why, element}. `about` says which incident an element belongs
 * to. Each is there once: what opens the same tool, or has the same kind and name.
 */
export function commandsOf(elements) {
  const found = new Map();
  for (const element of elements) {
    const kind = KINDS.includes(element.dataset.command) ? element.dataset.command : "go";
    const name = nameOf(element);
    const about = incidentOf(element, name);
    const id = (toolOf(element.dataset) ?? [kind, name, about]).join("|");
    const disabled = Boolean(element.disabled) || element.getAttribute("aria-disabled") === "true";
    const why = disabled ? reasonOf(element) : "";
    if (name && (!found.has(id) || found.get(id).disabled)) {
      found.set(id, { id, kind, name, about, disabled, why, element });
    }
  }
  return [...found.values()];
}

const toolOf = ({ tool, key, shell, mode, another }) => tool && ["tool", tool, key, shell, mode, another];

function nameOf(element) {
  const { commandName } = element.dataset;
  if (commandName) return tidied(commandName);
  const count = element.querySelector(".count")?.textContent ?? ""; // what is unread is not a part of the name
  return tidied(element.getAttribute("aria-label") || element.textContent.replace(count, ""));
}

/** The title of the incident that an element belongs to, if its name does not say that already. */
function incidentOf(element, name) {
  const heading = element.closest("[data-incident]")?.querySelector("h2, h3")?.textContent;
  const title = tidied(heading).replace(/^[^\p{L}\p{N}]+/u, ""); // without the sign before it
  return folded(name).includes(folded(title)) ? "" : title;
}

function reasonOf(element) {
  const said = element.dataset.commandWhy || element.getAttribute("title");
  return tidied(said || element.closest("form")?.querySelector(".quiet")?.textContent);
}

/**
 * Those that hold every typed word somewhere, in any order. First those whose name begins with what is typed; of those
 * that fit equally well the last used. `used` names them by id, the latest first.
 */
export function fitting(commands, typed, used = []) {
  const words = folded(typed).split(" ").filter(Boolean);
  const fits = commands.filter(({ name, about }) => {
    const text = folded(`${name} ${about}`);
    return words.every((word) => text.includes(word));
  });
  const recency = ({ id }) => (used.includes(id) ? used.indexOf(id) : used.length);
  const distance = (command) => (words.length ? -closeness(command, words) : 0);
  return fits.sort((one, other) => distance(one) - distance(other) || recency(one) - recency(other));
}

function closeness({ name, about }, words) {
  const [called, whole] = [folded(name), folded(`${name} ${about}`)];
  if (called.startsWith(words.join(" "))) return 3;
  if (words.every((word) => ` ${called}`.includes(` ${word}`))) return 2;
  return words.every((word) => ` ${whole}`.includes(` ${word}`)) ? 1 : 0;
}

/**
 * The groups to show, as [kind, commands]. While nothing is typed the last used stand above as "lately"; while something
 * is typed the group with what fits best is first.
 */
export function grouped(commands, { typed = "", used = [] } = {}) {
  const fits = fitting(commands, typed, used);
  const writing = folded(typed) !== "";
  const lately = writing ? [] : fits.filter(({ id, disabled }) => used.includes(id) && !disabled).slice(0, LATELY);
  const order = writing ? [...new Set(fits.map(({ kind }) => kind))] : KINDS;
  const rest = order.map((kind) => [kind, fits.filter((each) => each.kind === kind && !lately.includes(each))]);
  return [["lately", lately], ...rest].filter(([, list]) => list.length);
}

/** What was used, the latest first, after one more use. */
export function usedNow(used, id) {
  return [id, ...used.filter((each) => each !== id)].slice(0, REMEMBERED);
}

/** The index of the option that a key leads to from `index` of `count`; -1 by a key that means nothing here. */
export function optionForKey(key, index, count) {
  if (!count) return -1;
  if (key === "ArrowDown") return (index + 1) % count;
  if (key === "ArrowUp") return (index + count - 1) % count;
  if (key === "PageDown") return Math.min(index + 8, count - 1);
  return key === "PageUp" ? Math.max(index - 8, 0) : -1;
}
