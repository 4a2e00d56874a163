// Terminals in a tab. What draws them is large, and comes with the first one.

import { ask } from "../dialog.js";

let loaded = null;

export async function makeTerminal(panel, options, tab) {
  const template = document.querySelector("#terminal-template");
  for (let again = 0; ; again += 1) {
    try {
      loaded ??= load(template.dataset, again);
      const { TerminalTool } = await loaded;
      return panel.isConnected ? new TerminalTool(panel, options, tab, { template, ask }) : null; // closed meanwhile
    } catch (trouble) {
      loaded = null;
      console.warn(trouble);
      await offerAgain(panel);
    }
  }
}

/** `again`: a browser may remember that an address could not be loaded. */
async function load({ script, style }, again) {
  const [module] = await Promise.all([import(again ? `${script}?again=${again}` : script), loadStyle(style)]);
  return module;
}

function loadStyle(address) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  document.head.append(link);
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(address));
    });
  });
}

/** Resolves when somebody wants to try again. */
function offerAgain(panel) {
  const [note, button] = ["p", "button"].map((name) => document.createElement(name));
  Object.assign(note, { className: "banner error", role: "alert" });
  note.textContent = gettext("The terminal could not be loaded: the server did not answer. Nothing was opened.");
  Object.assign(button, { type: "button", className: "button small", textContent: gettext("Try again") });
  note.append(" ", button);
  panel.replaceChildren(note);
  return new Promise((resolve) => button.addEventListener("click", resolve, { once: true }));
}
