import { useCallback, useEffect, useRef, useState } from 'react'
import type { Request, Response } from '#shared/contract'
import type { ComparedRow } from '#shared/contract/compare'
import type { CompareFilter, CompareProgress, RatingChoice } from '#shared/rating'
import type { BatchId } from '#shared/task'
import { bridge } from '../../bridge'
import { counted } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'

export type Comparison = Response<'openComparison'>
type Move = Request<'getComparedRow'>['move']
/** undefined: on its way; null: the filter has none. */
export type ShownRow = ComparedRow | null | undefined

/** Where a person was in a batch, for when they come back to it. */
const places = new Map<BatchId, { readonly row: number; readonly filter: CompareFilter; readonly blind: boolean }>()
/** Notes that were written and are with no rating yet, by row. */
const drafts = new Map<BatchId, Map<number, string>>()
/** For tests. */
export function forgetPlaces(): void {
  places.clear()
  drafts.clear()
}

/** One row of a batch with what each variant made of it, the way through all of them, and what a person says of them. */
export function useComparison(batchId: BatchId) {
  const place = places.get(batchId)
  const [comparison, setComparison] = useState<Comparison | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [filter, setFilter] = useState<CompareFilter>(place?.filter ?? 'all')
  const [shown, setShown] = useState<ShownRow>(undefined)
  const [blind, setBlind] = useState<boolean | null>(place?.blind ?? null) // null: as it was rated last
  const [said, setSaid] = useState('')
  const asked = useRef(0)
  const isBusy = useRef(false)
  const [notes] = useState(() => drafts.get(batchId) ?? new Map<number, string>())
  const counts = useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchId)?.counts)
  const isBlind = blind ?? comparison?.progress.last?.blind ?? false

  const get = useCallback(
    async (of: CompareFilter, row: number, move: Move): Promise<ShownRow> => {
      const result = await bridge.getComparedRow({ batchId, filter: of, row, move })
      if (result.ok) return result.value
      setProblem(result.error.message)
      return undefined
    },
    [batchId],
  )
  /** What a person asks for. Undefined where they asked for something newer meanwhile, or it could not be read. */
  async function read(of: CompareFilter, row: number, move: Move): Promise<ShownRow> {
    const mine = ++asked.current
    const found = await get(of, row, move)
    return mine === asked.current ? found : undefined
  }
  const progressed = (progress: CompareProgress) => setComparison((known) => known && { ...known, progress })

  // Reads on until all rows were looked at, and again whenever a task of the batch moved on.
  const at = useRef({ shown, filter, place })
  at.current = { shown, filter, place }
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step of a task changes the counts of its batch
  useEffect(() => {
    let isOver = false
    const look = async () => {
      for (let isFirst = true; ; isFirst = false) {
        const result = await bridge.openComparison({ batchId })
        if (isOver) return
        if (!result.ok) return setProblem(result.error.message)
        setProblem(null)
        setComparison(result.value)
        const { seen, rows } = result.value.progress
        const isWhole = seen >= rows
        if (isFirst || isWhole || !at.current.shown) await refresh()
        if (isOver || isWhole) return
      }
    }
    /** What is in sight as it is now; at first where a person was, or the first row that is to be rated. */
    const refresh = async () => {
      const { shown: now, filter: of, place: before } = at.current
      const known = now?.row ?? before?.row
      const mine = asked.current
      let row = await (known === undefined ? get('to_rate', 0, 'at') : get(of, known, 'here'))
      if (row === null) row = await get(of, known ?? 0, 'at')
      else if (row && known === undefined) row = await get(of, row.row, 'here')
      // What a person asked for meanwhile is newer.
      if (!isOver && row !== undefined && mine === asked.current) setShown(row)
    }
    void look()
    return () => {
      isOver = true
    }
  }, [batchId, counts])

  useEffect(() => {
    if (shown) places.set(batchId, { row: shown.row, filter, blind: isBlind })
  }, [batchId, shown, filter, isBlind])

  async function step(move: 'next' | 'previous') {
    const row = await read(filter, shown?.row ?? 0, move)
    if (row) setShown(row)
    else if (row === null)
      setSaid(move === 'next' ? 'That was the last of these rows.' : 'That was the first of these rows.')
  }

  async function choose(next: CompareFilter) {
    setFilter(next)
    const row = await read(next, shown?.row ?? 0, 'at')
    if (row !== undefined) setShown(row)
  }

  /** The next row that is to be rated, from the beginning where there is none after it; null where there is none at all. */
  async function nextToRate(after: number): Promise<ShownRow> {
    const found = (await read('to_rate', after, 'next')) ?? (await read('to_rate', 0, 'at'))
    if (!found || filter === 'to_rate') return found
    return read(filter, found.row, 'here')
  }

  async function toNextToRate() {
    const row = await nextToRate(shown?.row ?? 0)
    if (row) setShown(row)
    else if (row === null) setSaid('No row is left to be rated.')
  }

  async function goToRow(row: number) {
    const found = await read('all', row, 'at')
    if (found) setShown(await read(filter, found.row, 'here'))
  }

  /** What was typed is written with the choice, and stays in its field where it could not be. */
  async function rate(choice: RatingChoice | null, goesOn = true) {
    if (!shown || isBusy.current) return
    isBusy.current = true
    try {
      const { row, mark, rating } = shown
      const note = choice ? (notes.get(row) ?? rating?.note ?? null) : null
      const request = { batchId, row, mark, choice, note, blind: isBlind }
      const rated = await ask('rateRow', request, { failed: `Row ${row} was not rated` })
      if (!rated) return setShown((await read(filter, row, 'here')) ?? shown)
      if (choice) notes.delete(row)
      progressed(rated.progress)
      if (!goesOn) return setShown({ ...shown, rating: rated.rating })
      const walks = filter === 'all' || filter === 'to_rate'
      const next = walks ? await nextToRate(row) : await read(filter, row, 'next')
      if (next) return setShown(next)
      setShown({ ...shown, rating: rated.rating })
      if (next === null && walks) {
        setFilter('to_rate')
        setShown(null)
      }
    } finally {
      isBusy.current = false
    }
  }

  async function takeBack() {
    const last = comparison?.progress.last
    if (!last || isBusy.current) return
    isBusy.current = true
    try {
      const taken = await ask('takeBackRating', { batchId, id: last.id }, { failed: 'Nothing was taken back' })
      if (!taken) return
      progressed(taken.progress)
      const row = await read(filter, taken.row, 'here')
      if (row) setShown(row)
      setSaid(`Taken back: row ${taken.row}.`)
    } finally {
      isBusy.current = false
    }
  }

  /** Rows by who was best in them are no choice while nobody may know. */
  function hideNames(hidden: boolean) {
    setBlind(hidden)
    if (hidden && typeof filter === 'object' && filter.choice.kind === 'best') void choose('all')
  }

  async function exportRatings(format: 'csv' | 'jsonl') {
    const written = await ask('exportRatings', { batchId, format }, { failed: 'Nothing was exported' })
    if (!written) return
    const title = `Exported ${counted(written.rows, 'rating')}`
    useStore.getState().toast({ kind: 'done', title, detail: written.file })
  }

  return {
    ...{ comparison, problem, filter, shown, said, isBlind, hideNames },
    ...{ step, choose, toNextToRate, goToRow, rate, takeBack, exportRatings },
    draftOf: (row: number): string | undefined => notes.get(row),
    keepDraft(row: number, text: string): void {
      notes.set(row, text)
      drafts.set(batchId, notes)
    },
  }
}
