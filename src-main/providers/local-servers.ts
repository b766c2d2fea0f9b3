import { Agent } from 'undici'
import { z } from 'zod'
import { defaultParallel, presetOf } from '#shared/presets'
import type { LocalServer } from '#shared/provider'
import { ask, get, readModels } from './ask-models'
import { classifyHttpError, type HttpAnswer, hasErrorInside } from './classify'
import { parseJson } from './read-error-body'

type Address = { readonly name: string; readonly baseUrl: string; readonly preset?: string }

const at = (id: string, port?: number): Address => {
  const { name, baseUrl } = presetOf(id)
  return { name, preset: id, baseUrl: port === undefined ? baseUrl : baseUrl.replace(/:\d+/, `:${port}`) }
}
/** Where local servers listen unless they are told otherwise; llama.cpp at 8080 in builds before it moved. */
export const localServerAddresses: readonly Address[] = [
  at('ollama'),
  at('lm-studio'),
  at('llama-cpp'),
  at('llama-cpp', 8080),
  at('vllm'),
]

/** Loopback answers in a few milliseconds; the rest is for a server that is busy with a model. */
const probeTimeoutMs = 1_500

/** The servers that answer on this machine, in the order given. Never throws, and waits for none longer than `timeoutMs` and a second time. */
export async function findLocalServers(
  addresses = localServerAddresses,
  timeoutMs = probeTimeoutMs,
): Promise<LocalServer[]> {
  const dispatcher = new Agent({ allowH2: false })
  try {
    const found = await Promise.all(addresses.map((address) => probe(address, timeoutMs, dispatcher)))
    return found.filter((server) => server !== null)
  } finally {
    await dispatcher.destroy()
  }
}

async function probe({ name, baseUrl, preset = 'custom' }: Address, timeoutMs: number, dispatcher: Agent) {
  const asked = { protocol: 'openai-chat', baseUrl, apiKey: null, dispatcher } as const
  try {
    const answer = await ask(asked, '/models', AbortSignal.timeout(timeoutMs))
    const isList = answer.status >= 200 && answer.status < 300
    const models = isList ? readModels('openai-chat', answer.text) : null
    // One that wants a token is there all the same; its models show once the token is set.
    const wantsKey = !isList && isKeyRefused(answer)
    if (models === null && !wantsKey) return null
    const parallel = await callsAtOnce(baseUrl, preset, timeoutMs, dispatcher)
    return { name, baseUrl, preset, models: models ?? [], parallel }
  } catch {
    return null
  }
}

/** In an API's words: at ports as common as 8080, much else refuses those it does not know. */
function isKeyRefused(answer: HttpAnswer): boolean {
  const inWords = hasErrorInside(parseJson(answer.text))
  return inWords && classifyHttpError(answer, { secrets: [], now: 0 }).kind === 'blocked'
}

/**
 * How many calls at once a server takes; null where it sets no limit. llama.cpp says so itself; of the others it is what they do unless
 * they are told otherwise, which cannot be read from outside.
 */
export async function callsAtOnce(
  baseUrl: string,
  preset: string,
  timeoutMs = probeTimeoutMs,
  dispatcher?: Agent,
): Promise<number | null> {
  const known = presetOf(preset)
  if (known.local?.parallel !== 'asked') return defaultParallel(known)
  return (await slotsOf(baseUrl, timeoutMs, dispatcher)) ?? defaultParallel(known)
}

const Slots = z.array(z.unknown()).min(1)
const Props = z.object({ total_slots: z.int().positive() })

/** llama.cpp's slots: /props names their number, and where it is switched off /slots may list them. Source: its server's README. */
async function slotsOf(baseUrl: string, timeoutMs: number, dispatcher?: Agent): Promise<number | null> {
  const json = async (path: string): Promise<unknown> => {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      return parseJson((await get(new URL(path, baseUrl), { signal, dispatcher })).text)
    } catch {
      return undefined // it lists its models and does not say
    }
  }
  const props = Props.safeParse(await json('/props'))
  if (props.success) return props.data.total_slots
  const slots = Slots.safeParse(await json('/slots'))
  return slots.success ? slots.data.length : null
}
