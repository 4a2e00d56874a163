// An address that names a tool opens the desk with it: /play/?tool=console, /play/?tool=terminal&key=db. The desk's own
// links say what that is; a name that no link bears opens nothing.

import { toolsAreBack } from "./workspace.js";

const asked = new URLSearchParams(location.search);

function openAsked() {
  const links = [...document.querySelectorAll(".desk a[data-tool]")];
  const link = links.find(
    ({ dataset }) => dataset.tool === asked.get("tool") && (dataset.key ?? "") === (asked.get("key") ?? ""),
  );
  link?.click();
  history.replaceState(null, "", location.pathname + location.hash); // a reload shows what is open then
}

if (asked.has("tool")) toolsAreBack.then(openAsked);
