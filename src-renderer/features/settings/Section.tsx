import type { ReactNode } from 'react'
import { type SettingsSection, sectionId } from '../../actions/settings-sections'

type SectionProps = { readonly of: SettingsSection; readonly children: ReactNode }

/** A place in the settings that the palette leads to; the keyboard goes on from there. */
export const Place = ({ of, children }: SectionProps) => (
  <div id={sectionId(of)} tabIndex={-1} className="scroll-mt-2 rounded-md outline-offset-4">
    {children}
  </div>
)

type PartProps = SectionProps & { readonly title: string; readonly note?: string }

/** A section of the settings with its name. */
export function Section({ of, title, note, children }: PartProps) {
  const heading = `${sectionId(of)}-heading`
  return (
    <Place of={of}>
      <section aria-labelledby={heading} className="border-b border-line py-4">
        <h2 id={heading} className="font-medium">
          {title}
        </h2>
        {note && <p className="mt-0.5 max-w-[68ch] text-xs text-ink-3">{note}</p>}
        <div className="mt-3">{children}</div>
      </section>
    </Place>
  )
}

type LineProps = { readonly title: string; readonly note?: string | undefined; readonly children: ReactNode }

/** One setting or fact, with its name before it. */
export function Line({ title, note, children }: LineProps) {
  return (
    <div className="grid grid-cols-[176px_minmax(0,1fr)] gap-x-4 py-1 max-[520px]:grid-cols-1">
      <dt className="flex min-h-7 items-center text-ink-2">{title}</dt>
      <dd className="min-w-0">
        <div className="flex min-h-7 min-w-0 flex-wrap items-center gap-2">{children}</div>
        {note && <p className="mt-0.5 max-w-[68ch] text-xs text-ink-3">{note}</p>}
      </dd>
    </div>
  )
}
