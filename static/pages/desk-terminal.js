// Loaded by the desk with its first terminal: static/js/desk/tool-terminal.js.

export { TerminalTool } from "../js/terminal/terminal-tool.js";
