// Who is at a terminal: a badge for each, and a sentence about those who only look on.

/** Show `people` in `page`. `me` is this tab's number, `mode` its own: type, watch or look. */
export function showPeople(page, people, { me, mode }) {
  const present = people.filter((person) => person.mode !== "look");
  const shown = present.length > 1 || mode !== "type" ? present.map((person) => badge(person, me)) : [];
  page.querySelector(".terminal-people").replaceChildren(...shown);
  const onlookers = people.filter((person) => person.mode === "look").map((person) => person.name);
  const banner = page.querySelector(".terminal-onlookers");
  banner.hidden = !onlookers.length;
  banner.textContent =
    mode === "look"
      ? gettext("You are looking on. Nothing that you type goes through, and everybody here sees that you are.")
      : interpolate(
          gettext("%(who)s (facilitator) is looking on, without typing."),
          { who: onlookers.join(", ") },
          true,
        );
}

function badge(person, me) {
  const element = document.createElement("span");
  element.className = `badge role-${person.seat}`;
  const name = document.createElement("bdi"); // whatever its script, it leaves the order of the words behind it alone
  name.textContent = person.name;
  element.append(
    name,
    person.number === me ? ` (${gettext("you")})` : "",
    person.mode === "watch" ? `, ${gettext("watching")}` : "",
  );
  return element;
}
