/** The form by which a page is reported to the operator. @module */
import { NoticeBox, TextArea } from "../../http/views/form_parts.tsx";
import { WikiLayout, type WikiLayoutProps } from "./wiki_layout.tsx";

type Layout = Omit<WikiLayoutProps, "children" | "title">;

/** Asks what is wrong. */
export function ReportView(
  props: {
    layout: Layout;
    /** Address within the wiki. */
    path: string;
    reason: string;
    siteName: string;
    /** Why the report was not taken; `null`: it is asked for. */
    problem: string | null;
  },
) {
  const { path, siteName } = props;
  return (
    <WikiLayout {...props.layout} title="Report a page">
      <h1>Report a page</h1>
      {props.problem === null ? null : (
        <NoticeBox kind="error">
          <p>{props.problem}</p>
        </NoticeBox>
      )}
      <p>
        This tells the operator of{" "}
        {siteName}, who can suspend a wiki, about spam, abuse or content that
        must not be here. The wiki's own people do not see it. Mistakes in a
        text are better corrected, or told to those who write it.
      </p>
      <form method="post" action="/-/report">
        <input type="hidden" name="path" value={path} />
        <p>
          Page: <a href={path}>{path}</a>
        </p>
        <TextArea
          name="reason"
          label="What is wrong with it?"
          text={props.reason}
          rows={6}
        />
        <p class="muted">
          Your network address is kept with the report, and your handle if you
          are signed in.
        </p>
        <p>
          <button type="submit" class="button button-primary">
            Send the report
          </button>
        </p>
      </form>
    </WikiLayout>
  );
}
