// The desk: keys, focus after each step, and news that never disturb whoever is typing.
// All of it works without this, by forms and reloads.
import { live } from "../portal/js/live.js";

const EVERY = 15_000; // without a hint the page looks itself
const AT_MOST = 1_000; // one look a second
const STALE = 45_000;
const AT_IT = "is-at-it"; // from the press of a button until its answer has come to rest
const TWICE = 300; // a second press so soon was meant for the button that stood there before
const KEYS_OFF = "desk-keys-off";
const FIELD = "input:not([type=hidden], [type=checkbox]), select, textarea";
const TOKEN = /name="csrfmiddlewaretoken" value="[^"]*"/g;

const desk = document.querySelector("[data-desk]");
const said = document.getElementById("queue-said");
const news = document.getElementById("queue-news");
const panels = () => document.getElementById("queue");
const KEYS = new Set([...document.querySelectorAll("#queue-keys dt kbd")].map((key) => key.textContent.toLowerCase()));

// What is on the page

const isTyping = (part) =>
  (part.contains(document.activeElement) && document.activeElement.matches(FIELD)) ||
  [...part.querySelectorAll(FIELD)].some(isChanged) ||
  part.querySelector("details[open]") !== null;

function isChanged(field) {
  if (field.matches("select")) {
    const usual = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(usual, 0);
  }
  return field.value !== field.defaultValue;
}

const drawn = (part) => part.outerHTML.replace(TOKEN, "").replace(/ autofocus=""/g, "");

function say(text) {
  said.textContent = text;
}

// News: panels that have changed are exchanged, but for those in which something is being filled in.

let looked = 0;
let answered = Date.now();
let planned = 0;
let isLooking = false;
let steps = 0; // an answer from before a step says nothing of what is now
let isUnderWay = false; // a step is: its form stays where it is, or htmx would not know where its answer goes
let due = null; // a look that could not be had yet

async function look({ all = false } = {}) {
  if (isLooking || isUnderWay) {
    due = { all: all || due?.all };
    return;
  }
  const before = steps;
  isLooking = true;
  looked = Date.now();
  try {
    const answer = await fetch(location.search ? location.href : desk.dataset.url, {
      headers: { "HX-Request": "true", "HX-Current-URL": location.href },
      redirect: "error", // signed out: the next press says so
    });
    const html = await answer.text();
    if (!answer.ok) return;
    answered = Date.now();
    if (steps === before) exchange(html, all);
    else due ??= { all };
  } catch {
    // the network is gone for a moment: the next look, or the next press, finds out
  } finally {
    isLooking = false;
    if (due) soon();
  }
}

function exchange(html, all) {
  const found = new DOMParser().parseFromString(html, "text/html");
  let isLeft = false;
  for (const part of found.querySelectorAll("[data-panel]:not([data-keep])")) {
    const old = document.getElementById(part.id);
    if (!old || fromServer.get(part.id) === drawn(part)) continue;
    if (!all && isTyping(old)) isLeft = true;
    else put(part, old);
  }
  news.hidden = !isLeft;
}

function put(part, old) {
  fromServer.set(part.id, drawn(part));
  const typed = [...old.querySelectorAll(FIELD)].filter((field) => field.id && isChanged(field));
  const open = [...old.querySelectorAll("details[open][id]")];
  const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
  for (const each of part.querySelectorAll("[autofocus]")) each.removeAttribute("autofocus");
  old.replaceWith(document.adoptNode(part));
  window.htmx.process(part);
  for (const { id } of open) document.getElementById(id)?.setAttribute("open", "");
  for (const { id, value } of typed) keep(id, value);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function keep(id, value) {
  const field = document.getElementById(id);
  if (field) field.value = value;
}

// How each panel came from the server: what is opened or typed later is no news.
const fromServer = new Map();

function remember() {
  for (const part of panels().querySelectorAll("[data-panel]")) fromServer.set(part.id, drawn(part));
}

// A page that hears nothing for three looks says of when it is.
function tellAge() {
  const isStale = document.visibilityState === "visible" && Date.now() - answered > STALE;
  document.getElementById("queue-stale").hidden = !isStale;
  if (!isStale) return;
  const time = new Date(answered).toLocaleTimeString("pl", { hour: "2-digit", minute: "2-digit" });
  document.getElementById("queue-stale").textContent = `${desk.dataset.stale} ${time}.`;
}

function soon() {
  if (planned) return;
  planned = setTimeout(
    () => {
      planned = 0;
      const wanted = due ?? {};
      due = null;
      look(wanted);
    },
    Math.max(AT_MOST - (Date.now() - looked), 0),
  );
}

// Keys: one letter, never while somebody types, and not at all where they are switched off.

const box = document.getElementById("keys-on");
const keysAreOff = () => localStorage.getItem(KEYS_OFF) === "1";

function showKeys() {
  box.checked = !keysAreOff();
  document.body.classList.toggle("no-keys", keysAreOff());
  panels().classList.add("has-script");
}

// With the Russian keyboard on, the key where N is counts for N.
function letter({ key, code }) {
  const isOurs = /^[\x20-\x7e]$/.test(key) || !/^Key[A-Z]$/.test(code);
  return (isOurs ? key : code.slice(-1)).toLowerCase();
}

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || keysAreOff()) return;
  if (event.key === "Escape" || event.target.closest?.(`${FIELD}, [contenteditable]`)) return;
  const key = letter(event);
  if (!KEYS.has(key)) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the admin has keys of its own, whether ours can do something now or not
  if (event.repeat) return;
  if (isUnderWay) say(desk.dataset.busy);
  else if (key !== lastKey || !desk.classList.contains(AT_IT)) useKey(key);
}

