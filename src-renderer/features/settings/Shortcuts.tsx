import { Kbd } from '../../ui/Kbd'
import { shortcutGroups } from './shortcuts'

/** The keys that exist, so that they can be learned. */
export function Shortcuts() {
  return (
    <section aria-labelledby="keyboard-heading" className="py-4">
      <h2 id="keyboard-heading" className="font-medium">
        Keyboard
      </h2>
      <p className="mt-0.5 text-xs text-ink-3">Single keys work while no text field has the focus.</p>
      <div className="mt-3 grid grid-cols-[repeat(auto-fit,minmax(220px,1fr))] gap-x-8 gap-y-5">
        {shortcutGroups.map(({ title, keys }) => (
          <div key={title}>
            <h3 className="pb-1 text-2xs font-medium text-ink-3">{title}</h3>
            <ul>
              {keys.map(({ keys: shown, does }) => (
                <li key={does} className="flex h-7 items-center justify-between gap-3 border-t border-line text-xs">
                  <span className="truncate text-ink-2">{does}</span>
                  <span className="flex gap-1">
                    {shown.map((each) => (
                      <Kbd key={each} keys={each} />
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  )
}
