import type { ImportPreview } from '#shared/import'
import { counted } from '../../format'
import { Switch } from '../../ui/Switch'

type DuplicatesProps = {
  readonly preview: Pick<ImportPreview, 'duplicates' | 'choices'>
  readonly disabled: boolean
  readonly onMerge: (merge: boolean) => void
}

/** How many prompts are identical to an earlier one, and whether each goes once. */
export function Duplicates({ preview: { duplicates, choices }, disabled, onMerge }: DuplicatesProps) {
  if (duplicates === 0) return null
  const merged = choices.mergeDuplicates ?? false
  return (
    <div>
      <Switch
        label={`Merge ${counted(duplicates, 'identical prompt')}`}
        checked={merged}
        onChange={onMerge}
        disabled={disabled}
      />
      <p className="mt-1 pl-9 text-xs text-ink-3">
        {merged
          ? 'Of identical prompts the first is sent, and its id and columns alone are kept.'
          : 'They equal an earlier one, and are sent again unless merged.'}
      </p>
    </div>
  )
}
