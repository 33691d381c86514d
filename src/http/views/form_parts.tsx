/**
 * Parts of forms and answers that every HTML door uses: labelled fields, notices, times.
 *
 * @module
 */
import type { Child } from "hono/jsx";
import { sanitised } from "./document.tsx";
import { escapeText } from "./escape_html.ts";

/** Something to tell a person at the top of a page. */
export interface Notice {
  readonly kind: "success" | "info" | "warning" | "error";
  readonly text: string;
}

/** Notices, read out by screen readers as soon as the page is there. */
export function Notices(props: { notices: readonly Notice[] }) {
  if (props.notices.length === 0) return null;
  return (
    <div class="notices" role="status">
      {props.notices.map(({ kind, text }) => (
        <p class={`notice notice-${kind}`}>{text}</p>
      ))}
    </div>
  );
}

/** A notice with markup of its own. */
export function NoticeBox(props: { kind: Notice["kind"]; children?: Child }) {
  const role = props.kind === "error" ? "alert" : undefined;
  return (
    <div class={`notice notice-${props.kind}`} role={role}>
      {props.children}
    </div>
  );
}

/** A one-line text field with its label, and a hint or an error below. */
export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly value?: string | undefined;
  readonly type?: "text" | "search" | "password" | "url" | "number" | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
  readonly maxLength?: number | undefined;
  readonly autocomplete?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly autofocus?: boolean | undefined;
  /** Handles, addresses: no keyboard of a phone is to capitalise or correct them. */
  readonly isExact?: boolean | undefined;
  /** Told apart by this where a page has two fields of one name. */
  readonly id?: string | undefined;
}

/** A labelled `<input>`. */
export function Field(props: FieldProps) {
  const id = props.id ?? `field-${props.name}`;
  const told = [
    props.error ? `${id}-error` : "",
    props.hint ? `${id}-hint` : "",
  ].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        name={props.name}
        type={props.type ?? "text"}
        value={props.value ?? ""}
        required={props.required}
        maxlength={props.maxLength}
        autocomplete={props.autocomplete ?? "off"}
        placeholder={props.placeholder}
        autocapitalize={props.isExact ? "none" : undefined}
        spellcheck={props.isExact ? false : undefined}
        dir="auto"
        autofocus={props.autofocus}
        aria-invalid={props.error ? true : undefined}
        aria-describedby={told || undefined}
      />
      {props.error
        ? <p class="field-error" id={`${id}-error`}>{props.error}</p>
        : null}
      {props.hint
        ? <p class="field-hint" id={`${id}-hint`}>{props.hint}</p>
        : null}
    </div>
  );
}

/**
 * A labelled `<textarea>`. A line break is put before the text, because HTML drops the first one after
 * the tag: a page that begins with an empty line would lose it.
 */
export function TextArea(props: {
  name: string;
  label: string;
  text: string;
  rows?: number | undefined;
  isReadonly?: boolean | undefined;
  isLabelHidden?: boolean | undefined;
  autofocus?: boolean | undefined;
  id?: string | undefined;
}) {
  const id = props.id ?? `field-${props.name}`;
  // A component would take 40 ms to escape a megabyte of signs.
  const text = sanitised(`\n${escapeText(props.text)}`);
  return (
    <div class="field field-text">
      <label for={id} class={props.isLabelHidden ? "visually-hidden" : ""}>
        {props.label}
      </label>
      <textarea
        id={id}
        name={props.name}
        rows={props.rows ?? 24}
        readonly={props.isReadonly}
        autofocus={props.autofocus}
        spellcheck
        autocapitalize="sentences"
        autocomplete="off"
      >
        {text}
      </textarea>
    </div>
  );
}

/** A point in time: `2026-11-20 17:36 UTC`, or the day alone. */
export function TimeOf(props: { at: string; form?: "day" | "minute" }) {
  const day = props.at.slice(0, 10);
  const shown = props.form === "day"
    ? day
    : `${day} ${props.at.slice(11, 16)} UTC`;
  return <time datetime={props.at} title={props.at}>{shown}</time>;
}
