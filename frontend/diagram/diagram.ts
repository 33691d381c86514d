/// <reference lib="dom" />
/**
 * Draws one diagram in the sandboxed frame `/-/diagram`: the page posts its source in, the frame posts the height of the picture
 * back, or what is wrong with the source. The frame has no origin of its own, no cookies and no network.
 *
 * | message in                              | message back                                  |
 * | --------------------------------------- | --------------------------------------------- |
 * | –                                       | `{ ready: true }` when the script is loaded   |
 * | `{ source, isDark }`                    | `{ height, width }` in CSS pixels             |
 * |                                         | `{ error }`                                   |
 *
 * @module
 */
import mermaid from "mermaid";

/** What the page sends. */
interface Order {
  readonly source: string;
  readonly isDark: boolean;
}

const MAX_SOURCE_LENGTH = 50_000;

// The frame's own origin is opaque; its address is that of the wiki that shows it, and only its page may give orders.
const pageOrigin = new URL(location.href).origin;
const stage = document.getElementById("stage")!;
let drawn = 0;

addEventListener("message", async ({ source, origin, data }) => {
  if (source !== parent || origin !== pageOrigin || !isOrder(data)) return;
  try {
    await draw(data);
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
});

function isOrder(data: unknown): data is Order {
  const order = data as Partial<Order> | null;
  return typeof order === "object" && order !== null &&
    typeof order.source === "string" && typeof order.isDark === "boolean";
}

async function draw({ source, isDark }: Order): Promise<void> {
  if (source.length > MAX_SOURCE_LENGTH) throw new Error("it is too long");
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: isDark ? "dark" : "default",
    maxTextSize: MAX_SOURCE_LENGTH,
    fontFamily: "system-ui, sans-serif",
  });
  document.documentElement.style.colorScheme = isDark ? "dark" : "light";
  const { svg } = await mermaid.render(`diagram-${++drawn}`, source, stage);
  stage.innerHTML = svg;
  const picture = stage.querySelector("svg")!;
  const natural = picture.viewBox.baseVal;
  answer({
    height: Math.ceil(picture.getBoundingClientRect().height),
    width: Math.ceil(natural?.width ?? 0),
  });
}

function answer(message: object): void {
  parent.postMessage(message, pageOrigin);
}

// The picture shrinks with the frame.
new ResizeObserver(() => {
  const picture = stage.querySelector("svg");
  if (picture !== null) {
    answer({ height: Math.ceil(picture.getBoundingClientRect().height) });
  }
}).observe(stage);

answer({ ready: true });
