import "./page.js";
import "../js/questions.js";
import "../js/recap-curves.js";
