// Keeps what is typed into a long form before it is sent: a lost connection, an
// ended session or a closed tab takes nothing away. Without it the form works as
// any other, and what is sent in an ended session is kept by the server.
//
// The form is form[data-keep]: its value is the address that takes the fields.
// data-keep-now marks a page with more in its form than is kept. [data-keep-note]
// says quietly when it was kept last; [data-keep-alarm] says what is wrong.
const form = document.querySelector("form[data-keep]");
const note = document.querySelector("[data-keep-note]");
const alarm = document.querySelector("[data-keep-alarm]");

const usual = 2; // seconds after the last key
const slowest = 60;
const largest = 60000; // what a browser sends on for a page that closes
let wait = usual;
let timer = 0;
let kept = "";
let lost = false; // the last try did not arrive
let leaving = false; // the form is being sent
let trying = new AbortController();

const fields = () => new URLSearchParams(new FormData(form)).toString();

function plan() {
  clearTimeout(timer);
  if (!leaving) timer = setTimeout(keep, wait * 1000);
}

// keep sends the fields when they changed, and tells whether all is kept.
async function keep() {
  clearTimeout(timer);
  const now = fields();
  if (leaving || now === kept) return !lost;
  trying.abort();
  trying = new AbortController();
  const { signal } = trying;
  try {
    const body = new URLSearchParams(now);
    const answer = await fetch(form.dataset.keep, { method: "POST", body, redirect: "manual", keepalive: now.length < largest, signal });
    if (answer.ok) return done(now);
    if (answer.type === "opaqueredirect") return failed(alarm.dataset.out);
    failed(alarm.dataset.lost);
  } catch {
    if (!signal.aborted) failed(alarm.dataset.lost);
  }
  return false;
}

function done(now) {
  kept = now;
  lost = false;
  wait = usual;
  const two = (n) => String(n).padStart(2, "0");
  const at = new Date();
  note.textContent = note.dataset.kept.replace("{h}", at.getHours()).replace("{m}", two(at.getMinutes()));
  if (alarm.textContent) alarm.textContent = alarm.dataset.back;
  if (fields() !== now) plan();
  return true;
}

function failed(text) {
  lost = true;
  if (alarm.textContent !== text) alarm.textContent = text;
  note.textContent = "";
  wait = Math.min(slowest, wait * 2);
  plan();
  return false;
}

// What cannot arrive is not sent: the browser would show its own page instead
// of this one.
async function send(event) {
  if (!lost) {
    leaving = true;
    clearTimeout(timer);
    trying.abort();
    return;
  }
  event.preventDefault();
  kept = "";
  if (await keep()) form.requestSubmit(event.submitter);
}

if (form && note && alarm) {
  if (!form.hasAttribute("data-keep-now")) kept = fields();
  form.addEventListener("input", plan);
  form.addEventListener("submit", send);
  addEventListener("online", keep);
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && lost) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
  });
  if (kept === "") plan();
}
