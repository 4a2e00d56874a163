// A tool that is a page of ours in a frame: it comes back to where it was, rests while nobody looks at it, and where it
// does not come says so. What such a page asks of the desk says frame-requests.js.

import { alone, forDesk } from "./in-desk.js";

/**
 * Options: `address` (the tool's page, as it stands alone) and `at` (where in it one was last). The title is that of the
 * frame, for those who do not see it.
 */
export function makeFrame(panel, options, tab, title) {
  const framed = new FramedPage(panel, options, tab, title);
  return { focus: () => framed.focus(), come: (wanted) => framed.come(wanted), end: () => framed.end() };
}

/** Whether a page at `here` is what `wanted` asks for: the same page, or one that is deeper in the same tool. */
export function isThere(here, wanted) {
  const [now, asked] = [new URL(here, location.href), new URL(wanted, location.href)];
  const asks = [...asked.searchParams];
  if (!asks.length && !asked.hash) return now.pathname.startsWith(asked.pathname);
  return (
    now.pathname === asked.pathname &&
    asks.every(([name, value]) => now.searchParams.get(name) === value) &&
    (!asked.hash || now.hash === asked.hash)
  );
}

class FramedPage {
  constructor(panel, options, tab, title) {
    Object.assign(this, { panel, tab, address: options.address, at: alone(options.at ?? options.address) });
    this.frame = document.createElement("iframe");
    this.frame.title = title;
    this.frame.addEventListener("load", () => this.loaded());
    this.hear = ({ data, origin, source }) => {
      if (origin === location.origin && source === this.frame.contentWindow && data?.type === "here")
        this.remember(data.address);
    };
    addEventListener("message", this.hear);
    this.watcher = new IntersectionObserver((seen) => this.tellSeen(seen.at(-1).isIntersecting));
    this.load(this.at);
  }

  load(address) {
    this.frame.src = forDesk(address);
    if (this.frame.parentElement === this.panel) return;
    this.panel.replaceChildren(this.frame);
    this.watcher.observe(this.frame);
  }

  /** A page that may not be framed, or an error of the browser's, is not ours to look into. */
  loaded() {
    const page = this.frame.contentDocument;
    if (!page?.body || !("inDesk" in page.body.dataset)) this.showTrouble();
    else {
      this.remember(alone(page.location.href));
      this.tellSeen(this.isSeen ?? true);
    }
  }

  remember(address) {
    this.at = address;
    this.tab.options({ at: address });
  }

  tellSeen(seen) {
    this.isSeen = seen;
    this.frame.contentWindow?.postMessage({ type: "seen", seen }, location.origin);
  }

  focus() {
    if (this.frame.isConnected) this.frame.contentWindow?.focus();
    else this.panel.querySelector("button")?.focus();
  }

  /** The tool is asked for again: with another address, it goes there. */
  come({ address }) {
    if (address && !isThere(this.at, address)) this.load(alone(address));
  }

  end() {
    removeEventListener("message", this.hear);
    this.watcher.disconnect();
  }

  showTrouble() {
    const [box, text, again, link] = ["section", "p", "button", "a"].map((name) => document.createElement(name));
    box.className = "frame-trouble card";
    text.setAttribute("role", "alert");
    again.type = "button";
    again.className = link.className = "button small";
    again.textContent = gettext("Try again");
    Object.assign(link, {
      href: this.address,
      target: "_blank",
      rel: "noopener",
      textContent: gettext("Open it in a tab"),
    });
    again.addEventListener("click", () => this.load(this.at));
    box.append(text, again, link);
    this.watcher.unobserve(this.frame);
    this.panel.replaceChildren(box);
    text.textContent = gettext(
      "This page did not come: Gameday is busy or away, or you may not see it any more. What you left in it is kept.",
    );
  }
}
