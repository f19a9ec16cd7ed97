// The part of simple-hl7 that the peer uses; the package ships no types.
declare module "simple-hl7" {
  import type { Server } from "node:net";

  type Request = { readonly raw: string; readonly msg: { readonly header: { getField(index: number): unknown } } };
  type Response = { end(): void };
  type App = {
    use(handle: (request: Request, response: Response, next: () => void) => void): void;
    start(port: number, encoding?: string): { readonly server: Server };
  };
  const hl7: { tcp(): App };
  export default hl7;
}
