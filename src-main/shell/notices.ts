import type { Recovered } from '#engine/recovery'
import type { Notice } from '#shared/contract'
import type { Store } from '#store/store'
import { createPulse } from './native/pulse'

/** New dead letters are gathered for so long after they were seen, and told together. */
const gatherMs = 2_000

/** Says to the person at the window what happened by itself. */
export function createNotices(store: Store, tell: (notice: Notice) => void) {
  const waiting: Notice[] = []
  let ready = false
  let letters = deadLetters(store)
  let timer: NodeJS.Timeout | null = null

  const say = (notice: Notice): void => void (ready ? tell(notice) : waiting.push(notice))

  function tellLetters() {
    timer = null
    let now: number
    try {
      now = deadLetters(store)
    } catch (error) {
      return store.failed(error)
    }
    const added = now - letters
    letters = now
    if (added <= 0) return
    const title = added === 1 ? '1 task became a dead letter' : `${added} tasks became dead letters`
    say({ kind: 'dead', title, detail: 'Prompts and every attempt are kept. Look at the cause, then edit or requeue.' })
  }

  // Not with every commit: there may be hundreds a second, and the counters of thousands of batches.
  const pulse = createPulse({
    read: () => deadLetters(store),
    seen(now) {
      if (now < letters)
        letters = now // requeued or discarded: only what comes after counts as new
      else if (now > letters && timer === null) timer = setTimeout(tellLetters, gatherMs)
    },
    failed: store.failed,
  })
  store.onNews(pulse.dirty)

  return {
    /** Now, or once there is a window. */
    say,
    /** A window listens: it hears what was said before it was there. */
    windowReady() {
      ready = true
      for (const notice of waiting.splice(0)) tell(notice)
    },
    recovered({ requeued, mayHaveBeenBilled, lastSeenAt }: Recovered) {
      if (requeued === 0) return
      const at =
        lastSeenAt === null
          ? ''
          : ` at about ${new Date(lastSeenAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`
      const billed =
        mayHaveBeenBilled === 0 ? '' : ` ${mayHaveBeenBilled} of them had been sent and may have been billed.`
      const title = `Trilane was closed${at} while ${requeued === 1 ? '1 task was' : `${requeued} tasks were`} running`
      say({
        ...{ kind: 'info', title, stays: true },
        detail: `They were queued again and go on; none counts as a retry.${billed}`,
      })
    },
  }
}

function deadLetters(store: Store): number {
  return store.counts.all().reduce((sum, { state, n }) => (state === 'dead' ? sum + n : sum), 0)
}
