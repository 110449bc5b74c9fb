// What every page needs. Each part is bound by a data attribute and each page works without it.

/** Move the focus to the summary of errors, and from its lines to the control that is wrong. */
function focusErrorSummary(root) {
  root.querySelector("[data-error-summary]")?.focus();
}

function followErrorLink(event) {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  (control.closest("fieldset, .govuk-form-group") ?? control).scrollIntoView();
  control.focus({ preventScroll: true });
}

/** Let a form, or a form sent by a marked button, go out once; again after a while or on return. */
const sent = new Map();
const AGAIN_AFTER = 5000;

function sendOnce(event) {
  const form = event.target;
  const marked = form.matches("[data-prevent-double-click]") || event.submitter?.matches("[data-prevent-double-click]");
  if (!marked) return;
  if (event.timeStamp - (sent.get(form) ?? -AGAIN_AFTER) < AGAIN_AFTER) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sent.set(form, event.timeStamp);
}

/** A fragment that fails: a link becomes an ordinary visit, a form says that it was not sent. */
function fallBack(event) {
  const { requestConfig } = event.detail;
  if (requestConfig.verb === "get" && event.type === "htmx:responseError") {
    window.location.assign(requestConfig.path);
    return;
  }
  const toast = document.querySelector("[data-request-failed]");
  toast.hidden = false;
  toast.textContent = toast.dataset.requestFailed;
}

focusErrorSummary(document);
document.addEventListener("click", followErrorLink);
document.addEventListener("submit", sendOnce, true);
window.addEventListener("pageshow", () => sent.clear());
document.addEventListener("htmx:afterSwap", (event) => focusErrorSummary(event.target));
document.addEventListener("htmx:responseError", fallBack);
document.addEventListener("htmx:sendError", fallBack);
document.addEventListener("htmx:beforeRequest", () => {
  document.querySelector("[data-request-failed]").hidden = true;
});
