import { useEffect, useState } from 'react'

/** The newest value, or while `held` the one from when that began, for at most so long. */
export function useCalm<T>(newest: T, held: boolean, longestMs: number): T {
  const [shown, setShown] = useState(newest)
  useEffect(() => {
    if (!held) {
      setShown(() => newest)
      return
    }
    const timer = setTimeout(() => setShown(() => newest), longestMs)
    return () => clearTimeout(timer)
  }, [newest, held, longestMs])
  // What is not there yet, or is of another kind, is never worth waiting for.
  return held && shown !== null && newest !== null ? shown : newest
}
