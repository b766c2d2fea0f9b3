import { useEffect, useRef, useState } from 'react'
import type { LaneName } from '#shared/lane'
import type { TaskState } from '#shared/task'
import { useStore } from '../../state/store'

/** Where answers come sooner, a table in which each of them lit up would never rest. */
const calmMs = 1_500

type StartTintProps = { readonly state: TaskState; readonly lane: LaneName }

/** The tint of its lane that goes over a row once, when its task starts under the eyes of a person. */
export function StartTint({ state, lane }: StartTintProps) {
  const startedAt = state.kind === 'running' ? state.startedAt : null
  const seen = useRef(startedAt) // what runs already when its row comes into sight has started before
  const [tint, setTint] = useState<number | null>(null)
  const calm = useStore(({ overview }) => {
    const typicalMs = overview?.lanes.find(({ name }) => name === lane)?.typicalMs ?? null
    return typicalMs === null || typicalMs >= calmMs
  })
  useEffect(() => {
    if (startedAt === seen.current) return
    seen.current = startedAt
    setTint(startedAt)
  }, [startedAt])
  if (tint === null || !calm) return null
  return (
    <span
      key={tint}
      aria-hidden
      className={`start-tint pointer-events-none absolute inset-0 -z-10 ${lane === 'fast' ? 'bg-fast-tint' : 'bg-heavy-tint'}`}
      onAnimationEnd={() => setTint(null)}
    />
  )
}
