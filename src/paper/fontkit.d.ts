// The part of fontkit that the coverage check uses; the package ships no types.
declare module "fontkit" {
  export type Font = { readonly characterSet: readonly number[]; readonly availableFeatures: readonly string[] };
  export function create(bytes: Uint8Array): Font;
}
