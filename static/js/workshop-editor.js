// The workshop's editor: CodeMirror in the page's colours.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { css } from "@codemirror/lang-css";
import { html } from "@codemirror/lang-html";
import { javascript } from "@codemirror/lang-javascript";
import { markdown } from "@codemirror/lang-markdown";
import { python } from "@codemirror/lang-python";
import { sql } from "@codemirror/lang-sql";
import { yaml } from "@codemirror/lang-yaml";
import {
  HighlightStyle,
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
  StreamLanguage,
} from "@codemirror/language";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { languageOf } from "./workshop-languages.js";

const LANGUAGES = { css, html, javascript, markdown, python, sql, yaml, shell: () => StreamLanguage.define(shell) };

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.moduleKeyword, tags.controlKeyword], color: "var(--code-word)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.comment, tags.docComment, tags.meta], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  {
    tag: [tags.function(tags.variableName), tags.definition(tags.variableName), tags.className, tags.tagName],
    color: "var(--code-name)",
  },
  { tag: [tags.propertyName, tags.attributeName, tags.typeName], color: "var(--code-property)" },
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.link, textDecoration: "underline" },
  { tag: tags.invalid, textDecoration: "underline wavy" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--card)", color: "var(--ink)", blockSize: "100%", fontSize: "0.92rem" },
  "&.cm-focused": { outline: "3px solid var(--plum)", outlineOffset: "-3px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--sunk)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--gold-fill), transparent 90%)" },
  ".cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--gold-fill), transparent 70%)",
    color: "var(--ink)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--gold-fill), transparent 55%)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--gold-fill), transparent 75%)" },
  ".cm-searchMatch": {
    backgroundColor: "color-mix(in srgb, var(--gold-fill), transparent 60%)",
    outline: "1px solid var(--gold)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--plum)",
  },
  ".cm-panels": { backgroundColor: "var(--sunk)", color: "var(--ink)" },
  ".cm-textfield": {
    backgroundColor: "var(--card)",
    color: "var(--ink)",
    border: "1.5px solid var(--quiet)",
    minBlockSize: "0",
    inlineSize: "auto",
    padding: "0.2rem 0.4rem",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--card)",
    color: "var(--ink)",
    border: "1.5px solid var(--quiet)",
  },
  ".cm-panel.cm-search label": { fontSize: "0.85rem" },
});

// The same for every file.
const ALWAYS = [
  lineNumbers(),
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  search({ top: true }),
  syntaxHighlighting(colours),
  look,
  EditorState.tabSize.of(4),
];

function forFile(path, text, write) {
  return [
    indentUnit.of(path.endsWith(".py") ? "    " : "  "),
    EditorState.readOnly.of(!write),
    text.includes("\r\n") ? EditorState.lineSeparator.of("\r\n") : [],
    EditorView.contentAttributes.of({
      tabindex: "0",
      "aria-label": `${path}. ${gettext("Escape, then Tab, leaves the editor.")}`,
      "aria-readonly": String(!write),
    }),
  ];
}

function forPage({ nonce, changed, save }) {
  const run = () => {
    save();
    return true;
  };
  return [
    EditorView.cspNonce.of(nonce),
    keymap.of([{ key: "Mod-s", run }, indentWithTab, ...defaultKeymap, ...historyKeymap, ...searchKeymap]),
    EditorView.updateListener.of((update) => update.docChanged && changed()),
  ];
}

/**
 * An editor in `parent`. `page.changed()` is called after each change, `page.save()` for Ctrl S; `page.nonce` is for
 * styles.
 */
export function editor(parent, page) {
  const view = new EditorView({ parent, state: EditorState.create({ extensions: forPage(page) }) });
  const common = [...forPage(page), ...ALWAYS];

  return {
    /** Show a text; its undo begins anew. */
    show(path, text, write) {
      const language = LANGUAGES[languageOf(path, text)]?.() ?? [];
      view.setState(
        EditorState.create({ doc: text, extensions: [...common, ...forFile(path, text, write), language] }),
      );
      view.requestMeasure();
    },
    /** Another text in the same file; it can be undone. */
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    text: () => view.state.sliceDoc(),
    focus: () => view.focus(),
  };
}
