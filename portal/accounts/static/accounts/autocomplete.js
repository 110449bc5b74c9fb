// Gives the admin's searchable lists their name: Select2 forgets the label of the list it replaces.
function nameLists() {
  for (const list of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const label = document.querySelector(`label[for="${CSS.escape(list.id)}"]`);
    const column = list.closest("td")?.className.match(/field-(\w+)/)?.[1];
    const heading = column && document.querySelector(`th.column-${column}`);
    const name = (label ?? heading)?.textContent.replace("*", "").trim();
    const shown = list.nextElementSibling;
    if (!name || !shown) continue;
    for (const part of shown.querySelectorAll("[role=combobox], [role=textbox]")) {
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", name);
    }
  }
}

window.addEventListener("load", nameLists);
document.addEventListener("formset:added", () => setTimeout(nameLists));
