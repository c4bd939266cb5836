"use client";

import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { cn } from "@/lib/cn";
import { post, get, remove } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import type { components } from "@/lib/api/schema";
import { text } from "@/text";

const words = text.setup;
type Kind = "cv" | "job_description";

interface Props {
  kind: Kind;
  label: string;
  value: string;
  onChange: (value: string) => void;
}

/** A CV or a job description: pasted, chosen or dropped. A file is read by the server, and its
 * text comes back here, where it can be corrected. */
export function DocumentField({ kind, label, value, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [told, setTold] = useState("");
  const [error, setError] = useState("");

  async function read(file: File | undefined) {
    if (!file) return;
    setBusy(true);
    setError("");
    try {
      const form = new FormData();
      form.set("kind", kind);
      form.set("file", file);
      const kept = await post<components["schemas"]["DocumentView"]>("/documents", form);
      const found = await get<components["schemas"]["DocumentText"]>(`/documents/${kept.id}`);
      // The text is in the form now; nobody asked for the file to be kept as well.
      await remove(`/documents/${kept.id}`);
      onChange(found.text);
      setTold(words.read(file.name, found.text.split(/\s+/).length));
    } catch (problem) {
      setError(toProblem(problem).message);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div
      className={cn("rounded-lg", over && "outline-3 outline-accent outline-dashed")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void read(event.dataTransfer.files[0]);
      }}
    >
      <Field label={label} hint={busy ? words.reading : told || words.documentHint} error={error}>
        {(props) => (
          <TextArea {...props} value={value} rows={4} onChange={(event) => onChange(event.target.value)} />
        )}
      </Field>
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-hidden
        accept=".pdf,.docx,.txt,.md,text/plain,application/pdf"
        onChange={(event) => void read(event.target.files?.[0])}
      />
      <div className="mt-2 flex gap-2">
        <Button look="secondary" busy={busy} onClick={() => input.current?.click()}>
          <Upload aria-hidden className="size-4" />
          {words.choose}
          <span className="sr-only">: {label}</span>
        </Button>
        {value && (
          <Button look="quiet" onClick={() => onChange("")}>
            {words.takeOut}
            <span className="sr-only">: {label}</span>
          </Button>
        )}
      </div>
    </div>
  );
}
