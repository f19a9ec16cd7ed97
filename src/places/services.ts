// What a hospital can do for people, and what it needs for it: closed lists, so that every face of a status says the same word.

/** Services as a board has them, in its order. `asks`: of whom a facility that has it must report; of others it may. */
export const SERVICES = {
  ed: { name: "Emergency department", short: "ED", asks: ["ambulance", "walk-in"] },
  trauma: { name: "Trauma", short: "Trauma", asks: ["ambulance"] },
  stroke: { name: "Stroke", short: "Stroke", asks: ["ambulance"] },
  stemi: { name: "Heart attack (STEMI)", short: "STEMI", asks: ["ambulance"] },
  burn: { name: "Burns", short: "Burn", asks: ["ambulance"] },
  paediatrics: { name: "Pediatrics", short: "Peds", asks: ["ambulance"] },
  ob: { name: "Birth", short: "Birth", asks: ["walk-in"] },
  nicu: { name: "Newborn intensive care", short: "NICU", asks: ["transfer-in"] },
  icu: { name: "Intensive care", short: "ICU", asks: ["transfer-in"] },
  or: { name: "Operating rooms", short: "OR", asks: ["transfer-in"] },
  psychiatry: { name: "Psychiatry", short: "Psych", asks: ["walk-in"] },
  dialysis: { name: "Dialysis", short: "Dialysis", asks: ["scheduled"] },
  "urgent-care": { name: "Urgent care", short: "Urgent care", asks: ["walk-in"] },
  "elective-surgery": { name: "Elective surgery", short: "Elective surgery", asks: ["scheduled"] },
  ct: { name: "CT", short: "CT", asks: ["ambulance"] },
  imaging: { name: "Imaging", short: "Imaging", asks: ["scheduled"] },
  laboratory: { name: "Laboratory", short: "Lab", asks: ["scheduled"] },
  "blood-draw": { name: "Blood draw", short: "Blood draw", asks: ["walk-in"] },
  clinics: { name: "Clinics", short: "Clinics", asks: ["scheduled"] },
} as const satisfies Record<
  string,
  { readonly name: string; readonly short: string; readonly asks: readonly Population[] }
>;

/** Who is asked to come or to go elsewhere. */
export const POPULATIONS = ["ambulance", "walk-in", "scheduled", "transfer-in"] as const;
export type Population = (typeof POPULATIONS)[number];
export type Service = keyof typeof SERVICES;
export const SERVICE_IDS = Object.keys(SERVICES) as [Service, ...Service[]];

/** What services are made with. Its loss is a fact of its own, and outlives any diversion (RULES S1). */
export const CAPABILITIES = {
  ct: "CT",
  mri: "MRI",
  "cath-lab": "Cath lab",
  "interventional-radiology": "Interventional radiology",
  blood: "Blood",
  laboratory: "Laboratory",
  "operating-rooms": "Operating rooms",
  "image-reading": "Reading of images",
  power: "Power",
  water: "Water",
  oxygen: "Oxygen",
  staff: "Staff",
} as const satisfies Record<string, string>;
export type Capability = keyof typeof CAPABILITIES;
export const CAPABILITY_IDS = Object.keys(CAPABILITIES) as [Capability, ...Capability[]];

/** What a service does without a capability: nothing, or less. */
export type Need = { readonly capability: Capability; readonly without: "lost" | "limited" };

/** What a service needs where its facility says nothing else. A hospital edits it by `place.service`. */
export const USUAL_NEEDS: Readonly<Record<Service, readonly Need[]>> = {
  ed: [limited("ct"), limited("laboratory"), limited("blood"), limited("power"), limited("water"), limited("oxygen")],
  trauma: [lost("ct"), lost("operating-rooms"), lost("blood"), limited("interventional-radiology")],
  stroke: [lost("ct"), lost("image-reading"), limited("interventional-radiology")],
  stemi: [lost("cath-lab")],
  burn: [lost("operating-rooms"), limited("blood")],
  paediatrics: [limited("ct"), limited("laboratory")],
  ob: [limited("operating-rooms"), limited("blood"), limited("laboratory")],
  nicu: [lost("oxygen"), lost("power"), limited("laboratory")],
  icu: [lost("oxygen"), lost("power"), limited("laboratory"), limited("blood")],
  or: [lost("operating-rooms"), limited("blood")],
  psychiatry: [],
  dialysis: [lost("water"), lost("power"), limited("laboratory")],
  "urgent-care": [limited("laboratory")],
  "elective-surgery": [lost("operating-rooms"), limited("blood")],
  ct: [lost("ct"), limited("image-reading")],
  imaging: [limited("ct"), limited("mri"), limited("image-reading")],
  laboratory: [lost("laboratory")],
  "blood-draw": [limited("laboratory")],
  clinics: [],
};

function lost(capability: Capability): Need {
  return { capability, without: "lost" };
}

function limited(capability: Capability): Need {
  return { capability, without: "limited" };
}
