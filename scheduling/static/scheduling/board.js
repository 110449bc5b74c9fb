// The board in the hall: shows what the office's document says, and announces each call in its turn.
// The page is complete without this; every word it writes stands in the page, in its language.

import { live } from "../portal/js/live.js";
import { Announcements } from "./board-queue.js";
import { Voice } from "./speech.js";

const STEP = 250; // milliseconds between two looks at what is next
const WANTED = "board-sound"; // whether somebody switched the sound on, for the next start of the machine

const board = document.querySelector("[data-board]");
const find = (name) => board.querySelector(`[data-${name}]`);
const say = (name) => find(`say-${name}`).textContent;
const sentences = Object.fromEntries([...board.querySelectorAll("[data-sentence]")].map((line) => [line.lang, line.textContent]));
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: board.dataset.zone });

const announcements = new Announcements();
const voice = new Voice(sentences);
let ahead = Date.parse(board.dataset.now) - Date.now(); // of the server's clock: this machine's may be wrong
let state = null; // the newest document

const present = () => clock.format(Date.now() + ahead);

/** Write only what changed: a screen reader says again whatever is written. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function receive(found) {
  if (!found || !announcements.feed(found)) return;
  state = found;
  ahead = Date.parse(found.at) - Date.now();
  fill(find("calls"), found.calls);
  fill(find("recent"), found.recent);
  find("before").hidden = found.recent.length === 0;
  write(find("booked"), String(found.waiting.booked));
  write(find("walk-in"), String(found.waiting.walk_in));
  step();
}

function fill(list, calls) {
  list.replaceChildren(...calls.map(row));
  list.toggleAttribute("data-many", calls.length > 3);
  list.toggleAttribute("data-most", calls.length > 10);
}

function row(call) {
  const made = find("row").content.firstElementChild.cloneNode(true);
  made.querySelector("[data-ticket]").textContent = call.ticket;
  made.querySelector("[data-counter]").textContent = call.counter;
  made.toggleAttribute("data-long", call.counter.length > 3);
  made.querySelector("[data-at]").textContent = clock.format(Date.parse(call.at));
  return made;
}

function step() {
  write(find("clock"), present());
  if (!state) return;
  const begun = announcements.next(performance.now(), { isSpeaking: voice.isSpeaking });
  show(state.break_until ? null : announcements.shown);
  if (begun) begin(begun);
  find("stage").toggleAttribute("data-new", announcements.isAnnouncing && !state.break_until);
}

function show(call) {
  if (call) {
    write(find("shown-ticket"), call.ticket);
    write(find("shown-counter"), call.counter);
    find("stage").toggleAttribute("data-long", call.counter.length > 3);
  }
  find("call").hidden = !call;
  find("idle").hidden = Boolean(call);
  const until = state.break_until && clock.format(Date.parse(state.break_until));
  const silence = state.is_closed ? "closed" : "nobody";
  write(find("idle-title"), until ? say("break").replace("{time}", until) : say(silence));
  find("idle-others").hidden = !until;
  for (const other of board.querySelectorAll("[data-other-break]")) {
    write(other, until ? other.dataset.otherBreak.replace("{time}", until) : "");
  }
  const note = state.is_closed ? "" : say("wait");
  write(find("idle-note"), until ? say("wait-in-break") : note);
  board.toggleAttribute("data-has-strip", board.hasAttribute("data-is-stale"));
}

function begin(call) {
  const stage = find("stage");
  stage.removeAttribute("data-new");
  void stage.offsetWidth; // so that it lights up anew
  stage.append(find("call")); // a screen reader says it again where the same ticket is called again
  voice.announce(call);
}

function grey() {
  const since = clock.format(Date.parse(state?.at ?? board.dataset.now));
  board.setAttribute("data-is-stale", "");
  write(find("stale"), say("stale").replace("{time}", since));
}

function freshen() {
  board.removeAttribute("data-is-stale");
  write(find("stale"), "");
}

/* Sound: off until somebody wants it, as browsers ask for a touch of the page. */

function wants(sound) {
  try {
    if (sound === undefined) return localStorage.getItem(WANTED) === "yes";
    localStorage.setItem(WANTED, sound ? "yes" : "no");
  } catch {
    return false; // a browser that keeps nothing
  }
  return sound;
}

async function switchSound() {
  const isWanted = wants(!voice.isOn);
  await (voice.isOn ? voice.stop() : voice.start());
  await tellOfSound(isWanted);
}

async function tellOfSound(isWanted) {
  write(find("sound"), say(voice.isOn ? "sound-off" : "sound-on"));
  if (!isWanted && !voice.isOn) return write(find("sound-note"), "");
  if (!voice.isOn) return write(find("sound-note"), say("no-sound"));
  const spoken = await voice.languages();
  const missing = Object.keys(sentences).filter((language) => !spoken.includes(language));
  const note = spoken.length === 0 ? say("no-voice") : say("some-voices").replace("{languages}", missing.join(", "));
  write(find("sound-note"), missing.length > 0 ? note : "");
}

async function resumeSound() {
  if (wants() && !voice.isOn) await voice.start();
  await tellOfSound(wants());
}

/** Keep the screen on; the browser gives the lock back whenever the page is hidden. */
function stayAwake() {
  if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined);
}

function fillScreen() {
  return document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
}

for (const control of board.querySelectorAll("[data-script-only]")) control.hidden = false;
find("without-script").hidden = true;
find("full-screen").hidden = !document.fullscreenEnabled;
find("sound").addEventListener("click", switchSound);
find("full-screen").addEventListener("click", fillScreen);
document.addEventListener("visibilitychange", stayAwake);
document.addEventListener("pointerdown", (event) => event.target.closest("button") || resumeSound(), { once: true });
stayAwake();
if (wants()) resumeSound();
setInterval(step, STEP);
live(board.dataset.socket, receive, { poll: board.dataset.state, every: 8000, onStale: grey, onFresh: freshen });
