import "./page.js";
import "../js/souvenirs.js";
