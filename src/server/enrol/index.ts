// Enrolling another node's folder by files, for the command line.
export { type Granted, openGrant } from "./grant.ts";
export { nodeIdentity } from "./identity.ts";
export { enrolledKeys, enrolledNodes, recipientsFor } from "./nodes.ts";
export { checkNumber, type EnrolRequest, makeRequest, readRequest } from "./request.ts";