const named = (key) => panels().querySelector(`[data-key="${CSS.escape(key)}"]`);

let lastKey = "";
let isByKey = false;

function useKey(key) {
  const wanted = key === "?" ? document.getElementById("keys-open") : named(key);
  lastKey = key;
  isByKey = true;
  if (wanted) use(wanted);
  isByKey = false;
}

function use(control) {
  if (control.matches("input")) {
    control.focus();
    control.select();
  } else if (control.matches("summary")) {
    const fold = control.parentElement;
    fold.open = control.id === "keys-open" ? !fold.open : true;
    (fold.querySelector(`form :is(${FIELD})`) ?? control).focus();
  } else if (control.disabled) {
    say(document.getElementById(control.getAttribute("aria-describedby"))?.textContent ?? "");
  } else {
    control.click();
  }
}

// One step at a time. What is pressed while one is under way is not done, and that is said; the second
// half of a double click is not done either: it was meant for the button that stood there before.

let clicks = 0;
let rest = 0;

function hold(event) {
  const isSecond = desk.classList.contains(AT_IT) && !isByKey && clicks !== 1;
  if (isUnderWay || isSecond) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isUnderWay) say(desk.dataset.busy);
  } else {
    window.htmx?.process(event.target); // pressed before htmx came to it: no reason to load the whole page
  }
}

function begin(event) {
  if (isUnderWay) event.preventDefault();
  isUnderWay = true;
  steps += 1;
  clearTimeout(rest);
  desk.classList.add(AT_IT);
}

function end() {
  isUnderWay = false;
  steps += 1;
  rest = setTimeout(() => desk.classList.remove(AT_IT), TWICE);
  if (due) soon();
}

// What was being typed elsewhere, while a step was done, is not lost by its answer.

let typed = [];
let typing = "";

function keepTyped(sent) {
  const fields = [...panels().querySelectorAll(FIELD)].filter((field) => field.id && field.form !== sent);
  typed = fields.filter(isChanged).map(({ id, value }) => [id, value]);
  typing = typed.some(([id]) => id === document.activeElement.id) ? document.activeElement.id : "";
}

function giveBack() {
  for (const [id, value] of typed) {
    keep(id, value);
    document.getElementById(id)?.closest("details")?.setAttribute("open", "");
  }
  typed = [];
  return document.getElementById(typing || "none");
}

// After each step: say what was done, and put the focus where the next one is.

function settled() {
  end();
  remember();
  showKeys();
  news.hidden = true;
  document.getElementById("queue-before")?.replaceChildren(); // said of the step before
  const busy = giveBack();
  const wrong = document.querySelector("#take-over, #queue [aria-invalid=true]") ?? document.getElementById("problem");
  const wanted = document.getElementById(panels().dataset.focus || "none");
  const next = wrong ?? busy ?? wanted ?? panels().querySelector("[data-primary]");
  (next ?? document.getElementById("mine-title"))?.focus();
}

desk.addEventListener("click", (event) => (clicks = event.detail), true);
desk.addEventListener("submit", hold, true);
desk.addEventListener("htmx:beforeRequest", begin);
desk.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  event.detail.swapOverride = "outerHTML"; // whatever has become of the form that says so
  keepTyped(requestConfig.elt);
  if (xhr.status < 500 && !xhr.responseText.includes('id="queue"')) {
    event.detail.shouldSwap = false; // signed out, or the page is gone: the whole page says which
    location.assign(desk.dataset.url);
  }
});
desk.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "queue" || event.detail.elt?.id === "queue") settled();
});
for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout", "htmx:sendAbort", "htmx:swapError"]) {
  desk.addEventListener(lost, () => {
    end();
    say(desk.dataset.lost);
    soon();
  });
}

box.addEventListener("change", () => {
  localStorage.setItem(KEYS_OFF, box.checked ? "0" : "1");
  showKeys();
});
document.querySelectorAll("[data-needs-script]").forEach((part) => part.removeAttribute("hidden"));
document.getElementById("queue-refresh").addEventListener("click", () => look({ all: true }));
window.addEventListener("keydown", press, true);
window.addEventListener("pageshow", (event) => event.persisted && look());
setInterval(() => {
  if (document.visibilityState === "visible" && Date.now() - looked >= EVERY) look();
  tellAge();
}, AT_MOST);

remember();
showKeys();
// What the board shows has changed: more may have than the board says, so the page looks itself.
let board = "";
live(desk.dataset.socket, (found) => {
  const shown = JSON.stringify({ ...found, version: 0, at: "" });
  if (board && board !== shown) soon();
  board = shown;
});
