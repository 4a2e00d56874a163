// The forms of one team or one incident, in a dialogue: a link with data-sheet opens it, an act that was done closes it.
// data-focus names the field or button that the link is about.

const sheet = document.querySelector("#sheet");
const body = document.querySelector("#sheet-body");
let opener = ""; // the id of the link: the grid may be exchanged meanwhile

const isPlainClick = ({ button, ctrlKey, metaKey, shiftKey, altKey }) =>
  button === 0 && !(ctrlKey || metaKey || shiftKey || altKey);

async function open(link) {
  opener = link.id;
  const wanted = link.dataset.focus;
  await htmx.ajax("GET", link.getAttribute("href"), { source: body, target: body, swap: "innerHTML" });
  if (body.children.length && !sheet.open) sheet.showModal();
  if (wanted) body.querySelector(wanted)?.focus();
}

export function startSheets() {
  if (!sheet) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-sheet]");
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    open(link);
  });
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close()); // beside it
  sheet.addEventListener("close", () => {
    body.replaceChildren();
    document.getElementById(opener)?.focus();
  });
  document.body.addEventListener("acted", () => sheet.open && sheet.close());
}
