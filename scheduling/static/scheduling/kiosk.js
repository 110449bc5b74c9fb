// A device in the hall: a scanner that types, large keys, and a way back to the start that nobody
// has to press. Each page works without this; then the browser itself leads back (a refresh).

const SECOND = 1000;
const WARNING = 15; // seconds before somebody counts as gone
const MORE = 60; // seconds
const AFRESH = 60; // seconds after which the facts of the start are asked for again
const RENEWED = 3600; // seconds after which a start that nobody touches is loaded anew, scripts and all
const PATIENCE = 6 * SECOND; // for the server
const BURST = 60; // milliseconds between two keys: a scanner is faster, a person slower
const SCANNED = 8; // signs: a shorter burst is no code
const TYPED = "kiosk.typed";

const { body } = document;
const { home, live } = body.dataset;
const find = (name) => document.querySelector(`[data-kiosk-${name}]`);
const field = find("code");
const offline = find("offline");
const isStart = "start" in body.dataset;

/* The network */
async function reached() {
  try {
    const answer = await fetch(live, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok;
  } catch {
    return false;
  }
}

function sayOffline(isOffline) {
  if (!offline) return;
  offline.hidden = !isOffline;
  offline.textContent = isOffline ? offline.dataset.kioskOffline : "";
}

/** Back to the start, in the place of this page; where there is no way, what it shows goes at least. */
let isGoing = false;
async function goHome() {
  if (isGoing) return;
  isGoing = true;
  while (!(await reached())) {
    sayOffline(true);
    document.querySelector("main").hidden = true;
    await new Promise((done) => setTimeout(done, 5 * SECOND));
  }
  window.location.replace(home);
}

/** Send a form once, and not into a network that is gone: its error page would stay for ever. */
const sent = new Map();
async function send(event) {
  const { target: form, submitter } = event;
  const state = sent.get(form);
  if (state === "go") {
    sent.set(form, "gone");
    return;
  }
  event.preventDefault();
  if (state) return;
  sent.set(form, "asking");
  const isThere = await reached();
  sayOffline(!isThere);
  sent.delete(form);
  if (!isThere) return;
  sent.set(form, "go");
  form.requestSubmit(submitter ?? undefined);
}

/* The scanner: keys that come faster than a person types, and Enter */
let burst = "";
let lastKey = 0;

function type(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const isBurst = event.timeStamp - lastKey < BURST;
  if (event.key.length === 1) {
    burst = (isBurst ? burst : "") + event.key;
    lastKey = event.timeStamp;
    if (field && document.activeElement !== field && event.key !== " ") field.focus();
  } else if (event.key === "Enter" && isBurst && burst.length >= SCANNED) {
    scanned(event, burst);
  }
}

function scanned(event, text) {
  event.preventDefault();
  burst = "";
  const into = field ?? find("scanner")?.elements.namedItem("code");
  if (!into) return;
  into.value = text;
  into.form.requestSubmit();
}

/* The keys on the screen */
function press(event) {
  const { key } = event.target.closest("[data-key]")?.dataset ?? {};
  if (!key) return;
  const { value } = field;
  if (key === "clear") field.value = "";
  else if (key === "back") field.value = value.replace(/-?.$/, "");
  else field.value = (/^[^-]{4}$/.test(value) ? `${value}-` : value) + key;
  field.focus();
}

function showKeys() {
  const keys = find("keys");
  if (!keys || !field) return;
  keys.hidden = false;
  field.inputMode = "none"; // no second keyboard over ours
  keys.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  keys.addEventListener("click", press);
}

/* Whether anybody is there */
let touchedAt = Date.now();
const reading = Number(body.dataset.reading ?? 0) * SECOND;
let closesAt = Date.now() + reading;

function touched() {
  touchedAt = Date.now();
  closesAt = Math.max(closesAt, touchedAt + reading);
  const dialog = find("absent");
  if (dialog?.open) dialog.close();
}

/** Something is begun where a number is typed, a language is chosen, or the page is not the start. */
function isBegun() {
  return !isStart || field.value !== "" || window.location.pathname !== home;
}

function watch() {
  const limit = Number(body.dataset.absent ?? 0);
  const absent = (Date.now() - touchedAt) / SECOND;
  if (!limit) return;
  if (!isBegun()) {
    if (absent > RENEWED) goHome();
    return;
  }
  const dialog = find("absent");
  if (absent >= limit) goHome();
  else if (absent >= limit - WARNING && !dialog?.open) dialog?.showModal();
}

/** Count down what is left to read a ticket. */
function read() {
  const leaves = find("leaves");
  if (!leaves) return;
  const left = Math.max(0, Math.round((closesAt - Date.now()) / SECOND));
  leaves.querySelector("[data-left]").textContent = String(left);
  if (left === 0) goHome();
}

/* What changes while nobody is there */
async function refresh() {
  const facts = find("facts");
  if (!facts || facts.contains(document.activeElement)) return;
  try {
    const answer = await fetch(body.dataset.start, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 403) window.location.replace(home); // switched off
    if (!answer.ok) throw new Error(String(answer.status));
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    facts.replaceChildren(...now.querySelector("[data-kiosk-facts]").childNodes);
    find("clock").textContent = now.querySelector("[data-kiosk-clock]").textContent;
    sayOffline(false);
  } catch {
    sayOffline(true);
  }
}

/** Another language keeps what was typed; never in an address. */
function keepTyped(event) {
  if (field && event.target.closest("[data-kiosk-language]")) window.sessionStorage.setItem(TYPED, field.value);
}

function takeTyped() {
  const typed = window.sessionStorage.getItem(TYPED);
  window.sessionStorage.removeItem(TYPED);
  if (typed && field && !field.value) field.value = typed;
}

function begin() {
  showKeys();
  takeTyped();
  find("heading")?.focus();
  document.addEventListener("keydown", type, true);
  for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, touched, true);
  document.addEventListener("click", keepTyped);
  document.addEventListener("submit", send);
  find("here")?.addEventListener("click", touched);
  find("done")?.addEventListener("click", (event) => {
    event.preventDefault();
    goHome();
  });
  for (const part of [find("print"), find("more"), find("leaves")]) if (part) part.hidden = false;
  find("print")?.addEventListener("click", () => window.print());
  find("more")?.addEventListener("click", () => {
    closesAt += MORE * SECOND;
    read();
  });
  setInterval(watch, SECOND);
  setInterval(read, SECOND);
  if (isStart) setInterval(refresh, AFRESH * SECOND);
  if (body.dataset.retry) setInterval(goHome, Number(body.dataset.retry) * SECOND);
}

window.addEventListener("pageshow", (event) => {
  sent.clear();
  if (event.persisted) window.location.replace(home); // "back" shows nobody's page
});
begin();
