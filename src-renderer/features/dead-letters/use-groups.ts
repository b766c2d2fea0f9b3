import { useEffect, useRef, useState } from 'react'
import type { DeadGroup } from '#shared/overview'
import { useStore } from '../../state/store'
import { usePending } from './pending'

export type Section = 'open' | 'snoozed'
const none: readonly DeadGroup[] = []

/** Letters of the group that a section shows. */
export const countIn = ({ count, snoozed = 0 }: DeadGroup, section: Section): number =>
  section === 'snoozed' ? snoozed : count - snoozed

/** Counts follow what was done by some tenths of a second, and so does the keyboard, which comes back to the groups. */
const afterwardsMs = 1_000

/** While an action on letters is prepared, runs, or has just ended. */
function useIsActing(): boolean {
  const isNow = usePending(({ pending }) => pending !== null)
  const [isOrWas, setIsOrWas] = useState(isNow)
  useEffect(() => {
    if (isNow) return setIsOrWas(true)
    const timer = setTimeout(() => setIsOrWas(false), afterwardsMs)
    return () => clearTimeout(timer)
  }, [isNow])
  return isNow || isOrWas
}

/**
 * The groups of a section, those with most letters first. While the pointer or the keyboard is among them, and while something is done to
 * letters, they keep their places: one that is new comes last, and one that is empty goes.
 */
export function useGroups(section: Section, isHeld: boolean): readonly DeadGroup[] {
  const all = useStore((store) => store.overview?.deadGroups ?? none)
  const [places, setPlaces] = useState<readonly string[]>([])
  const shown = all.filter((group) => countIn(group, section) > 0)
  const isActing = useIsActing()
  const groups = isHeld || isActing ? inPlace(shown, places) : shown
  const order = groups.map(({ key }) => key).join('\n')
  useEffect(() => setPlaces(order === '' ? [] : order.split('\n')), [order])
  return groups
}

function inPlace(groups: readonly DeadGroup[], places: readonly string[]): DeadGroup[] {
  const known = places.flatMap((key) => groups.find((group) => group.key === key) ?? [])
  return [...known, ...groups.filter(({ key }) => !places.includes(key))]
}

/** Which group is open: the one that was chosen; when it is gone, the one that took its place. */
export function useChosen(groups: readonly DeadGroup[]): [DeadGroup | undefined, (key: string | null) => void] {
  const [chosen, choose] = useState<string | null>(null)
  const place = useRef(0)
  const found = groups.findIndex(({ key }) => key === chosen)
  const at = found >= 0 ? found : Math.min(chosen === null ? 0 : place.current, groups.length - 1)
  const group = groups[at]
  useEffect(() => {
    if (at < 0) return
    place.current = at
    if (group && group.key !== chosen) choose(group.key)
  }, [at, group, chosen])
  return [group, choose]
}
