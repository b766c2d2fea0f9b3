import { model, type Scenario, timeoutMs } from './scenarios'

/** What the process of a contender is told. The prompts are made there: they would be too long for an argument. */
export type Start = {
  readonly baseUrl: string
  readonly count: number
  readonly chars: Scenario['chars']
  /** A folder of its own, empty. */
  readonly folder: string
  /** The calls a second that the limit allows on average: for who must be told. */
  readonly ratePerSecond: number
  /** Trilane's concurrency on the lane Fast; null: as it comes. */
  readonly fastConcurrency: number | null
  /** Where the other queues are installed and their Redis listens; null where they do not run. */
  readonly bullmq: { readonly modules: string; readonly port: number } | null
}

/** What a contender is given. */
export type Race = Start & { readonly prompts: readonly string[] }

/** What a contender says of itself; the provider's log says the rest. */
export type Claim = { readonly succeeded: number; readonly note: string }
export type Run = (race: Race) => Promise<Claim>

/** As many at once as the peers are given. */
export const peerConcurrency = 20

/** A chat completion by plain fetch. Rejects when the connection breaks or no answer comes in time. */
export async function post(baseUrl: string, prompt: string): Promise<Response> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: prompt }] }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  await response.arrayBuffer()
  return response
}

/** Works through the prompts, so many at once. @returns how many `work` brought to an answer */
export async function workers(
  prompts: readonly string[],
  count: number,
  work: (prompt: string) => Promise<boolean>,
): Promise<number> {
  const left = prompts.values()
  let succeeded = 0
  const worker = async () => {
    for (const prompt of left) if (await work(prompt)) succeeded += 1
  }
  await Promise.all(Array.from({ length: count }, worker))
  return succeeded
}
