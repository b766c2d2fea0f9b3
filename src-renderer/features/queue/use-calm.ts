import { useEffect, useRef, useState } from 'react'

/** The newest value, or while `held` one that changes only every so often, so that what is pointed at does not move away. */
export function useCalm<T>(newest: T, held: boolean, everyMs: number): T {
  const [shown, setShown] = useState(newest)
  const latest = useRef(newest)
  useEffect(() => {
    latest.current = newest
    if (!held) setShown(() => newest)
  }, [newest, held])
  // An interval of its own: a timer that each change restarts would never fire while work streams in.
  useEffect(() => {
    if (!held) return
    const timer = setInterval(() => setShown(() => latest.current), everyMs)
    return () => clearInterval(timer)
  }, [held, everyMs])
  // What is not there yet, or is of another kind, is never worth waiting for.
  return held && shown !== null && newest !== null ? shown : newest
}
