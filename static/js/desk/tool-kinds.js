// What can be opened in the middle pane: for each kind, its title, and how it is made.
//
// make(panel, options, tab) fills the panel, and returns {focus(), shown?(), come?(options), end?(), mayClose?()}; it may be
// asynchronous. `come`: the tool is asked for while it is open. `tab`: title(text), note(...nodes) after the title,
// options(changes), all() (the options of all tabs of the kind), show() and close() act on the tool's tab.
//
// A kind may also say: begin(wanted, all), with what options a new tab begins; shows(options, wanted), whether a tab shows what
// is wanted; atOnce(options), whether a tab that is remembered is made before it is looked at; and
// inAnotherWindow(options), what of it a duplicate of the window begins with (null: nothing).

import { inAnotherWindow, newTerminal, showsTerminal, tabTitle } from "./terminal-tabs.js";
import { makeFrame } from "./tool-frame.js";
import { makeTerminal } from "./tool-terminal.js";

/** A page of ours in a frame. */
const page = (title) => ({ title, make: (panel, options, tab) => makeFrame(panel, options, tab, title()) });
/** What the page's list of terminals calls a role. */
const titleOf = (key) =>
  document.querySelector(`#terminals [data-title][data-key="${CSS.escape(key)}"]`)?.dataset.title;

export const makers = {
  console: page(() => gettext("Console")),
  workshop: page(() => gettext("Workshop")),
  shop: page(() => gettext("Shop")),
  runbook: page(() => gettext("Runbook")),
  terminal: {
    title: tabTitle,
    make: makeTerminal,
    begin: (wanted, all) => newTerminal({ ...wanted, title: wanted.title ?? titleOf(wanted.key) }, all),
    shows: showsTerminal,
    atOnce: ({ shell, beside }) => Boolean(shell || beside?.shell), // where nobody is there, a shell ends soon
    inAnotherWindow,
  },
};
