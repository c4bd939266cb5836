"use client";

import * as RadioGroup from "@radix-ui/react-radio-group";
import { useId } from "react";
import { cn } from "@/lib/cn";

interface Option<T extends string> {
  value: T;
  label: string;
  about?: string;
}

interface Props<T extends string> {
  label: string;
  value: T;
  options: Option<T>[];
  onChange: (value: T) => void;
  className?: string;
}

/** One of a few, all of them in sight. */
export function Choice<T extends string>({ label, value, options, onChange, className }: Props<T>) {
  const id = useId();
  return (
    <div className={className}>
      <p id={id} className="mb-1.5 text-sm font-medium">
        {label}
      </p>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as T)}
        className="flex flex-wrap gap-2"
      >
        {options.map((option) => (
          <RadioGroup.Item
            key={option.value}
            value={option.value}
            className={cn(
              "min-h-11 rounded-lg border border-line-strong bg-surface px-4 py-2 text-left text-sm hover:bg-sunken",
              "data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft",
              option.about && "flex flex-1 basis-44 flex-col lg:basis-0",
            )}
          >
            <span className="font-medium">{option.label}</span>
            {option.about && (
              <span className="mt-0.5 block leading-snug text-ink-soft">{option.about}</span>
            )}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
}
