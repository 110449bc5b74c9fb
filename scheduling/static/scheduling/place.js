// Somebody's place in the queue. All words stand in the page: this shows the ones that hold, fills
// in numbers and times, and says aloud what has changed. The steps of a wait are those of waits.py.

import { live } from "../portal/js/live.js";

const MINUTE = 60_000;
const STEP = 5 * MINUTE;
const WIDE = 90 * MINUTE;
const CALLED = "called";

const root = document.querySelector("[data-place]");
const all = (what) => [...root.querySelectorAll(what)];
const one = (what) => root.querySelector(what);
const text = (element) => element.innerText.replace(/\s+/g, " ").trim();
const clock = (at, more) =>
  new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: root.dataset.zone,
    ...more,
  }).format(at);

function fact(name, value) {
  for (const element of all(`[data-fact="${name}"]`)) {
    if (element.textContent !== value) element.textContent = value;
  }
}

function choose(name, chosen) {
  for (const element of all(`[data-if="${name}"]`)) element.hidden = !chosen;
}

function tellWait({ low, high, version: at, break_until: until }) {
  const first = Math.max(Math.floor(Date.parse(low) / STEP) * STEP, until ? Date.parse(until) : 0);
  const last = Math.max(Math.ceil(Date.parse(high) / STEP) * STEP, first + STEP);
  const nearest = Math.floor((first - at) / STEP) * 5;
  let wait = nearest > 0 ? "range" : "within";
  if (wait === "range" && last - first > WIDE) wait = "after";
  if (!low || !high) wait = "unknown";
  else if (Date.parse(high) <= at + STEP) wait = "soon";
  for (const each of ["soon", "within", "range", "after", "unknown"]) choose(each, each === wait);
  if (wait === "unknown" || wait === "soon") return;
  fact("low", clock(first));
  fact("high", clock(last));
  fact("low-minutes", String(Math.max(0, nearest)));
  fact("high-minutes", String(Math.ceil((last - at) / STEP) * 5));
}

// What may wait a minute is said politely, once a minute at most; a call is said at once.
const polite = one("[data-polite]");
let said = saying();
let saidAt = Date.now();
let saidLater = 0;

function saying() {
  const shown = all("section[data-when]:not([hidden]) h2, [data-when]:not([hidden]) > dl > [data-say]");
  return shown.map(text).join(". ");
}

function sayPolitely() {
  clearTimeout(saidLater);
  const left = saidAt + MINUTE - Date.now();
  if (left > 0) {
    saidLater = setTimeout(sayPolitely, left);
    return;
  }
  const now = saying();
  if (now === said) return;
  polite.textContent = said = now;
  saidAt = Date.now();
}

function sayAtOnce() {
  const box = one("[data-urgent]");
  box.textContent = "";
  said = saying();
  saidAt = Date.now();
  setTimeout(() => (box.textContent = text(one(`section[data-when="${CALLED}"]`))), 100);
}

// Alerts are for those who ask for them: only a press lets a page sound and vibrate.
const button = one("[data-alerts]");
let sound = null;
let awake = null;

async function stayAwake() {
  if (sound && !document.hidden) awake = await navigator.wakeLock?.request("screen").catch(() => null);
}

function beep(after, pitch) {
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  const start = sound.currentTime + after;
  tone.frequency.value = pitch;
  volume.gain.setValueAtTime(0.4, start);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
  tone.connect(volume).connect(sound.destination);
  tone.start(start);
  tone.stop(start + 0.5);
}

function alarm() {
  navigator.vibrate?.([400, 200, 400, 200, 800]);
  if (sound) [660, 880, 660, 880].forEach((pitch, number) => beep(number * 0.4, pitch));
}

function toggleAlerts() {
  if (sound) {
    sound.close();
    awake?.release();
    sound = awake = null;
  } else {
    sound = new AudioContext();
    beep(0, 880);
    stayAwake();
  }
  button.setAttribute("aria-pressed", String(Boolean(sound)));
}

const suffix = document.title.slice(document.title.lastIndexOf(root.querySelector("h1 strong").textContent));
let { state } = root.dataset;
let calls = Number(root.dataset.calls);

// What a socket knows first may be some seconds older than the page itself.
function isOlder({ version }) {
  const age = Number(root.dataset.version) - version;
  return age > 0 && age < MINUTE;
}

function show(place) {
  if (!place || isOlder(place)) return;
  const isCalled = place.state === CALLED && (state !== CALLED || place.calls > calls);
  ({ state, calls } = place);
  for (const element of all("[data-when]")) {
    element.hidden = !element.dataset.when.split(" ").includes(state);
  }
  document.querySelector("[data-notices]").hidden = state === CALLED;
  fact("counter", place.counter ?? "");
  fact("ahead", String(place.ahead));
  fact("at", clock(place.version, { second: "2-digit" }));
  choose("again", calls > 1);
  choose("calling", !place.break_until);
  for (const element of all("[data-break]")) {
    element.hidden = Date.parse(element.dataset.break) !== Date.parse(place.break_until);
  }
  tellWait(place);
  document.title = `${text(one(`section[data-when="${state}"] h2`))} – ${suffix}`;
  one("[data-stale]").hidden = true;
  root.dataset.live = state;
  if (isCalled) {
    sayAtOnce();
    alarm();
  } else sayPolitely();
}

button.hidden = !window.AudioContext;
button.addEventListener("click", toggleAlerts);
document.addEventListener("visibilitychange", stayAwake);
live(root.dataset.place, show, {
  poll: root.dataset.poll,
  onStale: () => (one("[data-stale]").hidden = false),
  onFresh: () => (one("[data-stale]").hidden = true),
});
