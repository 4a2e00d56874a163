import "./page.js";
import "../js/desk/workspace.js";
import "../js/desk/help-call.js";
import "../js/desk/guide.js";
import "../js/desk/keyboard.js";
import "../js/team.js";
