// Counts down the time that is held for a visitor, and warns at five minutes and at one.
// The end comes from the server and so does the present: the clock of a phone may be wrong.

const SECOND = 1000;
const SOON = 300; // seconds: from then on the way to more time stands beside the clock

function start(hold) {
  const find = (name) => hold.querySelector(`[data-hold-${name}]`);
  const status = find("status");
  const ends = Date.now() + Date.parse(hold.dataset.ends) - Date.parse(hold.dataset.now);
  const more = find("more");
  let before = Infinity;

  const tick = () => {
    const left = Math.max(0, Math.round((ends - Date.now()) / SECOND));
    find("left").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    const due = [0, 60, 300].find((limit) => left <= limit && limit < before && before !== Infinity);
    if (due !== undefined) status.textContent = status.getAttribute(`data-at-${due}`);
    before = left;
    if (more) more.hidden = left > SOON || left === 0;
    if (left > 0) return;
    find("running").hidden = true;
    find("over").hidden = false;
    clearInterval(timer);
  };
  const timer = setInterval(tick, SECOND);
  tick();
}

function startAll() {
  document.querySelectorAll("[data-hold-timer]:not([data-started])").forEach((hold) => {
    hold.dataset.started = "";
    start(hold);
  });
}

startAll();
document.addEventListener("htmx:afterSwap", startAll);
