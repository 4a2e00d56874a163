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
// What was done is typed no second time.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.(".everybody-form, .beside-say, .message-later");
  if (form && detail.successful && detail.requestConfig.verb !== "get") form.reset();
});
