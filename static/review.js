// Saves the review as you go. Without it, the button "Save draft" does the same.
const form = document.getElementById("review");
const said = document.getElementById("saved");
let timer = 0;

async function save() {
  const fields = new FormData(form);
  fields.set("do", "save");
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: fields, headers: { "X-Autosave": "1" }, redirect: "manual",
    });
    const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    said.textContent = answer.status === 204 ? `${form.dataset.saved} ${clock}` : form.dataset.notSaved;
  } catch {
    said.textContent = form.dataset.notSaved;
  }
}

if (form) {
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 2500); });
  form.addEventListener("submit", () => clearTimeout(timer));
}
