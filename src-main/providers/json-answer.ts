import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { noJson, schemaMisfit } from '#shared/cause'
import type { JsonAnswer } from '#shared/request'
import { UnsendableRequest } from './protocol'

/** The answer's JSON as text; or what is wrong with it, in words. */
export type CheckedJson = { readonly text: string } | { readonly problem: string }

/** Whether an answer is the JSON that was asked for. A code fence around all of it is taken off: models without a JSON mode add one. */
export function checkJsonAnswer(json: JsonAnswer, answer: string): CheckedJson {
  const text = withoutFence(answer)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: `${noJson}: ${error instanceof Error ? error.message : error}` }
  }
  if (json === 'any') return { text }
  const validate = schemaValidator(json)
  if (validate(value) === true) return { text }
  const [error] = validate.errors ?? []
  return {
    problem: `${schemaMisfit}: ${`${error?.instancePath ?? ''} ${error?.message ?? ''}`.trim()}`,
  }
}

/** Throws UnsendableRequest where the schema is none: no answer could be checked against it. Call it before sending. */
export function requireUsableSchema(json: JsonAnswer | undefined): void {
  if (json !== undefined && json !== 'any') schemaValidator(json)
}

/** Compiling takes milliseconds, and the tasks of a batch share their schema. */
const compiled = new Map<string, ValidateFunction>()
const mostCompiled = 50

function schemaValidator({ schema }: Exclude<JsonAnswer, 'any'>): ValidateFunction {
  const key = JSON.stringify(schema)
  const known = compiled.get(key)
  if (known) return known
  // The providers ignore keywords and formats that they do not know, and so does this; an Ajv each, since a schema may have an `$id`.
  const options = { strict: false, validateFormats: false, logger: false } as const
  const { $schema: dialect, ...ofAnyDialect } = schema // each Ajv knows one address of its own dialect, and refuses every other
  let validate: ValidateFunction | undefined
  let problem: unknown
  for (const Dialect of dialectsOf(dialect)) {
    try {
      if (schema.$async !== undefined) throw new Error('$async is not supported')
      validate ??= new Dialect(options).compile(ofAnyDialect)
    } catch (error) {
      problem ??= error
    }
  }
  if (!validate)
    throw new UnsendableRequest(
      `The JSON schema cannot be used: ${problem instanceof Error ? problem.message : problem}`,
    )
  const oldest = compiled.keys().next().value
  if (compiled.size >= mostCompiled && oldest !== undefined) compiled.delete(oldest)
  compiled.set(key, validate)
  return validate
}

/** Those that a schema may be meant for, likeliest first. Drafts 4 and 6 differ from 7 in keywords that hardly any schema has. */
function dialectsOf(named: unknown): readonly (typeof Ajv | typeof Ajv2019 | typeof Ajv2020)[] {
  if (typeof named !== 'string') return [Ajv2020, Ajv] // lists under `items` are older
  if (/draft-0[3-7]/.test(named)) return [Ajv]
  return named.includes('2019-09') ? [Ajv2019] : [Ajv2020]
}

function withoutFence(text: string): string {
  return /^\s*```(?:json)?[ \t]*\r?\n([\s\S]*?)\r?\n?```\s*$/i.exec(text)?.[1] ?? text
}
