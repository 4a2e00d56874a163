import "./page.js";
import "../js/desk/workspace.js";
import "../js/desk/help-call.js";
import "../js/team.js";
