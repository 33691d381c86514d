// Comforts of the dashboard: texts are copied by a button, and an address says while it is typed whether it is free. Everything
// works without them: texts can be selected, and the form says the same when it is sent.
(() => {
  // ── copying ──

  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-line";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${text.dataset.copy}`);
    const state = document.createElement("span");
    state.setAttribute("role", "status");
    state.className = "copy-state";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        state.textContent = "Copied";
      } catch {
        // No clipboard without https, or it was refused: the text is selected, so that the keyboard copies it.
        getSelection().selectAllChildren(text);
        state.textContent = "Selected: press Ctrl+C";
      }
      setTimeout(() => state.textContent = "", 4000);
    });
    text.parentElement.querySelector("figcaption").append(state, button);
  }

  // ── addresses ──

  const input = document.querySelector("[data-slug]");
  const state = document.querySelector("[data-slug-state]");
  if (input === null || state === null) return;
  let timer;
  let asked = "";
  const say = (text, tone) => {
    state.textContent = text;
    state.dataset.tone = tone;
  };
  const ask = async (slug) => {
    asked = slug;
    try {
      const answer = await fetch(`/app/slug?${new URLSearchParams({ slug })}`);
      const { available, problem } = await answer.json();
      if (asked !== slug) return; // typed on meanwhile
      say(
        available ? `${slug} is free.` : `${problem}.`,
        available ? "good" : "bad",
      );
    } catch {
      if (asked === slug) say("", ""); // the form will say it
    }
  };
  const typed = () => {
    clearTimeout(timer);
    asked = "";
    const slug = input.value.trim().toLowerCase();
    if (slug === "") return say("", "");
    timer = setTimeout(() => ask(slug), 300);
  };
  input.addEventListener("input", typed);
  if (input.value !== "" && !input.hasAttribute("aria-invalid")) typed();
})();
