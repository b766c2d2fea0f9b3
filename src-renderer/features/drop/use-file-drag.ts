import { useEffect, useState } from 'react'
import type { LaneName } from '#shared/lane'
import { useStore } from '../../state/store'
import { batchInSight, importFiles } from '../../state/work'
import { acceptedWords, mayHold, refusedNames } from './accepted'
import { ownDrag } from './own-drag'

export type Drag = {
  readonly files: number // how many are dragged; 0 where the system does not tell
  readonly fits: boolean // some of them may be files of prompts
  readonly over: LaneName | 'choose' | 'into' // into: the batch on screen
}

/** Follows files over the window, and imports what is dropped. Null while nothing is dragged. */
export function useFileDrag(): Drag | null {
  const [drag, setDrag] = useState<Drag | null>(null)
  useEffect(() => {
    let depth = 0 // dragenter and dragleave come for every element on the way
    const end = () => {
      depth = 0
      setDrag(null)
    }
    const listeners: {
      [K in 'dragenter' | 'dragover' | 'dragleave' | 'drop' | 'keydown']: (event: WindowEventMap[K]) => void
    } = {
      dragenter: (event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        depth++
        const items = [...(event.dataTransfer?.items ?? [])]
        const files = items.filter(({ kind }) => kind === 'file').length
        setDrag((known) => known ?? { files, fits: mayHold(items), over: targetOf(event) })
      },
      dragover: (event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
        const over = targetOf(event)
        setDrag((known) => (known && known.over !== over ? { ...known, over } : known))
      },
      dragleave: () => {
        depth = Math.max(0, depth - 1)
        if (depth === 0) end()
      },
      drop: (event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        const over = targetOf(event)
        const folders = foldersOf(event.dataTransfer) // now: they are gone once this has returned
        end()
        void take([...(event.dataTransfer?.files ?? [])], { over, straight: event.altKey, folders })
      },
      keydown: (event) => {
        if (event.key === 'Escape' && depth > 0) end()
      },
    }
    const entries = Object.entries(listeners) as [string, EventListener][]
    for (const [name, listener] of entries) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of entries) window.removeEventListener(name, listener)
    }
  }, [])
  return drag
}

const hasFiles = (event: DragEvent) => !ownDrag.active() && (event.dataTransfer?.types.includes('Files') ?? false)

function targetOf({ target }: DragEvent): Drag['over'] {
  const lane = target instanceof Element ? target.closest<HTMLElement>('[data-drop]')?.dataset.drop : undefined
  return lane === 'fast' || lane === 'heavy' || lane === 'into' ? lane : 'choose'
}

/** Names of folders: what is in them is main’s to find, whatever they are called. */
const foldersOf = (data: DataTransfer | null): ReadonlySet<string> =>
  new Set(
    [...(data?.items ?? [])].flatMap((item) => {
      const entry = item.webkitGetAsEntry?.()
      return entry?.isDirectory ? [entry.name] : []
    }),
  )

type Dropping = Pick<Drag, 'over'> & { readonly straight: boolean; readonly folders: ReadonlySet<string> }

async function take(files: readonly File[], { over, straight, folders }: Dropping): Promise<void> {
  const refused = refusedNames(files.map(({ name }) => name).filter((name) => !folders.has(name)))
  if (files.length > 0 && refused.length === files.length) {
    useStore.getState().toast({
      kind: 'error',
      title: 'Nothing was queued',
      detail: `${refused[0]} is no file of prompts${refused.length > 1 ? ', nor are the others' : ''}. Drop ${acceptedWords}.`,
    })
    return
  }
  await importFiles(
    files.filter(({ name }) => !refused.includes(name)),
    over === 'choose' || over === 'into'
      ? { lane: 'auto', straight: false, into: over === 'into' ? batchInSight() : null }
      : { lane: over, straight, into: null },
  )
  if (refused.length > 0)
    useStore
      .getState()
      .toast({ kind: 'info', title: `Left out: ${refused.join(', ')}`, detail: `Trilane reads ${acceptedWords}.` })
}
