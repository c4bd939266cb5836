"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Confirm } from "@/components/ui/dialog";
import { Field, Input, Select } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { Toggle } from "@/components/ui/toggle";
import { forget, getBlob, remove } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { useSession } from "@/lib/session/session";
import { text } from "@/text";
import type { Change, Preferences } from "./data";

const words = text.settings.privacy;
const DAYS = [7, 30, 90, 365];

interface Props {
  preferences: Preferences;
  onChange: (change: Change) => void;
}

export function Privacy({ preferences, onChange }: Props) {
  return (
    <Card aria-labelledby="privacy" className="flex flex-col gap-5">
      <h2 id="privacy" className="text-lg font-semibold">
        {words.title}
      </h2>
      <Toggle
        label={words.keep}
        hint={words.keepHint}
        checked={preferences.keep_audio}
        onChange={(keep_audio) => onChange({ keep_audio })}
      />
      <Field label={words.retention}>
        {(props) => (
          <Select
            {...props}
            value={preferences.retention_days ?? ""}
            onChange={(event) =>
              onChange({ retention_days: event.target.value ? Number(event.target.value) : null })
            }
          >
            <option value="">{words.never}</option>
            {DAYS.map((days) => (
              <option key={days} value={days}>
                {words.after(days)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Export />
      <DeleteAccount />
    </Card>
  );
}

function Export() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  async function take() {
    setBusy(true);
    setProblem("");
    try {
      const url = URL.createObjectURL(await getBlob("/me/export"));
      const link = document.createElement("a");
      link.href = url;
      link.download = "ihr-export.zip";
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 10_000);
    } catch (error) {
      setProblem(toProblem(error).message);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div>
      <Button look="secondary" busy={busy} onClick={() => void take()}>
        {busy ? words.exporting : words.export}
      </Button>
      <p className="mt-1.5 text-sm text-ink-soft">{words.exportHint}</p>
      {problem && <Notice look="bad">{problem}</Notice>}
    </div>
  );
}

function DeleteAccount() {
  const router = useRouter();
  const { me } = useSession();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState("");
  async function go() {
    try {
      await remove("/me", { password });
      forget();
      router.push("/");
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  }
  return (
    <div className="flex flex-col items-start gap-3 border-t border-line pt-5">
      {!me?.guest && (
        <Field label={words.password} className="w-full max-w-sm">
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      )}
      <Confirm
        trigger={
          <Button look="danger" disabled={!me?.guest && !password}>
            {words.delete}
          </Button>
        }
        title={words.deleteTitle}
        confirm={words.deleteConfirm}
        cancel={text.common.cancel}
        danger
        onConfirm={() => void go()}
      >
        {words.deleteBody}
      </Confirm>
      {problem && <Notice look="bad">{problem}</Notice>}
    </div>
  );
}
