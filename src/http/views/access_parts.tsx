/**
 * Whom the rights to a wiki are granted to, in plain words and as a form: for the wiki's own settings and for the dashboard.
 *
 * @module
 */
import { type Allowance, LEVELS, type Levels } from "../../wiki/settings.ts";
import { NoticeBox } from "./form_parts.tsx";

const LEVEL_WORDS: Readonly<Record<typeof LEVELS[number], string>> = {
  ANONYMOUS: "Everybody, without signing in",
  REGISTERED: "Everybody who is signed in",
  APPROVED: "Members only, by their role",
};

const RIGHTS: readonly [keyof Levels, string, string][] = [
  ["readAccess", "Who may read", "Pages, history and files."],
  [
    "writeAccess",
    "Who may write",
    "Only who may read can write, whatever is chosen here.",
  ],
  [
    "attachmentAccess",
    "Who may upload files",
    "Only who may write can upload, whatever is chosen here.",
  ],
];

/** The three levels, and what they mean now. */
export interface AccessProps {
  readonly levels: Levels;
  readonly summary: readonly Allowance[];
  /** Whether everybody may write without being known. */
  readonly isOpenToAll: boolean;
  /** Where the form is sent. */
  readonly action: string;
  /** The heading above what the levels mean. */
  readonly heading: "h2" | "h3";
}

/** What the levels mean now, and the form that changes them. */
export function Access(props: AccessProps) {
  return (
    <>
      <AccessNow {...props} />
      <form method="post" action={props.action} class="settings">
        {RIGHTS.map(([name, legend, hint]) => (
          <fieldset class="choices" aria-describedby={`${name}-hint`}>
            <legend>{legend}</legend>
            {LEVELS.map((level) => (
              <label class="choice">
                <input
                  type="radio"
                  name={name}
                  value={level}
                  checked={props.levels[name] === level}
                />
                <span>{LEVEL_WORDS[level]}</span>
              </label>
            ))}
            <p class="field-hint" id={`${name}-hint`}>{hint}</p>
          </fieldset>
        ))}
        <p class="muted">
          Members have the rights of their role whatever is chosen: viewers
          read, editors read, write and upload, admins also change settings.
        </p>
        <div class="actions">
          <button type="submit" class="button-primary">Save access</button>
        </div>
      </form>
    </>
  );
}

/** What the levels mean now, for each kind of visitor. */
function AccessNow(
  { summary, isOpenToAll, heading: Heading }: AccessProps,
) {
  return (
    <section class="access-summary" aria-labelledby="access-now">
      <Heading id="access-now">As it is now</Heading>
      <ul>
        {summary.map(({ who, can }) => (
          <li>
            <strong>{who}</strong> {can}.
          </li>
        ))}
      </ul>
      {isOpenToAll
        ? (
          <NoticeBox kind="warning">
            <p>
              Anybody on the Internet can change this wiki without saying who
              they are. Everything can be undone from the list of changes, but
              somebody has to look.
            </p>
          </NoticeBox>
        )
        : null}
    </section>
  );
}
