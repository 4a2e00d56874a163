// What a press writes: a question for the chat, an entry for a notepad. Knows no page.

const LONGEST_TEASER = 80; // characters

/** The question, addressed to `whom`, or else to the only one who sits on another seat than `seat`. `people`: {name, seat, own}. */
export function addressed(question, people, { seat, whom = "" }) {
  const others = people.filter((person) => !person.own && person.seat !== seat);
  const name = whom || (others.length === 1 ? others[0].name : "");
  return name ? `@${name} ${question}` : question;
}

/** What a field holds with `text` put into it: nothing that stood there is lost. */
export function fieldWith(before, text) {
  return before.trim() ? `${before.replace(/\s+$/, "")}\n${text}` : text;
}

/** The note's text: what was seen, and below it where it is from. */
export function noteText(text, source = "") {
  const seen = text.replace(/\s+$/, "");
  return source.trim() ? `${seen}\n— ${source.trim()}` : seen;
}

/** What a message from a page in a frame asks to note: {text, source}, or null if it asks for nothing of the kind. */
export function noteAsked(data) {
  const { type, text, source = "" } = data ?? {};
  if (type !== "note" || typeof text !== "string" || typeof source !== "string" || !text.trim()) return null;
  return { text, source };
}

/** The first line of a text, shortened. */
export function firstLine(text) {
  const line = text.split("\n")[0];
  return line.length > LONGEST_TEASER ? `${line.slice(0, LONGEST_TEASER - 1)}…` : line;
}
