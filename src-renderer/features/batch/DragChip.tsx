import { useState } from 'react'
import type { Batch } from '#shared/batch'
import { type ExportFormat, formatNames } from '#shared/export'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { Menu, MenuChoices } from '../../ui/Menu'
import { dragBatch, dragFormat, dragName, setDragFormat } from './drag-batch'

const formats = Object.keys(formatNames) as ExportFormat[]

/** The results of a batch that has ended as a file to drag somewhere. By the keyboard, Export beside it does the same. */
export function DragChip({ batch }: { readonly batch: Batch }) {
  const [format, setFormat] = useState(dragFormat)
  const name = dragName(batch, format)
  return (
    <span className="flex min-w-0 items-center gap-0.5 max-[820px]:hidden">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a file to be dragged; what it gives is reached by Export */}
      <span
        draggable
        title="Drag it to a folder or into another app"
        onDragStart={(event) => dragBatch(event, batch)}
        className="edge-strong flex h-6 min-w-0 cursor-grab items-center gap-1.5 rounded-[6px] bg-surface px-2 text-xs text-ink-2 active:cursor-grabbing"
      >
        <Icon name="file-table" size={14} className="text-ink-3" />
        <span className="max-w-52 truncate">{name}</span>
      </span>
      <Menu
        align="end"
        trigger={<IconButton icon="choose" size="sm" iconSize={12} label={`Format to drag: ${formatNames[format]}`} />}
      >
        <MenuChoices
          value={format}
          onChange={(next) => {
            setDragFormat(next)
            setFormat(next)
          }}
          choices={formats.map((each) => ({ value: each, label: formatNames[each] }))}
        />
      </Menu>
    </span>
  )
}
