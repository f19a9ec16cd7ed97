/** A role as the screen says it. */
export function roleWord(role: string): string {
  return role === "it" ? "IT" : role === "privacy" ? "privacy office" : role;
}

/** A patient kept as `Last, First`, her family name in capitals as everywhere else. */
export function PatientText({ name }: { name: string }) {
  return <PersonName name={name.replace(/^[^,]+/, family => family.toLocaleUpperCase("en-US"))} />;
}

/** A name kept as `LAST, First`, its family name bold. */
export function PersonName({ name }: { name: string }) {
  const comma = name.indexOf(",");
  if (comma < 0) return <strong>{name}</strong>;
  return (
    <bdi>
      <strong>{name.slice(0, comma)}</strong>
      {name.slice(comma)}
    </bdi>
  );
}
