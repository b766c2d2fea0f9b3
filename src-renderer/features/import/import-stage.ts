import type { ImportPreview, ImportProgress } from '#shared/import'
import { counted } from '../../format'

/** Where an import is, as far as its sheet is concerned. */
export type ImportStage =
  | { readonly kind: 'counting'; readonly prompts: number; readonly share: number } // share of the bytes, 0 to 1
  | { readonly kind: 'choose' } // a person must say which column holds the prompts
  | { readonly kind: 'unreadable'; readonly message: string }
  | { readonly kind: 'empty' }
  | { readonly kind: 'ready'; readonly prompts: number }
  | { readonly kind: 'queueing'; readonly prompts: number; readonly share: number; readonly cancelling: boolean }

type Doing = { readonly queueing: boolean; readonly cancelling: boolean; readonly choosing: boolean }

export function stageOf(preview: ImportPreview, progress: ImportProgress, doing: Doing): ImportStage {
  const { prompts } = progress
  const share = shareRead(progress)
  if (doing.queueing) return { kind: 'queueing', prompts, share, cancelling: doing.cancelling }
  if (progress.phase === 'failed') return { kind: 'unreadable', message: progress.message ?? 'It could not be read.' }
  if (doing.choosing) return { kind: 'counting', prompts: 0, share: 0 }
  if (preview.needsPromptColumn && preview.promptColumn === null) return { kind: 'choose' }
  if (progress.phase === 'scanning') return { kind: 'counting', prompts, share }
  return prompts === 0 ? { kind: 'empty' } : { kind: 'ready', prompts }
}

const shareRead = ({ bytesRead, bytesTotal }: ImportProgress): number =>
  bytesTotal > 0 ? Math.min(1, Math.max(0, bytesRead / bytesTotal)) : 0

/** What the one button says: what it does and to how many, or why it cannot. */
export function queueLabel(stage: ImportStage): string {
  switch (stage.kind) {
    case 'counting':
      return 'Counting…'
    case 'choose':
      return 'Choose the prompt column'
    case 'unreadable':
    case 'empty':
      return 'Nothing to queue'
    case 'ready':
      return `Queue ${counted(stage.prompts, 'prompt')}`
    case 'queueing':
      return 'Queueing…'
  }
}
