// The middle pane: tools in tabs. What a tool is made of says its maker in tool-kinds.js; here are the tabs.

import { makers } from "./tool-kinds.js";

let pane, tabs, panels, empty, memory;
const open = []; // {id, kind, options, tab, panel, tool}
let shown = null;

export function startTools(desk, kept) {
  memory = kept;
  pane = desk.querySelector("#pane-work");
  [tabs, panels, empty] = ["tabs", "panels", "empty"].map((name) => pane.querySelector(`.tools-${name}`));
  tabs.addEventListener("keydown", steer);
  const { tools = [], tool = null } = memory.kept;
  for (const { kind, options } of tools) if (makers[kind]) add(kind, options);
  show(open.find(({ id }) => id === tool) ?? open[0] ?? null);
}

/**
 * Open a tool, or show it if it is open. `options`: key (which of its kind), title, address (its page of its own), and
 * for a terminal shell and mode. Returns what its maker made.
 */
export async function openTool(kind, options) {
  const known = open.find(({ id }) => id === identify(kind, options));
  const entry = known ?? add(kind, options);
  await show(entry);
  if (known) entry.tool?.come?.(options);
  entry.tool?.focus();
  return entry.tool;
}

/** Which tool is before somebody's eyes: {kind, key}, or null. */
export function shownTool() {
  return shown && { kind: shown.kind, key: shown.options.key ?? "" };
}

/** Close the tool that `kind` and `options` name. */
export function closeTool(kind, options) {
  const entry = open.find(({ id }) => id === identify(kind, options));
  if (entry) close(entry);
}

const identify = (kind, { key = "", shell = "", mode = "" }) => [kind, key, shell, mode].join(":");

function add(kind, options) {
  const id = identify(kind, options);
  const entry = { id, kind, options, tool: null };
  entry.panel = panels.appendChild(document.createElement("div"));
  Object.assign(entry.panel, { id: `tool-${open.length}-${kind}`, className: "tools-panel", hidden: true });
  entry.panel.setAttribute("role", "tabpanel");
  entry.tab = tabFor(entry);
  open.push(entry);
  return entry;
}

function tabFor(entry) {
  const [box, tab, cross] = ["span", "button", "button"].map((name) => document.createElement(name));
  box.className = "tools-tab";
  tab.type = cross.type = "button";
  tab.setAttribute("role", "tab");
  tab.id = `tab-of-${entry.panel.id}`;
  tab.setAttribute("aria-controls", entry.panel.id);
  entry.panel.setAttribute("aria-labelledby", tab.id);
  tab.textContent = makers[entry.kind].title(entry.options);
  cross.className = "close";
  cross.textContent = "×";
  cross.setAttribute("aria-label", interpolate(gettext("Close %(title)s"), { title: tab.textContent }, true));
  tab.addEventListener("click", () => show(entry));
  cross.addEventListener("click", () => close(entry));
  box.append(tab, cross);
  tabs.append(box);
  return tab;
}

async function show(entry) {
  shown = entry;
  empty.hidden = entry !== null;
  for (const each of open) {
    each.panel.hidden = each !== entry;
    each.tab.setAttribute("aria-selected", String(each === entry));
    each.tab.tabIndex = each === entry ? 0 : -1;
  }
  remember();
  document.dispatchEvent(new CustomEvent("desk:tool", { detail: shownTool() }));
  if (entry && !entry.making) entry.making = make(entry);
  await entry?.making;
}

/** A tool is made when it is looked at for the first time. */
async function make(entry) {
  entry.tool = await makers[entry.kind].make(entry.panel, entry.options, {
    title: (text) => (entry.tab.textContent = text),
    options: (changes) => {
      Object.assign(entry.options, changes); // a terminal has a shell now: it comes back to it
      remember();
    },
    close: () => close(entry),
  });
}

async function close(entry) {
  if (entry.tool?.mayClose && !(await entry.tool.mayClose())) return;
  entry.tool?.end?.();
  entry.panel.remove();
  entry.tab.parentElement.remove();
  const at = open.indexOf(entry);
  open.splice(at, 1);
  if (shown === entry) await show(open[Math.min(at, open.length - 1)] ?? null);
  else remember();
}

function remember() {
  memory.keep({ tools: open.map(({ kind, options }) => ({ kind, options })), tool: shown?.id ?? null });
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
