// The palette: `/` or Ctrl-K opens it, a few letters find pages, headings and things to do, Enter goes there.
// Without this script the search box at the top does the same with one page more.
(() => {
  const DELAY_MS = 80;
  let dialog = null;
  let field, list, status;
  let timer = 0;
  let asked = 0;
  let isTyped = false;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };

  const build = () => {
    field = make("input", {
      type: "text",
      role: "combobox",
      class: "palette-field",
      "aria-label": "Go to a page, a heading or a place",
      "aria-expanded": "true",
      "aria-controls": "palette-list",
      "aria-autocomplete": "list",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      dir: "auto",
      placeholder: "Go to…",
    });
    list = make("div", {
      id: "palette-list",
      class: "palette-list",
      role: "listbox",
      "aria-label": "Suggestions",
    });
    status = make("p", { class: "visually-hidden", role: "status" });
    const close = make("button", { type: "button" }, "Close");
    close.addEventListener("click", () => dialog.close());
    dialog = make(
      "dialog",
      { class: "palette", "aria-label": "Go to", lang: "en" },
      make("div", { class: "palette-top" }, field, close),
      list,
      status,
    );
    document.body.append(dialog);
    field.addEventListener("input", () => {
      isTyped = true;
      clearTimeout(timer);
      timer = setTimeout(ask, DELAY_MS);
    });
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close(); // the backdrop
    });
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && event.button === 0) go(option, event);
    });
    list.addEventListener("mousemove", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
  };

  const open = () => {
    if (document.querySelector("dialog[open]")) return;
    if (dialog === null) build();
    field.value = "";
    isTyped = false;
    list.replaceChildren();
    dialog.showModal();
    field.focus();
    ask();
  };

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) {
      field.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
  };

  const move = (by) => {
    const all = options();
    if (all.length === 0) return;
    const at = all.indexOf(chosen());
    const next = at < 0 && by < 0 ? all.length - 1 : at + by;
    const option = all[(next + all.length) % all.length];
    choose(option);
    option.scrollIntoView({ block: "nearest" });
  };

  const go = (option, event) => {
    const url = option.dataset.url;
    if (event.ctrlKey || event.metaKey) {
      globalThis.open(url, "_blank", "noopener");
      return;
    }
    dialog.close();
    location.assign(url);
  };

  const KEYS = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(8),
    PageUp: () => move(-8),
  };

  const onKey = (event) => {
    if (event.isComposing) return;
    if (event.key in KEYS) {
      event.preventDefault();
      KEYS[event.key]();
    } else if (event.key === "Enter" && event.target === field) {
      event.preventDefault();
      onEnter(event);
    }
  };

  // Somebody who types quickly means what is typed, not what is shown yet.
  const onEnter = async (event) => {
    const { ctrlKey, metaKey } = event;
    if (field.dataset.shown !== field.value.trim()) {
      clearTimeout(timer);
      await ask();
    }
    const option = chosen() ?? options()[0];
    if (option) go(option, { ctrlKey, metaKey });
  };

  const ask = async () => {
    const query = field.value.trim();
    const page = document.body.dataset.pagePath ?? "";
    const number = ++asked;
    const search = new URLSearchParams({ q: query, page });
    try {
      const answer = await fetch(`/-/suggest?${search}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (number === asked) show(query, found);
    } catch {
      if (number === asked) show(query, fallback(query));
    }
  };

  // Without an answer the search page is still there.
  const fallback = (query) => ({
    pages: [],
    headings: [],
    actions: query === "" ? [] : [{
      text: `Search for “${query}”`,
      url: `/-/search?${new URLSearchParams({ q: query })}`,
    }],
  });

  const show = (query, { pages, headings, actions }) => {
    field.dataset.shown = query;
    const groups = [
      [query === "" ? "Changed lately" : "Pages", pages.map(pageOption)],
      ["Headings", headings.map(headingOption)],
      ["Actions", actions.map(({ text, url }) => [text, "", url])],
    ];
    // What can be done on this page comes first where nothing is asked.
    if (query === "") groups.reverse();
    let number = 0;
    const shown = groups.filter(([, entries]) => entries.length > 0);
    list.replaceChildren(...shown.map(([name, entries], i) => {
      const id = `palette-group-${i}`;
      return make(
        "div",
        { role: "group", "aria-labelledby": id },
        make("div", { id, class: "palette-group" }, name),
        ...entries.map(([text, detail, url]) =>
          make(
            "div",
            {
              role: "option",
              id: `palette-${number++}`,
              "aria-selected": "false",
              "data-url": url,
            },
            make("span", { dir: "auto" }, text),
            ...detail === "" ? [] : [
              make("span", { class: "palette-detail", dir: "auto" }, detail),
            ],
          )
        ),
      );
    }));
    choose(query === "" && !isTyped ? null : options()[0]);
    list.scrollTop = 0;
    status.textContent = number === 1
      ? "1 suggestion"
      : `${number} suggestions`;
  };

  const shownPath = (path) => path.replaceAll("_", " ");
  const pageOption = ({ path, title, url }) => [
    title,
    shownPath(path) === title ? "" : shownPath(path),
    url,
  ];
  const headingOption = ({ path, text, url }) => [text, shownPath(path), url];

  // `wiki.js` knows which keys are pressed in a field, and whether single keys are wanted.
  document.addEventListener("robot:palette", open);
})();
