"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";
import { type Turn, correct } from "./data";

const words = text.review.correction;

interface Props {
  interviewId: string;
  turn: Turn;
  onChanged: () => void;
}

/** What was said, where it was heard wrong. Both are kept, and the last change can be undone. */
export function Correction({ interviewId, turn, onChanged }: Props) {
  const [editing, setEditing] = useState(false);
  const [before, setBefore] = useState<{ correction: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function keep(correction: string | null, undo: { correction: string | null } | null) {
    setBusy(true);
    setProblem("");
    try {
      await correct(interviewId, turn.id, correction);
      setEditing(false);
      setBefore(undo);
      onChanged();
    } catch (error) {
      setProblem(toProblem(error).message);
    } finally {
      setBusy(false);
    }
  }

  if (!editing) {
    return (
      <div className="mt-1 flex flex-wrap items-center gap-2 text-sm">
        <Button look="quiet" className="-ml-3 px-3" onClick={() => setEditing(true)}>
          <Pencil aria-hidden className="size-4" />
          {words.correct}
        </Button>
        {before && (
          <p role="status" className="flex items-center gap-2">
            {words.kept}
            <Button look="quiet" busy={busy} onClick={() => void keep(before.correction, null)}>
              {text.common.undo}
            </Button>
          </p>
        )}
        {problem && <Trouble problem={problem} />}
      </div>
    );
  }
  return (
    <form
      className="mt-2 flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const said = String(new FormData(event.currentTarget).get("said") ?? "").trim();
        void keep(said === turn.text || !said ? null : said, { correction: turn.correction ?? null });
      }}
    >
      <Field label={words.label} hint={words.hint}>
        {(props) => <TextArea {...props} name="said" defaultValue={turn.correction ?? turn.text} maxLength={20_000} autoFocus />}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" busy={busy}>
          {text.common.save}
        </Button>
        <Button look="quiet" onClick={() => setEditing(false)}>
          {text.common.cancel}
        </Button>
      </div>
      {problem && <Trouble problem={problem} />}
    </form>
  );
}

function Trouble({ problem }: { problem: string }) {
  return (
    <p role="alert" className="text-bad">
      {problem}
    </p>
  );
}
