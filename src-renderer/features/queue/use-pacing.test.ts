import { expect, it } from 'vitest'
import type { Overview } from '#shared/overview'
import type { GateId } from '#shared/task'
import { limited } from '../../preview/limits'
import { now } from '../../preview/tasks'
import { pacingOf } from './use-pacing'

const withNext = (more: Partial<Overview>): Overview => ({ ...limited, ...more })

it('is that of the gate whose next call goes first, with its limit and source', () => {
  expect(pacingOf(limited, now)).toEqual({
    ...{ name: 'OpenAI', at: now + 4_000, words: '600 a minute, told by the provider' },
  })
  const [pace] = limited.paces
  const sooner = { ...pace, gateId: 47, next: { at: now + 900, of: 'requests' as const } } as Overview['paces'][number]
  expect(pacingOf(withNext({ paces: [...limited.paces, sooner] }), now)).toMatchObject({
    ...{ name: 'Mistral', words: 'about 118 a minute, measured between refusals' },
  })
})

it('is none once its time has come, at a closed gate, and at another one than is asked for', () => {
  expect(pacingOf(limited, now + 4_000)).toBeNull()
  expect(pacingOf(limited, now, 44 as GateId)).toBeNull()
  expect(pacingOf(limited, now, 41 as GateId)).not.toBeNull()
  const gates = limited.gates.map((gate) =>
    gate.id === 41 ? { ...gate, state: { kind: 'half_open' as const, since: now } } : gate,
  )
  expect(pacingOf(withNext({ gates }), now)).toBeNull()
})

it('of which no limit is known is a slow-down', () => {
  const paces = limited.paces.map((pace) => (pace.next ? { ...pace, next: { ...pace.next, of: null } } : pace))
  expect(pacingOf(withNext({ paces }), now)?.words).toBe('slowed down after a refusal')
})

it('is the first call of a key, which goes alone, and no slow-down then', () => {
  const paces = limited.paces.map((pace) =>
    pace.next ? { ...pace, next: { ...pace.next, of: null, first: true } } : pace,
  )
  expect(pacingOf(withNext({ paces }), now)?.words).toBe('the first call with a key goes alone')
})
