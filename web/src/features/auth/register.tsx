"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { get, post, signIn } from "@/lib/api/client";
import type { components } from "@/lib/api/schema";
import { useLinkToken } from "@/lib/link-token";
import { useSession } from "@/lib/session/session";
import { auth } from "@/text/auth";
import { AuthFrame } from "./frame";
import { PasswordInput } from "./password-input";
import { useForm } from "./use-form";
import { whereTo } from "./where-to";

const words = auth.register;
type Options = components["schemas"]["AccountOptions"];
type Values = Record<string, string>;

function check({ username = "", email = "", password = "" }: Values): Values {
  return {
    ...(username.trim().length >= 3 ? {} : { username: words.missingUsername }),
    ...(/.+@.+/.test(email) ? {} : { email: words.missingEmail }),
    ...(password.length >= 8 ? {} : { password: words.missingPassword }),
  };
}

export function Register() {
  const router = useRouter();
  const next = whereTo(useSearchParams().get("next"));
  const { reload } = useSession();
  const { busy, errors, message, submit } = useForm();
  const [options, setOptions] = useState<Options | null>(null);
  const invited = useLinkToken("invitation");
  useEffect(() => {
    get<Options>("/auth/options").then(setOptions, () => undefined);
  }, []);

  async function make({ username = "", email, password = "", invitation: given = "" }: Values) {
    await post("/auth/register", { username, email, password, invitation: given });
    await signIn(username, password);
    await reload();
    router.replace(next);
  }

  if (options?.registration === "closed") {
    return (
      <AuthFrame title={words.title}>
        <Notice look="warn">{words.closed}</Notice>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={words.title}>
      {options?.registration === "domain" && (
        <Notice className="mb-5">{words.domains((options.domains ?? []).join(", "))}</Notice>
      )}
      <form noValidate className="flex flex-col gap-5" onSubmit={(e) => void submit(e, check, make)}>
        <Field label={words.username} hint={words.usernameHint} error={errors.username}>
          {(props) => (
            <Input {...props} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        <Field label={words.email} hint={words.emailHint} error={errors.email}>
          {(props) => <Input {...props} name="email" type="email" autoComplete="email" />}
        </Field>
        <Field label={words.password} hint={words.passwordHint} error={errors.password}>
          {(props) => <PasswordInput {...props} name="password" autoComplete="new-password" />}
        </Field>
        {options?.registration === "invitation" && (
          <Field label={words.invitation} hint={words.invitationHint} error={errors.invitation}>
            {(props) => (
              <Input
                {...props}
                name="invitation"
                autoComplete="off"
                defaultValue={invited}
              />
            )}
          </Field>
        )}
        {message && <Notice look="bad">{message}</Notice>}
        <Button type="submit" size="large" busy={busy}>
          {busy ? words.busy : words.submit}
        </Button>
      </form>
      <p className="mt-5 flex min-h-11 items-center gap-1.5 text-sm">
        {words.already}
        <Link href={`/login/?next=${encodeURIComponent(next)}`} className="text-accent underline">
          {words.signIn}
        </Link>
      </p>
    </AuthFrame>
  );
}
