import { setTimeout as sleep } from 'node:timers/promises'
import { peerConcurrency, post, type Run, workers } from '../race'

const retries = 3

/** What many would write: 20 workers, plain fetch, 3 retries after 1, 2 and 4 s, each spread from half to one and a half times. */
export const pool: Run = async ({ baseUrl, prompts }) => {
  const succeeded = await workers(prompts, peerConcurrency, async (prompt) => {
    for (let retry = 0; ; retry++) {
      const ok = await post(baseUrl, prompt).then(
        (response) => response.ok,
        () => false,
      )
      if (ok || retry >= retries) return ok
      await sleep(1_000 * 2 ** retry * (0.5 + Math.random()))
    }
  })
  return { succeeded, note: `${peerConcurrency} workers, ${retries} retries after 1, 2 and 4 s with jitter` }
}
