/** A map that forgets its oldest entries above `limit`, so that a provider which runs for weeks keeps its size. */
export class BoundedMap<K, V> {
  readonly #entries = new Map<K, V>()
  constructor(private readonly limit: number) {}

  get(key: K): V | undefined {
    return this.#entries.get(key)
  }

  /** Puts the entry last in the line of those to be forgotten. */
  set(key: K, value: V): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.limit) return
    const [oldest] = this.#entries.keys()
    if (oldest !== undefined) this.#entries.delete(oldest)
  }

  entries(): MapIterator<[K, V]> {
    return this.#entries.entries()
  }
}
