import { z } from 'zod'
import { contentHash } from './seeded'

/** What is read of a JSON Schema; all else is taken and ignored. */
const Node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.json()).min(1).optional(),
  const: z.json().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).min(1).optional(),
  oneOf: z.array(z.unknown()).min(1).optional(),
  allOf: z.array(z.unknown()).min(1).optional(),
  $ref: z.string().optional(),
  format: z.string().optional(),
  minLength: z.int().optional(),
  maxLength: z.int().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minItems: z.int().optional(),
})
type Value = z.infer<ReturnType<typeof z.json>>

const formats: Readonly<Record<string, string>> = {
  ...{ date: '2026-01-01', 'date-time': '2026-01-01T00:00:00Z', time: '00:00:00Z', uri: 'https://example.com/' },
  ...{ email: 'practice@example.com', uuid: '00000000-0000-4000-8000-000000000000' },
}
const deepest = 8

/**
 * A value that a schema allows, made up and always the same for the same text: the first text in it is `notice`, numbers and choices vary
 * with `seed`. Of what a schema may say, the keywords that providers take are kept to.
 */
export function fitSchema(schema: unknown, notice: string, seed: string): Value {
  const pick = (at: string, count: number) => Number.parseInt(contentHash(`${seed}\0${at}`).slice(0, 8), 16) % count

  function make(given: unknown, at: string, depth: number): Value {
    const node = Node.safeParse(given).data
    if (!node || depth > deepest) return null
    if (node.const !== undefined) return node.const
    if (node.enum) return node.enum[pick(at, node.enum.length)] ?? null
    if (node.$ref !== undefined) return make(resolve(schema, node.$ref), at, depth + 1)
    const parts = node.allOf
    if (parts) return Object.assign({}, ...parts.map((part) => make(part, at, depth + 1)))
    const choices = node.anyOf ?? node.oneOf
    if (choices) return make(choices[0], at, depth + 1)
    const types = typeof node.type === 'string' ? [node.type] : (node.type ?? [])
    const type = types.find((each) => each !== 'null') ?? types[0] ?? (node.properties ? 'object' : 'string')
    switch (type) {
      case 'object':
        return Object.fromEntries(
          Object.entries(node.properties ?? {}).map(([name, part]) => [name, make(part, `${at}.${name}`, depth + 1)]),
        )
      case 'array':
        return Array.from({ length: Math.max(1, node.minItems ?? 1) }, (_, n) =>
          make(node.items, `${at}.${n}`, depth + 1),
        )
      case 'integer':
      case 'number': {
        const least = Math.ceil(node.minimum ?? Math.min(0, node.maximum ?? 0))
        const most = Math.floor(node.maximum ?? least + 9)
        return least + pick(at, Math.max(1, most - least + 1))
      }
      case 'boolean':
        return pick(at, 2) === 1
      case 'null':
        return null
      default:
        return textFor(node, notice)
    }
  }
  return make(schema, '$', 0)
}

function textFor({ format, minLength = 0, maxLength }: z.infer<typeof Node>, notice: string): string {
  const text = (format === undefined ? undefined : formats[format]) ?? notice
  return text.padEnd(minLength, '.').slice(0, maxLength)
}

/** What a reference within the schema points at: `#/$defs/Address`. */
function resolve(schema: unknown, ref: string): unknown {
  let at: unknown = schema
  for (const name of ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
    at =
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<string, unknown>)[key] : undefined
  }
  return at
}
