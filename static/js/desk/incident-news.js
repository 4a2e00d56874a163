// What is new about the incidents since they were looked at last. read() turns their part of the page into plain objects;
// what compares these is pure.

/** The part as it stands: {open: Map(id -> incident), ended: Map(id -> {title, solved, words})}. */
export function read(part) {
  const articles = [...part.querySelectorAll("[data-incident]")];
  const endings = [...part.querySelectorAll("[data-ended]")];
  return {
    open: new Map(articles.map((article) => [article.dataset.incident, readIncident(article)])),
    ended: new Map(endings.map((ending) => [ending.dataset.ended, readEnding(ending)])),
  };
}

function readIncident(article) {
  const goals = [...article.querySelectorAll("[data-goal]")].map(({ dataset }) => [
    dataset.goal,
    {
      id: dataset.goal,
      title: dataset.title,
      points: Number(dataset.points),
      met: "met" in dataset,
      bothKeys: "bothKeys" in dataset,
    },
  ]);
  return {
    id: article.dataset.incident,
    title: article.dataset.title,
    age: Number(article.dataset.liveFor),
    goals: new Map(goals),
    taken: new Set([...article.querySelectorAll("[data-taken]")].map(({ dataset }) => dataset.rung)),
    mended: article.querySelector(".mended")?.textContent.trim() ?? "",
  };
}

function readEnding({ dataset, children }) {
  const words = [...children].filter(({ classList }) => classList.contains("ending"));
  return { title: dataset.title, solved: "solved" in dataset, words: words[0]?.textContent.trim() ?? "" };
}

const YOUNG = 60; // seconds: on a page that has just been loaded, only such an incident is news

/** Incidents that this browser tab has not shown yet. `known`: ids. `loaded`: the page has just come. */
export function arrivals({ open }, known, { loaded = false } = {}) {
  return [...open.values()].filter(({ id, age }) => !known.has(id) && (!loaded || age < YOUNG));
}

/**
 * {met, keys, taken, solved, over, mended} between two looks. `keys`: of the goals that are met, those of both keys;
 * `taken`: hints, as {incident, rung}.
 */
export function changes(before, after) {
  const [met, taken] = [[], []];
  for (const incident of after.open.values()) {
    const old = before.open.get(incident.id);
    if (!old) continue;
    met.push(...[...incident.goals.values()].filter(({ id, met: isMet }) => isMet && old.goals.get(id)?.met === false));
    taken.push(...[...incident.taken].filter((rung) => !old.taken.has(rung)).map((rung) => [incident.id, rung]));
  }
  const gone = [...before.open.values()].filter(({ id }) => !after.open.has(id) && after.ended.has(id));
  const ended = gone.map(({ id, goals }) => ({ ...after.ended.get(id), goals: [...goals.values()] }));
  return {
    met,
    taken: taken.map(([id, rung]) => ({ incident: id, rung })),
    keys: met.filter(({ bothKeys }) => bothKeys),
    solved: ended.filter(({ solved }) => solved),
    over: ended.filter(({ solved }) => !solved),
    mended: [...after.open.values()].filter(({ id, mended }) => mended && before.open.get(id)?.mended === ""),
  };
}

/** The same in sentences, for people who only listen. */
export function sentences(arrived, { met, solved, over, mended }) {
  const say = (text, names) => interpolate(text, names, true);
  return [
    ...arrived.map(({ title }) => say(gettext("A telegram from the boss. New incident: %(title)s."), { title })),
    ...met.map(({ title, points }) => say(gettext("Done, %(points)s points: %(title)s"), { title, points })),
    ...mended.map(({ title, mended: words }) => `${title}: ${words}`),
    ...solved.map(({ title, words }) => say(gettext("Solved: %(title)s. %(words)s"), { title, words })),
    ...over.map(({ title, words }) => say(gettext("Over: %(title)s. %(words)s"), { title, words })),
  ];
}
