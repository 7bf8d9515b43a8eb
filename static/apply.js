// What is typed on a page of the form outlives a cut line or a reload in this tab; it is forgotten once it was saved.
const form = document.querySelector("form[data-keep]");
const key = `typed:${location.pathname}`;
const boxes = form ? [...form.querySelectorAll("textarea, input[type=text], input[type=email]")] : [];

const saved = Number(document.querySelector("meta[name=saved]")?.content || 0);

// The form was saved since a page was sent, so what was typed there is safe and need not be kept here.
for (const name of Object.keys(sessionStorage)) {
  if (name.startsWith("sent:") && saved > Number(sessionStorage.getItem(name))) {
    sessionStorage.removeItem(name);
    sessionStorage.removeItem(name.replace("sent:", "typed:"));
  }
}

const kept = JSON.parse(sessionStorage.getItem(key) || "{}");
for (const box of boxes) {
  if (kept[box.name] && kept[box.name] !== box.value && !document.querySelector(".govuk-error-summary")) {
    box.value = kept[box.name];
    document.querySelector("[data-kept]").hidden = false;
  }
  box.addEventListener("input", () => {
    sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(boxes.map((each) => [each.name, each.value]))));
  });
}
// Closing the form on this computer forgets what was typed here.
document.querySelector("form[data-forget]")?.addEventListener("submit", () => sessionStorage.clear());
form?.addEventListener("submit", () => sessionStorage.setItem(`sent:${location.pathname}`, saved));
