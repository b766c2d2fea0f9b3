import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { TaskDetail, TaskId } from '#shared/task'
import { counted } from '../../format'
import { useStore } from '../../state/store'
import { useWatchedTask } from '../../state/use-watched-task'
import { Kbd } from '../../ui/Kbd'
import { Skeleton } from '../../ui/Skeleton'
import { useAfter } from '../../use-now'
import { AttemptsAtAGlance, lastWords } from '../inspector/AttemptsAtAGlance'
import { placeBeside } from './peek-place'

type PeekProps = { readonly grid: RefObject<HTMLElement | null> }

/** The attempts of the row that the list is at, beside it, while the list keeps the keys: it follows them from row to row. */
export function Peek({ grid }: PeekProps) {
  const id = useStore((store) => (store.isPeeking && store.taskId === null ? (store.cursor?.id ?? null) : null))
  const index = useStore((store) => store.cursor?.index ?? null)
  const setPeeking = useStore((store) => store.setPeeking)
  const gone = useStore((store) => store.isPeeking && (store.taskId !== null || store.cursor === null))
  useEffect(() => {
    if (gone) setPeeking(false)
  }, [gone, setPeeking])
  useEffect(() => () => setPeeking(false), [setPeeking]) // the list went, and with it what it was at
  return id === null || index === null ? null : <Shown {...{ id, index, grid }} />
}

type ShownProps = PeekProps & { readonly id: TaskId; readonly index: number }

function Shown({ id, index, grid }: ShownProps) {
  const { detail, error } = useWatchedTask(id)
  const box = useRef<HTMLDivElement>(null)
  const hasRow = usePlaced(box, grid, index)
  useClosedByPress(box)
  const title = detail?.task.title ?? ''
  return (
    <section
      ref={box}
      aria-label={title === '' ? 'Attempts' : `Attempts of ${title}`}
      className={`fixed top-0 left-0 z-40 w-[440px] max-w-[calc(100vw-24px)] rounded-lg bg-raised shadow-2 ${hasRow ? '' : 'invisible'}`}
    >
      <div className="fade-in px-3.5 pt-2.5 pb-2">
        {detail ? (
          <AttemptsAtAGlance detail={detail} />
        ) : error === null ? (
          <Reading />
        ) : (
          <p className="text-xs text-ink-2">The attempts could not be read: {error}</p>
        )}
        <p className="mt-2 flex items-center gap-3 border-t border-line pt-2 text-2xs text-ink-3">
          <Hint keys="Enter">opens the task</Hint>
          <Hint keys="Esc">closes</Hint>
        </p>
      </div>
      <p role="status" className="sr-only">
        {detail && spoken(detail)}
      </p>
    </section>
  )
}

const spoken = (detail: TaskDetail): string => {
  const { attempts } = detail
  const [last] = attempts.slice(-1)
  return last ? `${counted(attempts.length, 'attempt')}. ${lastWords(last)}` : 'Not tried yet'
}

type HintProps = { readonly keys: string; readonly children: string }

const Hint = ({ keys, children }: HintProps) => (
  <span className="flex items-center gap-1.5">
    <Kbd keys={keys} /> {children}
  </span>
)

function Reading() {
  const late = useAfter(120)
  return (
    <div role="status" aria-label="Reading the attempts" className="flex h-16 flex-col justify-center gap-2">
      {late && (
        <>
          <Skeleton width={80} />
          <Skeleton width={50} />
        </>
      )}
    </div>
  )
}

/** Keeps the box beside the row, wherever the row is by now. Whether the row is in sight. */
function usePlaced(box: RefObject<HTMLElement | null>, grid: RefObject<HTMLElement | null>, index: number): boolean {
  const [hasRow, setHasRow] = useState(true)
  const [moved, setMoved] = useState(0)
  useEffect(() => {
    const list = grid.current
    const again = () => setMoved((times) => times + 1)
    const sizes = new ResizeObserver(again)
    if (box.current) sizes.observe(box.current)
    list?.addEventListener('scroll', again, { passive: true })
    window.addEventListener('resize', again)
    const stop = useStore.subscribe(({ rows, body }, before) => {
      if (rows !== before.rows || body !== before.body) requestAnimationFrame(again) // once the rows are where they go
    })
    return () => {
      sizes.disconnect()
      list?.removeEventListener('scroll', again)
      window.removeEventListener('resize', again)
      stop()
    }
  }, [box, grid])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moved` says that something did
  useLayoutEffect(() => {
    const row = grid.current?.querySelector(`[role="row"][data-index="${index}"]`)?.getBoundingClientRect()
    const list = grid.current?.getBoundingClientRect()
    const inSight = row !== undefined && list !== undefined && row.bottom > list.top && row.top < list.bottom
    setHasRow(inSight)
    if (!inSight || !box.current) return
    const { offsetWidth: width, offsetHeight: height } = box.current
    const { left, top } = placeBeside(row, { width, height }, { width: window.innerWidth, height: window.innerHeight })
    box.current.style.transform = `translate(${left}px, ${top}px)`
  }, [box, grid, index, moved])
  return hasRow
}

/** A press anywhere else. */
function useClosedByPress(box: RefObject<HTMLElement | null>) {
  const setPeeking = useStore((store) => store.setPeeking)
  useEffect(() => {
    const onPress = ({ target }: PointerEvent) => {
      if (!(target instanceof Node && box.current?.contains(target))) setPeeking(false)
    }
    window.addEventListener('pointerdown', onPress, true)
    return () => window.removeEventListener('pointerdown', onPress, true)
  }, [box, setPeeking])
}
