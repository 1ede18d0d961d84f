/** Time spent waiting for people is hatched everywhere, so that it survives a grey printer. */
export function Hatch({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="people-base" width="6" height="6" />
        <rect class="people-stripe" width="2.5" height="6" />
      </pattern>
    </defs>
  );
}
