import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { LimitReading } from '#shared/limits'
import type { Outcome, ProviderCall } from '#shared/outcome'
import { chat } from '#shared/request'
import type { Endpoint, ProtocolAdapter } from '../protocol'
import { type Family, suiteKey } from './family'
import { type Loopback, type Script, type Seen, startLoopback } from './loopback'

export const question = chat('Say hello', { system: 'Be brief', maxOutputTokens: 50, temperature: 0 })

/** What came of one call, and what was told on the way. `texts`: what `onText` got; `firstBytes`: how often `onFirstByte` was called. */
export type Asked = {
  readonly outcome: Outcome
  readonly seen: Seen
  readonly texts: readonly string[]
  readonly limits: readonly (readonly LimitReading[])[]
  readonly firstBytes: number
}

/** A server for each test of a family, and calls of it. */
export function askingOf(family: Family) {
  let server: Loopback
  const adapters: ProtocolAdapter[] = []
  const onMultiplied = vi.fn()

  beforeEach(async () => {
    onMultiplied.mockReset()
    server = await startLoopback()
  })
  afterEach(async () => {
    for (const adapter of adapters.splice(0)) await adapter.close()
    await server.close()
  })

  function adapter(endpoint: Partial<Endpoint> = {}): ProtocolAdapter {
    const made = family.make({
      ...{ baseUrl: `${server.origin}${family.basePath}`, apiKey: suiteKey, limitFamily: family.limitFamily },
      ...{ stream: false, onMultiplied, ...endpoint },
    })
    adapters.push(made)
    return made
  }

  /** Makes one call of one server that does this. Whatever comes of it, it was one request, and the key is nowhere. */
  async function ask(
    script: Script,
    { stream = false, ...overrides }: Partial<ProviderCall> & { stream?: boolean } = {},
  ): Promise<Asked> {
    server.play(script)
    const texts: string[] = []
    const limits: LimitReading[][] = []
    const onFirstByte = vi.fn()
    const outcome = await adapter({ stream }).call({
      request: question,
      model: family.model,
      idempotencyKey: 'task-1-1',
      signal: new AbortController().signal,
      onFirstByte,
      onLimits: (readings) => limits.push([...readings]),
      onText: (piece) => texts.push(piece),
      ...overrides,
    })
    expect(server.seen).toHaveLength(1)
    expect(JSON.stringify(outcome)).not.toContain(suiteKey)
    expect(onMultiplied).not.toHaveBeenCalled()
    const seen = server.seen[0] ?? expect.fail('no request')
    return { outcome, seen, texts, limits, firstBytes: onFirstByte.mock.calls.length }
  }

  return { adapter, ask, onMultiplied, server: () => server }
}
export type Asking = ReturnType<typeof askingOf>
