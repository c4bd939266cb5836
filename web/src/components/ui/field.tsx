"use client";

import { useId } from "react";
import { cn } from "@/lib/cn";

interface FieldProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  className?: string;
  children: (props: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => React.ReactNode;
}

/** A label, a control, and what there is to say about it, tied together for screen readers. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm text-bad" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

const box =
  "min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-base text-ink placeholder:text-ink-soft aria-invalid:border-bad";

export function Input({ className, ...rest }: React.ComponentProps<"input">) {
  return <input className={cn(box, className)} {...rest} />;
}

export function TextArea({ className, ...rest }: React.ComponentProps<"textarea">) {
  return <textarea className={cn(box, "py-2.5 leading-relaxed", className)} rows={5} {...rest} />;
}

export function Select({ className, ...rest }: React.ComponentProps<"select">) {
  return <select className={cn(box, "pr-8", className)} {...rest} />;
}
