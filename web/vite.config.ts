import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

// What the node answers; the service worker leaves these alone, so that no answer is ever kept.
const ANSWERS = [
  /^\/(units|patients|messages|parked-messages|clinics|boards|people|downtimes|feeds|holds|search|events|me|health|acts|record|lock|sign-out|looks|glass|blobs|segments|enrol)(\/|\?|$)/,
];

/** Names the build in the page, so that a page of an old one knows itself; the node reads the same name. */
const namesItsBuild: Plugin = {
  name: "tideover-build",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    // The files' names hold their contents' hashes.
    handler: html => [
      {
        tag: "meta",
        attrs: {
          name: "tideover-build",
          content: createHash("sha256").update(html).digest("hex").slice(0, 16),
        },
        injectTo: "head",
      },
    ],
  },
};

export default defineConfig({
  plugins: [
    react(),
    namesItsBuild,
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: "script-defer",
      manifest: {
        name: "Tideover",
        short_name: "Tideover",
        description: "The copy of the chart, when the EHR is dark",
        display: "standalone",
        background_color: "#eef0f3",
        theme_color: "#12161d",
        icons: [{ src: "/mark.svg", sizes: "any", type: "image/svg+xml" }],
      },
      workbox: {
        globPatterns: ["**/*.{js,css,html,svg,woff2}"],
        navigateFallback: "/index.html",
        navigateFallbackDenylist: ANSWERS,
        runtimeCaching: [],
        cleanupOutdatedCaches: true,
      },
    }),
  ],
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 800 },
});
