import next from "eslint-config-next/core-web-vitals";
import typescript from "eslint-config-next/typescript";

const config = [
  { ignores: [".next/", "out/", "next-env.d.ts", "src/lib/api/schema.d.ts"] },
  ...next,
  ...typescript,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      // A feature knows the shared rooms and itself; two features that need the same share it.
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@/features/*/*"], message: "Import a feature's index, from a page." }] },
      ],
    },
  },
];

export default config;
