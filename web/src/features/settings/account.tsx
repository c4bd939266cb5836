"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Choice } from "@/components/ui/choice";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { put } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { chooseMotion, useMotion } from "@/lib/motion";
import { useSession } from "@/lib/session/session";
import { chooseTheme, useTheme } from "@/lib/theme";
import { text } from "@/text";

const words = text.settings.account;
const themes = text.common.theme;

export function Account() {
  const { me } = useSession();
  const theme = useTheme();
  const motion = useMotion();
  return (
    <Card aria-labelledby="account" className="flex flex-col gap-6">
      <h2 id="account" className="text-lg font-semibold">
        {words.title}
      </h2>
      <Choice
        label={words.theme}
        value={theme}
        options={[
          { value: "light", label: themes.light },
          { value: "dark", label: themes.dark },
          { value: "system", label: themes.system },
        ]}
        onChange={chooseTheme}
      />
      <Choice
        label={words.motion.label}
        value={motion}
        options={[
          { value: "system", label: words.motion.system },
          { value: "less", label: words.motion.less },
        ]}
        onChange={chooseMotion}
      />
      {me && !me.guest && <Password />}
    </Card>
  );
}

function Password() {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState("");
  async function change(form: HTMLFormElement) {
    setBusy(true);
    setDone(false);
    setFields({});
    setProblem("");
    try {
      const values = Object.fromEntries(new FormData(form));
      await put("/auth/password", values);
      form.reset();
      setDone(true);
    } catch (error) {
      const told = toProblem(error);
      setFields(told.fields);
      if (!Object.keys(told.fields).length) setProblem(told.message);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form
      noValidate
      className="flex max-w-sm flex-col gap-4 border-t border-line pt-5"
      onSubmit={(event) => {
        event.preventDefault();
        void change(event.currentTarget);
      }}
    >
      <h3 className="font-medium">{words.change}</h3>
      <Field label={words.old} error={fields.old_password}>
        {(props) => <Input {...props} name="old_password" type="password" autoComplete="current-password" required />}
      </Field>
      <Field label={words.fresh} error={fields.new_password ?? fields.password}>
        {(props) => <Input {...props} name="new_password" type="password" autoComplete="new-password" required />}
      </Field>
      {problem && <Notice look="bad">{problem}</Notice>}
      {done && <Notice look="good">{words.changed}</Notice>}
      <Button type="submit" look="secondary" busy={busy}>
        {words.change}
      </Button>
    </form>
  );
}
