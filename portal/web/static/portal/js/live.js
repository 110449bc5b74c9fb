// Keeps a page up to date. A socket brings a document on connecting and on each change; while it
// is not there, the page asks for the same document now and then. The newest document wins.
//
//   import { live } from "../portal/js/live.js";
//   const feed = live("/ws/queue/krakow/", show, { poll: "/en/queue/krakow/state/", onStale, onFresh });
//
// show(document): called with the office's board, or with somebody's place; null: there is no such place
// (any more). It may be called again with what it knows. `poll` answers with the document, bare or as
// the socket wraps it ({"board": …}, {"place": …}); any status but 200 counts as no answer.
// onStale(seconds): nothing has come for 45 seconds; called again every 15 while that lasts.
// onFresh(): something has come again. `every`: milliseconds between two questions, 15,000 by default.
// The page writes where its sockets are into `data-sockets`, with {% sockets_url %}, on any element.
// Returned: { close(), retry() }.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const GIVE_UP = 10_000; // a connection that has not come about by then
const WITHOUT_SOCKET = 5_000; // then the page begins to ask
const STALE = 45_000; // two signs of life, which come every 20 seconds, have been missed
const TOLD_AGAIN = 15_000;
const SET_BACK = 60_000; // a version older by more is a clock that was set back, not an old document
const NOTHING_THERE = 4404;

const now = () => Date.now();

function addressOf(path) {
  const told = document.querySelector("[data-sockets]")?.dataset.sockets;
  return (told || location.origin.replace(/^http/, "ws")) + path;
}

function unwrapped(message) {
  if (message && "board" in message) return message.board;
  return message && "place" in message ? message.place : message;
}

export function live(path, onDocument, { poll, every = 15_000, onStale, onFresh } = {}) {
  let socket = null;
  let began = 0; // when the socket was asked for
  let lost = now(); // since when there is no socket that speaks
  let tries = 0;
  let retryAt = 0;
  let pollAt = 0;
  let newest = -Infinity;
  let heard = now();
  let told = 0; // when the page was last told that it is stale
  let ended = false;
  let hopeless = false; // the server knows no such office

  function receive(message) {
    const found = unwrapped(message);
    heard = now();
    if (told) onFresh?.();
    told = 0;
    const version = found?.version ?? newest;
    if (version < newest && newest - version < SET_BACK) return;
    newest = version;
    onDocument(found);
  }

  function drop() {
    const old = socket;
    if (!old) return;
    socket = null;
    if (lost === Infinity) lost = now();
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
  }

  function later() {
    retryAt = now() + Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries);
    tries += 1;
  }

  function connect() {
    drop();
    if (ended || hopeless) return;
    began = now();
    retryAt = Infinity;
    const mine = new WebSocket(addressOf(path));
    socket = mine;
    mine.onmessage = (event) => {
      tries = 0;
      lost = Infinity;
      receive(JSON.parse(event.data));
    };
    mine.onclose = (event) => {
      drop();
      hopeless = event.code === NOTHING_THERE;
      later();
    };
  }

  async function ask() {
    pollAt = now() + every * (0.8 + 0.4 * Math.random());
    let message;
    try {
      const response = await fetch(poll, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (response.status === 200) message = await response.json();
    } catch {
      return; // no network: the next question comes by itself
    }
    if (message !== undefined && !ended) receive(message);
  }

  function tick() {
    const silence = now() - heard;
    if (socket && (lost === Infinity ? silence > STALE : now() - began > GIVE_UP)) {
      drop();
      later();
    }
    if (now() >= retryAt) connect();
    if (poll && now() - lost > WITHOUT_SOCKET && now() >= pollAt && !document.hidden) ask();
    if (silence > STALE && now() - told > TOLD_AGAIN) {
      told = now();
      onStale?.(Math.round(silence / 1000));
    }
  }

  // Somebody looks again, or there is a network again: a socket may have died unnoticed meanwhile.
  function retry() {
    if (ended || document.hidden) return;
    tries = 0;
    if (lost !== Infinity || now() - heard > STALE / 2) connect();
    pollAt = 0;
    tick();
  }

  function close() {
    ended = true;
    clearInterval(timer);
    drop();
  }

  function restart() {
    drop();
    retry();
  }

  const timer = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", retry);
  window.addEventListener("online", restart);
  window.addEventListener("pageshow", (event) => event.persisted && restart());
  connect();
  return { close, retry };
}
