// While a file is tried or read in: shows how far it is, and the whole page once it is done.
const EVERY = 2000;

async function look() {
  const progress = document.getElementById("import-progress");
  if (!progress?.hasAttribute("data-waiting")) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("import-progress");
    if (!answer.ok || !news) return;
    if (!news.hasAttribute("data-waiting")) {
      location.reload();
      return;
    }
    if (news.innerHTML !== progress.innerHTML) progress.replaceChildren(...news.childNodes);
  } catch {
    // No connection: the next look may have one.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
