// The workshop's editor: CodeMirror in the page's colours. Languages are fetched when a file of theirs is opened.

import { EditorState } from "../vendor/codemirror/state.js";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "../vendor/codemirror/view.js";
import {
  HighlightStyle,
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
  StreamLanguage,
} from "../vendor/codemirror/language.js";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "../vendor/codemirror/commands.js";
import { highlightSelectionMatches, search, searchKeymap } from "../vendor/codemirror/search.js";
import { tags } from "../vendor/codemirror/highlight.js";

const from = (name) => import(`../vendor/codemirror/${name}.js`);
const LANGUAGES = {
  py: async () => (await from("python")).python(),
  html: async () => (await from("html")).html(),
  css: async () => (await from("css")).css(),
  js: async () => (await from("javascript")).javascript(),
  sql: async () => (await from("sql")).sql(),
  yaml: async () => (await from("yaml")).yaml(),
  yml: async () => (await from("yaml")).yaml(),
  md: async () => (await from("markdown")).markdown(),
  json: async () => (await from("javascript")).javascript(),
  sh: async () => StreamLanguage.define((await from("shell")).shell),
};

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

/** An editor in `parent`. `changed()` is called after each change by hand, `save()` for Ctrl S. */
export function editor(parent, { nonce, changed, save }) {
  let serial = 0;
  const view = new EditorView({ parent, state: EditorState.create({ extensions: EditorView.cspNonce.of(nonce) }) });

  function extensions(path, text, write, language) {
    return [
      EditorView.cspNonce.of(nonce),
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
      indentUnit.of(path.endsWith(".py") ? "    " : "  "),
      EditorState.tabSize.of(4),
      EditorState.readOnly.of(!write),
      language,
      text.includes("\r\n") ? EditorState.lineSeparator.of("\r\n") : [],
      EditorView.contentAttributes.of({
        tabindex: "0",
        "aria-label": `${path}. ${gettext("Escape, then Tab, leaves the editor.")}`,
        "aria-readonly": String(!write),
      }),
      keymap.of([
        {
          key: "Mod-s",
          run: () => {
            save();
            return true;
          },
        },
        indentWithTab,
        ...defaultKeymap,
        ...historyKeymap,
        ...searchKeymap,
      ]),
      EditorView.updateListener.of((update) => update.docChanged && changed()),
    ];
  }

  return {
    /** Show a text; its undo begins anew. */
    async show(path, text, write) {
      const mine = ++serial;
      const name = path.split("/").pop();
      const known = LANGUAGES[name.includes(".") ? name.split(".").pop() : text.startsWith("#!") ? "sh" : ""];
      view.setState(EditorState.create({ doc: text, extensions: extensions(path, text, write, []) }));
      const language = known ? await known().catch(() => []) : [];
      view.requestMeasure();
      if (mine !== serial || !known) return;
      const { doc, selection } = view.state;
      view.setState(EditorState.create({ doc, selection, extensions: extensions(path, text, write, language) }));
      view.requestMeasure();
    },
    /** Another text in the same file; it can be undone. */
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    text: () => view.state.sliceDoc(),
    focus() {
      view.focus();
    },
  };
}
