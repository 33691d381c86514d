/** A section of a wiki's page on the dashboard. @module */
import type { Child } from "hono/jsx";
import { NoticeBox } from "../../http/views/form_parts.tsx";

/** The sections, by the name in their address, in the order of the page. */
export const SECTIONS = {
  tokens: "Tokens",
  connect: "Connect",
  members: "Members",
  access: "Access",
  settings: "Name and description",
  usage: "Usage",
  export: "Export and import",
  handle: "Bluesky handle",
  leave: "Leave",
  danger: "Delete",
} as const;

/** Which section. */
export type SectionName = keyof typeof SECTIONS;

/** What went wrong with a form, and in which section that is said. */
export interface SectionProblem {
  readonly section: SectionName;
  readonly message: string;
}

/** A headed section; a problem with its form is said on top of it. */
export function Section(
  props: {
    name: SectionName;
    problem: SectionProblem | null;
    children?: Child;
  },
) {
  const { name, problem } = props;
  return (
    <section
      class="dash-section"
      id={name}
      aria-labelledby={`${name}-title`}
      tabindex={-1}
    >
      <h2 id={`${name}-title`}>{SECTIONS[name]}</h2>
      {problem?.section === name
        ? (
          <NoticeBox kind="error">
            <p>{problem.message}.</p>
          </NoticeBox>
        )
        : null}
      {props.children}
    </section>
  );
}

/** A text to copy; a script adds the button. */
export function CopyText(
  props: { label: string; text: string; isSecret?: boolean },
) {
  return (
    <figure class={props.isSecret ? "copy-text is-secret" : "copy-text"}>
      <figcaption>{props.label}</figcaption>
      <pre tabindex={0} data-copy={props.label}><code>{props.text}</code></pre>
    </figure>
  );
}
