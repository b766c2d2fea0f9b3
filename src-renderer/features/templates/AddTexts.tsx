import type { TemplateField } from '#shared/template-body'
import { Button } from '../../ui/Button'
import type { VariantDraft } from './variant-draft'

type AddTextsProps = {
  readonly draft: VariantDraft
  readonly disabled: boolean
  readonly change: (part: Partial<VariantDraft>) => void
  /** Which field is new, and takes the keyboard. */
  readonly onAdded: (field: TemplateField) => void
}

/** Further texts of a prompt: what its system prompt says, and examples of an answer. */
export function AddTexts({ draft: { system, examples }, disabled, change, onAdded }: AddTextsProps) {
  function addExample() {
    const key = Math.max(0, ...examples.map((each) => each.key)) + 1
    change({ examples: [...examples, { key, user: '', assistant: '' }] })
    onAdded(`examples.${examples.length}.user`)
  }
  return (
    <>
      {system === null && (
        <Button
          look="ghost"
          size="sm"
          icon="new"
          disabled={disabled}
          onClick={() => {
            change({ system: '' })
            onAdded('system')
          }}
        >
          System prompt
        </Button>
      )}
      <Button look="ghost" size="sm" icon="new" disabled={disabled} onClick={addExample}>
        Example
      </Button>
    </>
  )
}
