/**
 * The revision that the text began from, kept beside the text: whoever undoes a merge gets the older revision back with the
 * older text, so that saving it compares with the right one.
 *
 * @module
 */
import { invertedEffects } from "@codemirror/commands";
import {
  type EditorState,
  type Extension,
  StateEffect,
  StateField,
} from "@codemirror/state";

/** Says from now on which revision the text grew out of. */
export const setBase = StateEffect.define<string>();

const field = StateField.define<string>({
  create: () => "",
  update(base, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setBase)) base = effect.value;
    }
    return base;
  },
});

/** Remembers the revision, and undoes changes of it with those of the text. */
export function baseField(base: string): Extension {
  return [
    field.init(() => base),
    invertedEffects.of((transaction) =>
      transaction.effects.filter((effect) => effect.is(setBase))
        .map(() => setBase.of(transaction.startState.field(field)))
    ),
  ];
}

/** The revision that the text grew out of; empty: the page was not there. */
export function baseOf(state: EditorState): string {
  return state.field(field);
}
