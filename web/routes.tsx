// Every page has an address. The addresses are singular (`/unit/…`), the node's answers plural (`/units/…`).
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Frame } from "./frame/Frame.tsx";
import { Trouble } from "./frame/Trouble.tsx";
import { Undrawn } from "./frame/Undrawn.tsx";

const root = createRootRoute({
  component: Outlet,
  errorComponent: ({ error }) => (
    <Trouble
      title="This page could not be drawn"
      text={`${error instanceof Error ? error.message : "Unknown error."} Nothing was changed. Read it again, or print the packet.`}
    />
  ),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("./access/SignIn.tsx"), "SignIn"),
});

const frame = createRoute({ getParentRoute: () => root, id: "frame", component: Frame });

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/unit" });
  },
});

const myUnit = createRoute({
  getParentRoute: () => frame,
  path: "/unit",
  component: lazyRouteComponent(() => import("./chart/Units.tsx"), "Units"),
});

export const unitRoute = createRoute({
  getParentRoute: () => frame,
  path: "/unit/$unit",
  validateSearch: (search: Record<string, unknown>): { by?: "critical" } =>
    search.by === "critical" ? { by: "critical" } : {},
  component: lazyRouteComponent(() => import("./chart/Unit.tsx"), "Unit"),
});

export const patientRoute = createRoute({
  getParentRoute: () => frame,
  path: "/patient/$patient",
  // As of an earlier moment, integer ms: her pages keep it.
  validateSearch: (search: Record<string, unknown>): { at?: number } =>
    typeof search.at === "number" && Number.isSafeInteger(search.at) && search.at >= 0 ? { at: search.at } : {},
  component: lazyRouteComponent(() => import("./chart/Patient.tsx"), "Patient"),
});

const summary = createRoute({
  getParentRoute: () => patientRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./chart/Summary.tsx"), "Summary"),
});

const mar = createRoute({
  getParentRoute: () => patientRoute,
  path: "/mar",
  component: lazyRouteComponent(() => import("./chart/MarPage.tsx"), "MarPage"),
});

const orders = createRoute({
  getParentRoute: () => patientRoute,
  path: "/orders",
  component: lazyRouteComponent(() => import("./chart/OrdersPage.tsx"), "OrdersPage"),
});

const results = createRoute({
  getParentRoute: () => patientRoute,
  path: "/results",
  component: lazyRouteComponent(() => import("./chart/ResultsPage.tsx"), "ResultsPage"),
});

const vitals = createRoute({
  getParentRoute: () => patientRoute,
  path: "/vitals",
  component: lazyRouteComponent(() => import("./chart/VitalsPage.tsx"), "VitalsPage"),
});

const problems = createRoute({
  getParentRoute: () => patientRoute,
  path: "/problems",
  component: lazyRouteComponent(() => import("./chart/ProblemsPage.tsx"), "ProblemsPage"),
});

const notes = createRoute({
  getParentRoute: () => patientRoute,
  path: "/notes",
  component: lazyRouteComponent(() => import("./chart/NotesPage.tsx"), "NotesPage"),
});

const visits = createRoute({
  getParentRoute: () => patientRoute,
  path: "/visits",
  component: lazyRouteComponent(() => import("./chart/VisitsPage.tsx"), "VisitsPage"),
});

/** The message behind a fact. */
export const messageRoute = createRoute({
  getParentRoute: () => frame,
  path: "/message/$entry",
  component: lazyRouteComponent(() => import("./chart/MessagePage.tsx"), "MessagePage"),
});

export type ClinicSearch = { place?: string; provider?: string };

function clinicSearch({ place, provider }: Record<string, unknown>): ClinicSearch {
  return {
    ...(typeof place === "string" ? { place: place.slice(0, 100) } : {}),
    ...(typeof provider === "string" ? { provider: provider.slice(0, 100) } : {}),
  };
}

export const clinicRoute = createRoute({
  getParentRoute: () => frame,
  path: "/clinic",
  validateSearch: clinicSearch,
  component: lazyRouteComponent(() => import("./clinic/Clinic.tsx"), "ClinicToday"),
});

export const clinicDayRoute = createRoute({
  getParentRoute: () => frame,
  path: "/clinic/$day",
  validateSearch: clinicSearch,
  component: lazyRouteComponent(() => import("./clinic/Clinic.tsx"), "ClinicDay"),
});

export const findRoute = createRoute({
  getParentRoute: () => frame,
  path: "/find",
  validateSearch: (search: Record<string, unknown>): { q: string } => ({
    q: typeof search.q === "string" || typeof search.q === "number" ? String(search.q).slice(0, 100) : "",
  }),
  component: lazyRouteComponent(() => import("./chart/Find.tsx"), "Find"),
});

const print = createRoute({
  getParentRoute: () => frame,
  path: "/print",
  component: lazyRouteComponent(() => import("./paper/Print.tsx"), "Print"),
});

const downtime = createRoute({
  getParentRoute: () => frame,
  path: "/downtime",
  component: lazyRouteComponent(() => import("./downtime/Downtime.tsx"), "Downtime"),
});

const system = createRoute({
  getParentRoute: () => frame,
  path: "/system",
  component: lazyRouteComponent(() => import("./system/System.tsx"), "System"),
});

const held = createRoute({
  getParentRoute: () => frame,
  path: "/held",
  component: lazyRouteComponent(() => import("./held/Held.tsx"), "Held"),
});

const heldOne = createRoute({
  getParentRoute: () => frame,
  path: "/held/$hold",
  component: lazyRouteComponent(() => import("./held/Held.tsx"), "Held"),
});

const privacy = createRoute({
  getParentRoute: () => frame,
  path: "/privacy",
  component: lazyRouteComponent(() => import("./privacy/Privacy.tsx"), "Privacy"),
});

const board = createRoute({
  getParentRoute: () => frame,
  path: "/board",
  component: lazyRouteComponent(() => import("./regional/Board.tsx"), "Board"),
});

const declare = createRoute({
  getParentRoute: () => frame,
  path: "/board/declare",
  component: lazyRouteComponent(() => import("./regional/Declare.tsx"), "Declare"),
});

const nothing = createRoute({
  getParentRoute: () => frame,
  path: "$",
  component: lazyRouteComponent(() => import("./frame/Trouble.tsx"), "NoSuchPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    signIn,
    frame.addChildren([
      myUnit,
      unitRoute,
      patientRoute.addChildren([summary, mar, orders, results, vitals, problems, notes, visits]),
      messageRoute,
      clinicRoute,
      clinicDayRoute,
      findRoute,
      print,
      downtime,
      system,
      held,
      heldOne,
      privacy,
      board,
      declare,
      nothing,
    ]),
  ]),
  scrollRestoration: true,
  defaultPreload: false,
  // Within the frame: the strip, the rail and the search stay.
  defaultErrorComponent: Undrawn,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
