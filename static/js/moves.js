// Lets people be dragged to another site. The page is complete without it:
// tick the names, choose a site, press the button. Dropping somebody does just
// that, so what will happen is shown first either way.
const form = document.querySelector("[data-moves]");
const said = form?.querySelector("[data-said]");
const sites = [...(form?.querySelectorAll("[data-site]") ?? [])];
const slack = 6; // pixels a press may wander before it is a drag

const boxes = () => [...form.querySelectorAll("input[name=id]")];
const rowOf = (box) => box.closest("[data-person]");

function say(text) {
  said.textContent = text;
}

// chosen says how many are ticked, and marks their rows.
function chosen() {
  const ticked = boxes().filter((box) => box.checked);
  for (const box of boxes()) rowOf(box).classList.toggle("bij-mover--chosen", box.checked);
  if (ticked.length === 0) return "";
  return ticked.length === 1 ? form.dataset.one : form.dataset.many.replace("…", ticked.length);
}

function siteAt(x, y) {
  const under = document.elementFromPoint(x, y)?.closest("[data-site]");
  return sites.includes(under) ? under : null;
}

// drag follows one press on a grip until it is let go.
function drag(press) {
  if (press.button !== 0) return;
  const grip = press.currentTarget;
  const box = grip.closest("[data-person]").querySelector("input");
  const from = grip.closest("[data-site]");
  let over = null;
  let on = false;
  press.preventDefault();
  grip.setPointerCapture(press.pointerId);

  const mark = (site) => {
    if (site === over) return;
    over?.classList.remove("bij-moves__site--over");
    over = site && site !== from ? site : null;
    over?.classList.add("bij-moves__site--over");
    if (over) say(form.dataset.over.replace("…", over.dataset.name));
  };
  const move = (event) => {
    const far = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY);
    if (!on && far < slack) return;
    if (!on) {
      on = true;
      box.checked = true;
      chosen();
      form.classList.add("bij-moves--dragging");
    }
    mark(siteAt(event.clientX, event.clientY));
  };
  const end = (event) => {
    const to = event.type === "pointerup" ? over : null;
    mark(null);
    form.classList.remove("bij-moves--dragging");
    stop.abort();
    if (!on) {
      if (event.type !== "pointerup") return;
      box.checked = !box.checked; // a press, no drag
      say(chosen());
    } else if (to) {
      form.elements.site.value = to.dataset.site;
      form.requestSubmit();
    } else {
      say(form.dataset.stopped + " " + chosen());
    }
  };
  const stop = new AbortController();
  const until = { signal: stop.signal };
  grip.addEventListener("pointermove", move, until);
  grip.addEventListener("pointerup", end, until);
  grip.addEventListener("pointercancel", end, until);
  document.addEventListener("keydown", (event) => event.key === "Escape" && end(event), until);
}

if (form && said) {
  for (const grip of form.querySelectorAll(".bij-mover__grip")) {
    grip.hidden = false;
    grip.addEventListener("pointerdown", drag);
  }
  form.addEventListener("change", () => say(chosen()));
  chosen();
  // What the last move did was there before this page: say it once more, so
  // that it is heard.
  const done = document.querySelector("main [role=status]");
  if (done?.querySelector(".utrecht-alert")) setTimeout(() => (form.querySelector("[data-heard]").textContent = done.textContent.trim()), 200);
}
