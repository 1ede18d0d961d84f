/** The six steps, in the order the response enters them. */
export const verbs = ['rotate', 'freeze', 'disconnect', 'pull', 'sweep', 'revoke'] as const;

export type Verb = (typeof verbs)[number];

/** What an operation does to the world: nothing, something a call undoes, or something final. */
export type Effect = 'read' | 'reversible' | 'irreversible';
