import { z } from 'zod'
import { EpochMs } from './task'

export const practiceProviderId = 'practice'
/** The practice provider's models: one that answers at once, one that thinks, one that embeds. */
export const practiceModels = {
  fast: 'practice-mini',
  heavy: 'practice-reasoner',
  embedding: 'practice-embed',
} as const

/** What is spoken on the wire: one module each. */
export const Protocol = z.enum(['openai-chat', 'openai-responses', 'anthropic', 'gemini'])
export type Protocol = z.infer<typeof Protocol>

/** HTTP carries Latin-1 without control characters. A pasted key often brings a line break or a typographic quote. */
const headerText = /^[\t\x20-\x7e\x80-\xff]*$/
/** What no header of a person's own may be: it decides how the message is read, or has a setting of its own. */
const ownHeaders = /^(host|content-length|content-type|transfer-encoding|connection|expect|upgrade|proxy-.*)$/i

/** Which proxy is used: the one that the system names for the address, none, or this one. Loopback is always reached directly. */
export const ProxySetting = z.union([
  z.enum(['system', 'none']),
  z.url({ protocol: /^(https?|socks5)$/, message: 'A proxy’s address starts with http://, https:// or socks5://.' }),
])
export type ProxySetting = z.infer<typeof ProxySetting>

/** Stands for the value of a header or the password of a proxy that is kept and not told. No header and no password can be this. */
export const keptSecret = '\u2022'.repeat(6)

/** What of a provider's options is secret. The password is as the proxy's address writes it. */
export const KeptSecrets = z.object({ headers: z.record(z.string(), z.string()), proxyPassword: z.string().nullable() })
export type KeptSecrets = z.infer<typeof KeptSecrets>

/**
 * What can be set of a provider besides its address and keys. Values of headers and a proxy's password are sealed as keys are, where the
 * system has a keychain; otherwise they lie in the data file in clear. Windows see `keptSecret` in their place, and send it back to keep them.
 */
