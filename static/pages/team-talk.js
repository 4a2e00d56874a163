import "./page.js";
import "../js/team-talk.js";
