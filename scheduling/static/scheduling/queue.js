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

async function look({ all = false } = {}) {
  if (isLooking) return;
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
  } catch {
    // the network is gone for a moment: the next look, or the next press, finds out
  } finally {
    isLooking = false;
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
      look();
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

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || keysAreOff()) return;
  if (event.key === "Escape" || event.target.closest?.(`${FIELD}, [contenteditable]`)) return;
  const key = event.key.toLowerCase();
  const wanted = key === "?" ? document.getElementById("keys-open") : named(key);
  if (!wanted) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // the admin has a key of its own for its search
  if (event.repeat) return;
  use(wanted);
}

const named = (key) => panels().querySelector(`[data-key="${CSS.escape(key)}"]`);

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

// After each step: say what was done, and put the focus where the next one is.

function settled() {
  steps += 1;
  setTimeout(() => desk.classList.remove(AT_IT), TWICE);
  remember();
  showKeys();
  news.hidden = true;
  const wrong = document.querySelector("#take-over, #queue [aria-invalid=true]") ?? document.getElementById("problem");
  const wanted = document.getElementById(panels().dataset.focus || "none");
  const next = wrong ?? wanted ?? panels().querySelector("[data-primary]");
  (next ?? document.getElementById("mine-title"))?.focus();
}

desk.addEventListener("htmx:beforeRequest", (event) => {
  if (desk.classList.contains(AT_IT)) event.preventDefault();
  else desk.classList.add(AT_IT);
  steps += 1;
});
desk.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 500 && !xhr.responseText.includes('id="queue"')) {
    event.detail.shouldSwap = false; // signed out, or the page is gone: the whole page says which
    location.assign(desk.dataset.url);
  }
});
desk.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "queue" || event.detail.elt?.id === "queue") settled();
});
for (const lost of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  desk.addEventListener(lost, () => {
    desk.classList.remove(AT_IT);
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
