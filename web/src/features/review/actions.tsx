"use client";

import { Download, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Disclosure, entry } from "@/components/ui/disclosure";
import { Confirm } from "@/components/ui/dialog";
import { getBlob, remove } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { text } from "@/text";

const words = text.review.actions;
const FORMATS = [
  { format: "pdf", label: words.pdf, ending: "pdf" },
  { format: "markdown", label: words.markdown, ending: "md" },
  { format: "json", label: words.json, ending: "json" },
] as const;

export function Actions({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function download(format: string, ending: string) {
    setBusy(true);
    setProblem("");
    try {
      const url = URL.createObjectURL(await getBlob(`/interviews/${id}/download`, { format }));
      const link = document.createElement("a");
      link.href = url;
      link.download = `${name.replace(/[^\p{L}\p{N} -]/gu, "").trim() || "interview"}.${ending}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      setProblem(toProblem(error).message);
    } finally {
      setBusy(false);
    }
  }

  async function drop() {
    try {
      await remove(`/interviews/${id}`);
      router.push(`/history/?${new URLSearchParams({ deleted: id, name }).toString()}`);
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  }

  return (
    <div className="flex flex-wrap items-center gap-2">
      <Disclosure
        label={busy ? words.busy : words.download}
        face={
          <>
            <Download aria-hidden className="size-4" />
            {busy ? words.busy : words.download}
          </>
        }
      >
        {FORMATS.map(({ format, label, ending }) => (
          <li key={format}>
            <button type="button" className={entry} onClick={() => void download(format, ending)}>
              {label}
            </button>
          </li>
        ))}
      </Disclosure>
      <Confirm
        trigger={
          <Button look="danger">
            <Trash2 aria-hidden className="size-4" />
            {words.delete}
          </Button>
        }
        title={words.deleteTitle}
        confirm={words.delete}
        cancel={text.common.cancel}
        danger
        onConfirm={() => void drop()}
      >
        {words.deleteBody}
      </Confirm>
      {problem && (
        <p role="alert" className="w-full text-sm text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
