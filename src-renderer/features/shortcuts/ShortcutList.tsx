import { useState } from 'react'
import { shortcutGroups } from '../../actions/shortcut-groups'
import { Keys } from '../../ui/Keys'

/** The keys that exist, so that they can be learned. */
export function ShortcutList() {
  const [groups] = useState(shortcutGroups)
  return (
    <div className="columns-[220px] gap-x-8">
      {groups.map(({ title, keys }) => (
        <section key={title} aria-label={title} className="mb-5 break-inside-avoid">
          <h3 className="pb-1 text-2xs font-medium text-ink-3">{title}</h3>
          <ul>
            {keys.map(({ keys: shown, does }) => (
              <li key={does} className="flex h-7 items-center justify-between gap-3 border-t border-line text-xs">
                <span className="truncate text-ink-2">{does}</span>
                <span className="flex gap-1">
                  {shown.map((each) => (
                    <Keys key={each} keys={each} />
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  )
}
