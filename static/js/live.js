// Keeps the figures of an open page fresh. The page is right without it: then
// it is as fresh as its last request.
//
// The part that changes is [data-live]: its value is the number of seconds
// between two looks, data-tag the tag of what it shows. Nothing is asked while
// nobody looks at the page, and nothing is replaced while nothing changed.
const region = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-status]");
const toggle = document.querySelector("[data-live-toggle]");

const seconds = Number(region?.dataset.live);
const slowest = 300;
let wait = seconds;
let timer = 0;
let on = true;

// plan looks again after a while, unless nobody looks or it was switched off.
function plan() {
  clearTimeout(timer);
  if (on && !document.hidden) timer = setTimeout(look, wait * 1000);
}

async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch(location.href, {
      cache: "no-store",
      redirect: "manual",
      headers: { "If-None-Match": region.dataset.tag, "X-Bijeen-Refresh": "1" },
    });
    if (answer.status === 200) {
      show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } else if (answer.status !== 304 && answer.status < 429) {
      return stop(); // logged out, no right any more, gone
    }
    wait = answer.status < 429 ? seconds : slower();
  } catch {
    wait = slower(); // no network
  }
  plan();
}

function slower() {
  return Math.min(slowest, wait * 2);
}

// show puts the new figures in place, and leaves open what was open and the
// focus where it was.
function show(page) {
  const fresh = page.querySelector("[data-live]");
  if (!fresh) return stop();
  const focus = document.activeElement;
  const at = region.contains(focus) ? focus.closest("[id]")?.id : "";
  for (const fold of region.querySelectorAll("details[open][id]")) {
    fresh.querySelector("#" + CSS.escape(fold.id))?.setAttribute("open", "");
  }
  const summary = at && focus.localName === "summary";
  region.replaceChildren(...fresh.childNodes);
  region.dataset.tag = fresh.dataset.tag;
  if (at) {
    const found = document.getElementById(at);
    (summary ? found?.querySelector("summary") : found)?.focus({ preventScroll: true });
  }
  status.textContent = page.querySelector("[data-live-status]").dataset.updated;
}

function stop() {
  on = false;
  region.removeAttribute("data-live");
  toggle.hidden = true;
  status.textContent = status.dataset.ended;
}

if (region && status && toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    on = !on;
    toggle.firstElementChild.textContent = on ? toggle.dataset.stop : toggle.dataset.goOn;
    if (on) look();
    else plan();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !on) plan();
    else look();
  });
  plan();
}
