import { z } from 'zod'
import json from './models-data.json'

const Rate = z.number().nonnegative().nullable().default(null)
const rates = { input: Rate, cachedInput: Rate, cacheWrite: Rate, output: Rate }
const Row = z.object({
  ...rates,
  window: z.int().positive().nullable().default(null),
  maxOutput: z.int().positive().nullable().default(null),
  temperature: z.boolean().nullable().default(null),
  steps: z.array(z.object({ above: z.int().nonnegative(), ...rates })).default([]),
  from: z.int().nonnegative(),
})
/** A row of the file: prices in USD per million tokens, windows in tokens; null is not known. */
export type Row = z.infer<typeof Row>

const Provider = z.object({
  batch: z.number().positive().max(1).nullable().default(null),
  models: z.record(z.string(), z.union([Row, z.string()])), // a text: another name of that model
})
const File = z.object({
  sources: z.array(
    z.object({ name: z.string(), version: z.string().nullable(), date: z.iso.date(), licence: z.string() }),
  ),
  providers: z.record(z.string(), Provider),
})

export type ModelsOfProvider = {
  /** Names are in lower case. */
  readonly rows: ReadonlyMap<string, Row>
  /** The factor of the provider's own batch API. */
  readonly batch: number | null
}
export type ModelsData = {
  readonly sources: z.infer<typeof File>['sources']
  readonly providers: ReadonlyMap<string, ModelsOfProvider>
}

let read: ModelsData | null = null

/** The dated file that `npm run models:refresh` makes; read when it is first asked for, which takes some milliseconds. */
export function modelsData(): ModelsData {
  read ??= parse(File.parse(json))
  return read
}

function parse({ sources, providers }: z.infer<typeof File>): ModelsData {
  const read = Object.entries(providers).map(([name, { batch, models }]) => {
    const rows = Object.entries(models).flatMap(([model, row]) => {
      const known = typeof row === 'string' ? models[row] : row
      return typeof known === 'object' ? [[model.toLowerCase(), known] as const] : []
    })
    return [name, { batch, rows: new Map(rows) }] as const
  })
  return { sources, providers: new Map(read) }
}
