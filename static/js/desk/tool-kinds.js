// What can be opened in the middle pane: for each kind, its title, and how it is made.
//
// make(panel, options, tab) fills the panel, and returns {focus(), end?(), mayClose?()}; it may be asynchronous.
// `tab`: title(text), options(changes) and close() act on the tool's tab.

import { makeFrame } from "./tool-frame.js";

export const makers = {
  console: { title: () => gettext("Console"), make: makeFrame },
  workshop: { title: ({ title }) => title ?? gettext("Workshop"), make: makeFrame },
  shop: { title: () => gettext("Shop"), make: makeFrame },
  terminal: { title: ({ title, key }) => title ?? key, make: makeFrame },
};
