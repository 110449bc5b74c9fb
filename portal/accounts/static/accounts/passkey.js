// Shows what needs a passkey only where the browser knows them, and says so when one fails.
if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = false;
}

document.addEventListener("allauth.error", () => {
  for (const message of document.querySelectorAll("[data-passkey-error]")) {
    message.hidden = false;
    message.focus();
  }
});
