// The middle pane: tools in tabs. What a tool is made of says its maker in tool-kinds.js; here are the tabs.

import { makers } from "./tool-kinds.js";

let pane, tabs, panels, empty, overview, memory;
const open = []; // {kind, options, tab, panel, tool}
let shown = null;
let serial = 0;

export async function startTools(desk, kept) {
  memory = kept;
  pane = desk.querySelector("#pane-work");
  [tabs, panels, empty] = ["tabs", "panels", "empty"].map((name) => pane.querySelector(`.tools-${name}`));
  tabs.addEventListener("keydown", steer);
  overview = pane.querySelector(".tools-overview");
  overview.addEventListener("click", () => show(null));
  await restore(memory.kept);
}

async function restore({ tools = [], tool = 0 }) {
  const own = await memory.begin();
  const entries = tools.map(({ kind, options }) => {
    const kept = own ? options : (makers[kind]?.inAnotherWindow ?? ((same) => same))(options);
    return makers[kind] && kept ? add(kind, kept) : null;
  });
  if (!shown) show(tool < 0 ? null : (entries[tool] ?? open[0] ?? null)); // -1: the overview
  for (const entry of open) if (makers[entry.kind].atOnce?.(entry.options)) entry.making ??= make(entry);
}

/**
 * Open a tool, or show it if it is open. `options`: key (which of its kind), title, address (its page of its own), and
 * for a terminal shell and mode; another: in a new tab, whatever is open. Returns what its maker made.
 */
export async function openTool(kind, options) {
  const known = find(kind, options);
  const entry = known ?? add(kind, makers[kind].begin?.(options, allOptions(kind)) ?? options);
  await show(entry);
  if (known) entry.tool?.come?.(options);
  entry.tool?.focus();
  return entry.tool;
}

/** Which tool is before somebody's eyes: {kind, key}, or null. */
export function shownTool() {
  return shown && { kind: shown.kind, key: shown.options.key ?? "" };
}

/** The keyboard goes to the shown tool. Says whether there is one. */
export function focusTool() {
  shown?.tool?.focus();
  return Boolean(shown?.tool);
}

/** Show the tool `step` tabs further on, round at both ends. */
export async function stepTool(step) {
  if (open.length) await show(open[(open.indexOf(shown) + step + open.length) % open.length]);
  focusTool();
}

const sameKey = (one, two) => (one.key ?? "") === (two.key ?? "");
const allOptions = (kind) => open.filter((entry) => entry.kind === kind).map(({ options }) => options);

function find(kind, wanted) {
  const shows = makers[kind].shows ?? sameKey;
  return open.find((entry) => entry.kind === kind && shows(entry.options, wanted));
}

function add(kind, options) {
  const entry = { kind, options, tool: null };
  entry.panel = panels.appendChild(document.createElement("div"));
  Object.assign(entry.panel, { id: `tool-${(serial += 1)}-${kind}`, className: "tools-panel", hidden: true });
  entry.panel.setAttribute("role", "tabpanel");
  entry.tab = tabFor(entry);
  open.push(entry);
  return entry;
}

function tabFor(entry) {
  const [box, tab, title, note, cross] = ["span", "button", "span", "span", "button"].map((name) =>
    document.createElement(name),
  );
  box.className = "tools-tab";
  tab.type = cross.type = "button";
  tab.setAttribute("role", "tab");
  tab.id = `tab-of-${entry.panel.id}`;
  tab.setAttribute("aria-controls", entry.panel.id);
  entry.panel.setAttribute("aria-labelledby", tab.id);
  tab.append(title, note);
  cross.className = "close";
  cross.textContent = "×";
  Object.assign(entry, { title, note, cross });
  setTitle(entry, makers[entry.kind].title(entry.options));
  tab.addEventListener("click", () => show(entry));
  cross.addEventListener("click", () => close(entry));
  box.append(tab, cross);
  tabs.append(box);
  return tab;
}

function setTitle({ title, cross }, text) {
  title.textContent = text;
  cross.setAttribute("aria-label", interpolate(gettext("Close %(title)s"), { title: text }, true));
}

async function show(entry) {
  shown = entry;
  empty.hidden = entry !== null;
  overview.setAttribute("aria-pressed", String(entry === null));
  for (const each of open) {
    each.panel.hidden = each !== entry;
    each.tab.setAttribute("aria-selected", String(each === entry));
    each.tab.tabIndex = each === (entry ?? open[0]) ? 0 : -1;
  }
  showList();
  remember();
  document.dispatchEvent(new CustomEvent("desk:tool", { detail: shownTool() }));
  entry?.tab.parentElement.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (entry && !entry.making) entry.making = make(entry);
  await entry?.making;
  if (shown === entry) entry?.tool?.shown?.();
}

function showList() {
  const list = tabs.querySelector(".tools-list");
  list.hidden = overview.hidden = !open.length;
  list.setAttribute("aria-owns", open.map(({ tab }) => tab.id).join(" "));
}

/** A tool is made when it is looked at for the first time. */
async function make(entry) {
  entry.tool = await makers[entry.kind].make(entry.panel, entry.options, {
    title: (text) => setTitle(entry, text),
    note: (...nodes) => entry.note.replaceChildren(...nodes),
    options: (changes) => {
      Object.assign(entry.options, changes); // a terminal has a shell now: it comes back to it
      remember();
    },
    all: () => allOptions(entry.kind),
    show: () => show(entry),
    close: () => close(entry),
  });
}

async function close(entry) {
  if (entry.tool?.mayClose && !(await entry.tool.mayClose())) return;
  entry.tool?.end?.();
  const box = entry.tab.parentElement;
  const hadFocus = [box, entry.panel].some((element) => element.contains(document.activeElement));
  entry.panel.remove();
  box.remove();
  const at = open.indexOf(entry);
  open.splice(at, 1);
  if (shown === entry) await show(open[Math.min(at, open.length - 1)] ?? null);
  else {
    showList();
    remember();
  }
  if (hadFocus) (shown?.tab ?? pane.querySelector(".tools-menu summary")).focus();
}

function remember() {
  memory.keep({ tools: open.map(({ kind, options }) => ({ kind, options })), tool: open.indexOf(shown) });
}

function steer(event) {
  const at = open.indexOf(shown);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: open.length - 1 }[event.key];
  if (to === undefined || !open.length) return;
  event.preventDefault();
  const entry = open[(to + open.length) % open.length];
  show(entry);
  entry.tab.focus();
}
