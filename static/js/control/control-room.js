// The control room beside its parts: calls for help, the team beside the list, keys, the dialogue of acts, the feed's kinds.

import { startBeside } from "./beside.js";
import { watchCalls } from "./calls.js";
import { startFeedKinds } from "./feed-kinds.js";
import { startFilter } from "./filter.js";
import { startKeys } from "./keys.js";
import { startSheets } from "./sheet.js";
import { startUndo } from "./undo.js";

watchCalls();
startSheets();
startFeedKinds();
startFilter();
startBeside();
startKeys();
startUndo();
// What was done is typed no second time, nor put back when its part is fetched again.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { elt, verb } = detail.requestConfig;
  const form = elt.closest("form");
  if (!detail.successful || verb === "get" || !form) return;
  form.reset();
  // The need that was answered goes in a moment: a key that is pressed until then is a key, and no letter of its field.
  if (form.matches(".need-answer") && form.contains(document.activeElement)) form.querySelector("button").focus();
});
