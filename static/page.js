// What scripts add to the text of a page: buttons that copy code, tables that sort, search and turn pages, and diagrams. Without
// it code, tables and the diagrams' sources are there all the same. A part of a page that comes later (a preview) is announced by
// the event "prose", whose `detail` is its element.
(() => {
  const make = (name, properties = {}, children = []) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  // ── code ──

  const addCopyButton = (pre) => {
    const code = pre.querySelector("code");
    if (code === null || pre.parentElement.matches(".code-box")) return;
    const button = make("button", {
      ...{ type: "button", className: "copy-button", textContent: "Copy" },
      ariaLabel: "Copy code",
    });
    const status = make("span", { className: "visually-hidden" });
    status.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      let told = "Copied";
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        getSelection().selectAllChildren(code); // the clipboard may be forbidden: Ctrl+C works now
        told = "Selected";
      }
      button.textContent = status.textContent = told;
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, 2000);
    });
    const box = make("div", { className: "code-box" });
    if (pre.dataset.line) box.dataset.line = pre.dataset.line;
    pre.replaceWith(box);
    box.append(pre, button, status);
  };

  // ── tables ──

  const collator = new Intl.Collator(undefined, { numeric: true });
  const numberOf = (text) =>
    /^[-+]?[\d\s.,]*\d\s*%?$/.test(text)
      ? Number(text.replace(/[\s,%]/g, ""))
      : NaN;

  class DataTable {
    constructor(figure) {
      const has = (name) =>
        (figure.dataset.features ?? "").split(" ").includes(name);
      this.figure = figure;
      this.table = figure.querySelector("table");
      this.body = this.table.tBodies[0];
      this.rows = [...this.body.rows];
      this.wanted = this.rows;
      this.perPage = has("paging")
        ? Number(figure.dataset.perPage) || 25
        : Infinity;
      this.page = 0;
      this.sorted = { column: -1, isDown: false };
      this.scroll = figure.querySelector(".table-scroll") ?? this.table;
      if (has("searchable")) this.addSearch();
      if (has("sortable")) this.addSorting();
      if (this.rows.length > this.perPage) this.addPager();
      this.status = make("p", { className: "data-table-status" });
      this.status.setAttribute("role", "status");
      (this.pager ?? figure).append(this.status);
      this.show();
    }

    addSearch() {
      const input = make("input", { type: "search" });
      input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        this.wanted = this.rows.filter((row) => {
          const text = row.textContent.toLowerCase();
          return words.every((word) => text.includes(word));
        });
        this.page = 0;
        this.show();
      });
      const label = make("label", { className: "data-table-search" }, [
        "Search ",
        input,
      ]);
      this.scroll.before(label);
    }

    addSorting() {
      const head = this.table.tHead?.rows[0];
      for (const [column, cell] of [...head?.cells ?? []].entries()) {
        const button = make("button", { type: "button" }, [...cell.childNodes]);
        button.addEventListener("click", () => this.sort(column));
        cell.append(button);
      }
    }

    sort(column) {
      const isDown = this.sorted.column === column && !this.sorted.isDown;
      this.sorted = { column, isDown };
      const key = new Map(
        this.rows.map((
          row,
        ) => [row, row.cells[column]?.textContent.trim() ?? ""]),
      );
      const compare = (a, b) => {
        const [x, y] = [key.get(a), key.get(b)];
        const difference = numberOf(x) - numberOf(y);
        return Number.isNaN(difference) ? collator.compare(x, y) : difference;
      };
      const turn = isDown ? -1 : 1;
      for (const list of new Set([this.rows, this.wanted])) {
        list.sort((a, b) => turn * compare(a, b));
      }
      [...this.table.tHead.rows[0].cells].forEach((cell, at) => {
        if (at !== column) cell.removeAttribute("aria-sort");
        else cell.ariaSort = isDown ? "descending" : "ascending";
      });
      this.show();
    }

    addPager() {
      const turn = (text, by) => {
        const button = make("button", { type: "button", textContent: text });
        button.addEventListener("click", () => {
          this.page += by;
          this.show();
        });
        return button;
      };
      this.before = turn("Previous", -1);
      this.after = turn("Next", 1);
      this.pager = make("div", { className: "data-table-pager" }, [
        this.before,
        this.after,
      ]);
      this.figure.append(this.pager);
    }

    show() {
      const { perPage, wanted } = this;
      const pages = Math.max(1, Math.ceil(wanted.length / perPage));
      this.page = Math.min(Math.max(0, this.page), pages - 1);
      const first = perPage === Infinity ? 0 : this.page * perPage;
      const shown = wanted.slice(first, first + perPage);
      this.body.replaceChildren(...shown);
      const all = this.rows.length;
      const found = wanted.length === all ? "" : `, ${wanted.length} found`;
      this.status.textContent = shown.length === all
        ? ""
        : shown.length === 0
        ? "Nothing found"
        : `${first + 1}–${first + shown.length} of ${all} rows${found}`;
      if (!this.pager) return;
      this.before.disabled = this.page === 0;
      this.after.disabled = this.page === pages - 1;
    }
  }

  // ── diagrams ──

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => {
    const { theme } = document.documentElement.dataset;
    return theme ? theme === "dark" : dark.matches;
  };
  const diagrams = new Set();

  // The frame has no origin of its own: its messages are known by their window.
  addEventListener("message", ({ source, origin, data }) => {
    if (origin !== "null" || typeof data !== "object" || data === null) return;
    for (const diagram of diagrams) {
      if (diagram.frame.contentWindow === source) return diagram.receive(data);
    }
  });

  class Diagram {
    constructor(pre) {
      this.pre = pre;
      this.source = pre.textContent.trimEnd();
      this.frame = make("iframe", {
        ...{ className: "diagram", src: "/-/diagram", title: "Diagram" },
        hidden: false,
      });
      this.frame.setAttribute("sandbox", "allow-scripts");
      this.frame.height = 0;
      this.problem = make("p", { className: "embedding-error", hidden: true });
      this.details = make("details", { className: "diagram-source" }, [
        make("summary", { textContent: "Source of the diagram" }),
      ]);
      this.box = make("div", { className: "diagram-box" });
      if (pre.dataset.line) this.box.dataset.line = pre.dataset.line;
      pre.replaceWith(this.box);
      this.box.append(this.frame, this.problem, this.details);
      this.details.append(pre);
      this.details.open = true;
    }

    draw() {
      this.frame.contentWindow?.postMessage(
        { source: this.source, isDark: isDark() },
        "*", // it has no origin that could be named; nothing in the source is secret to it
      );
    }

    receive({ ready, height, error }) {
      if (ready === true) return this.draw();
      if (typeof error === "string") {
        this.frame.hidden = true;
        this.problem.hidden = false;
        this.problem.textContent = `This diagram cannot be drawn: ${
          error.slice(0, 500)
        }`;
        this.details.open = true;
      } else if (Number.isFinite(height) && height >= 0) {
        if (this.frame.height === "0") this.details.open = false;
        this.frame.height = Math.min(height, 5000);
      }
    }
  }

  const redraw = () => diagrams.forEach((diagram) => diagram.draw());
  dark.addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });

  // A frame with the library costs time and memory: it is made when its place comes near.
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      diagrams.add(new Diagram(target));
    }
  }, { rootMargin: "400px" });

  // ── all of it ──

  const each = (root, selector, add) => {
    for (const element of root.querySelectorAll(selector)) {
      try {
        add(element);
      } catch (error) {
        reportError(error); // one table that fails leaves the others alone
      }
    }
  };

  const enhance = (root) => {
    each(root, "pre:not(.mermaid)", addCopyButton);
    each(root, "figure.data-table", (figure) => {
      if (figure.matches(".is-live") || !figure.querySelector("tbody")) return;
      figure.classList.add("is-live");
      new DataTable(figure);
    });
    each(root, "pre.mermaid", (pre) => {
      if (!pre.closest(".diagram-box")) near.observe(pre);
    });
    for (const diagram of diagrams) {
      if (!diagram.frame.isConnected) diagrams.delete(diagram);
    }
  };

  document.querySelectorAll(".prose").forEach(enhance);
  document.addEventListener("prose", ({ detail }) => {
    if (detail instanceof Element) enhance(detail);
  });
})();
