import { useId, useState } from 'react'
import type { Attempt } from '#shared/task'
import { counted } from '../../format'
import { copy } from '../../state/work'
import { Icon } from '../../ui/Icon'
import { IconButton } from '../../ui/IconButton'
import { TextBlocks } from '../../ui/text/TextBlocks'

type PartialProps = { readonly attempt: Attempt; readonly open: boolean }

/** What came of an attempt that did not succeed: cut off, refused, or not what was asked for. */
export function PartialAnswer({ attempt: { number, answer, failure }, open }: PartialProps) {
  const [isOpen, setOpen] = useState(open)
  const id = useId()
  if (answer == null) return null
  const what = `${words[failure?.code ?? ''] ?? 'What came'}, ${counted(answer.length, 'character')}`
  return (
    <div className="mb-1.5 ml-6 rounded-md bg-code text-xs">
      <div className="flex items-center">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
          className="tn flex h-7 min-w-0 flex-1 items-center gap-1.5 rounded-md px-2 text-left text-ink-2 hover:text-ink"
        >
          <Icon name={isOpen ? 'down' : 'right'} size={12} className="text-ink-3" />
          <span className="truncate">{what}</span>
        </button>
        <IconButton
          icon="copy"
          label={`Copy what came of attempt ${number}`}
          size="sm"
          onClick={() => void copy(answer, 'What came')}
        />
      </div>
      {isOpen && (
        <section
          id={id}
          data-selectable
          aria-label={what}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
          tabIndex={0}
          className="max-h-60 overflow-y-auto px-3 pb-2 leading-[18px] text-ink-2 outline-offset-[-2px]"
        >
          {answer === '' ? 'The answer is empty.' : <TextBlocks text={answer} />}
        </section>
      )}
    </div>
  )
}

const words: Readonly<Record<string, string>> = {
  cut_off: 'What came before it was cut off',
  content_policy: 'What the model said in place of an answer',
  invalid_answer: 'The answer that does not fit',
  server_error: 'What came before the provider broke off',
  overloaded: 'What came before the provider broke off',
  connection: 'What came before the connection broke off',
  timeout: 'What came before the time limit',
}
