import { useState } from 'react'
import type { SetAside } from '#shared/startup'
import { formatMoment } from '../../format'
import { Button } from '../../ui/Button'
import { formatBytes } from '../import/format-bytes'
import { asideWords } from './keeping-words'

type Props = { readonly copies: readonly SetAside[]; readonly onRemove: (copy: SetAside) => void }

/** Older copies of all the data, which stay until a person deletes them. */
export function SetAsideList({ copies, onRemove }: Props) {
  return (
    <ul className="w-full">
      {copies.map((copy) => (
        <Copy key={copy.name} copy={copy} onRemove={() => onRemove(copy)} />
      ))}
    </ul>
  )
}

/** Deleting cannot be taken back, so it is asked once. */
function Copy({ copy, onRemove }: { readonly copy: SetAside; readonly onRemove: () => void }) {
  const [asked, setAsked] = useState(false)
  const { at, because, bytes } = copy
  const when = formatMoment(at)
  return (
    <li aria-label={`Set aside on ${when}`} className="flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <span className="tn">{when}</span>
      <span className="tn text-ink-2">{formatBytes(bytes)}</span>
      {asked ? (
        <>
          <span className="flex-1 text-ink-2">All that is in it is gone then. It cannot be brought back.</span>
          <Button size="sm" look="ghost" onClick={() => setAsked(false)} autoFocus>
            Keep
          </Button>
          <Button size="sm" look="danger" onClick={onRemove}>
            Delete
          </Button>
        </>
      ) : (
        <>
          <span className="flex-1 text-ink-3">The data {asideWords[because]}</span>
          <Button size="sm" look="ghost" onClick={() => setAsked(true)}>
            Delete
          </Button>
        </>
      )}
    </li>
  )
}
