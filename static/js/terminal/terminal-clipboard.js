// What is copied out of a terminal, and what is pasted into it: all of it, or nothing and a sentence why.

import { copyText } from "../clipboard.js";

const NOTE_STAYS = { short: 1500, usual: 3000, long: 6000, longest: 12_000 }; // milliseconds

export class TerminalClipboard {
  /** `limit`: the most bytes of one paste. */
  constructor(terminal, element, limit, notes) {
    Object.assign(this, { terminal, limit, notes });
    element.addEventListener("paste", (event) => this.judge(event), true);
  }

  async copy() {
    const text = this.terminal.getSelection();
    if (!text) {
      this.notes.say(gettext("Mark some text first, then copy."), "warning", NOTE_STAYS.usual);
    } else if (await copyText(text)) {
      this.notes.say(gettext("Copied."), "success", NOTE_STAYS.short);
    } else {
      const refused = gettext("The browser does not let this page copy. Use its own menu on the marked text.");
      this.notes.say(refused, "warning", NOTE_STAYS.long);
    }
  }

  async paste() {
    try {
      const text = await navigator.clipboard.readText();
      if (this.mayPaste(text)) this.terminal.paste(text);
    } catch {
      const refused = gettext(
        "The browser does not let this page read the clipboard. Press long on the terminal and choose “Paste”.",
      );
      this.notes.say(refused, "warning", NOTE_STAYS.long);
    }
    this.terminal.focus();
  }

  /** A paste too large is refused whole, before a byte of it is sent. */
  judge(event) {
    if (this.mayPaste(event.clipboardData?.getData("text/plain") ?? "")) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Whether that may be pasted; if not, says why. */
  mayPaste(text) {
    const size = new TextEncoder().encode(text).length;
    if (size <= this.limit) return true;
    const sentence = gettext(
      "That paste has %(size)s MB; at most %(limit)s MB goes through at once, so nothing was sent. Paste it in pieces.",
    );
    const megabytes = { size: (size / 2 ** 20).toFixed(1), limit: this.limit / 2 ** 20 };
    this.notes.say(interpolate(sentence, megabytes, true), "error", NOTE_STAYS.longest);
    return false;
  }
}
