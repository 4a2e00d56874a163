// Who is at a terminal: a badge for each, and a sentence about facilitators, who look on, or type where the team lets them.

/** Show `people` in `page`. `me` is this tab's number, `mode` its own: type, watch or look. */
export function showPeople(page, people, { me, mode }) {
  const present = people.filter((person) => person.mode !== "look");
  const shown = present.length > 1 || mode !== "type" ? present.map((person) => badge(person, me)) : [];
  page.querySelector(".terminal-people").replaceChildren(...shown);
  const banner = page.querySelector(".terminal-onlookers");
  const told = aboutFacilitators(people, { me, mode });
  const text = told.map(({ text: words, act }) => words + (act ?? "")).join("|");
  banner.hidden = !told.length;
  if (banner.dataset.told === text) return; // a button that is exchanged while it is down is never clicked
  banner.dataset.told = text;
  banner.replaceChildren(
    ...told.flatMap(({ text: words, act, tab, label }) => [words, act ? button(act, tab, label) : ""]),
  );
}

/**
 * What there is to say about the facilitators among `people`: [{ text, act, tab, label }], the last three where there is
 * something to press.
 */
export function aboutFacilitators(people, { me, mode }) {
  const here = people.filter((person) => person.seat === "");
  const own = here.find((person) => person.number === me);
  if (own) return [aboutMe(own)];
  const quiet = here.filter((person) => person.mode === "look" && !person.asks).map((person) => person.name);
  const others = here.filter((person) => person.mode === "type" || person.asks);
  const told = others.map((person) => aboutOther(person, mode === "type"));
  if (!quiet.length) return told;
  const text = gettext("%(who)s (facilitator) is looking on, without typing.");
  return [...told, { text: interpolate(text, { who: quiet.join(", ") }, true) }];
}

function aboutMe({ mode, asks, number }) {
  if (mode === "type") {
    const text = gettext("You type here, because the team lets you.");
    return { text, act: "takeKeys", tab: number, label: gettext("Give the keys back") };
  }
  if (asks) return { text: gettext("You have asked whether you may type. Somebody of the team has to agree.") };
  const text = gettext("You are looking on. Nothing that you type goes through, and everybody here sees that you are.");
  return { text, act: "askForKeys", tab: number, label: gettext("Ask to type here") };
}

function aboutOther({ name, mode, number }, mayDecide) {
  const [text, act, label] =
    mode === "type"
      ? [gettext("%(who)s (facilitator) types here."), "takeKeys", gettext("Take the keys back")]
      : [gettext("%(who)s (facilitator) asks to type here."), "lendKeys", gettext("Let them type")];
  const words = interpolate(text, { who: name }, true);
  return mayDecide ? { text: words, act, tab: number, label } : { text: words };
}

function button(act, tab, label) {
  const element = document.createElement("button");
  Object.assign(element, { type: "button", className: "button small", textContent: label });
  Object.assign(element.dataset, { act, tab });
  return element;
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
