import "./page.js";
import "../js/desk/workspace.js";
import "../js/desk/moments.js";
import "../js/team.js";
