import type { ReactNode } from 'react'
import { counted } from '../../format'
import { useStore } from '../../state/store'
import { batchInSight } from '../../state/work'
import { Icon } from '../../ui/Icon'
import { Kbd } from '../../ui/Kbd'
import { acceptedWords } from './accepted'
import { LaneTarget } from './LaneTarget'
import { type Drag, useFileDrag } from './use-file-drag'

/** While files are over the window, its lanes are where to drop them. */
export function DropTarget() {
  const drag = useFileDrag()
  if (drag === null) return null
  return (
    <section aria-label="Drop files" className="fade-in absolute inset-0 z-20 flex flex-col bg-canvas">
      <header className="flex h-titlebar shrink-0 items-center gap-3 border-b border-line pr-3 pl-4">
        <h2 className="text-base font-semibold whitespace-nowrap">
          {drag.fits ? 'Drop on a lane' : 'Not a file of prompts'}
        </h2>
        <p className="truncate text-xs text-ink-3">
          {drag.files > 0 && `${counted(drag.files, 'file')}. `}
          {drag.fits
            ? 'Blocks show the line ahead, to scale. You check everything before it runs.'
            : 'Nothing happens to it.'}
        </p>
        <span className="flex-1" />
        {drag.fits && (
          <p className="flex shrink-0 items-center gap-1.5 text-xs text-ink-3 max-[1179px]:hidden">
            Hold <Kbd keys="Alt" /> to queue without the import sheet
          </p>
        )}
        <p className="flex shrink-0 items-center gap-1.5 text-xs text-ink-3">
          <Kbd keys="Esc" /> to let go
        </p>
      </header>
      {drag.fits ? <Targets over={drag.over} /> : <Refused />}
    </section>
  )
}

function Targets({ over }: Pick<Drag, 'over'>) {
  const batch = useStore(({ overview }) => overview?.batches.find(({ id }) => id === batchInSight()))
  return (
    <div className="grid min-h-0 flex-1 grid-cols-2 grid-rows-[minmax(0,1fr)_52px] gap-4 p-4">
      <LaneTarget name="fast" over={over === 'fast'} />
      <LaneTarget name="heavy" over={over === 'heavy'} />
      <Low drop="choose" isOver={over === 'choose'} wide={!batch}>
        <Icon name="import" size={14} />
        <span className="truncate">Drop here to choose the lane in the import sheet</span>
      </Low>
      {batch && (
        <Low drop="into" isOver={over === 'into'}>
          <Icon name="new" size={14} />
          <span className="truncate">Add rows to {batch.name}</span>
        </Low>
      )}
    </div>
  )
}

type LowProps = {
  readonly drop: 'choose' | 'into'
  readonly isOver: boolean
  readonly wide?: boolean
  readonly children: ReactNode
}

/** A place below the lanes. */
const Low = ({ drop, isOver, wide = false, children }: LowProps) => (
  <div
    data-drop={drop}
    className={`flex min-w-0 items-center justify-center gap-2.5 rounded-[12px] border-[1.5px] border-dashed px-4 ${wide ? 'col-span-2' : ''} ${
      isOver ? 'border-ink bg-hover text-ink' : 'border-line-strong text-ink-2'
    }`}
  >
    {children}
  </div>
)

function Refused() {
  return (
    <div className="min-h-0 flex-1 p-4">
      <div className="flex h-full flex-col items-center justify-center gap-1.5 rounded-xl border-[1.5px] border-dashed border-line-strong bg-selected text-ink-2">
        <p className="text-lg font-semibold text-ink">This cannot be read as prompts</p>
        <p>Trilane reads {acceptedWords}: one prompt per line, per row or per file.</p>
      </div>
    </div>
  )
}
