/** The mark: two tides over one line. */
export function Mark() {
  return (
    <svg width="28" height="24" viewBox="0 0 28 24" fill="none" role="img" aria-label="Tideover">
      <g stroke="currentColor" strokeWidth="2.6" strokeLinecap="round">
        <path d="M3 8c3.5-4.5 7.5-4.5 11 0s7.5 4.5 11-1.5" />
        <path d="M3 15c3.5-4.5 7.5-4.5 11 0s7.5 4.5 11-1.5" opacity=".5" />
        <path d="M3 21.5h22" />
      </g>
    </svg>
  );
}
