// The team sees which tool each of its people has before their eyes.

import { sendLine } from "./line.js";
import { shownTool } from "./tools.js";

const tell = (tool) => sendLine({ type: "place", place: tool?.kind ?? "page" });

document.addEventListener("desk:tool", ({ detail }) => tell(detail));
tell(shownTool()); // what was open the last time is back already
