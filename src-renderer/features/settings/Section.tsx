import type { ReactNode } from 'react'
import { type SettingsSection, sectionId } from '../../actions/settings-sections'

type SectionProps = {
  readonly of: SettingsSection
  readonly title: string
  readonly note?: string
  readonly action?: ReactNode // at the end of the line of the title
  readonly children?: ReactNode // what main has not told yet is left out: the section itself is there to be gone to
}

/** A section of the settings with its name. The palette leads to it, and the keyboard goes on from there. */
export function Section({ of, title, note, action, children }: SectionProps) {
  const heading = `${sectionId(of)}-heading`
  return (
    <section
      id={sectionId(of)}
      tabIndex={-1}
      aria-labelledby={heading}
      className="scroll-mt-2 border-b border-line py-4 -outline-offset-2 last:border-0"
    >
      <div className="flex min-h-6 items-center gap-3">
        <h2 id={heading} className="flex-1 font-medium">
          {title}
        </h2>
        {action}
      </div>
      {note && <p className="mt-0.5 max-w-[68ch] text-xs text-ink-3">{note}</p>}
      {children && <div className="mt-3">{children}</div>}
    </section>
  )
}

type LineProps = { readonly title: string; readonly note?: string | undefined; readonly children: ReactNode }

/** One setting or fact, with its name before it. */
export function Line({ title, note, children }: LineProps) {
  return (
    <div className="grid grid-cols-[176px_minmax(0,1fr)] gap-x-4 py-1 max-[620px]:grid-cols-1">
      <dt className="flex min-h-7 items-center self-start text-ink-2">{title}</dt>
      <dd className="min-w-0">
        <div className="flex min-h-7 min-w-0 flex-wrap items-center gap-2">{children}</div>
        {note && <p className="mt-0.5 max-w-[68ch] text-xs text-ink-3">{note}</p>}
      </dd>
    </div>
  )
}
