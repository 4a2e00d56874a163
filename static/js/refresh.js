// A page of parts: its socket names what has news, and htmx fetches the parts that show it.

import { openLine } from "./desk/frame-line.js";
import { holdLine, lineIsBack, tellLine } from "./desk/line.js";
import { startCountdowns, tick } from "./countdown.js";
import { mayExchange } from "./exchange-guard.js";
import { rememberInput, restoreInput } from "./kept-input.js";
import { refresh, refreshAll, spaced } from "./page-parts.js";
import { isInHiddenFrame, whenSeen } from "./page-seen.js";
import "./questions.js";

const page = document.querySelector("[data-socket]");

if (page) {
  const news = spaced(refresh, Number(page.dataset.spacing) || 0);
  let first = true; // the page has just been rendered: its first snapshot brings nothing new
  const connection = openLine(page.dataset.socket, {
    snapshot(frame, { afterCut }) {
      lineIsBack();
      if (!first || afterCut) refreshAll();
      first = false;
    },
    frame: ({ data }) => news(data.parts),
    passing: tellLine,
  });
  holdLine(connection);
}

function beforeExchange(part, detail, sent) {
  if (mayExchange(part, detail, sent)) rememberInput(part, sent);
}

function afterExchange(part) {
  startCountdowns(part);
  restoreInput(part);
}

document.body.addEventListener("htmx:beforeSwap", ({ target, detail }) =>
  beforeExchange(target, detail, target.querySelector("form.htmx-request")),
);
document.body.addEventListener("htmx:afterSwap", ({ target }) => afterExchange(target));
// One answer, several parts:
document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => beforeExchange(detail.target, detail, null));
document.body.addEventListener("htmx:oobAfterSwap", ({ detail }) => afterExchange(detail.target));

let rested = false;
// In a frame that nobody looks at, parts rest; when it is looked at again, each is fetched once.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!isInHiddenFrame() || requestConfig.verb !== "get" || !elt.hasAttribute("hx-trigger")) return;
  event.preventDefault();
  rested = true;
});
whenSeen(() => {
  if (rested) refreshAll();
  rested = false;
});

startCountdowns(document);
setInterval(tick, 1000);
