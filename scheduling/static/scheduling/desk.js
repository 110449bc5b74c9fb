// In a list, letters choose: the admin's own shortcuts ("t" for its search) would take them away.
for (const list of document.querySelectorAll(".desk select")) {
  list.addEventListener("keydown", (event) => event.stopPropagation());
}
