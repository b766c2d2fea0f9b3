import { useState } from 'react'
import { type LaneName, type LanePolicy, laneDefaults, laneNames } from '#shared/lane'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { samePolicy } from './policy-fields'

const failed = 'The policy stays as it was'
type Policies = Readonly<Partial<Record<LaneName, LanePolicy>>>

const send = (lane: LaneName, policy: LanePolicy) => ask('setLanePolicy', { lane, policy }, { failed })

/** The policies as they are, or as they were just set while main has not told yet. */
export function useLanePolicies() {
  const lanes = useStore((store) => store.overview?.lanes)
  const [known, setKnown] = useState(lanes)
  const [sent, setSent] = useState<Policies>({})
  if (known !== lanes) {
    const changed = lanes?.some(({ name, policy }) => known?.find((lane) => lane.name === name)?.policy !== policy)
    setKnown(lanes)
    if (changed) setSent({})
  }
  const policyOf = (lane: LaneName): LanePolicy =>
    sent[lane] ?? lanes?.find(({ name }) => name === lane)?.policy ?? laneDefaults[lane]

  async function change(lane: LaneName, part: Partial<LanePolicy>) {
    const next = { ...policyOf(lane), ...part }
    if (samePolicy(next, policyOf(lane))) return
    setSent((others) => ({ ...others, [lane]: next }))
    if (!(await send(lane, next))) setSent(({ [lane]: _refused, ...others }) => others)
  }

  async function restore() {
    const before = laneNames.map((lane) => [lane, policyOf(lane)] as const)
    const done = await Promise.all(laneNames.map((lane) => send(lane, laneDefaults[lane])))
    if (done.includes(null)) return
    useStore.getState().toast({
      kind: 'done',
      title: 'Both lanes have their defaults again',
      undo: () => void Promise.all(before.map(([lane, policy]) => send(lane, policy))),
    })
  }

  const areDefaults = laneNames.every((lane) => samePolicy(policyOf(lane), laneDefaults[lane]))
  return { policyOf, change, restore, areDefaults }
}
