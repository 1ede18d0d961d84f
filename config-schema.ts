/** What may stand in firebreak.yaml? The shape only: references and connector settings are checked after it. */
import { z } from 'zod';

const idPattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

const id = z
  .string()
  .regex(idPattern, 'saw no id; expected lower-case letters, digits, dot, dash or underscore, at most 63')
  .meta({ id: 'id' });

/** The value itself is never quoted in an error: somebody may have pasted the secret instead of its name. */
const secretName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._@/-]{0,199}$/,
    'saw no secret name; expected a sealed-store name such as drill/billing, never the secret itself: firebreak secret put NAME',
  )
  .meta({ id: 'secretName', description: 'name in the sealed store (firebreak secret list), never the secret itself' });

const place = z
  .looseObject({ connector: z.string().min(1).max(63) })
  .meta({ id: 'place', description: 'connector, and the settings that connector asks for' });

const responder = z.strictObject({
  id,
  name: z.string().min(1).max(100),
  environments: z
    .array(id)
    .min(1)
    .meta({ description: 'environments this person may release irreversible effects in' }),
});

const agent = z.strictObject({
  owner: id.meta({ description: 'a responder' }),
  credential: id.optional().meta({ description: 'absent for an agent that works only with what others mint for it' }),
  sessions: place.optional(),
  actions: place.optional(),
});

const credential = z.strictObject({
  environment: id,
  issuer: id,
  surfaces: z.array(id).meta({ description: 'where it is accepted besides the issuer' }),
  secret: secretName,
});

const handover = z.strictObject({
  path: z.string().min(1).max(4_096).meta({ description: 'file the dependent watches; relative to this file' }),
  recipient: z
    .string()
    .regex(/^age1[0-9a-z]{58}$/, 'saw no age recipient; expected age1 and 58 characters (age-keygen -y KEYFILE)')
    .meta({ description: "the dependent's own age recipient" }),
});

const dependent = z.strictObject({
  owner: id.meta({ description: 'a responder' }),
  credential: id,
  surfaces: z
    .array(z.string().regex(/^(issuer\/)?[a-z0-9][a-z0-9._-]{0,62}$/, 'saw no id; expected a surface, or issuer/NAME'))
    .min(1)
    .meta({ description: 'where it must be seen on the new credential: surfaces, or issuer/NAME' }),
  handover,
});

export const configSchema = z
  .strictObject({
    version: z.literal(1),
    environments: z.array(id).min(1).max(100),
    responders: z.array(responder).min(1).max(1_000),
    issuers: z.record(id, place),
    surfaces: z.record(id, place).default({}),
    credentials: z.record(id, credential),
    agents: z.record(id, agent),
    dependents: z.record(id, dependent).default({}),
  })
  .meta({ title: 'Firebreak inventory' });

export type ConfigFile = z.output<typeof configSchema>;

export type PlaceFile = z.output<typeof place>;
