import { useState } from 'react'
import { counted } from '../../format'
import { Button } from '../../ui/Button'
import licences from './licences.json'

/** The packages that are inside the app, with their versions and licences; see scripts/licences.mjs. */
export function Licences() {
  const [open, setOpen] = useState(false)
  return (
    <div className="min-w-0 flex-1">
      <div className="flex flex-wrap items-center gap-2">
        <span>Trilane is built with {counted(licences.length, 'open source package')}</span>
        <Button size="sm" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide them' : 'Show them'}
        </Button>
      </div>
      {open && (
        <ul aria-label="Packages" className="mt-2 columns-2 gap-x-8 max-[700px]:columns-1">
          {licences.map(({ name, version, licence }) => (
            <li
              key={name}
              className="flex h-6 break-inside-avoid items-center gap-2 border-t border-line text-xs whitespace-nowrap"
            >
              <span data-selectable className="min-w-0 truncate" title={name}>
                {name}
              </span>
              <span className="tn text-ink-3">{version}</span>
              <span className="ml-auto text-ink-3">{licence}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
