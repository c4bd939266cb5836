import type { NextConfig } from "next";

const server = process.env.IHR_SERVER ?? "http://127.0.0.1:8000";
const standalone = process.env.NEXT_OUTPUT === "standalone";
const developing = process.env.NODE_ENV === "development";

/** What the API answers, wherever the pages come from: one origin for both. */
const api = [
  "/auth/:path*",
  "/interviews/:path+",
  "/documents/:path*",
  "/feedback/:path*",
  "/dashboard/:path+",
  "/settings/:path+",
  "/recommendations/:path*",
  "/admin/:path+",
  "/me/:path*",
  "/v1/:path*",
  "/livez",
  "/readyz",
];

const config: NextConfig = {
  trailingSlash: true,
  // The same sources give the same files, so that a rebuild without a change changes nothing.
  generateBuildId: () => "ihr",
  reactStrictMode: true,
  images: { unoptimized: true },
};

const proxied: NextConfig = {
  ...config,
  ...(standalone ? { output: "standalone" } : {}),
  rewrites: async () => ({
    beforeFiles: [],
    afterFiles: [],
    fallback: api.map((source) => ({ source, destination: `${server}${source}` })),
  }),
};

export default standalone || developing ? proxied : { ...config, output: "export" as const };
