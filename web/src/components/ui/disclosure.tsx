"use client";

import { useEffect, useId, useRef, useState } from "react";
import { cn } from "@/lib/cn";
import { Button } from "./button";

interface Props {
  label: string;
  face: React.ReactNode;
  children: React.ReactNode;
  className?: string;
}

/** A button that shows a few links or buttons below it. They are reached by Tab, as everything
 * else; Escape, or leaving, closes it (the disclosure pattern of the ARIA practices). */
export function Disclosure({ label, face, children, className }: Props) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  return (
    <div
      ref={box}
      className={cn("relative", className)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        setOpen(false);
        box.current?.querySelector("button")?.focus();
      }}
    >
      <Button look="quiet" aria-label={label} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {face}
      </Button>
      <ul
        id={id}
        hidden={!open}
        onClick={() => setOpen(false)}
        className="absolute right-0 z-40 mt-1.5 min-w-52 rounded-lg border border-line bg-surface p-1.5 shadow-lg"
      >
        {children}
      </ul>
    </div>
  );
}

export const entry =
  "flex min-h-11 w-full items-center gap-3 rounded-md px-3 text-left text-sm hover:bg-sunken";
