import OpenAI from 'openai'
import { peerConcurrency, type Run, workers } from '../race'
import { model, timeoutMs } from '../scenarios'

/** The openai SDK with the retries that it comes with. */
export const sdk: Run = async ({ baseUrl, prompts }) => {
  const client = new OpenAI({ baseURL: baseUrl, apiKey: 'none', timeout: timeoutMs })
  const succeeded = await workers(prompts, peerConcurrency, (content) =>
    client.chat.completions.create({ model, messages: [{ role: 'user', content }] }).then(
      () => true,
      () => false,
    ),
  )
  return { succeeded, note: `${peerConcurrency} at once, maxRetries ${client.maxRetries}, its default` }
}
