// Turns reminders on this device on and off, and shows how it stands: as the browser says, not as we hope.

const block = document.querySelector("[data-devices]");
const form = block?.querySelector("form");
const isSupported =
  window.isSecureContext && "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const key = () =>
  Uint8Array.from(atob(block.dataset.key.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

async function digest(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((each) => each.toString(16).padStart(2, "0")).join("");
}

/** The browser's own subscription; one that was made for a key we no longer have is none. */
async function subscription() {
  const registration = await navigator.serviceWorker.getRegistration(block.dataset.worker);
  const found = await registration?.pushManager.getSubscription();
  const theirs = new Uint8Array(found?.options?.applicationServerKey ?? []);
  return found && key().every((each, place) => each === theirs[place]) ? found : null;
}

async function isOn() {
  const found = Notification.permission === "granted" && (await subscription());
  return Boolean(found) && block.dataset.known.split(" ").includes(await digest(found.endpoint));
}

function show(state) {
  const button = form.querySelector("button");
  block.dataset.state = state;
  for (const part of block.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
  button.textContent = state === "on" ? button.dataset.off : button.dataset.on;
  if (state === "denied" && document.activeElement === button) block.querySelector("[data-said]").focus();
  form.hidden = state === "denied";
  block.hidden = false;
}

const say = (what) => {
  const said = block.querySelector("[data-said]");
  said.textContent = said.getAttribute(`data-said-${what}`) ?? said.dataset.saidFailed;
};

async function post(address, fields) {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  // The page's own policy, no-referrer, would make browsers hide from where this comes.
  return fetch(address, { method: "POST", body, referrerPolicy: "same-origin" });
}

async function turnOn() {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission;
  await navigator.serviceWorker.register(block.dataset.worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  if (!(await subscription())) await (await pushManager.getSubscription())?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key() });
  const { endpoint, keys } = made.toJSON();
  const answer = await post(form.action, { endpoint, p256dh: keys.p256dh, auth: keys.auth });
  if (!answer.ok) return answer.status;
  block.dataset.known += ` ${await digest(endpoint)}`;
  return "on";
}

async function turnOff() {
  const found = await subscription();
  if (!found) return "off";
  const answer = await post(block.dataset.removal, { endpoint: found.endpoint });
  if (!answer.ok) return answer.status;
  block.dataset.known = block.dataset.known.replace(await digest(found.endpoint), "");
  if (!(await answer.json()).is_used) await found.unsubscribe();
  return "off";
}

async function refresh() {
  show(Notification.permission === "denied" ? "denied" : (await isOn()) ? "on" : "off");
}

async function press(event) {
  event.preventDefault();
  if (block.ariaBusy === "true") return;
  block.ariaBusy = "true";
  const outcome = await (block.dataset.state === "on" ? turnOff() : turnOn()).catch(() => "failed");
  block.ariaBusy = "false";
  say(outcome);
  await refresh();
}

if (block && isSupported) {
  form.addEventListener("submit", press);
  refresh().catch(() => {}); // a browser that keeps no service workers: nothing is offered
}
