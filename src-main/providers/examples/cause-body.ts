import type { Wire } from './example'

/** What differs from call to call while the cause is the same. */
export type Varied = {
  readonly tokens: number // always beyond the limit
  readonly limit: number
  readonly seconds: string
  readonly id: string // of an organization, a project, a call
  readonly row: number
  readonly word: string // a value out of somebody's own data
  readonly date: string
  readonly many: string // a number as people write it
  readonly model: string
}
export const variants: readonly Varied[] = [
  {
    ...{ tokens: 210_000, limit: 200_000, seconds: '18.642s', id: 'org-1', row: 4, word: 'Smith', many: '1,200' },
    ...{ date: '2026-12-01 at 00:00 UTC', model: 'acme/large-4.1' },
  },
  {
    ...{ tokens: 9_001, limit: 8_192, seconds: '7m12s', id: 'org-AbXqZtRwPlKmNvBs', row: 999, word: 'Ann O. Neil' },
    ...{ date: '2027-01-15 at 13:05 UTC', many: '30,000', model: 'acme/large-4.1' },
  },
  {
    ...{ tokens: 1_048_577, limit: 1_048_576, seconds: '250ms', id: '7f9c24e8-3b12-4ef1-9a55-0d6b1c2e3f40', row: 1 },
    ...{ word: '北京', date: '2026-11-30 at 09:00 UTC', many: '7', model: 'acme/large-4.1' },
  },
]

/** The provider whose body it is, the status, and the body. Bodies of one cause stand in one entry. */
export type CauseBody = readonly [
  cause: string,
  provider: string,
  status: number,
  ...wires: readonly ((varied: Varied) => Wire)[],
]
