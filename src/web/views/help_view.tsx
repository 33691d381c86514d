/**
 * Keys and examples of the dialect.
 *
 * @module
 */
import { Prose } from "../../http/views/document.tsx";
import { FURTHER_SYNTAX } from "../../wiki/syntax_guide.ts";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

/** Keys of `static/wiki.js` and `static/palette.js`. */
const KEYS: readonly (readonly [keys: readonly string[], deed: string])[] = [
  [["/"], "Go to a page, a heading or a place"],
  [["Ctrl", "K"], "The same, also while writing in a search box"],
  [["c"], "Create a page"],
  [["e"], "Edit this page"],
  [["["], "Show or hide the sidebar"],
  [["]"], "Show or hide the contents of the page"],
  [["?"], "Show these keys"],
  [["Esc"], "Close what is open"],
];

/** A complete document; give it to `documentHtml`. */
export function HelpView(
  props: {
    layout: Omit<WikiLayoutProps, "children" | "title">;
    /** The examples, rendered. */
    html: string;
  },
) {
  return (
    <WikiLayout {...props.layout} title="Help">
      <div class="help" lang="en" dir="ltr">
        <h1>Help</h1>
        <section id="keys">
          <h2>Keys</h2>
          <Keys />
          <p data-keys-switch hidden>
            <label>
              <input type="checkbox" /> Single keys do this (those without Ctrl)
            </label>
          </p>
        </section>
        <section id="writing">
          <h2>Writing</h2>
          <p>
            Pages are Markdown. Each example stands here as it is written, and
            below as it is shown.
          </p>
          <Prose html={props.html} />
          <h3>With other pages and files</h3>
          <dl class="syntax-list">
            {FURTHER_SYNTAX.map(([source, result]) => (
              <>
                <dt>
                  <code>{source}</code>
                </dt>
                <dd>{result}</dd>
              </>
            ))}
          </dl>
        </section>
      </div>
    </WikiLayout>
  );
}

/** What each key does; without scripts these keys do nothing. */
function Keys() {
  return (
    <dl class="keys-list">
      {KEYS.map(([keys, deed]) => (
        <>
          <dt>
            {keys.map((key, i) => (
              <>
                {i === 0 ? "" : " "}
                <kbd>{key}</kbd>
              </>
            ))}
          </dt>
          <dd>{deed}</dd>
        </>
      ))}
    </dl>
  );
}
