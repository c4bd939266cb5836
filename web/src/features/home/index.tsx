"use client";

import { Ear, MessageCircleQuestion, Mic } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import useSWR from "swr";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { beGuest, get, post } from "@/lib/api/client";
import { toProblem } from "@/lib/api/problem";
import { useSession } from "@/lib/session/session";
import { home as words } from "@/text/home";
import { Example } from "./example";

const icons = [Mic, MessageCircleQuestion, Ear];

/** What iHR is, where data stays, and one question without an account. */
export function Home() {
  const router = useRouter();
  const { me } = useSession();
  const { data: options } = useSWR("/auth/options", (url: string) => get<{ guests: boolean }>(url));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function tryOne() {
    setBusy(true);
    setProblem("");
    try {
      if (!me) await beGuest();
      const made = await post<{ id: string }>("/interviews", { questions: 1, mode: "practice" });
      router.push(`/interviews/room/?id=${made.id}`);
    } catch (error) {
      setProblem(toProblem(error).message);
      setBusy(false);
    }
  }

  return (
    <div className="flex flex-col gap-14 py-6 sm:py-12">
      <section className="mx-auto max-w-3xl text-center">
        <h1 className="text-4xl font-semibold tracking-tight sm:text-5xl">{words.title}</h1>
        <p className="mx-auto mt-5 max-w-2xl text-lg leading-relaxed text-ink-soft">{words.lead}</p>
        <div className="mt-8 flex flex-wrap justify-center gap-3">
          {(options?.guests ?? true) && !(me && !me.guest) && (
            <Button size="large" busy={busy} onClick={() => void tryOne()}>
              <Mic aria-hidden className="size-5" />
              {busy ? words.starting : words.tryOne}
            </Button>
          )}
          <Button size="large" look={me && !me.guest ? "primary" : "secondary"} asChild>
            <Link href="/interviews/">{words.setUp}</Link>
          </Button>
        </div>
        <p className="mt-4 text-sm text-ink-soft">{words.noAccount}</p>
        {problem && (
          <Notice look="bad" className="mx-auto mt-4 max-w-xl text-left">
            {problem}
          </Notice>
        )}
      </section>
      <ul className="grid gap-5 sm:grid-cols-3">
        {words.points.map(({ title, body }, index) => {
          const Icon = icons[index] ?? Mic;
          return (
            <li key={title}>
              <Card className="h-full">
                <Icon aria-hidden className="size-6 text-accent" />
                <h2 className="mt-3 text-lg font-semibold">{title}</h2>
                <p className="mt-2 text-sm leading-relaxed text-ink-soft">{body}</p>
              </Card>
            </li>
          );
        })}
      </ul>
      <Example />
      <Where />
    </div>
  );
}

/** Where what is said goes, from the engines that really run here. */
function Where() {
  const { data } = useSWR("/settings/engines", (url: string) =>
    get<{ engines: { where: string }[] }>(url),
  );
  if (!data) return null;
  const elsewhere = [...new Set(data.engines.map((each) => each.where))].filter(
    (each) => each !== "this machine",
  );
  return (
    <section className="mx-auto max-w-2xl text-center">
      <h2 className="text-xl font-semibold">{words.here.title}</h2>
      <p className="mt-2 leading-relaxed text-ink-soft">
        {elsewhere.length ? words.here.remote(elsewhere.join(", ")) : words.here.local}
      </p>
    </section>
  );
}
