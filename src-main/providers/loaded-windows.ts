import type { Dispatcher } from 'undici'
import { z } from 'zod'
import type { Endpoint } from './protocol'
import { parseJson } from './read-error-body'

/** A model as a local server has it. */
export type LoadedAt = { readonly providerId: string; readonly preset: string; readonly model: string }

type Parts = {
  /** Where a provider is; its dispatcher is ours to destroy. Rejects where it cannot be reached now. */
  readonly endpoint: (providerId: string) => Promise<Endpoint & { readonly dispatcher: Dispatcher }>
  /** Ms that only rise. */
  readonly monotonic: () => number
}

/** A model may be loaded anew with another window, and one that was not loaded may be by now. */
const keptMs = { known: 60_000, unknown: 2_000 }
const askTimeoutMs = 2_000
/** To load a model takes tens of seconds, from a slow disk minutes; the call that follows would wait as long. */
const loadTimeoutMs = 180_000

/**
 * How many tokens a local server's models take as they are loaded now, which neither their names nor their files tell. Ollama needs it most:
 * by default it has a window of 4,096, and cuts off what is longer without a word (provider wire facts, section 1.5); its endpoint of OpenAI's
 * protocol takes neither `num_ctx` nor `truncate` (ollama `openai/openai.go`, ChatCompletionRequest).
 */
export function createLoadedWindows({ endpoint, monotonic }: Parts) {
  const known = new Map<string, { readonly window: number | null; readonly at: number }>()
  const asking = new Map<string, Promise<void>>()
  const closing = new AbortController()
  const keyOf = ({ providerId, model }: LoadedAt) => JSON.stringify([providerId, model])

  async function ask(at: LoadedAt, server: Server, mayLoad: boolean): Promise<void> {
    const window = await windowOf(at, mayLoad ? server : { ...server, load: undefined }).catch(() => null) // it is not running, or does not say: the call itself will tell
    known.set(keyOf(at), { window, at: monotonic() })
  }

  async function windowOf({ providerId, model }: LoadedAt, { path, read, load }: Server): Promise<number | null> {
    const { dispatcher, baseUrl, apiKey, headers = {} } = await endpoint(providerId)
    try {
      const { get } = await import('./ask-models') // with all of HTTP, which no start should wait for
      const sent = { ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }), ...headers }
      const within = (ms: number) => AbortSignal.any([closing.signal, AbortSignal.timeout(ms)])
      const look = async () => {
        const answer = await get(new URL(path, baseUrl), { signal: within(askTimeoutMs), dispatcher, headers: sent })
        return read(parseJson(answer.text), model)
      }
      const window = await look()
      if (window !== null || load === undefined) return window
      const body = JSON.stringify({ model })
      await get(new URL(load, baseUrl), { signal: within(loadTimeoutMs), dispatcher, headers: sent, body })
      return await look()
    } finally {
      await dispatcher.destroy()
    }
  }

  return {
    /** Tokens; undefined where it is not known. Asks nobody. */
    told: ({ providerId, model }: Omit<LoadedAt, 'preset'>): number | undefined =>
      known.get(keyOf({ providerId, model, preset: '' }))?.window ?? undefined,
    /**
     * Null where nothing is to be asked: another kind of server, or known already. Else resolves, never rejects, once it was asked.
     * @param mayLoad whether the model may be loaded for it, as the call that follows would
     */
    refresh(at: LoadedAt, mayLoad = true): Promise<void> | null {
      const server = tellsWindow(at.preset) ? servers[at.preset] : undefined
      if (!server || closing.signal.aborted) return null
      const key = keyOf(at)
      const last = known.get(key)
      if (last && monotonic() - last.at < (last.window === null ? keptMs.unknown : keptMs.known)) return null
      const going = asking.get(key) ?? ask(at, server, mayLoad).finally(() => asking.delete(key))
      asking.set(key, going)
      return going
    },
    /** Ends what is still being asked. */
    close: (): void => closing.abort(),
  }
}
/** Whether that kind of server says what context a model has there. */
export const tellsWindow = (preset: string): boolean => Object.hasOwn(servers, preset)
export type LoadedWindows = ReturnType<typeof createLoadedWindows>

type Server = {
  /** Under the server's root. */
  readonly path: string
  readonly read: (json: unknown, model: string) => number | null
  /** Loads a model when it is sent its name, where only loaded models are told of. */
  readonly load?: string | undefined
}

const Tokens = z.int().positive()
const Ollama = z.object({ models: z.array(z.object({ name: z.string(), context_length: Tokens.optional() })) })
const Vllm = z.object({ data: z.array(z.object({ id: z.string(), max_model_len: Tokens.nullish() })) })
const LlamaCpp = z.object({ default_generation_settings: z.object({ n_ctx: Tokens }) })
const Instance = z.object({ config: z.object({ context_length: Tokens }) })
const LmStudio = z.object({
  models: z.array(z.object({ key: z.string(), loaded_instances: z.array(Instance).default([]) })),
})

/** By preset. Sources: Ollama docs/api.md "List Running Models" and "Load a model"; vLLM's model card; llama.cpp tools/server; LM Studio REST v1. */
const servers: Readonly<Record<string, Server>> = {
  ollama: {
    ...{ path: '/api/ps', load: '/api/generate' },
    read: (json, model) =>
      Ollama.safeParse(json).data?.models.find(({ name }) => name === model || name === `${model}:latest`)
        ?.context_length ?? null,
  },
  vllm: {
    path: '/v1/models',
    read: (json, model) => Vllm.safeParse(json).data?.data.find(({ id }) => id === model)?.max_model_len ?? null,
  },
  'llama-cpp': {
    path: '/props',
    read: (json) => LlamaCpp.safeParse(json).data?.default_generation_settings.n_ctx ?? null,
  },
  'lm-studio': {
    path: '/api/v1/models',
    read(json, model) {
      const loaded = LmStudio.safeParse(json).data?.models.find(({ key }) => key === model)?.loaded_instances ?? []
      return loaded.length === 0 ? null : Math.min(...loaded.map(({ config }) => config.context_length))
    },
  },
}
