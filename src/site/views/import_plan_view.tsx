/** The plan of an import: what would become of what, and the buttons. @module */
import { NoticeBox } from "../../http/views/form_parts.tsx";
import { counted } from "../../wiki/counted.ts";
import type { ImportPlan, Named, Outcome } from "../../wiki/import_plan.ts";
import { ImportHead, type OfUpload } from "./import_view.tsx";

/** The plan, with its buttons. */
export function ImportPlanView(props: OfUpload & { plan: ImportPlan }) {
  const { plan, url } = props;
  const replaced = plan.pages.changed.count + plan.files.changed.count;
  return (
    <>
      <ImportHead {...props} />
      <p>
        The plan for <strong>{props.fileName}</strong>. Nothing is changed yet.
      </p>
      {plan.refusal === null
        ? <p>{fateText(plan)}</p>
        : (
          <NoticeBox kind="error">
            <p>It cannot be imported. {plan.refusal}</p>
          </NoticeBox>
        )}
      <form method="post" action={url} class="stacked">
        {plan.refusal === null
          ? <Choices plan={plan} replaced={replaced} />
          : null}
        <p class="actions">
          {plan.refusal === null
            ? (
              <button
                type="submit"
                name="do"
                value="import"
                class="button button-primary"
              >
                Import
              </button>
            )
            : null}
          <button type="submit" name="do" value="discard" class="button">
            Discard
          </button>
        </p>
      </form>
      <Counts plan={plan} />
      <Warnings warnings={plan.warnings} />
      <Lists plan={plan} />
    </>
  );
}

function fateText({ fate, commits, tags }: ImportPlan): string {
  const brought = `${counted(commits, "commit")}${
    tags === 0 ? "" : ` and ${counted(tags, "tag")}`
  }`;
  switch (fate) {
    case "adds":
      return "It becomes one commit. What was there before stays in the history.";
    case "continues":
      return `The bundle continues the wiki's history: it has ${brought}, the wiki's own among them. Nothing is lost.`;
    case "replaces":
      return `The wiki is still as it was made. It begins anew with the bundle's history (${brought}); its starter pages go.`;
  }
}

/** What can be decided. */
function Choices({ plan, replaced }: { plan: ImportPlan; replaced: number }) {
  const { linkStyle, resolvedLinks } = plan;
  const order = linkStyle === "text_first"
    ? "[[shown text|Page]]"
    : "[[Page|shown text]]";
  const leading = linkStyle === null ? 0 : resolvedLinks[linkStyle];
  const both = resolvedLinks.target_first + resolvedLinks.text_first;
  const linkWords = `${leading} of its links lead somewhere so, ${
    both - leading
  } the other way round.`;
  return (
    <>
      {plan.kind === "zip" && replaced > 0
        ? (
          <p>
            <label>
              <input type="checkbox" name="replace" value="on" />{" "}
              Replace what the wiki has under the same names ({replaced}).
              Without this it stays as it is.
            </label>
          </p>
        )
        : null}
      {linkStyle === null ? null : plan.setsLinkStyle
        ? (
          <p>
            Links will be read as <code>{order}</code>: {linkWords}
          </p>
        )
        : (
          <p>
            <label>
              <input type="checkbox" name="link_style" value="on" />{" "}
              Read the links of the whole wiki as <code>{order}</code>:{" "}
              {linkWords}
            </label>
          </p>
        )}
    </>
  );
}

const OUTCOMES: readonly [Outcome, string][] = [
  ["new", "New"],
  ["changed", "Changed"],
  ["same", "Same"],
  ["gone", "Gone"],
];

function Counts({ plan }: { plan: ImportPlan }) {
  const rows: [string, ImportPlan["pages"]][] = [
    ["Pages", plan.pages],
    ["Other files", plan.files],
  ];
  // A zip takes nothing away.
  const outcomes = OUTCOMES.filter(([outcome]) =>
    outcome !== "gone" || plan.kind === "bundle"
  );
  return (
    <table class="import-counts">
      <caption>
        {plan.refusal === null ? "What the wiki gets" : "What it would get"}
      </caption>
      <thead>
        <tr>
          <td></td>
          {outcomes.map(([, title]) => <th scope="col">{title}</th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(([title, counts]) => (
          <tr>
            <th scope="row">{title}</th>
            {outcomes.map(([outcome]) => <td>{counts[outcome].count}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <>
      <h2>Worth knowing</h2>
      <ul class="import-names">
        {warnings.map((warning) => <li>{warning}.</li>)}
      </ul>
    </>
  );
}

/** Longest list of what is left out. */
const MAX_LEFT_OUT = 300;

function Lists({ plan: { pages, files, leftOut } }: { plan: ImportPlan }) {
  const shown = leftOut.slice(0, MAX_LEFT_OUT);
  return (
    <>
      {leftOut.length === 0 ? null : (
        <>
          <h2>Left out ({leftOut.length})</h2>
          <ul class="import-names">
            {shown.map(({ name, reason }) => (
              <li>
                <bdi>{name}</bdi>: {reason}
              </li>
            ))}
            {shown.length < leftOut.length
              ? <li>and {leftOut.length - shown.length} more</li>
              : null}
          </ul>
        </>
      )}
      <h2>By name</h2>
      <NameList title="New pages" names={pages.new} />
      <NameList title="Changed pages" names={pages.changed} />
      <NameList title="Pages that go" names={pages.gone} />
      <NameList title="New files" names={files.new} />
      <NameList title="Changed files" names={files.changed} />
      <NameList title="Files that go" names={files.gone} />
    </>
  );
}

function NameList({ title, names }: { title: string; names: Named }) {
  const { count, first } = names;
  if (count === 0) return null;
  return (
    <details>
      <summary>{title} ({count})</summary>
      <ul class="import-names">
        {first.map((name) => (
          <li>
            <bdi>{name}</bdi>
          </li>
        ))}
        {first.length < count ? <li>and {count - first.length} more</li> : null}
      </ul>
    </details>
  );
}
