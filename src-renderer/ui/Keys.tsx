import { Fragment } from 'react'
import { Kbd } from './Kbd'

/** The keys of an action: one combination, or some that are pressed one after the other, as 'G then F'. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="flex items-center gap-1 text-2xs text-ink-3">
      {keys.split(' then ').map((each, index) => (
        <Fragment key={each}>
          {index > 0 && <span>then</span>}
          <Kbd keys={each} />
        </Fragment>
      ))}
    </span>
  )
}
