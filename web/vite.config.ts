import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

// What the node answers; the service worker leaves these alone, so that no answer is ever kept.
const ANSWERS = [
  /^\/(units|patients|people|downtimes|search|events|me|health|acts|record|lock|sign-out|looks|blobs|segments|enrol)(\/|\?|$)/,
];

export default defineConfig({
  plugins: [
    react(),
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
