import "./page.js";
import "../js/film.js";
