// The session cookie: HttpOnly, SameSite=Strict, Secure beyond loopback. The web app never reads it.

/** `__Host-` binds it to this host and to TLS (RFC 6265bis §4.1.3.2). */
function nameOf(secure: boolean): string {
  return secure ? "__Host-tideover" : "tideover";
}

/** The cookie's value in a Cookie header; null where there is none, or more than one of the name. */
export function cookieIn(header: string | undefined, secure: boolean): string | null {
  if (header === undefined || header.length > 8_192) return null;
  const values = header
    .split(";")
    .map(pair => pair.trim())
    .filter(pair => pair.startsWith(`${nameOf(secure)}=`))
    .map(pair => pair.slice(nameOf(secure).length + 1));
  return values.length === 1 && /^[A-Za-z0-9_-]{43}$/.test(values[0] ?? "") ? (values[0] ?? null) : null;
}

/** The Set-Cookie header that gives a session, or with null takes it away. */
export function setCookie(value: string | null, secure: boolean): string {
  const ending = `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  return value === null ? `${nameOf(secure)}=; Max-Age=0; ${ending}` : `${nameOf(secure)}=${value}; ${ending}`;
}
