// The filter of the list: it hides teams in whose line or needs none of the words stands. Escape empties it.

const field = document.querySelector("#filter");
const note = document.querySelector("#filtered");

/** Whether every word of `wanted` stands in `text`. */
export function fits(text, wanted) {
  const told = text.toLocaleLowerCase();
  return wanted
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => told.includes(word));
}

function apply() {
  const rows = [...document.querySelectorAll("#grid tr[data-team]")];
  for (const row of [...rows, ...document.querySelectorAll("#grid .need")]) {
    row.hidden = !fits(row.textContent, field.value);
  }
  const shown = rows.filter((row) => !row.hidden).length;
  const text = field.value
    ? note.dataset.text.replace("{shown}", String(shown)).replace("{all}", String(rows.length))
    : "";
  if (note.textContent !== text) note.textContent = text;
}

export function startFilter() {
  if (!field) return;
  field.addEventListener("input", apply);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "ArrowDown") document.querySelector(".stop:not([hidden] *)")?.focus();
    else if (event.key !== "Escape") return;
    else if (!field.value) field.blur();
    event.preventDefault();
    if (event.key !== "Escape") return;
    field.value = "";
    apply();
  });
  document.body.addEventListener("htmx:afterSwap", () => field.value && apply());
}
