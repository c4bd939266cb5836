"use client";

import { useSearchParams } from "next/navigation";
import { Suspense, useState } from "react";
import { Room } from "@/features/room";

function Held() {
  const query = useSearchParams();
  const [times, setTimes] = useState(0);
  const id = query.get("id") ?? "";
  const deviceId = query.get("microphone");
  return (
    <Room
      key={times}
      interviewId={id}
      typing={query.get("text") === "1"}
      {...(deviceId ? { deviceId } : {})}
      onTakeBack={() => setTimes(times + 1)}
    />
  );
}

export default function Page() {
  return (
    <Suspense>
      <Held />
    </Suspense>
  );
}
