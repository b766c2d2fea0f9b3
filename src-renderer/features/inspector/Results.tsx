import type { TaskDetail, TaskResult } from '#shared/task'
import { formatTokens } from '../../format'
import { ask } from '../../state/ask'
import { useStore } from '../../state/store'
import { copy } from '../../state/work'
import { IconButton } from '../../ui/IconButton'
import { Markdown } from '../../ui/markdown/Markdown'
import { TextBlocks } from '../../ui/text/TextBlocks'
import { LiveResult } from './LiveResult'
import { looksLikeMarkdown } from './looks-like-markdown'
import { Part } from './Part'

/** What came back: as it is being written, then as it is stored. */
export function Results({ detail: { task, result } }: { readonly detail: TaskDetail }) {
  return (
    <>
      <LiveResult task={task} />
      {result && (
        <Part
          title="Result"
          note={[
            task.cached ? 'answer of an identical request: no call, no cost' : '',
            task.cached || result.usage.tokensOut === null ? '' : `${formatTokens(result.usage.tokensOut)} tokens`,
            result.cutOff ? 'cut off at the token limit' : '',
          ]
            .filter(Boolean)
            .join(', ')}
          action={
            <>
              <HowShown result={result} />
              <IconButton icon="copy" label="Copy result" size="sm" onClick={() => void copy(result.text, 'Result')} />
            </>
          }
        >
          <ResultText result={result} />
        </Part>
      )}
    </>
  )
}

/** As plain text, which is what came, or with its headings, lists and tables. Nothing where that would make no difference. */
function HowShown({ result }: { readonly result: TaskResult }) {
  const asMarkdown = useStore((store) => store.asMarkdown)
  const showMarkdown = useStore((store) => store.showMarkdown)
  if (result.kind !== 'text' || !looksLikeMarkdown(result.text)) return null
  return (
    <button
      type="button"
      aria-pressed={asMarkdown}
      onClick={() => showMarkdown(!asMarkdown)}
      className="h-6 rounded-[6px] px-1.5 text-2xs font-medium text-ink-3 hover:bg-hover hover:text-ink aria-pressed:bg-selected aria-pressed:text-ink"
    >
      Formatted
    </button>
  )
}

const openLink = (url: string) => void ask('openLink', { url }, { failed: 'The link was not opened' })

/** Six lines of it are shown. */
const longestVector = 2_000

function ResultText({ result: { kind, text } }: { readonly result: TaskResult }) {
  const asMarkdown = useStore((store) => store.asMarkdown)
  if (text === '') return <p className="text-ink-3">The answer is empty.</p>
  if (kind === 'embedding')
    return (
      <div data-selectable className="code line-clamp-6 break-all">
        {text.slice(0, longestVector)}
      </div>
    )
  if (asMarkdown && looksLikeMarkdown(text))
    return (
      <div data-selectable className="leading-[19.5px]">
        <Markdown text={text} onLink={openLink} />
      </div>
    )
  return (
    <div data-selectable className="leading-[19.5px]">
      <TextBlocks text={text} />
    </div>
  )
}
