// What can be opened in the middle pane: for each kind, its title, and how it is made.
//
// make(panel, options, tab) fills the panel, and returns {focus(), shown?(), end?(), mayClose?()}; it may be
// asynchronous. `tab`: title(text), note(...nodes) after the title, options(changes), all() (the options of all tabs of the
// kind), show() and close() act on the tool's tab.
//
// A kind may also say: begin(wanted, all), with what options a new tab begins; shows(options, wanted), whether a tab shows what
// is wanted; atOnce(options), whether a tab that is remembered is made before it is looked at; and
// inAnotherWindow(options), what of it a duplicate of the window begins with (null: nothing).

import { inAnotherWindow, newTerminal, showsTerminal, tabTitle } from "./terminal-tabs.js";
import { makeFrame } from "./tool-frame.js";
import { makeTerminal } from "./tool-terminal.js";

export const makers = {
  console: { title: () => gettext("Console"), make: makeFrame },
  workshop: { title: ({ title }) => title ?? gettext("Workshop"), make: makeFrame },
  shop: { title: () => gettext("Shop"), make: makeFrame },
  terminal: {
    title: tabTitle,
    make: makeTerminal,
    begin: newTerminal,
    shows: showsTerminal,
    atOnce: ({ shell, beside }) => Boolean(shell || beside?.shell), // where nobody is there, a shell ends soon
    inAnotherWindow,
  },
};
