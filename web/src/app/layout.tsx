import type { Metadata, Viewport } from "next";
import { Shell } from "@/components/shell";
import { SessionProvider } from "@/lib/session/session";
import { common } from "@/text/common";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: common.product, template: `%s · ${common.product}` },
  description: common.tagline,
  icons: { icon: "/icon.svg" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#141412" },
  ],
};

export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* eslint-disable-next-line @next/next/no-sync-scripts -- it must come before the paint */}
        <script src="/theme.js" />
      </head>
      <body className="min-h-dvh antialiased">
        <SessionProvider>
          <Shell>{children}</Shell>
        </SessionProvider>
      </body>
    </html>
  );
}
