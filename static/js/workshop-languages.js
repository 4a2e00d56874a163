// Which language the workshop's editor shows a file in.

const BY_ENDING = {
  css: "css",
  html: "html",
  js: "javascript",
  json: "javascript",
  md: "markdown",
  py: "python",
  sh: "shell",
  sql: "sql",
  yaml: "yaml",
  yml: "yaml",
};

/** The name of a file's language, or null: by the file's ending, else by its first line. */
export function languageOf(path, text) {
  const name = path.split("/").pop();
  if (!name.includes(".")) return text.startsWith("#!") ? "shell" : null;
  const ending = name.split(".").pop();
  return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : null;
}
