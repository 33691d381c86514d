// Comforts around a page of a wiki. Everything here works without it too, only with more clicks.
(() => {
  // Menus close when one clicks elsewhere or presses Escape.
  const openMenus = () => document.querySelectorAll("[data-menu][open]");
  addEventListener("click", ({ target }) => {
    for (const menu of openMenus()) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
