// Comforts around a page of a wiki. Everything here works without them too, only with more clicks.
(() => {
  const root = document.documentElement;
  const isWide = matchMedia("(min-width: 60.001rem)");
  const hasRoomForToc = matchMedia("(min-width: 76rem)");

  // What a reader chose stays in this browser; storage may be forbidden.
  const read = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const keep = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // the choice lasts for this page only
    }
  };

  // ── menus close when one clicks elsewhere or presses Escape ──

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

  // ── sidebar ──

  const pages = document.getElementById("pages");
  const pagesButton = document.querySelector("[data-toggle-pages]");

  const showPagesState = () => {
    const isHidden = root.dataset.pages === "hidden";
    pagesButton?.setAttribute("aria-expanded", String(!isHidden));
  };
  const togglePages = () => {
    if (!isWide.matches) return pages?.togglePopover();
    const isHidden = root.dataset.pages === "hidden";
    if (isHidden) delete root.dataset.pages;
    else root.dataset.pages = "hidden";
    keep("pages", isHidden ? null : "hidden");
    showPagesState();
  };
  if (pagesButton) {
    pagesButton.hidden = false;
    pagesButton.addEventListener("click", togglePages);
    showPagesState();
  }

  // ── tree of pages: branches come when they are opened; which are open is remembered ──

  const MAX_REMEMBERED = 200;
  const MAX_OPENED = 20;
  const tree = pages?.querySelector(".tree");
  const readOpen = () => {
    try {
      return new Map(JSON.parse(read("tree") ?? "[]"));
    } catch {
      return new Map(); // somebody else wrote there
    }
  };
  const remember = (folder, isOpen) => {
    const open = readOpen();
    open.delete(folder);
    open.set(folder, isOpen);
    keep("tree", JSON.stringify([...open].slice(-MAX_REMEMBERED)));
  };

  const fetchBranch = async (details, folder) => {
    if (details.dataset.branch) return;
    details.dataset.branch = "asked";
    try {
      const query = new URLSearchParams({ folder });
      const answer = await fetch(`/-/tree?${query}`);
      if (!answer.ok) throw new Error(String(answer.status));
      const parsed = new DOMParser()
        .parseFromString(await answer.text(), "text/html");
      details.append(...parsed.body.children);
      prepareTree(details);
    } catch {
      details.dataset.branch = ""; // opening it again asks again
      details.open = false;
    }
  };

  // Folders that came without their branch get a handle of their own beside the link.
  const prepareTree = (place) => {
    const open = readOpen();
    let opened = 0;
    for (const item of place.querySelectorAll("li[data-folder]")) {
      const { folder } = item.dataset;
      let details = item.querySelector(":scope > details");
      const link = item.querySelector(":scope > a");
      if (details === null) {
        details = document.createElement("details");
        const summary = document.createElement("summary");
        summary.setAttribute("aria-label", `Pages in ${link.textContent}`);
        details.append(summary);
        item.append(details);
      } else {
        details.dataset.branch = "here";
      }
      const wanted = open.get(folder);
      const isOnWay = item.querySelector("[aria-current]") !== null;
      if (wanted === true && !details.open && opened++ < MAX_OPENED) {
        details.open = true;
      }
      if (wanted === false && !isOnWay) details.open = false;
    }
    for (const link of place.querySelectorAll("a")) {
      const isHere = link.pathname === location.pathname && !link.search;
      if (isHere) link.setAttribute("aria-current", "page");
    }
  };

  if (tree) {
    prepareTree(tree);
    tree.addEventListener("toggle", ({ target }) => {
      const { folder } = target.parentElement.dataset;
      if (folder === undefined) return;
      if (target.open) fetchBranch(target, folder);
    }, true);
    for (const details of tree.querySelectorAll("details[open]")) {
      fetchBranch(details, details.parentElement.dataset.folder);
    }
    // A click is a wish; what opens by itself is none.
    tree.addEventListener("click", ({ target }) => {
      const details = target.closest("summary")?.parentElement;
      if (details) {
        remember(details.parentElement.dataset.folder, !details.open);
      }
    });
    const current = tree.querySelector("[aria-current]");
    if (current && isWide.matches) {
      const top = current.getBoundingClientRect().top -
        pages.getBoundingClientRect().top;
      if (top > pages.clientHeight) pages.scrollTop = top - 120;
    }
  }

  // ── contents: follow the reader, open beside the text, folded above it ──

  const toc = document.querySelector("[data-toc]");

  const fitToc = () => {
    toc.open = hasRoomForToc.matches && read("toc") !== "closed";
  };
  const toggleToc = () => {
    if (!toc) return;
    toc.open = !toc.open;
    if (hasRoomForToc.matches) keep("toc", toc.open ? null : "closed");
  };
  if (toc) {
    toc.dataset.live = "";
    fitToc();
    hasRoomForToc.addEventListener("change", fitToc);
    toc.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      toggleToc();
    });
    followReader(toc);
  }

  function followReader(contents) {
    const links = [...contents.querySelectorAll("a")];
    const headings = links.map((link) =>
      document.getElementById(decodeURIComponent(link.hash.slice(1)))
    );
    if (headings.length === 0 || headings.includes(null)) return;
    let current = null;
    let isWaiting = false;
    // The last heading in the upper third or above; headings stand in order, so few are measured.
    const find = () => {
      let [first, last] = [0, headings.length - 1];
      while (first < last) {
        const middle = Math.ceil((first + last) / 2);
        const { top } = headings[middle].getBoundingClientRect();
        if (top <= innerHeight / 3) first = middle;
        else last = middle - 1;
      }
      return links[first];
    };
    const follow = () => {
      isWaiting = false;
      const link = find();
      if (link === current) return;
      current?.removeAttribute("aria-current");
      link.setAttribute("aria-current", "location");
      current = link;
      const above = link.offsetTop - contents.scrollTop;
      if (above < 0 || above > contents.clientHeight - 40) {
        contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
      }
    };
    const wait = () => {
      if (isWaiting) return;
      isWaiting = true;
      requestAnimationFrame(follow);
    };
    addEventListener("scroll", wait, { passive: true });
    addEventListener("resize", wait, { passive: true });
    follow();
  }

  // ── print: addresses follow links, but for those that are shown as addresses ──

  addEventListener("beforeprint", () => {
    for (const link of document.querySelectorAll('.prose a[href^="http"]')) {
      if (/^https?:/.test(link.textContent.trim())) link.dataset.bare = "";
    }
  });

  // ── keys ──

  const areKeysOn = () => read("keys") !== "off";
  const isTyping = ({ target }) =>
    target instanceof Element && target.closest(
        "input, textarea, select, dialog, [contenteditable], .cm-editor",
      ) !== null;
  const follow = (selector) => document.querySelector(selector)?.click();

  const KEYS = {
    "/": () => document.dispatchEvent(new Event("robot:palette")),
    "?": () => showHelp(),
    "[": togglePages,
    "]": toggleToc,
    "c": () => follow('a[href="/-/create"]'),
    "e": () => follow('.tools a[href^="/-/edit/"]'),
  };

  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.altKey || isTyping(event)) return;
    const isPalette = (event.ctrlKey || event.metaKey) && !event.shiftKey &&
      event.key.toLowerCase() === "k";
    const key = isPalette ? "/" : event.key;
    const isPlain = !event.ctrlKey && !event.metaKey && areKeysOn();
    if (!isPalette && !isPlain || !Object.hasOwn(KEYS, key)) return;
    event.preventDefault();
    KEYS[key]();
  });

  // ── help: the keys of the help page, in a dialog ──

  let help = null;

  const buildHelp = async () => {
    const answer = await fetch("/-/help");
    if (!answer.ok) throw new Error(String(answer.status));
    const parsed = new DOMParser()
      .parseFromString(await answer.text(), "text/html");
    const dialog = document.createElement("dialog");
    dialog.className = "help-dialog";
    dialog.lang = "en";
    dialog.setAttribute("aria-label", "Keys");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.append(parsed.getElementById("keys"), close);
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) dialog.close(); // the backdrop
    });
    prepareSwitch(dialog);
    document.body.append(dialog);
    return dialog;
  };

  const showHelp = async () => {
    if (document.querySelector("dialog[open]")) return;
    try {
      help ??= await buildHelp();
      help.showModal();
    } catch {
      location.assign("/-/help");
    }
  };

  // Keys without Ctrl can be turned off (WCAG 2.1.4): speech input and cats press them.
  function prepareSwitch(place) {
    const line = place.querySelector("[data-keys-switch]");
    const box = line?.querySelector("input");
    if (!box) return;
    line.hidden = false;
    box.checked = areKeysOn();
    box.addEventListener("change", () => {
      keep("keys", box.checked ? null : "off");
    });
  }
  prepareSwitch(document);
})();
