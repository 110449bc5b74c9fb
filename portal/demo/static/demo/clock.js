// Let the demonstration's clock tick. Without JavaScript it says when the page was made.

const face = document.querySelector("[data-demo-clock]");
const SECOND = 1000;

function bindClock(clock) {
  const ahead = Date.parse(clock.dateTime) - Date.now();
  const words = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: clock.dataset.demoClock });
  const show = () => {
    clock.textContent = words.format(Date.now() + ahead);
  };
  show();
  setInterval(show, SECOND);
}

if (face) bindClock(face);
