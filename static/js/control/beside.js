// The team in full beside the list: a stop (a link to a team) that is pressed or walked to shows it. Which one it is goes
// with every request of the room, so that one answer brings the list and the team.

const pane = document.querySelector("#beside");
const body = document.querySelector("#beside-team");
const PATIENCE = 150; // milliseconds: who walks along the list fetches no team on the way
let chosen = new URLSearchParams(location.search).get("beside") ?? "";
let later = 0;
let fetching = null; // the answer that brings the chosen team, while it is on its way
let coming = null; // resolves when the team that one has walked to is shown; null where it is
let awaited = ""; // the team that `coming` is about

const isNarrow = () => matchMedia("(max-width: 64rem)").matches;

function mark() {
  for (const row of document.querySelectorAll("#grid [data-team]")) {
    row.classList.toggle("chosen", row.dataset.team === chosen);
  }
  for (const stop of document.querySelectorAll("#grid .stop")) {
    if (stop.dataset.beside === chosen) stop.setAttribute("aria-current", "true");
    else stop.removeAttribute("aria-current");
  }
}

/** The team that is shown; "" where none is. */
export const chosenTeam = () => chosen;

/** Resolves when the team that one has walked to is shown; null where it is: until then the pane is another team's. */
export const teamIsComing = () => coming;

/** Show a team now. */
export async function show(team) {
  clearTimeout(later);
  if (chosen !== team) {
    chosen = team;
    history.replaceState(null, "", `?beside=${team}`);
  }
  mark();
  const address = pane.dataset.address.replace("/0/", `/${team}/`);
  const answer = htmx.ajax("GET", address, { source: body, target: body, swap: "innerHTML" });
  fetching = coming = answer;
  awaited = team;
  const isHere = () => {
    if (coming === answer) coming = null;
    if (fetching === answer) fetching = null;
  };
  await answer.then(isHere, isHere);
}

/** Show a team soon, unless another one is walked to before. A list that is exchanged meanwhile gives the same stop the focus anew. */
export function showSoon(team) {
  if (coming && awaited === team) return;
  clearTimeout(later);
  awaited = team;
  coming =
    team === chosen ? fetching : new Promise((shown) => (later = setTimeout(() => show(team).then(shown), PATIENCE)));
}

/** Into the pane. */
export async function enter(team) {
  await show(team);
  document.querySelector("#beside-title")?.focus({ preventScroll: !isNarrow() });
  if (isNarrow()) pane.scrollIntoView();
}

const isPlainClick = ({ button, ctrlKey, metaKey, shiftKey, altKey }) =>
  button === 0 && !(ctrlKey || metaKey || shiftKey || altKey);

export function startBeside() {
  if (!pane) return;
  document.addEventListener("click", (event) => {
    const stop = event.target.closest?.("[data-beside]");
    if (!stop || !isPlainClick(event)) return;
    event.preventDefault();
    enter(stop.dataset.beside);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.(".stop") && target.matches(":focus-visible")) showSoon(target.dataset.beside);
  });
  document.body.addEventListener("htmx:configRequest", ({ detail }) => {
    if (chosen && detail.target?.id === "grid") detail.parameters.beside = chosen;
  });
  // What is pressed at this moment is not exchanged: the next news bring it.
  document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (detail.target === body && body.querySelector(":active")) detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSwap", mark);
  mark();
}
