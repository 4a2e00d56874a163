// How a page behaves in a frame of the desk: what leads to another tool opens there, what belongs to this one stays in the
// frame, all else gets a tab of its own; and the desk's keys work here, too.

import { FIELD, onMac, shortcutOf } from "./guide/shortcuts.js";
import { alone, forDesk, inDesk, tellDesk } from "./in-desk.js";

/**
 * What a click on a link does here: "tool" (the desk opens it), "page" (of this same tool), "tab" (of its own), or null
 * (as everywhere). `tool`: the page's first folders, "/play/workshop/".
 */
export function waysOf({ href, tool, target, download }, { here, base }) {
  if (tool) return "tool";
  const url = new URL(href, here);
  if (!/^https?:$/.test(url.protocol) || download || target === "_blank") return null;
  if (url.origin !== new URL(here).origin) return "tab";
  if (url.hash && alone(url.href.split("#")[0]) === alone(here.split("#")[0])) return null;
  return url.pathname.startsWith(base) ? "page" : "tab";
}

/** Whether a key is the desk's. `mac`: as in shortcutOf. */
export function isKeyOfDesk(event, { field = false, onMac: mac = onMac } = {}) {
  return shortcutOf(event, { field, mac }) !== null;
}

/** The folders that all pages of this tool have in common: "/some/prefix/play/workshop/". */
export const toolFolder = (pathname) => pathname.match(/^.*?\/play\/[^/]+\//)?.[0] ?? pathname;

function follow(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const { tool, key, title, shell, mode } = link.dataset;
  const asked = { href: link.href, tool, target: link.target, download: link.hasAttribute("download") };
  const way = waysOf(asked, { here: location.href, base: toolFolder(location.pathname) });
  if (!way) return;
  event.preventDefault();
  if (way === "tool") tellDesk({ type: "open", tool, options: { key, title, shell, mode, address: link.href } });
  if (way === "page") location.assign(forDesk(link.href));
  if (way === "tab") open(link.href, "_blank", "noopener");
}

function passOn(event) {
  const field = event.target.closest?.(FIELD) != null;
  if (!isKeyOfDesk(event, { field })) return;
  event.preventDefault();
  event.stopPropagation();
  const { key, code, ctrlKey, shiftKey, altKey, metaKey } = event;
  tellDesk({ type: "keys", key, code, ctrlKey, shiftKey, altKey, metaKey, field, terminal: false });
}

if (inDesk) {
  addEventListener("click", follow); // last: what a page does itself with a link, it has done by then
  addEventListener("keydown", passOn, { capture: true });
}
