// The control room beside its parts: calls for help, the dialogue of acts, the feed's kinds.

import { watchCalls } from "./calls.js";
import { startFeedKinds } from "./feed-kinds.js";
import { startSheets } from "./sheet.js";

watchCalls();
startSheets();
startFeedKinds();
// What was done is typed no second time.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt.closest?.(".everybody-form, .message-later");
  if (form && detail.successful && detail.requestConfig.verb !== "get") form.reset();
});
