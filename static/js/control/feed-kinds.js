// Which kinds of acts the feed shows: chosen by radio buttons, remembered on this browser.

const KEY = "gameday.feed";

export function startFeedKinds() {
  const form = document.querySelector("#feed-kinds");
  if (!form) return;
  form.addEventListener("change", () => remember(new FormData(form).get("show")));
  const chosen = form.querySelector(`[value="${CSS.escape(remembered())}"]`);
  if (!chosen || chosen.checked) return;
  chosen.checked = true;
  addEventListener("load", () => chosen.dispatchEvent(new Event("change", { bubbles: true }))); // when htmx listens
}

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // the browser keeps nothing
  }
}

function remember(kind) {
  try {
    localStorage.setItem(KEY, kind);
  } catch {
    /* it shows everything next time */
  }
}
