// Counts words as they are typed and saves the text as you go. Without it, the counts come with Save.
const form = document.querySelector("form[data-autosave]");
const boxes = form ? [...form.querySelectorAll("textarea[data-count]")] : [];
const total = document.querySelector("[data-total]");
const said = document.getElementById("saved");
const count = (text) => (text.trim() ? text.trim().split(/\s+/).length : 0);
let timer = 0;

function tell() {
  const sum = boxes.map((box) => {
    const words = count(box.value);
    box.nextElementSibling.textContent = `${words} ${form.dataset.words}`;
    return words;
  }).reduce((a, b) => a + b, 0);
  total.textContent = total.textContent.replace(/\d+/, sum);
  total.classList.toggle("late", sum > Number(total.dataset.most));
}

async function save() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
    const { marks, conflict } = answer.ok ? await answer.json() : { marks: {}, conflict: answer.status === 409 };
    for (const [name, mark] of Object.entries(marks)) form.elements[name].value = mark;
    const clock = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    said.textContent = conflict ? form.dataset.changed : answer.ok ? `${form.dataset.saved} ${clock}` : form.dataset.notSaved;
  } catch {
    said.textContent = form.dataset.notSaved;
  }
}

if (form) {
  for (const box of boxes) box.insertAdjacentHTML("afterend", '<div class="govuk-hint quiet"></div>');
  form.addEventListener("input", () => { tell(); clearTimeout(timer); timer = setTimeout(save, 2500); });
  form.addEventListener("submit", () => clearTimeout(timer));
  tell();
}
