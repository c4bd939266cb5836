"use client";

import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { text } from "@/text";
import type { Held } from "./comparison";
import { type Item, dayOf, endOf, nameOf } from "./item";

const words = text.history;

/** Up to two interviews to compare; `pair` is there once that was asked for. */
export function useChoice(items: Item[]) {
  const [ids, setIds] = useState<string[]>([]);
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLElement>(null);
  const held = items.filter((item) => ids.includes(item.id));
  const chosen = held.map((item) => item.id);
  const [first, second] = held
    .toSorted((one, other) => endOf(one).localeCompare(endOf(other)))
    .map((item) => ({ id: item.id, name: nameOf(item), day: dayOf(item) }));
  const pair: [Held, Held] | null = open && first && second ? [first, second] : null;
  return {
    chosen,
    pair,
    toggle: (id: string, on: boolean) => {
      setOpen(false);
      setIds(on ? [...chosen, id] : chosen.filter((each) => each !== id));
    },
    show: (button: HTMLElement) => {
      opener.current = button;
      setOpen(true);
    },
    close: () => {
      setOpen(false);
      opener.current?.focus();
    },
  };
}

export type Choice = ReturnType<typeof useChoice>;

/** What a row of the history has for it. */
export function Chooser({ item, choice }: { item: Item; choice: Choice }) {
  const on = choice.chosen.includes(item.id);
  const full = choice.chosen.length === 2;
  return (
    <>
      <label className="flex min-h-11 items-center gap-2 px-2 text-sm">
        <input
          type="checkbox"
          className="size-5 accent-accent"
          aria-label={words.compare.which(nameOf(item), dayOf(item))}
          checked={on}
          disabled={full && !on}
          onChange={(event) => choice.toggle(item.id, event.target.checked)}
        />
        <span aria-hidden>{words.compare.choose}</span>
      </label>
      {on && full && (
        <Button onClick={(event) => choice.show(event.currentTarget)}>{words.compare.open}</Button>
      )}
    </>
  );
}
