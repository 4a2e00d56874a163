// The page of one terminal.

import { TerminalPane } from "./terminal-pane.js";
import { showVisibleHeight } from "./visible-height.js";

const root = document.querySelector(".terminal");
const { role, title, shell, mode } = root.dataset;
const KEPT = `gameday-shell-${role}`;
let leaving = false; // by a link of the page: no question is asked

const pane = new TerminalPane(
  root,
  { mode, shell: shell || sessionStorage.getItem(KEPT) || "", given: Boolean(shell) },
  {
    takesFocus: true,
    opened: (now) => mode === "type" && sessionStorage.setItem(KEPT, now),
    over: () => sessionStorage.removeItem(KEPT),
    titled: (name) => (document.title = `${name} · ${title}`),
  },
);

root.addEventListener("click", ({ target }) => (leaving = target.closest("a.terminal-back") !== null));
// Ctrl+W is a shell's own key, and a browser's that no page gets: it asks before it closes the tab, and the shell with it.
addEventListener("beforeunload", (event) => {
  if (pane.holdsShell && !leaving) event.preventDefault();
});
showVisibleHeight();
