// What eslint holds the scripts to: static/js in the browser, tests/js in node.

import js from "@eslint/js";
import globals from "globals";

const RULES = {
  "consistent-return": "error",
  eqeqeq: ["error", "always", { null: "ignore" }],
  "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
  "no-implicit-globals": "error",
  "no-shadow": ["error", { builtinGlobals: false }],
  "no-unused-vars": "error",
  "no-use-before-define": ["error", { functions: false, classes: false, variables: false }],
  "no-var": "error",
  "prefer-const": "error",
};
const CATALOGUE = { gettext: "readonly", ngettext: "readonly", interpolate: "readonly" }; // Django's, from /words.js
const STAND_INS = { document: "readonly", htmx: "readonly", location: "readonly" }; // of tests/js/browser.js

export default [
  { ignores: ["static/built/", ".venv/", "scenarios/", "node_modules/", "var/", "staticfiles/", "own/"] },
  js.configs.recommended,
  { rules: RULES, linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["static/js/**", "static/pages/**"],
    languageOptions: { globals: { ...globals.browser, ...CATALOGUE, htmx: "readonly" } },
  },
  { files: ["static/js/again.js"], languageOptions: { sourceType: "script" } },
  {
    files: ["tests/js/**"],
    languageOptions: { globals: { ...globals.node, ...STAND_INS } },
    rules: { "max-lines-per-function": "off" },
  },
];
