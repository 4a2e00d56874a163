// What pages in frames ask of the desk: to open another tool. (Keys and notes are heard by those whose business they are.)

import { makers } from "./tool-kinds.js";
import { openTool } from "./tools.js";
import { showPane } from "./workspace.js";

addEventListener("message", ({ data, origin, source }) => {
  const ours = origin === location.origin && source !== window;
  if (!ours || data?.type !== "open" || !(data.tool in makers)) return;
  showPane("work");
  openTool(data.tool, data.options);
});
