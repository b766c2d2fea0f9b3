import type { Selection } from '#shared/contract'
import { bridge } from '../../bridge'
import { counted } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { chosenLetters } from './chosen'

const failed = 'Nothing was exported'

/** All that is known of the letters that are picked, or of the one at the cursor, as one file with keys masked. */
export async function exportChosen(): Promise<void> {
  const asked = await chosenLetters('chosen')
  if (asked) await write(asked.selection)
}

/** The same of every dead letter there is. */
export async function exportAll(): Promise<void> {
  const { beginPick, pickFailed, toast } = useStore.getState()
  const pickId = beginPick()
  const query = { kind: 'list', batchId: null, tab: 'dead', group: null, filter: { text: '' } } as const
  const picked = await bridge.pickTasks({ pickId, query, between: null, keep: null })
  if (picked.ok) await write({ pick: pickId, except: [], also: [] })
  else toast({ kind: 'error', title: failed, detail: picked.error.message })
  pickFailed(pickId) // it was made for this alone
}

async function write(selection: Selection): Promise<void> {
  const written = await ask('exportLetters', { selection, withTexts: true }, { failed })
  if (!written) return
  useStore.getState().toast({
    ...{ kind: 'done', title: `Exported ${counted(written.letters, 'letter')}` },
    detail: `Keys are masked; prompts and answers are in it. ${written.file}`,
  })
}
