// A kiosk: after a while without a touch it asks, in words, whether somebody is there; a while later it forgets.
const page = document.querySelector("[data-quiet]");
const warning = document.querySelector("[data-warning]");
let ask, leave;

function touched() {
  clearTimeout(ask);
  clearTimeout(leave);
  warning.textContent = "";
  ask = setTimeout(() => {
    warning.textContent = warning.dataset.words;
    leave = setTimeout(() => location.replace(page.dataset.next), page.dataset.grace * 1000);
  }, page.dataset.quiet * 1000);
}

for (const touch of ["pointerdown", "pointermove", "keydown", "input", "scroll"])
  addEventListener(touch, touched, { passive: true });
addEventListener("pageshow", (shown) => shown.persisted && location.reload());
touched();
