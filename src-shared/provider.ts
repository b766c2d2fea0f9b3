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

export const ProviderTest = z.object({
  at: EpochMs,
  ok: z.boolean(),
  message: z.string(), // what happened, and what to do when it failed
  latencyMs: z.int().nullable(),
  models: z.array(z.string()),
})
export type ProviderTest = z.infer<typeof ProviderTest>

/** A provider as a window may see it: of its key only that there is one, and how it ends. */
export const ProviderView = z.object({
  id: z.string(),
  protocol: Protocol,
  preset: z.string(), // which of the presets it was made from; 'practice' is built in, 'custom' is none
  name: z.string(),
  baseUrl: z.string().nullable(), // null for practice: its port is new at every start
  defaultModel: z.string(),
  models: z.array(z.string()), // as the provider last listed them
  key: z.object({ last4: z.string(), kept: z.enum(['keychain', 'plain', 'memory']) }).nullable(),
  isDefault: z.boolean(),
  paused: z.boolean(), // nothing new is sent to it
  lastTest: ProviderTest.nullable(),
})
export type ProviderView = z.infer<typeof ProviderView>

const BaseUrl = z.url({ protocol: /^https?$/, message: 'The base URL must start with http:// or https://.' })

/** key: undefined keeps the one that is set, null removes it. keepPlain: the person agrees that it lies on disk unprotected, where
 *  the system has no keychain; otherwise it is then forgotten when the app closes. */
export const ProviderInput = z.object({
  id: z.string().optional(),
  name: z.string().trim().min(1).max(60),
  baseUrl: BaseUrl,
  defaultModel: z.string().trim().max(200),
  key: z.string().trim().min(1).max(4096).nullable().optional(),
  keepPlain: z.boolean().optional(),
  makeDefault: z.boolean().optional(),
})
export type ProviderInput = z.infer<typeof ProviderInput>

/** A server found on this machine's loopback. */
export const LocalServer = z.object({ name: z.string(), baseUrl: z.string(), models: z.array(z.string()) })
export type LocalServer = z.infer<typeof LocalServer>
