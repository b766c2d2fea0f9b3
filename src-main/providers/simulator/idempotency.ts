import { BoundedMap } from './bounded-map'

/** More than anybody runs in one sitting; at less than 1 KB each they stay below 200 MB. */
const mostKeys = 200_000

export type Known =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: string } // its JSON
  | { readonly kind: 'different_body' }
  | { readonly kind: 'running' }

type Entry = { readonly bodyHash: string; readonly answer: string | null }

/** What was answered under which key, as Stripe keeps it. Only answers are kept: a call that failed may be made again. */
export class IdempotencyKeys {
  readonly #keys = new BoundedMap<string, Entry>(mostKeys)
  readonly #running = new Set<string>()

  look(key: string, bodyHash: string): Known {
    const entry = this.#keys.get(key)
    if (entry && entry.bodyHash !== bodyHash) return { kind: 'different_body' }
    if (entry?.answer) return { kind: 'answered', answer: entry.answer }
    return this.#running.has(key) ? { kind: 'running' } : { kind: 'new' }
  }

  begin(key: string, bodyHash: string): void {
    this.#running.add(key)
    this.#keys.set(key, { bodyHash, answer: null })
  }

  keep(key: string, bodyHash: string, answer: string): void {
    this.#keys.set(key, { bodyHash, answer })
  }

  end(key: string): void {
    this.#running.delete(key)
  }
}
