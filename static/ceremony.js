// The big screen: one slide at a time, by keys or buttons. It asks nothing of the network once it is loaded.
// Without it, everything stands on one long page.
const slides = [...document.querySelectorAll(".slide")];
const steps = slides.map((slide) => [...slide.querySelectorAll("[data-step]")].reverse());
const byId = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const SECOND = 1000;
let at = 0;
let open = 0; // how many steps of this slide are shown: the last place first
let timer = 0;

function show(number, opened) {
  clearTimeout(timer);
  at = number;
  slides.forEach((slide, each) => { slide.hidden = each !== at; });
  reveal(opened);
  const words = byId("where").dataset.words;
  byId("where").textContent = words.replace("{number}", at + 1).replace("{count}", slides.length);
  byId("back").disabled = at === 0;
  byId("next").disabled = at === slides.length - 1;
  slides[at].querySelector("[tabindex]").focus({ preventScroll: true });
  slides[at].scrollTop = 0;
  if ("countdown" in slides[at].dataset) count(0);
}

function reveal(opened) {
  open = opened;
  steps[at].forEach((step, each) => { step.classList.toggle("waits", each >= open); });
  const last = open ? steps[at][open - 1] : null;
  byId("said").textContent = last ? last.innerText.replace(/\s+/g, " ") : "";
  last?.scrollIntoView({ block: "nearest" });
}

// Three, two, one, and on by itself; all three at once, and no haste, for whoever asks for less motion.
function count(number) {
  const signs = [...slides[at].querySelectorAll(".count span")];
  signs.forEach((sign, each) => { sign.hidden = !calm.matches && each !== number; });
  if (calm.matches) return;
  timer = setTimeout(() => (number + 1 < signs.length ? count(number + 1) : next()), SECOND);
}

function next() {
  if (open < steps[at].length) reveal(open + 1);
  else if (at < slides.length - 1) show(at + 1, 0);
}

function back() {
  if (open > 0) reveal(open - 1);
  else if (at > 0) show(at - 1, steps[at - 1].length);
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

const KEYS = { " ": next, ArrowRight: next, PageDown: next, ArrowLeft: back, PageUp: back, f: fill };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in KEYS)) return;
  if (event.key === " " && event.target.tagName === "BUTTON") return; // the button does what it says
  event.preventDefault();
  KEYS[event.key]();
});
byId("next").addEventListener("click", next);
byId("back").addEventListener("click", back);
byId("full").addEventListener("click", fill);
byId("full").hidden = !document.fullscreenEnabled;
byId("controls").hidden = false;
document.documentElement.classList.add("by-slides");
show(0, 0);
