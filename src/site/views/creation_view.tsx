/** The form for a new wiki. @module */
import { Field, NoticeBox } from "../../http/views/form_parts.tsx";
import type { Level } from "../../db/platform/wikis.ts";
import {
  WIKI_TEMPLATES,
  type WikiTemplateName,
} from "../../wiki/wiki_templates.ts";

/** What was typed, or what the form begins with. */
export interface CreationFields {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly read: Level;
  readonly template: WikiTemplateName;
}

/** A field's problem, and one of the whole form. */
export type CreationProblems = Partial<
  Record<"slug" | "name" | "description" | "form", string>
>;

/** Whom a new wiki is open to, the most private first. */
const AUDIENCES: readonly [Level, string, string][] = [
  ["APPROVED", "Only people I invite", "Private."],
  [
    "REGISTERED",
    "Everybody who is signed in",
    "They read; you and your editors write.",
  ],
  [
    "ANONYMOUS",
    "Everybody",
    "Anybody on the Internet reads; you and your editors write.",
  ],
];

/** The body of `/app/create`. */
export function CreationView(
  props: {
    /** What stands behind the slug: `.robot.wtf`. */
    suffix: string;
    fields: CreationFields;
    problems: CreationProblems;
  },
) {
  const { suffix, fields, problems } = props;
  return (
    <>
      <h1>Create a wiki</h1>
      {problems.form
        ? (
          <NoticeBox kind="error">
            <p>{problems.form}.</p>
          </NoticeBox>
        )
        : null}
      <form method="post" action="/app/create" class="settings creation">
        <SlugField
          suffix={suffix}
          value={fields.slug}
          problem={problems.slug}
        />
        <Field
          name="name"
          label="Name"
          value={fields.name}
          error={problems.name}
          maxLength={100}
          hint="Shown at the top of every page; left empty: as the address. It can be changed."
        />
        <Field
          name="description"
          label="About"
          value={fields.description}
          error={problems.description}
          maxLength={200}
          hint="One sentence, if you like."
        />
        <Choices fields={fields} />
        <div class="actions">
          <button type="submit" class="button-primary">Create the wiki</button>
          <a href="/app/">Back</a>
        </div>
      </form>
    </>
  );
}

function Choices({ fields }: { fields: CreationFields }) {
  return (
    <>
      <fieldset class="choices">
        <legend>Who may read</legend>
        {AUDIENCES.map(([level, label, about]) => (
          <Choice
            name="read"
            value={level}
            isChosen={fields.read === level}
            {...{ label, about }}
          />
        ))}
        <p class="field-hint">You can change this at any time.</p>
      </fieldset>
      <fieldset class="choices">
        <legend>What it begins with</legend>
        {Object.entries(WIKI_TEMPLATES).map(([value, { label, about }]) => (
          <Choice
            name="template"
            value={value}
            isChosen={fields.template === value}
            {...{ label, about }}
          />
        ))}
      </fieldset>
    </>
  );
}

/** Says while one types whether the address is free; without scripts the answer to the form does. */
function SlugField(
  props: { suffix: string; value: string; problem: string | undefined },
) {
  const told = [
    ...(props.problem ? ["field-slug-error"] : []),
    "slug-state",
    "field-slug-hint",
  ].join(" ");
  return (
    <div class="field slug-field">
      <label for="field-slug">Address</label>
      <div class="slug-line">
        <input
          id="field-slug"
          name="slug"
          value={props.value}
          required
          minlength={3}
          maxlength={30}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          dir="ltr"
          autofocus={props.problem !== undefined}
          aria-invalid={props.problem ? true : undefined}
          aria-describedby={told}
          data-slug
        />
        <span class="slug-suffix">{props.suffix}</span>
      </div>
      {props.problem
        ? <p class="field-error" id="field-slug-error">{props.problem}</p>
        : null}
      <p class="slug-state" id="slug-state" role="status" data-slug-state></p>
      <p class="field-hint" id="field-slug-hint">
        3 to 30 lower-case letters, digits and hyphens. It cannot be changed
        later.
      </p>
    </div>
  );
}

function Choice(
  props: {
    name: string;
    value: string;
    isChosen: boolean;
    label: string;
    about: string;
  },
) {
  return (
    <label class="choice">
      <input
        type="radio"
        name={props.name}
        value={props.value}
        checked={props.isChosen}
      />
      <span>
        {props.label} <span class="muted">{props.about}</span>
      </span>
    </label>
  );
}

/** Instead of the form, where there is no room for another wiki. */
export function NoRoomView(props: { reason: string }) {
  return (
    <>
      <h1>Create a wiki</h1>
      <p>{props.reason}.</p>
      <p>
        <a href="/app/">Back to the dashboard</a>
      </p>
    </>
  );
}
