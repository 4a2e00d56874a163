// A line to a shell that nobody is in yet: whoever has opened a terminal soon opens another, and that shall be there at once.
// It is one of the same role. The server lists and records it only when it is entered.

import { askForTicket, socketAddress } from "./terminal-ticket.js";
import { abandon, SILENT_AFTER } from "../line-watch.js";

const CALM = 150; // milliseconds: the terminal that was opened just now comes first

export class SpareLine {
  #ticket = ""; // the address of its tickets
  #socket = null;
  #heardAt = 0;
  #timer;

  /** Keep one for the next terminal like that of `line`, of so many columns and rows. */
  keep(line, size) {
    if (line.ticket === this.#ticket) return;
    this.drop();
    this.#ticket = line.ticket;
    this.#timer = setTimeout(() => this.#open(line, size), CALM);
  }

  async #open(line, size) {
    const answer = await askForTicket(line.ticket, { shell: "", mode: "type", spare: 1 }, line.token);
    if (line.ticket !== this.#ticket) return; // another is kept meanwhile, or none
    if (!answer?.socket) {
      this.drop();
      return;
    }
    const socket = new WebSocket(socketAddress(answer.socket, size));
    [this.#socket, this.#heardAt] = [socket, Date.now()];
    socket.onmessage = () => (this.#heardAt = Date.now());
    socket.onclose = () => socket === this.#socket && this.drop();
  }

  /** The socket for a terminal whose tickets come from that address; null where none is kept, or nobody knows whether it lives. */
  take(ticket) {
    if (ticket !== this.#ticket || !this.#socket) return null;
    const socket = this.#socket;
    const isAlive = Date.now() - this.#heardAt < SILENT_AFTER;
    this.#socket = null;
    if (!isAlive) abandon(socket);
    this.drop();
    return isAlive ? socket : null;
  }

  /** Nobody will open another. */
  drop() {
    clearTimeout(this.#timer);
    if (this.#socket) abandon(this.#socket);
    [this.#ticket, this.#socket] = ["", null];
  }
}
