// The workshop's page: files in the editor, saves that lose nobody's work, drafts, who is where, and the parts' pulse.

import { ownWords } from "./acts.js";
import { timeOfDay } from "./clock.js";
import { moveTo } from "./desk/in-desk.js";
import { isUnseen, whenSeen } from "./page-seen.js";
import { Drafts } from "./workshop-drafts.js";
import { editor } from "./workshop-editor.js";
import { actOf, answeredWithError, unreachable, WorkshopServer } from "./workshop-server.js";

const page = document.querySelector(".workshop");
const { base, player } = page.dataset;
const dev = "dev" in page.dataset;
const server = new WorkshopServer(base, JSON.parse(page.getAttribute("hx-headers"))["X-CSRFToken"]);
const part = (name) => page.querySelector(name);
const LARGEST = 1024 * 1024; // bytes
const PULSE = { calm: 4000, busy: 1000 }; // milliseconds
const TELL_PLACE_EVERY = 15_000; // milliseconds
const KEEP_AFTER = 300; // milliseconds without typing
const drafts = new Drafts(page.dataset.drafts, () =>
  say(gettext("This browser keeps no more unsaved text. Save soon."), "warning"),
);
const code = editor(part(".workshop-editor"), {
  nonce: document.querySelector("script[nonce]")?.nonce ?? "",
  changed,
  save,
});
const buffers = new Map(); // path -> {text, base, digest, mark, write}: files with unsaved text, while another is shown
let file = null; // {path, base, digest, mark, write}: the one that is shown
let theirs = null; // {path, text, digest}: what another person saved of it meanwhile
let loading = false;
let saving = false;
let keeping;

const unsaved = () => Boolean(file) && code.text() !== file.base;

// What must be said ---------------------------------------------------------------------------------------------------

function say(text, kind = "warning", buttons = []) {
  const note = part(".workshop-note");
  note.className = `banner workshop-note ${kind}`;
  note.hidden = !text;
  note.querySelector("p").textContent = text;
  note.querySelector("div").replaceChildren(
    ...buttons.map(([label, act]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button small", textContent: label });
      button.addEventListener("click", () => {
        say("");
        act();
      });
      return button;
    }),
  );
}

// Opening -------------------------------------------------------------------------------------------------------------

async function open(path, { again = false } = {}) {
  putAside();
  say("");
  if (!again && buffers.has(path)) show(path, buffers.get(path));
  else opened(path, await server.readFile(path));
}

function opened(path, told) {
  const draft = drafts.of(path);
  if (told.ok) {
    if (draft?.text === told.text) drafts.drop(path);
    show(path, { text: told.text, base: told.text, digest: told.digest, mark: told.mark, write: told.write });
    if (draft && draft.text !== told.text) offer(path, draft);
  } else if (draft && told.code !== "no text") {
    show(path, { ...draft, write: dev });
    say(`${told.message} ${gettext("This is your unsaved text of it.")}`);
  } else {
    closed(path, told);
  }
}

function offer(path, draft) {
  const text = gettext("You have unsaved text of this file, from %s.");
  say(interpolate(text, [timeOfDay(draft.at)]), "warning", [
    [gettext("Take it up again"), () => show(path, { ...draft, mark: file.mark, write: file.write })],
    [gettext("Throw it away"), () => drafts.drop(path)],
  ]);
}

function show(path, { text, base: was, digest, mark, write }) {
  file = { path, base: was, digest, mark, write };
  stage("editor");
  loading = true;
  code.show(path, text, write);
  loading = false;
  buffers.delete(path);
  head(path);
  code.focus();
  part(".workshop-centre").scrollIntoView({ block: "nearest" });
}

/** What is no text, or cannot be read: say why. A picture is shown, and the file can be downloaded. */
function closed(path, told) {
  file = null;
  const shown = told.code === "no text" && /\.(png|jpe?g|gif|webp)$/i.test(path);
  stage(shown ? "picture" : "empty");
  if (shown)
    part(".workshop-picture").replaceChildren(Object.assign(new Image(), { src: server.raw(path), alt: path }));
  head(path);
  say(told.message, "warning");
}

function head(path) {
  part(".workshop-file").hidden = !path;
  part(".workshop-path").textContent = path;
  for (const field of page.querySelectorAll(".workshop-current")) field.value = path;
  for (const link of page.querySelectorAll(".workshop-download")) link.href = server.raw(path);
  const to = part("#rename-to");
  if (to) to.value = path;
  moveTo(path ? `?file=${encodeURIComponent(path)}` : location.pathname);
  for (const button of page.querySelectorAll("[data-act=save], [data-act=diff]"))
    button.disabled = !file || (button.dataset.act === "save" && !file.write);
  marks();
  tellPlace();
}

