// Shows notifications, and opens the page that one is about. It keeps nothing and answers no requests.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const { title, body, url, lang, tag } = event.data.json();
  // One that comes twice has the same tag, and takes its own place without a sound.
  event.waitUntil(self.registration.showNotification(title, { body, lang, tag, data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data.url));
});

/** Go to the window that shows the page, or open one; never a site that is not this one. */
async function show(address) {
  const { pathname, search } = new URL(address);
  const url = new URL(pathname + search, self.location.origin).href;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = windows.find((each) => each.url.split("#")[0] === url);
  return shown ? shown.focus() : self.clients.openWindow(url);
}
