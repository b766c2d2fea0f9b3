import { useMemo } from 'react'
import { formatCount } from '../../format'
import { rawLines } from './raw-json'

const longestShown = 100_000

/** A body as it is on the wire: JSON with its keys stepped back, all else as it came. */
export function RawBody({ text }: { readonly text: string }) {
  const lines = useMemo(() => rawLines(text), [text])
  const look = 'code leading-[19px] whitespace-pre-wrap wrap-anywhere'
  if (!lines)
    return (
      <pre className={look}>
        {text.slice(0, longestShown)}
        {text.length > longestShown && (
          <span className="text-ink-3">… {formatCount(text.length - longestShown)} more characters</span>
        )}
      </pre>
    )
  return (
    <pre className={look}>
      {lines.map(({ indent, key, rest }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name
        <span key={at}>
          {indent}
          {key !== '' && <span className="text-ink-3">{key}</span>}
          {rest}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}
