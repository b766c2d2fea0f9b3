import { z } from 'zod'
import { type Asked, get, keyHeaders, post, rootOf } from './ask-models'
import { parseJson } from './read-error-body'
import { asSize, readToldModels } from './told-models'

/** The context of a model at a local server. `inForce`: it is loaded with that; else it is the most that it can be. */
export type AskedWindow = { readonly contextWindow: number; readonly inForce: boolean }
type Ask = (path: string, body?: unknown) => Promise<unknown>
type Asker = (ask: Ask, model: string) => Promise<AskedWindow | null>

/** Local servers take as long a prompt as they were started with, which the model's name does not tell; each says so in its own way. */
const askers: ReadonlyMap<string, Asker> = new Map([
  ['ollama', askOllama],
  ['lm-studio', askLmStudio],
  ['llama-cpp', askLlamaCpp],
  ['vllm', askList],
])

export const tellsWindow = (preset: string): boolean => askers.has(preset)

/** What that server says of a model's context now; null where it does not say, or cannot be reached. Never rejects. */
export async function askWindow(
  asked: Asked & { readonly preset: string },
  model: string,
  timeoutMs = 1_500,
): Promise<AskedWindow | null> {
  const ask: Ask = async (path, body) => {
    const { protocol, apiKey, headers = {}, dispatcher } = asked
    const url = new URL(`${rootOf(protocol, asked.baseUrl).replace(/\/(v1)?\/?$/, '')}${path}`)
    const how = {
      ...{ signal: AbortSignal.timeout(timeoutMs), dispatcher },
      headers: { ...keyHeaders(protocol, apiKey), ...headers },
    }
    const answer = await (body === undefined ? get(url, how) : post(url, body, how))
    return answer.status === 200 ? parseJson(answer.text) : undefined
  }
  try {
    return (await askers.get(asked.preset)?.(ask, model)) ?? null
  } catch {
    return null // it is not there, or is no such server
  }
}

const named = (model: string) => (name: unknown) => name === model || name === `${model}:latest`

const Running = z.object({
  models: z.array(z.object({ name: z.string(), model: z.string().optional(), context_length: z.unknown().optional() })),
})
const Shown = z.object({
  parameters: z.string().default(''),
  model_info: z.record(z.string(), z.unknown()).default({}),
})

/**
 * /api/ps names the context of models that are loaded, since 0.11. Of others /api/show knows what the Modelfile sets (`num_ctx`) and what the
 * model was trained for; OLLAMA_CONTEXT_LENGTH and the default by VRAM cannot be read. Source: Ollama's docs/api.md, server/routes.go.
 */
async function askOllama(ask: Ask, model: string): Promise<AskedWindow | null> {
  const isIt = named(model)
  const running = Running.safeParse(await ask('/api/ps')).data?.models.find((one) => isIt(one.name) || isIt(one.model))
  const loaded = asSize(running?.context_length)
  if (loaded !== null) return { contextWindow: loaded, inForce: true }
  const shown = Shown.safeParse(await ask('/api/show', { model })).data
  if (!shown) return null
  const [, trained] = Object.entries(shown.model_info).find(([key]) => key.endsWith('.context_length')) ?? []
  const set = /^\s*num_ctx\s+(\d+)/m.exec(shown.parameters)?.[1]
  const sizes = [asSize(trained), asSize(Number(set))].filter((size) => size !== null)
  return sizes.length === 0 ? null : { contextWindow: Math.min(...sizes), inForce: false }
}

const Studio = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      loaded_context_length: z.unknown().optional(),
      max_context_length: z.unknown().optional(),
    }),
  ),
})

/** Source: LM Studio's docs, REST API v0, since 0.3.6. One that is not loaded is loaded with a context that cannot be read before. */
async function askLmStudio(ask: Ask, model: string): Promise<AskedWindow | null> {
  const found = Studio.safeParse(await ask('/api/v0/models')).data?.data.find(({ id }) => id === model)
  const loaded = asSize(found?.loaded_context_length)
  if (loaded !== null) return { contextWindow: loaded, inForce: true }
  const most = asSize(found?.max_context_length)
  return most === null ? null : { contextWindow: most, inForce: false }
}

const Props = z.object({ default_generation_settings: z.object({ n_ctx: z.unknown().optional() }) })

/** Its n_ctx is that of one slot, which is what one prompt gets. Source: llama.cpp's tools/server/README.md. */
async function askLlamaCpp(ask: Ask, model: string): Promise<AskedWindow | null> {
  const props = Props.safeParse(await ask('/props')).data
  const slot = asSize(props?.default_generation_settings.n_ctx)
  return slot === null ? askList(ask, model) : { contextWindow: slot, inForce: true }
}

async function askList(ask: Ask, model: string): Promise<AskedWindow | null> {
  const told = readToldModels(JSON.stringify((await ask('/v1/models')) ?? null)).get(model)
  return told?.contextWindow ? { contextWindow: told.contextWindow, inForce: true } : null
}
