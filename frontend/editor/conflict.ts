/// <reference lib="dom" />
/**
 * Two texts side by side where both changed the same lines; a person decides place by place.
 *
 * @module
 */
import { make, makeButton } from "./elements.ts";
import {
  type Choice,
  type Conflict,
  type Hunk,
  hunksOf,
  resolve,
} from "./hunks.ts";

const CHOICES: readonly (readonly [Choice, string])[] = [
  ["both", "Keep both"],
  ["mine", "Keep yours"],
  ["theirs", "Keep the other"],
];

/** Asks for each place where `who` changed the same lines; the resolved text, or `null` where the writer goes back to the own text. */
export function askForChoices(
  place: HTMLElement,
  conflict: Conflict,
  who: string,
): Promise<string | null> {
  const hunks = hunksOf(conflict);
  const disputed = hunks.filter((hunk) => hunk.kind === "disputed");
  const title = make(
    "h2",
    { id: "conflict-title", tabindex: -1 },
    `You and ${who} changed the same lines`,
  );
  const fieldsets = disputed.map((hunk, i) =>
    placeFields(hunk, { index: i, count: disputed.length, who })
  );
  const { promise, resolve: settle } = Promise.withResolvers<string | null>();
  const panel = make(
    "form",
    {
      class: "conflict",
      "aria-labelledby": "conflict-title",
      onsubmit: (event) => {
        event.preventDefault();
        settle(resolve(hunks, chosenIn(panel, disputed.length)));
      },
    },
    title,
    make(
      "p",
      {},
      "Nothing is lost, and nothing is saved yet. Choose for each place what stays; the rest was put together by itself.",
    ),
    ...fieldsets,
    make(
      "div",
      { class: "actions" },
      make(
        "button",
        { type: "submit", class: "button-primary" },
        "Put together",
      ),
      makeButton("Back to my text", () => settle(null)),
    ),
  );
  place.before(panel);
  title.focus();
  return promise.finally(() => panel.remove());
}

function chosenIn(panel: HTMLFormElement, count: number): Choice[] {
  const data = new FormData(panel);
  return Array.from(
    { length: count },
    (_, i) => String(data.get(`place-${i}`)) as Choice,
  );
}

/** One place: both texts and the choice. */
function placeFields(
  hunk: Hunk & { kind: "disputed" },
  { index, count, who }: { index: number; count: number; who: string },
): HTMLElement {
  const name = `place-${index}`;
  return make(
    "fieldset",
    { class: "place" },
    make("legend", {}, `Place ${index + 1} of ${count}`),
    make(
      "div",
      { class: "place-sides" },
      side("theirs", `Stored, by ${who}`, hunk.theirs),
      side("mine", "Yours", hunk.ours),
    ),
    make(
      "div",
      { class: "place-choice" },
      ...CHOICES.map(([value, text]) =>
        make(
          "label",
          {},
          make("input", { type: "radio", name, value, required: true }),
          text,
        )
      ),
    ),
  );
}

function side(which: "mine" | "theirs", title: string, text: string) {
  return make(
    "div",
    { class: `place-side place-${which}` },
    make("p", { class: "place-title" }, title),
    text === ""
      ? make("p", { class: "muted" }, "These lines are taken out.")
      : make(
        "pre",
        { tabindex: 0, role: "region", "aria-label": `${title}: the lines` },
        text,
      ),
  );
}
