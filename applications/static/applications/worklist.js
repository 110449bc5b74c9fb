// Ticking all lines of the page at once, and saying how many are ticked. Without it they are ticked one by one.
const all = document.querySelector("[data-all]");
const said = document.querySelector("[data-ticked]");
const ticks = [...document.querySelectorAll('.cases-table input[name="case"]')];

function tell() {
  const number = ticks.filter((tick) => tick.checked).length;
  all.checked = number > 0 && number === ticks.length;
  all.indeterminate = number > 0 && number < ticks.length;
  const words = number === 1 ? said.dataset.one : said.dataset.many.replace("%n", number);
  said.textContent = number ? words : "";
}

if (all && said && ticks.length) {
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    tell();
  });
  for (const tick of ticks) tick.addEventListener("change", tell);
  tell();
}
