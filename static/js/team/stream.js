// What happened, as one stream: points, acts and messages are parts of their own, and stand in the order of their moments.

const LAST = 2_000_000_000; // behind everything

/** The place of an event in the stream: later ones stand before earlier ones. `at` is a moment as the page writes it. */
export function orderOf(at) {
  const seconds = Date.parse(at) / 1000;
  return Number.isFinite(seconds) ? LAST - Math.round(seconds) : LAST;
}

export function startStream() {
  const stream = document.querySelector(".stream");
  const buttons = [...document.querySelectorAll("[data-stream]")];
  if (!stream) return;

  const arrange = () => {
    for (const event of stream.querySelectorAll(".event"))
      event.style.order = orderOf(event.querySelector("time")?.dateTime);
  };
  const show = (name) => {
    stream.dataset.shown = name;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.stream === name));
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.stream));
  document.addEventListener("desk:show", ({ detail }) => {
    const part = detail.element.closest(".stream > .part");
    if (part && stream.dataset.shown !== part.id) show("all");
  });
  document.body.addEventListener("htmx:afterSwap", ({ target }) => stream.contains(target) && arrange());
  arrange();
}
