// Copies the text of a field. The button is there only with a script: without
// it the text is selected and copied by hand.
//
// The button is [data-copy]: its value is the id of the field, data-copied what
// [data-copy-status] says when it is done and data-failed when it did not work.
const status = document.querySelector("[data-copy-status]");

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.focus();
  field.select(); // so that Ctrl+C works where the browser refuses
  try {
    await navigator.clipboard.writeText(field.value);
    status.textContent = button.dataset.copied;
  } catch {
    status.textContent = button.dataset.failed;
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!status) break;
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
