/**
 * The settings of a wiki: preferences, which are drawn from their declared table, and whom the rights are granted to.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import { Access, type AccessProps } from "../../http/views/access_parts.tsx";
import { Field, NoticeBox, TextArea } from "../../http/views/form_parts.tsx";
import type { Preference, PreferenceName } from "../../wiki/preferences.ts";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** What a field holds, and what is wrong with it. */
export interface FieldState {
  readonly value: string;
  readonly error?: string | undefined;
}

/** A preference with its state. */
export interface PreferenceField extends FieldState {
  readonly name: PreferenceName;
  readonly row: Preference;
}

const GROUPS: Readonly<Record<Preference["group"], string>> = {
  site: "Site",
  content: "Writing",
  sidebar: "Sidebar",
};

/** Which settings screen. */
export type SettingsScreen = "settings" | "access" | "members";

const SCREENS: readonly [SettingsScreen, string, string][] = [
  ["settings", "/-/admin", "Preferences"],
  ["access", "/-/admin/access", "Access"],
  ["members", "/-/admin/members", "Members"],
];

/** The frame of a settings screen: heading and the way to the others. */
export function SettingsFrame(
  props: {
    layout: Layout;
    screen: SettingsScreen;
    problem: string | null;
    children?: Child;
  },
) {
  const [, , title] = SCREENS.find(([name]) => name === props.screen)!;
  return (
    <WikiLayout {...props.layout} title={`Settings: ${title}`}>
      <h1>Settings</h1>
      <nav class="settings-nav" aria-label="Settings">
        <ul>
          {SCREENS.map(([name, href, text]) => (
            <li>
              <a
                href={href}
                aria-current={name === props.screen ? "page" : undefined}
              >
                {text}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {props.problem === null ? null : (
        <NoticeBox kind="error">
          <p>{props.problem}</p>
        </NoticeBox>
      )}
      {props.children}
    </WikiLayout>
  );
}

/** Name, description and preferences. */
export function PreferencesView(
  props: {
    layout: Layout;
    problem: string | null;
    name: FieldState;
    description: FieldState;
    fields: readonly PreferenceField[];
  },
) {
  const groups = Object.entries(GROUPS) as [Preference["group"], string][];
  return (
    <SettingsFrame
      layout={props.layout}
      screen="settings"
      problem={props.problem}
    >
      <form method="post" action="/-/admin" class="settings">
        <fieldset>
          <legend>Wiki</legend>
          <Field
            name="name"
            label="Name"
            value={props.name.value}
            error={props.name.error}
            hint="Shown at the top of every page."
          />
          <Field
            name="description"
            label="About"
            value={props.description.value}
            error={props.description.error}
            hint="One sentence for people, shown where wikis are listed."
          />
        </fieldset>
        {groups.map(([group, title]) => (
          <fieldset>
            <legend>{title}</legend>
            {props.fields.filter(({ row }) => row.group === group)
              .map((field) => <PreferenceInput {...field} />)}
          </fieldset>
        ))}
        <div class="actions">
          <button type="submit" class="button-primary">Save settings</button>
        </div>
      </form>
    </SettingsFrame>
  );
}

/** The field that fits the kind of a preference. */
function PreferenceInput({ name, row, value, error }: PreferenceField) {
  if (row.kind === "line") {
    return (
      <Field
        name={name}
        label={row.label}
        value={value}
        error={error}
        hint={row.help}
      />
    );
  }
  const id = `field-${name}`;
  const told = [error ? `${id}-error` : "", `${id}-hint`].filter(Boolean)
    .join(" ");
  if (row.kind === "text") {
    return (
      <div class="settings-text">
        <TextArea name={name} label={row.label} text={value} rows={6} />
        <Told id={id} error={error} hint={row.help} />
      </div>
    );
  }
  if (row.kind === "switch") {
    return (
      <div class="field settings-switch">
        {/* An unticked box sends nothing: this says that it was asked. */}
        <input type="hidden" name={name} value="" />
        <input
          type="checkbox"
          id={id}
          name={name}
          value="on"
          checked={value === "on"}
          aria-describedby={told}
        />
        <label for={id}>{row.label}</label>
        <Told id={id} error={error} hint={row.help} />
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id}>{row.label}</label>
      <select id={id} name={name} aria-describedby={told}>
        {Object.entries(row.choices).map(([choice, text]) => (
          <option value={choice} selected={choice === value}>{text}</option>
        ))}
      </select>
      <Told id={id} error={error} hint={row.help} />
    </div>
  );
}

function Told(props: { id: string; error?: string | undefined; hint: string }) {
  return (
    <>
      {props.error
        ? <p class="field-error" id={`${props.id}-error`}>{props.error}</p>
        : null}
      <p class="field-hint" id={`${props.id}-hint`}>{props.hint}</p>
    </>
  );
}

/** The three levels, and what they mean now. */
export function AccessView(
  { layout, problem, ...rest }:
    & Pick<AccessProps, "levels" | "summary" | "isOpenToAll">
    & { layout: Layout; problem: string | null },
) {
  return (
    <SettingsFrame layout={layout} screen="access" problem={problem}>
      <Access {...rest} action="/-/admin/access" heading="h2" />
    </SettingsFrame>
  );
}