function tellPlace() {
  server.tellPlace(file?.path ?? "", unsaved());
}

function stage(name) {
  for (const each of ["editor", "picture", "empty"]) part(`.workshop-${each}`).hidden = each !== name;
  part(".workshop-keys").hidden = name !== "editor";
  part("#sheet").hidden = true;
  page.dataset.stage = name;
}

function showSheet() {
  for (const name of [".workshop-editor", ".workshop-picture", ".workshop-empty", ".workshop-keys"])
    part(name).hidden = true;
  part("#sheet").hidden = false;
  part("#sheet").focus({ preventScroll: true });
  part("#sheet").scrollIntoView({ block: "nearest" });
}

// Unsaved text --------------------------------------------------------------------------------------------------------

function changed() {
  if (loading || !file) return;
  marks();
  clearTimeout(keeping);
  keeping = setTimeout(keep, KEEP_AFTER);
}

function keep() {
  clearTimeout(keeping);
  if (!file) return;
  if (unsaved()) drafts.keep(file.path, { text: code.text(), base: file.base, digest: file.digest });
  else drafts.drop(file.path);
}

function putAside() {
  if (!file) return;
  keep();
  if (unsaved()) buffers.set(file.path, { ...file, text: code.text() });
}

addEventListener("pagehide", () => {
  keep();
  server.tellGone();
});
addEventListener("beforeunload", (event) => {
  if (unsaved() || buffers.size) event.preventDefault();
});

// Saving --------------------------------------------------------------------------------------------------------------

async function save() {
  if (!file?.write || saving) return;
  const { path } = file;
  const text = code.text();
  if (new Blob([text]).size > LARGEST) {
    say(gettext("The file has grown beyond 1 MB; it is not saved. Make it smaller, or use a terminal."), "error");
    return;
  }
  saving = true;
  const told = await server.ask("file/save/", { path, text, digest: file.digest });
  saving = false;
  if (told.ok) {
    saved(path, text, told);
    return;
  }
  keep();
  if (told.code === "changed") {
    theirs = { path, text: told.text, digest: told.digest };
    part("#sheet").innerHTML = told.html;
    showSheet();
  } else {
    const passes = told.code === "cut" || told.code === "away";
    say(told.message, "error", passes ? [[gettext("Try again"), save]] : []);
  }
}

function saved(path, text, told) {
  drafts.drop(path);
  buffers.delete(path);
  if (file?.path === path) {
    Object.assign(file, { base: text, digest: told.digest, mark: told.mark });
    keep(); // what was typed since
    marks();
  }
  say("");
  pulse("?fresh");
}

// Two people, one file: whose text it is to be.
const choices = {
  theirs() {
    show(theirs.path, { text: theirs.text, base: theirs.text, digest: theirs.digest, write: true });
    drafts.drop(theirs.path);
  },
  mine() {
    file.digest = theirs.digest;
    stage("editor");
    save();
  },
  async merge() {
    const told = await server.ask("file/merge/", { path: theirs.path, base: file.base, mine: code.text() });
    if (told.ok) merged(told);
    else say(told.message, "error");
  },
};

function merged(told) {
  Object.assign(file, { base: theirs.text, digest: told.digest });
  stage("editor");
  code.replace(told.text);
  const text = told.conflicts
    ? gettext(
        "Merged, but in some places you both changed the same lines: look for <<<<<<< and make them right, then save.",
      )
    : gettext("Merged. Look it through, then save.");
  say(text, told.conflicts ? "warning" : "success");
  code.focus();
}

// The parts -----------------------------------------------------------------------------------------------------------

