import { useEffect, useState } from 'react'
import { isNarrowed } from '#shared/filter'
import { TaskId } from '#shared/task'
import type { Filter } from '#shared/view'
import { bridge } from '../../bridge'
import { parseFilter } from '../queue/parse-filter'
import type { Found } from './items'

const limit = 6
const pauseMs = 120
const shortest = 2

type Asked = { readonly filter: Filter; readonly id?: TaskId; readonly text: string }

/** What to ask for: tasks with these words, or '#142' for the task of that number and the rows of that place. Null for what is none of it. */
export function taskQuestion(typed: string): Asked | null {
  const text = typed.trim()
  if (text.startsWith('>') || text.startsWith(':')) return null
  if (text.startsWith('#')) {
    const id = TaskId.safeParse(Number(text.slice(1)))
    const row = id.success ? { from: id.data, to: id.data } : null
    return row && id.success ? { filter: { text: '', row }, id: id.data, text: `row:${id.data}` } : null
  }
  const { filter, problem } = parseFilter(text)
  const isShort = filter.text.length < shortest && Object.keys(filter).length === 1
  return problem !== null || isShort || !isNarrowed(filter) ? null : { filter, text }
}

/** Tasks for what is typed, once the typing pauses; the ones before stay until then. */
export function useFoundTasks(typed: string): Found | null {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    const question = taskQuestion(typed)
    if (!question) return setFound(null)
    let isLatest = true
    const timer = setTimeout(() => {
      const { text, ...asked } = question
      void bridge.findTasks({ ...asked, limit }).then((result) => {
        if (isLatest) setFound(result.ok ? { text, ...result.value } : null)
      })
    }, pauseMs)
    return () => {
      isLatest = false
      clearTimeout(timer)
    }
  }, [typed])
  return found
}
