// The editor is a plain form. This adds two comforts: Ctrl+S saves, and leaving with unsaved text asks.
(() => {
  const form = document.querySelector("form[data-editor]");
  const text = form?.querySelector("textarea[name=text]");
  if (!form || !text) return;
  const opened = text.value;
  let sent = false;

  // After a preview or a refused save the text on the screen is not stored anywhere either.
  const isUnsaved = () =>
    !sent && (text.value !== opened || form.dataset.editor === "unsaved");

  addEventListener("keydown", (event) => {
    const isSave = (event.ctrlKey || event.metaKey) && !event.altKey &&
      !event.shiftKey && event.key.toLowerCase() === "s";
    if (!isSave) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=save]"));
  });
  form.addEventListener("submit", () => {
    sent = true;
  });
  addEventListener("pageshow", () => {
    sent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
})();
