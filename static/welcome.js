// The wiki's address follows the user name while it is typed.
(() => {
  const field = document.querySelector("[data-username]");
  const shown = document.querySelector("[data-username-shown]");
  if (field === null || shown === null) return;
  const follow = () => {
    shown.textContent = field.value.trim().toLowerCase() || "name";
  };
  field.addEventListener("input", follow);
  follow();
})();
