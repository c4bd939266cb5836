"use client";

import { SendHorizontal } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import { text } from "@/text";

/** Typing is always possible. Enter sends, Shift+Enter begins a new line. */
export function ChatBox({ onSay, disabled }: { onSay: (words: string) => void; disabled: boolean }) {
  const form = useRef<HTMLFormElement>(null);
  return (
    <form
      ref={form}
      className="mx-auto flex w-full max-w-2xl items-end gap-2 px-4"
      onSubmit={(event) => {
        event.preventDefault();
        const words = String(new FormData(event.currentTarget).get("words") ?? "").trim();
        if (!words) return;
        onSay(words);
        event.currentTarget.reset();
      }}
    >
      <TextArea
        name="words"
        rows={1}
        maxLength={20_000}
        aria-label={text.room.chat.label}
        placeholder={text.room.chat.placeholder}
        disabled={disabled}
        className="field-sizing-content max-h-40 min-h-11 resize-none"
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            form.current?.requestSubmit();
          }
        }}
      />
      <Button type="submit" size="icon" look="secondary" aria-label={text.room.chat.send} disabled={disabled}>
        <SendHorizontal aria-hidden className="size-5" />
      </Button>
    </form>
  );
}
