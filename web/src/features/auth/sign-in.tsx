"use client";

import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { get, post, signIn } from "@/lib/api/client";
import { useLinkToken } from "@/lib/link-token";
import { useSession } from "@/lib/session/session";
import { auth } from "@/text/auth";
import { AuthFrame } from "./frame";
import { PasswordInput } from "./password-input";
import { useForm } from "./use-form";
import { whereTo } from "./where-to";

const words = auth;

/** Signing in, asking for a new password, and setting one with the token of a link. */
export function SignIn() {
  const token = useLinkToken("reset");
  const [forgotten, setForgotten] = useState(false);
  const [reset, setReset] = useState(false);
  if (forgotten) return <Forgot back={() => setForgotten(false)} />;
  if (token && !reset) return <Reset token={token} done={() => setReset(true)} />;
  return <SignInForm note={reset ? words.reset.done : ""} forgot={() => setForgotten(true)} />;
}

function SignInForm({ note, forgot }: { note: string; forgot: () => void }) {
  const router = useRouter();
  const next = whereTo(useSearchParams().get("next"));
  const { me, reload } = useSession();
  const { busy, errors, message, submit } = useForm();
  useEffect(() => {
    if (me && !me.guest) router.replace(next);
  }, [me, next, router]);
  return (
    <AuthFrame title={words.signIn.title}>
      {note && <Notice look="good" className="mb-5">{note}</Notice>}
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) =>
          void submit(
            event,
            ({ username, password }) => ({
              ...(username ? {} : { username: words.signIn.missingName }),
              ...(password ? {} : { password: words.signIn.missingPassword }),
            }),
            async ({ username = "", password = "" }) => {
              await signIn(username, password);
              await reload();
            },
          )
        }
      >
        <Field label={words.signIn.name} error={errors.username}>
          {(props) => (
            <Input {...props} name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} />
          )}
        </Field>
        <Field label={words.signIn.password} error={errors.password}>
          {(props) => <PasswordInput {...props} name="password" autoComplete="current-password" />}
        </Field>
        {message && <Notice look="bad">{message}</Notice>}
        <Button type="submit" size="large" busy={busy}>
          {busy ? words.signIn.busy : words.signIn.submit}
        </Button>
      </form>
      <div className="mt-5 flex flex-wrap justify-between gap-2 text-sm">
        <button type="button" onClick={forgot} className="min-h-11 text-accent underline">
          {words.signIn.forgot}
        </button>
        <p className="flex min-h-11 items-center gap-1.5">
          {words.signIn.none}
          <Link href={`/register/?next=${encodeURIComponent(next)}`} className="text-accent underline">
            {words.signIn.make}
          </Link>
        </p>
      </div>
    </AuthFrame>
  );
}

function Forgot({ back }: { back: () => void }) {
  const { busy, errors, message, submit } = useForm();
  const [sent, setSent] = useState(false);
  const [mail, setMail] = useState(true);
  useEffect(() => {
    get<{ password_reset_by_mail: boolean }>("/auth/options").then(
      (options) => setMail(options.password_reset_by_mail),
      () => undefined,
    );
  }, []);
  return (
    <AuthFrame title={words.forgot.title}>
      {!mail && <Notice look="warn">{words.forgot.noMail}</Notice>}
      {sent && <Notice look="good">{words.forgot.sent}</Notice>}
      {mail && !sent && (
        <form
          noValidate
          className="flex flex-col gap-5"
          onSubmit={(event) =>
            void submit(
              event,
              ({ email }) => (email ? {} : { email: words.register.missingEmail }),
              async ({ email }) => {
                await post("/auth/password/forgot", { email });
                setSent(true);
              },
            )
          }
        >
          <p className="text-sm leading-relaxed text-ink-soft">{words.forgot.explain}</p>
          <Field label={words.register.email} error={errors.email}>
            {(props) => <Input {...props} name="email" type="email" autoComplete="email" />}
          </Field>
          {message && <Notice look="bad">{message}</Notice>}
          <Button type="submit" busy={busy}>
            {words.forgot.submit}
          </Button>
        </form>
      )}
      <Button look="quiet" className="mt-4" onClick={back}>
        {words.forgot.back}
      </Button>
    </AuthFrame>
  );
}

function Reset({ token, done }: { token: string; done: () => void }) {
  const { busy, errors, message, submit } = useForm();
  return (
    <AuthFrame title={words.reset.title}>
      <form
        noValidate
        className="flex flex-col gap-5"
        onSubmit={(event) =>
          void submit(
            event,
            ({ password = "" }) =>
              password.length < 8 ? { password: words.register.missingPassword } : {},
            async ({ password }) => {
              await post("/auth/password/reset", { token, new_password: password });
              done();
            },
          )
        }
      >
        <Field
          label={words.register.password}
          hint={words.register.passwordHint}
          error={errors.password ?? errors.new_password}
        >
          {(props) => <PasswordInput {...props} name="password" autoComplete="new-password" />}
        </Field>
        {message && <Notice look="bad">{message}</Notice>}
        <Button type="submit" busy={busy}>
          {words.reset.submit}
        </Button>
      </form>
    </AuthFrame>
  );
}
