// Light or dark: follows the system until a person chooses. Loaded before the page is drawn, so that
// nothing flashes; without scripts the button stays hidden and the system decides.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage may be forbidden
    }
  };
  const pin = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  pin(read("theme"));
  // The sidebar that a reader put away must not flash either; `wiki.js` brings it back.
  if (read("pages") === "hidden") root.dataset.pages = "hidden";

  const change = () => {
    const system = dark.matches ? "dark" : "light";
    const next = (root.dataset.theme ?? system) === "dark" ? "light" : "dark";
    pin(next === system ? null : next);
    try {
      if (next === system) localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // the choice lasts for this page only
    }
  };

  addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-button]")) {
      button.hidden = false;
      button.addEventListener("click", change);
    }
  });
  addEventListener("storage", (event) => {
    if (event.key === "theme") pin(event.newValue);
  });
})();
