// The button needs a script; without one the browser's own menu prints.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  if (button.autofocus && document.activeElement === document.body) button.focus(); // a page drawn before this script
  button.addEventListener("click", () => window.print());
}
