// A terminal of the desk, made of the page's template: what differs from one terminal to the next is filled in here.

/** An element for a terminal. `about`: key, the role; `title`: what this one is called. */
export function fillTemplate(template, { key }, title) {
  const root = template.content.querySelector(".terminal").cloneNode(true);
  const { ticket, role } = template.dataset;
  Object.assign(root.dataset, { role: key, title, ticket: ticket.replace(role, key) });
  root.querySelector(".terminal-title").textContent = title;
  for (const element of root.querySelectorAll("[aria-label]")) {
    element.setAttribute("aria-label", element.getAttribute("aria-label").replace("{title}", title));
  }
  for (const element of root.querySelectorAll("[data-command-name]")) {
    element.dataset.commandName = element.dataset.commandName.replace("{title}", title);
  }
  root.querySelector("[data-note]").dataset.noteSource = interpolate(gettext("terminal on %(title)s"), { title }, true);
  return root;
}

/** The roles that a second terminal can be opened on: what the page's list of terminals offers now. */
export function fillPlaces(menu) {
  if (!menu.open) return;
  const places = [...document.querySelectorAll("#terminals .terminal-list > li > [data-tool]:not([data-shell])")];
  const items = places.map(({ dataset }) => {
    const [item, button] = ["li", "button"].map((name) => document.createElement(name));
    Object.assign(button, { type: "button", className: "button small", textContent: dataset.title });
    button.dataset.beside = dataset.key;
    item.append(button);
    return item;
  });
  menu.querySelector("ul").replaceChildren(...items);
}
