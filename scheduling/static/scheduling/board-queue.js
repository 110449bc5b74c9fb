// What the board in the hall announces, and when: each call alone, for its minimum time, in order.
// Documents and the time (milliseconds of any clock that only goes forward) come in from outside;
// nothing here knows the page. A call is known by its ticket, how often it was called and when, so
// that whoever is called again is announced again.

export const NEWS = 20000; // a board that is switched on announces what was called since then
export const LONGEST = 30000; // a voice that never ends holds up the next call no longer than this
const SET_BACK = 60000; // a version older by more is a server's clock that was set back
const MOST_LISTED = 20; // calls in a document, newest first; older ones are left out of it
const MOST_HEARD = 500;

const key = (call) => `${call.id}:${call.n}:${call.at}`;
const byTime = (one, other) => Date.parse(one.at) - Date.parse(other.at) || one.id - other.id;

export class Announcements {
  #version = -Infinity;
  #minimum = 0; // milliseconds
  #open = []; // calls of the newest document, earliest first
  #waiting = [];
  #current = null;
  #since = 0;
  #heard = new Set();

  /** Take a document in; false if a newer one was here before (two answers crossed). */
  feed(document) {
    const older = this.#version - document.version;
    if (older > 0 && older < SET_BACK) return false;
    const isFirst = this.#version === -Infinity;
    this.#version = document.version;
    this.#minimum = document.display_seconds * 1000;
    this.#open = [...document.calls].sort(byTime);
    this.#waiting = this.#waiting.map((call) => this.#newestOf(call)).filter((call) => this.#isOpen(call, document));
    for (const call of this.#open) {
      const isNews = !isFirst || Date.parse(document.at) - Date.parse(call.at) <= NEWS;
      if (!this.#hears(call) && isNews) this.#waiting.push(call);
    }
    return true;
  }

  /** Begin the next announcement if it is time, and return it; else null. A voice that speaks is let finish. */
  next(now, { isSpeaking = false } = {}) {
    const shown = now - this.#since;
    if (this.#current && (shown < this.#minimum || (isSpeaking && shown < LONGEST))) return null;
    this.#current = this.#waiting.shift() ?? null;
    if (this.#current) this.#since = now;
    return this.#current;
  }

  /** What stands in large: the call that is announced, else the newest one whose person has not come yet. */
  get shown() {
    return this.#current ?? this.#open.at(-1) ?? null;
  }

  get isAnnouncing() {
    return this.#current !== null;
  }

  /** How many calls wait to be announced. */
  get length() {
    return this.#waiting.length;
  }

  /** Note a call; false if it is new. */
  #hears(call) {
    if (this.#heard.has(key(call))) return true;
    this.#heard.add(key(call));
    if (this.#heard.size > MOST_HEARD) this.#heard.delete(this.#heard.values().next().value);
    return false;
  }

  /** Whoever is called again before the first announcement keeps their place in it. */
  #newestOf(call) {
    const again = this.#open.find((other) => other.id === call.id);
    if (again) this.#hears(again);
    return again ?? call;
  }

  #isOpen(call, document) {
    if (this.#open.some((other) => other.id === call.id)) return true;
    if (document.serving.some((other) => other.ticket === call.ticket)) return false;
    return this.#open.length >= MOST_LISTED && byTime(call, this.#open[0]) < 0;
  }
}
