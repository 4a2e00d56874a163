// What can be opened in the middle pane: for each kind, its title, and how it is made.
//
// make(panel, options, tab) fills the panel, and returns {focus(), come?(options), end?(), mayClose?()}; it may be asynchronous. `come`: the tool
// is asked for while it is open.
// `tab`: title(text), options(changes) and close() act on the tool's tab.

import { makeFrame } from "./tool-frame.js";

/** A page of ours in a frame. */
const page = (title) => ({ title, make: (panel, options, tab) => makeFrame(panel, options, tab, title()) });

export const makers = {
  console: page(() => gettext("Console")),
  workshop: page(() => gettext("Workshop")),
  shop: page(() => gettext("Shop")),
  runbook: page(() => gettext("Runbook")),
  terminal: { title: ({ title, key }) => title ?? key, make: makeFrame },
};
