// A page of parts: its socket names what has news, and htmx fetches the parts that show it.

import { holdLine, lineIsBack, tellLine } from "./desk/line.js";
import { startCountdowns, tick } from "./countdown.js";
import { mayExchange } from "./exchange-guard.js";
import { rememberInput, restoreInput } from "./kept-input.js";
import { connect } from "./live.js";
import { refresh, refreshAll } from "./page-parts.js";
import "./questions.js";

const page = document.querySelector("[data-socket]");

if (page) {
  let first = true; // the page has just been rendered: its first snapshot brings nothing new
  const connection = connect(page.dataset.socket, {
    snapshot(frame, { afterCut }) {
      lineIsBack();
      if (!first || afterCut) refreshAll();
      first = false;
    },
    frame: ({ data }) => refresh(data.parts),
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

startCountdowns(document);
setInterval(tick, 1000);
