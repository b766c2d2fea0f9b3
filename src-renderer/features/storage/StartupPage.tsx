import { bridge } from '../../bridge'
import { formatMoment } from '../../format'
import { Brand } from '../../frame/Brand'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Choices } from './Choices'
import { wordsFor } from './problem-words'
import { type Blocked, useDecision } from './use-startup'

type PageProps = { readonly blocked: Blocked; readonly onBlocked: (next: Blocked) => void }

/** Instead of the dashboard, while the data cannot be opened: why, and what can be done. Nothing runs until it is settled. */
export function StartupPage({ blocked, onBlocked }: PageProps) {
  const { problem, lastSavedAt } = blocked
  const { title, what, replaceable } = wordsFor(problem)
  const { busy, failed, round, decide } = useDecision(onBlocked)
  return (
    <main className="flex h-full flex-col bg-canvas">
      <div className="shrink-0 px-2">
        <Brand rail={false} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-6 pb-6">
        <div className="mx-auto flex min-h-full max-w-[640px] flex-col justify-center py-4">
          <div role="alert">
            <h1 className="flex items-center gap-2.5 text-xl font-semibold tracking-[-0.015em]">
              <Icon name="disk" size={24} className={problem.kind === 'damaged' ? 'text-dead' : 'text-wait'} />
              {title}
            </h1>
            <p className="mt-2 max-w-[68ch] text-ink-2">{what}</p>
          </div>
          <dl className="mt-4 grid grid-cols-[88px_minmax(0,1fr)] gap-x-4 gap-y-1 text-xs">
            <dt className="text-ink-3">File</dt>
            <dd data-selectable className="code break-all">
              {problem.file}
            </dd>
            <dt className="text-ink-3">Last saved</dt>
            <dd className="tn">{lastSavedAt === null ? 'never' : formatMoment(lastSavedAt)}</dd>
            {problem.detail !== '' && (
              <>
                <dt className="text-ink-3">Found</dt>
                <dd data-selectable className="text-ink-2">
                  {problem.detail}
                </dd>
              </>
            )}
          </dl>
          {replaceable && (
            <Choices blocked={blocked} busy={busy} round={round} decide={(choice) => void decide(choice)} />
          )}
          {failed && (
            <p role="alert" className="mt-4 max-w-[68ch] rounded-[8px] bg-dead-tint px-3 py-2 text-xs">
              {failed}
            </p>
          )}
          <div className="mt-5 flex flex-wrap items-center gap-2">
            <Button
              look={replaceable ? 'default' : 'primary'}
              icon="test"
              disabled={busy !== null}
              onClick={() => void decide({ choice: 'retry' })}
            >
              Try again
            </Button>
            <Button icon="disk" onClick={() => void bridge.showDataFile({})}>
              Show file
            </Button>
            <Button icon="copy" onClick={() => void bridge.copyText({ text: problem.file })}>
              Copy path
            </Button>
            <span className="flex-1" />
            <Button look="ghost" onClick={() => void bridge.quitApp({})}>
              Quit
            </Button>
          </div>
        </div>
      </div>
    </main>
  )
}
