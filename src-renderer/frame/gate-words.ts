import type { Gate } from '#shared/gate'
import type { Failure } from '#shared/task'

/** What keeps a gate closed, as a person may call it. The failure's own code goes before the gate's reason: a proxy is no key. */
export type GateTrouble =
  | 'key_refused'
  | 'key_missing'
  | 'certificate'
  | 'proxy'
  | 'connection'
  | 'not_running'
  | 'quota'
  | 'model'
  | 'rate_limit'
  | 'outage'

/** Null of a gate that is not closed. */
export function troubleOf({ state }: Pick<Gate, 'state'>): GateTrouble | null {
  if (state.kind !== 'closed') return null
  return state.reason === 'auth' ? authTrouble(state.failure) : state.reason
}

function authTrouble({ code, status, providerCode }: Failure): GateTrouble {
  if (status === 407 || /^ERR_PROXY_AUTH/.test(providerCode ?? '')) return 'proxy'
  if (providerCode === 'ECONNREFUSED') return 'not_running'
  if (code !== 'connection') return status === null && providerCode === null ? 'key_missing' : 'key_refused'
  return /CERT|SELF_SIGNED|UNABLE_TO_|TLS|MITM|HOSTNAME/.test(providerCode ?? '') ? 'certificate' : 'connection'
}

/** Whether it is a person who can end it, also where it is tried again by itself meanwhile. */
export const needsPerson = (trouble: GateTrouble, until: number | null): boolean =>
  until === null || (trouble !== 'quota' && trouble !== 'rate_limit' && trouble !== 'outage')

type Words = {
  readonly short: string // in a cell
  readonly said: string // after the provider's name
  readonly once: string // after 'Starts': 'once a valid key is set'
  readonly advice: string // what to do, as a sentence
}

export const troubleWords: Readonly<Record<GateTrouble, Words>> = {
  key_refused: {
    short: 'key rejected',
    said: 'rejected the key',
    once: 'once a valid key is set',
    advice: 'Replace the key, and what waits goes on.',
  },
  key_missing: {
    short: 'no usable key',
    said: 'has no key that can be used',
    once: 'once it has a key',
    advice: 'Add a key, and what waits goes on.',
  },
  certificate: {
    short: 'certificate not trusted',
    said: 'has a certificate that is not trusted here',
    once: 'once its certificate is trusted',
    advice: 'If the server or the proxy is your own, add its CA file under Advanced.',
  },
  proxy: {
    short: 'proxy wants a login',
    said: 'is behind a proxy that wants a login',
    once: 'once the proxy lets it through',
    advice: 'Set the proxy’s address with name and password under Advanced.',
  },
  connection: {
    short: 'no secure connection',
    said: 'cannot be reached safely',
    once: 'once it can be reached',
    advice: 'Test the connection to see what is wrong.',
  },
  not_running: {
    short: 'not running',
    said: 'is not running',
    once: 'once it runs',
    advice: 'Start the server, and what waits goes on.',
  },
  quota: {
    short: 'quota used up',
    said: 'says that the quota is used up',
    once: 'once there is more quota',
    advice: 'Top up at the provider, then try again.',
  },
  model: {
    short: 'no such model',
    said: 'has no such model',
    once: 'once the model is there',
    advice: 'Make the model available there, then try again.',
  },
  rate_limit: { short: 'paused', said: 'paused', once: 'after its rate limit', advice: '' },
  outage: { short: 'not answering', said: 'is out', once: 'once it answers again', advice: '' },
}