function marks() {
  part(".workshop-unsaved").hidden = !unsaved();
  for (const link of page.querySelectorAll("[data-file]")) {
    if (link.dataset.file === file?.path) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  const others = [...page.querySelectorAll("#people [data-person]")].filter(
    (each) => file && each.dataset.path === file.path && each.dataset.person !== player,
  );
  part(".workshop-with").textContent = others.map(isHereToo).join(" ");
}

function isHereToo({ dataset }) {
  const text = "unsaved" in dataset ? gettext("%s is editing this file too.") : gettext("%s is in this file too.");
  return interpolate(text, [dataset.name]);
}

/** Back from a sheet to the editor, which was left alone meanwhile. */
function leave() {
  stage(file ? "editor" : "empty");
  if (file) code.focus();
  compare();
}

/** If the open file was written outside this editor: show it as it is now, unless there is unsaved text. */
function compare() {
  const now = file && page.querySelector(`#tree [data-file="${CSS.escape(file.path)}"]`)?.dataset.mark;
  if (!now || !file.mark || now === file.mark || saving || !part("#sheet").hidden) return;
  file.mark = now;
  if (!unsaved()) {
    reload(file.path);
    return;
  }
  const text = gettext(
    "This file has just been changed by somebody else. Your text is still here; when you save, you see both.",
  );
  say(text, "warning");
}

async function reload(path) {
  const told = await server.readFile(path);
  if (!told.ok || file?.path !== path || unsaved()) return;
  const other = told.text !== file.base;
  Object.assign(file, { base: told.text, digest: told.digest, mark: told.mark });
  if (!other) return;
  code.replace(told.text);
  marks();
  say(gettext("The file was changed outside this editor: you see it as it is now."), "success");
}

let timer;

/** Fetch the parts that have changed, now and then again after a while. */
function pulse(query = "") {
  clearTimeout(timer);
  if (!isUnseen() || query) {
    const values = Object.fromEntries([...page.querySelectorAll(".seen")].map((each) => [each.name, each.value]));
    htmx.ajax("GET", `${base}pulse/${query}`, { source: "#pulse", swap: "none", values }).catch(() => {});
  }
  timer = setTimeout(pulse, page.querySelector("[data-busy]") ? PULSE.busy : PULSE.calm);
}

document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (["tree", "people", "changes"].includes(detail.target.id)) marks();
  if (detail.target.id === "tree") compare();
});
// An act answers into the page only while its form stands there: no pulse takes it away meanwhile.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.pathInfo?.requestPath?.includes("/pulse/") && page.querySelector("form.htmx-request"))
    detail.shouldSwap = false;
});
document.body.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id === "sheet") showSheet();
});
// An act that fails says so itself (acts.js). So these are about sheets, and about the pulse.
document.body.addEventListener("htmx:responseError", ({ detail }) => {
  const { status, responseText } = detail.xhr;
  const words = ownWords(detail.xhr.getResponseHeader("Content-Type") ?? "", responseText);
  if (detail.requestConfig.verb === "get") say(words || answeredWithError(status), "error");
});

for (const noAnswer of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(noAnswer, ({ detail }) => {
    const { verb, path } = detail.requestConfig;
    if (verb === "get" && !path.includes("/pulse/")) say(unreachable(), "error");
  });
}

// A file that was made, renamed, deleted or put back: the editor follows.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const verb = actOf(detail.pathInfo?.requestPath);
  if (!verb || !detail.successful) return;
  for (const menu of page.querySelectorAll(".workshop-menu[open]")) menu.open = false;
  const written = part({ commit: "#commit-message", create: "#new-path" }[verb] ?? "#no");
  if (written && part("#said .success")) written.value = "";
  const to = part("#said [data-path]")?.dataset.path;
  if (to === undefined || !["create", "rename", "delete", "discard", "settle"].includes(verb)) return;
  if (verb === "rename" && unsaved()) drafts.keep(to, { text: code.text(), base: file.base, digest: file.digest });
  if (verb !== "create" && file) {
    drafts.drop(file.path);
    if (verb !== "settle" || file.path === to) {
      buffers.delete(file.path);
      file = null;
    }
  }
  if (to) open(to, { again: true });
  else {
    stage("empty");
    head("");
  }
});

const acts = {
  save,
  close: leave,
  diff() {
    const address = `${base}sheet/diff/?path=${encodeURIComponent(file?.path)}`;
    if (file) htmx.ajax("GET", address, { target: "#sheet", swap: "innerHTML" });
  },
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-file]");
  const act = event.target.closest("[data-act]")?.dataset.act;
  if (link && page.contains(link) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link.dataset.file);
  }
  acts[act]?.();
  if (theirs) choices[act]?.();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !part("#sheet").hidden && !event.target.closest("dialog")) leave();
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    save();
  }
});
whenSeen(() => pulse());

setInterval(tellPlace, TELL_PLACE_EVERY);
const asked = new URLSearchParams(location.search).get("file");
if (asked) open(asked);
else tellPlace();
timer = setTimeout(pulse, PULSE.busy);
page.dataset.ready = "yes";
