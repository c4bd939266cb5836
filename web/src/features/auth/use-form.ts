"use client";

import { useState } from "react";
import { toProblem } from "@/lib/api/problem";

/** A form that is sent once at a time: what is wrong, by field or as a whole. */
export function useForm() {
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [message, setMessage] = useState("");

  async function submit(
    event: React.FormEvent<HTMLFormElement>,
    check: (values: Record<string, string>) => Record<string, string>,
    send: (values: Record<string, string>) => Promise<void>,
  ): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const values = Object.fromEntries(
      [...new FormData(form)].map(([name, value]) => [name, String(value)]),
    );
    const found = check(values);
    setErrors(found);
    setMessage("");
    const first = Object.keys(found)[0];
    if (first) {
      form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      return;
    }
    setBusy(true);
    try {
      await send(values);
    } catch (error) {
      const problem = toProblem(error);
      setErrors(problem.fields);
      if (!Object.keys(problem.fields).some((name) => name in values)) setMessage(problem.message);
    } finally {
      setBusy(false);
    }
  }

  return { busy, errors, message, submit };
}
