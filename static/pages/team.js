import "./page.js";
import "../js/desk/workspace.js";
import "../js/team.js";
