import type { ImportPreview, ImportProgress } from '#shared/import'
import { counted, formatCount } from '../../format'
import type { CheckTold } from '../templates/use-template-check'

/** Where an import is, as far as its sheet is concerned. */
export type ImportStage =
  | { readonly kind: 'counting'; readonly prompts: number; readonly share: number } // share of the bytes, 0 to 1
  | { readonly kind: 'choose' } // a person must say which column holds the prompts
  | { readonly kind: 'mend' } // a template has a mistake in it
  | { readonly kind: 'unfit'; readonly message: string } // the rows cannot go into the batch that was chosen
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'ready'; readonly prompts: number; readonly variants: number } // prompts of each variant
  | { readonly kind: 'queueing'; readonly prompts: number; readonly share: number; readonly cancelling: boolean }

type Doing = { readonly queueing: boolean; readonly cancelling: boolean; readonly choosing: boolean }

/** What is to be made of the rows. `column`: their prompts are those of the prompt column, once each. */
export type Asked =
  | { readonly kind: 'column' }
  | { readonly kind: 'unwritten' }
  | { readonly kind: 'mistaken' }
  | { readonly kind: 'unfit'; readonly message: string }
  | { readonly kind: 'variants'; readonly told: CheckTold; readonly variants: number }

export function stageOf(preview: ImportPreview, progress: ImportProgress, doing: Doing, asked: Asked): ImportStage {
  const { prompts } = progress
  const share = shareRead(progress)
  if (doing.queueing) return { kind: 'queueing', prompts, share, cancelling: doing.cancelling }
  if (progress.phase === 'failed') return { kind: 'unreadable', message: progress.message ?? 'It could not be read.' }
  if (doing.choosing) return { kind: 'counting', prompts: 0, share: 0 }
  if (asked.kind === 'unwritten') return { kind: 'choose' }
  if (asked.kind === 'mistaken') return { kind: 'mend' }
  if (asked.kind === 'unfit') return asked
  if (asked.kind === 'column' && preview.needsPromptColumn && preview.promptColumn === null) return { kind: 'choose' }
  if (progress.phase === 'scanning') return { kind: 'counting', prompts, share }
  if (asked.kind === 'variants') return stageOfCheck(asked)
  return prompts === 0 ? { kind: 'empty' } : { kind: 'ready', prompts, variants: 1 }
}

function stageOfCheck({ told, variants }: Extract<Asked, { kind: 'variants' }>): ImportStage {
  if (told.kind === 'none') return { kind: 'counting', prompts: 0, share: 0 }
  if (told.kind === 'checking') return { kind: 'counting', prompts: 0, share: told.share }
  if (told.kind === 'failed') return { kind: 'unreadable', message: told.message }
  const { rows, problems } = told.check
  if (problems.length > 0) return { kind: 'mend' }
  return rows === 0 ? { kind: 'empty' } : { kind: 'ready', prompts: rows, variants }
}

const shareRead = ({ bytesRead, bytesTotal }: ImportProgress): number =>
  bytesTotal > 0 ? Math.min(1, Math.max(0, bytesRead / bytesTotal)) : 0

/** What the one button says: what it does and to how many, or why it cannot. @param adds to a batch that exists */
export function queueLabel(stage: ImportStage, adds = false): string {
  const verb = adds ? 'Add' : 'Queue'
  switch (stage.kind) {
    case 'counting':
      return 'Counting…'
    case 'choose':
      return 'Choose the prompt column'
    case 'mend':
      return 'Mend the prompt'
    case 'unfit':
    case 'unreadable':
    case 'empty':
      return adds ? 'Nothing to add' : 'Nothing to queue'
    case 'ready':
      return stage.variants > 1
        ? `${verb} ${formatCount(stage.prompts)} × ${counted(stage.variants, 'prompt')}`
        : `${verb} ${counted(stage.prompts, 'prompt')}`
    case 'queueing':
      return adds ? 'Adding…' : 'Queueing…'
  }
}
