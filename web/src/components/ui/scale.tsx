/** From 1 to 5: the interval as a band, the value as a mark in it. */
export function Scale({ value, low, high }: { value: number; low: number; high: number }) {
  const place = (each: number) => `${((Math.min(5, Math.max(1, each)) - 1) / 4) * 100}%`;
  return (
    <div aria-hidden className="relative h-3 rounded-full bg-sunken">
      <div
        className="absolute inset-y-0 rounded-full bg-accent/30"
        style={{ left: place(low), right: `calc(100% - ${place(high)})` }}
      />
      <div className="absolute -inset-y-0.5 w-1 rounded-full bg-accent" style={{ left: `calc(${place(value)} - 2px)` }} />
    </div>
  );
}