export const ProviderOptions = z.object({
  stream: z.boolean().default(false), // whether answers are streamed where the request leaves it open
  organization: z.string().trim().max(200).nullable().default(null), // OpenAI
  project: z.string().trim().max(200).nullable().default(null), // OpenAI
  apiVersion: z.string().trim().max(100).nullable().default(null), // Azure's ?api-version=, where its address is not /openai/v1; anthropic-version
  headers: z
    .record(
      z
        .string()
        .regex(/^[!#$%&'*+.^`|~\w-]{1,100}$/, 'A header’s name has letters, digits and dashes only.')
        .refine((name) => !ownHeaders.test(name), 'This header is Trilane’s own to send.'),
      z
        .string()
        .max(8_000)
        .refine((text) => text === keptSecret || headerText.test(text), 'A header cannot have this character.'),
    )
    .default({}),
  proxy: ProxySetting.default('system'),
  caFile: z.string().trim().min(1).max(4_096).nullable().default(null), // PEM; trusted besides the system's own
  parallel: z.int().positive().max(10_000).nullable().default(null), // calls at once that the server takes; null: as its preset has it
})
export type ProviderOptions = z.infer<typeof ProviderOptions>
export const defaultOptions: ProviderOptions = ProviderOptions.parse({})

/** What is wrong with a connection, for a window to offer the remedy. */
export const TestProblem = z.enum([
  'dns', // the host name cannot be found
  'refused', // nothing listens there
  'timeout', // no answer in time
  'network', // it cannot be reached, or the connection broke, for another reason
  'key_missing',
  'key_refused',
  'model_unknown', // it answers and does not list the default model
  'tls_expired',
  'tls_untrusted', // self-signed, or signed by someone who is not trusted here
  'tls_name', // the certificate is another host's
  'tls', // the secure connection could not be set up for another reason
  'ca_file', // the CA file cannot be read or has no certificate in it
  'proxy', // the proxy cannot be reached, or does not pass the call on
  'proxy_auth', // the proxy wants a password
  'web_page', // a web page answered: a network that wants a sign-in, or not the API's address
  'base_url', // not an API, or another one; see suggestedBaseUrl
  'redirect', // the server is elsewhere; see suggestedBaseUrl
  'busy', // it answers, but not now
])
export type TestProblem = z.infer<typeof TestProblem>

export const ProviderTest = z.object({
  at: EpochMs,
  ok: z.boolean(), // also with model_unknown: the connection stands
  message: z.string(), // what happened, and what to do when it failed
  latencyMs: z.int().nullable(),
  models: z.array(z.string()),
  problem: TestProblem.nullable().default(null),
  suggestedBaseUrl: z.string().nullable().default(null), // the server answered there
})
export type ProviderTest = z.infer<typeof ProviderTest>

const Kept = z.enum(['keychain', 'plain', 'memory'])
/** A key as a window may see it: that there is one, how it ends, and how well it is kept. */
export const KeyView = z.object({ keyId: z.string(), name: z.string(), last4: z.string(), kept: Kept })
export type KeyView = z.infer<typeof KeyView>

/** One call of ours became `calls` calls upstream: a layer beside the engine retries, and limits cannot be kept. */
export const Multiplied = z.object({ calls: z.int(), layer: z.string() })
export type Multiplied = z.infer<typeof Multiplied>

/** A provider as a window may see it: of its keys only that there are some, and how they end. */
export const ProviderView = z.object({
  id: z.string(),
  protocol: Protocol,
  preset: z.string(), // which of the presets it was made from; 'practice' is built in, 'custom' is none
  name: z.string(),
  baseUrl: z.string().nullable(), // null for practice: its port is new at every start
  defaultModel: z.string(),
  models: z.array(z.string()), // as the provider last listed them
  options: ProviderOptions, // with marks for what is secret
  secretsKept: z.enum(['keychain', 'plain']).nullable().optional(), // how that is kept; null where there is none
  keys: z.array(KeyView), // oldest first
  key: z.object({ last4: z.string(), kept: Kept }).nullable(), // the oldest of them
  isDefault: z.boolean(),
  paused: z.boolean(), // nothing new is sent to it
  lastTest: ProviderTest.nullable(),
  multiplied: Multiplied.optional(), // seen since the start
})
export type ProviderView = z.infer<typeof ProviderView>

const BaseUrl = z
  .url({ protocol: /^https?$/, message: 'The base URL must start with http:// or https://.' })
  .refine((url) => !/[{}]|%7b|%7d/i.test(url), 'Replace what stands in braces in the base URL by your own.')

export const KeyText = z
  .string()
  .trim()
  .min(1)
  .max(4096)
  .regex(headerText, 'The key has a character that no key can have, perhaps a line break. Copy it again.')
export const KeyName = z.string().trim().max(60)

/** Left out, `preset`, `protocol` and `options` stay as they are; of a new provider they are those of the preset, which is found by the
 *  base URL. `options` are all of them at once. key: of the oldest key; undefined keeps it, null removes it. keepPlain: the person agrees
 *  that it lies on disk unprotected, where the system has no keychain; otherwise it is then forgotten when the app closes. */
export const ProviderInput = z.object({
  id: z.string().optional(),
  name: z.string().trim().min(1).max(60),
  preset: z.string().min(1).max(60).optional(),
  protocol: Protocol.optional(),
  baseUrl: BaseUrl,
  defaultModel: z.string().trim().max(200),
  options: ProviderOptions.optional(),
  key: KeyText.nullable().optional(),
  keepPlain: z.boolean().optional(),
  makeDefault: z.boolean().optional(),
})
export type ProviderInput = z.infer<typeof ProviderInput>

/** A server found on this machine's loopback. */
export const LocalServer = z.object({
  name: z.string(),
  baseUrl: z.string(),
  models: z.array(z.string()),
  preset: z.string().default('custom'),
  parallel: z.int().positive().nullable().default(null), // calls at once: as it says, or as servers of its kind do by default; null: no limit
})
export type LocalServer = z.infer<typeof LocalServer>
